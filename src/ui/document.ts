/**
 * Whole HTML documents: the status page, the sign-in, and what a person without scripts is told.
 */
import type { Asset, AssetName } from "./assets.ts";
import type { Language } from "./messages/language.ts";
import { type Child, h, type PageElement } from "./page/node.ts";
import { icon } from "./page/icons.ts";
import { markup } from "./page/markup.ts";
import { page } from "./page/page.ts";
import { signInForm } from "./page/sign_in.ts";
import type { PageState } from "./page/state.ts";
import { pathAgain, pathOf, TECHNICIAN_PATH, titleOf, type View } from "./page/view.ts";
import { verdictOf } from "./page/verdict.ts";

import { MANIFEST_PATH } from "./shell.ts";

type Assets = Readonly<Record<AssetName, Asset>>;

/** Seconds after which a browser without scripts loads the page again. */
const REFRESH_S = 5;

/** The page that `state.view` tells of. */
export function pageDocument(state: PageState, assets: Assets): string {
  const { view } = state;
  const verdict = verdictOf(state);
  // A fire stands before everything, in the title too.
  const own = titleOf(view, state.site);
  const title = own === "" || verdict.kind === "alarm" ? verdict.title : own;
  const messages = assets[`messages.${state.language.tag}.json`];
  return documentOf(
    state.language,
    `${title} · EmberEye`,
    assets,
    [
      // The script waits for it: asked for at once, it is there when the script is.
      h("link", { rel: "preload", as: "fetch", crossorigin: "anonymous", href: messages.path }),
      ["app.js" as const, ...scriptsOf(view)].map((name) =>
        h("script", { src: assets[name].path, type: "module" })
      ),
      view.name === "wall" && h("link", { rel: "stylesheet", href: assets["wall.css"].path }),
      view.name !== "still" && h(
        "noscript",
        {},
        h("meta", { "http-equiv": "refresh", content: `${REFRESH_S}; url=${pathAgain(view)}` }),
      ),
    ],
    h(
      "body",
      {
        "data-view": JSON.stringify(view.name === "still" ? { ...view, content: undefined } : view),
        "data-name": state.person?.name,
        "data-role": state.person?.role,
        "data-version": state.version,
        "data-time-zone": state.timeZone,
        "data-script": assets["app.js"].path,
        "data-messages": messages.path,
        "data-icon-normal": assets["normal.svg"].path,
        "data-icon-alarm": assets["alarm.svg"].path,
        "data-icon-trouble": assets["trouble.svg"].path,
      },
      // In an element of its own: what a browser's extensions add to the body is not ours to remove.
      h("div", { id: "app" }, page(state)),
    ),
  );
}

/** What a view needs beside the script of all pages. */
function scriptsOf(view: View): readonly AssetName[] {
  if (view.name === "zone") return ["chart.js", "masks.js"];
  return pathOf(view) === TECHNICIAN_PATH ? ["chart.js", "technician.js"] : [];
}

/** The page that asks for a token or a PIN, and leads on to `next`. `fire` stands above it, for those who may see it. */
export function signInDocument(
  assets: Assets,
  language: Language,
  error: string | undefined,
  next: string | undefined,
  fire: Child = false,
): string {
  return plainDocument(assets, language, language.say("sign-in.do"), fire, [
    h("section", { class: "panel" }, [
      h("h1", {}, language.say("sign-in.do")),
      error !== undefined && h("p", { class: "notice bad", role: "alert" }, error),
      signInForm(language, { cancel: false, next }),
      h("p", {}, h("a", { href: "/" }, language.say("frame.back"))),
    ]),
  ]);
}

/** Tells a person why something did not happen, where nothing of the site can or may be shown around it. */
export function messageDocument(assets: Assets, language: Language, title: string, content: Child): string {
  return plainDocument(assets, language, title, false, content);
}

/** What a browser shows where it cannot reach the box. It holds nothing that the box has said, and tries again by itself. */
export function offlineDocument(assets: Assets, language: Language): string {
  const { say } = language;
  const body = h(
    "body",
    { class: "plain-page" },
    h(
      "main",
      { class: "offline" },
      icon("lost"),
      h("div", { role: "alert" }, h("h1", {}, say("cover.title"))),
      h("p", {}, say("offline.again")),
      h("p", {}, say("cover.advice")),
    ),
  );
  const again = h("meta", { "http-equiv": "refresh", content: REFRESH_S });
  return documentOf(language, `${say("frame.no-connection")} · EmberEye`, assets, [again], body);
}

function plainDocument(
  assets: Assets,
  language: Language,
  title: string,
  above: Child,
  content: Child,
): string {
  const body = h("body", { class: "plain-page" }, above, h("main", {}, content));
  return documentOf(language, `${title} · EmberEye`, assets, [], body);
}

function documentOf(
  language: Language,
  title: string,
  assets: Assets,
  head: readonly Child[],
  body: PageElement,
): string {
  return "<!doctype html>" + markup(
    h(
      "html",
      { lang: language.tag },
      h(
        "head",
        {},
        h("meta", { charset: "utf-8" }),
        h("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
        h("meta", { name: "color-scheme", content: "light dark" }),
        h("title", {}, title),
        h("link", { rel: "icon", type: "image/svg+xml", href: assets["normal.svg"].path, id: "icon" }),
        h("link", { rel: "manifest", href: MANIFEST_PATH }),
        h("meta", { name: "theme-color", content: "#0e1216" }),
        h("link", { rel: "stylesheet", href: assets["app.css"].path }),
        head,
      ),
      body,
    ),
  );
}
