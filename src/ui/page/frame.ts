/**
 * What surrounds every view: head, navigation, the verdict where the view does not tell it itself, foot, sign-in and cover.
 */
import { cover } from "./cover.ts";
import { icon } from "./icons.ts";
import { languageChoice } from "./language_choice.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { signIn } from "./sign_in.ts";
import type { PageState } from "./state.ts";
import { verdictOf } from "./verdict.ts";
import { pathOf, PLACES, WALL_PATH } from "./view.ts";

/** The frame with `content` in it. */
export function frame(state: PageState, content: Child): readonly PageElement[] {
  const { view } = state;
  const isStill = view.name === "still";
  return [
    h(
      "div",
      { key: "content", id: "content", inert: state.lostForMs !== undefined },
      h("a", { class: "skip", href: "#main", key: "skip" }, state.language.say("frame.skip")),
      head(state),
      view.name === "overview" ? fireAbove(state) : banner(state),
      h(
        "main",
        {
          key: `main ${view.name}`,
          id: "main",
          tabindex: -1,
          class: state.connected || isStill ? "" : "old",
          "data-own-content": isStill && state.live,
        },
        content,
      ),
      foot(state),
    ),
    signIn(state.language),
    h("div", { key: "notice", class: "notice-place", role: "status", "aria-live": "polite" }, notice(state)),
    cover(state),
  ];
}

/** Whatever a person is looking at, a fire must find them. */
export function banner(state: PageState): PageElement {
  const { kind, title } = verdictOf(state);
  return h(
    "div",
    {
      key: "banner",
      class: "banner-place",
      role: "status",
      "aria-live": kind === "alarm" ? "assertive" : "polite",
    },
    h("a", { class: `banner ${kind}`, href: "/" }, icon(kind), title),
  );
}

/** The same on the overview, whose verdict says it already: only to who has scrolled away from that. */
function fireAbove(state: PageState): Child {
  const { kind, title } = verdictOf(state);
  return kind === "alarm" && state.isVerdictAbove === true && h(
    "div",
    { key: "banner", class: "banner-place above" },
    h("a", { class: `banner ${kind}`, href: "#content" }, icon(kind), title),
  );
}

function head(state: PageState): PageElement {
  return h(
    "header",
    { class: "top", key: "top" },
    h("span", { class: "brand" }, icon("flame"), h("b", {}, "EmberEye")),
    h("span", { class: "site-name" }, state.site?.siteName ?? ""),
    places(state),
    h("span", { class: "grow" }),
    h("time", { class: "clock" }, state.language.timeOfDay(state.nowWallMs, state.timeZone)),
    liveness(state),
    person(state),
  );
}

function places(state: PageState): PageElement {
  const { say } = state.language;
  const here = pathOf(state.view);
  return h(
    "nav",
    { class: "places", "aria-label": say("place.list") },
    PLACES.map(({ path, name }) =>
      h("a", { href: path, "aria-current": path === here ? "page" : undefined }, say(name))
    ),
  );
}

/** Whether what is shown is the present. */
function liveness(state: PageState): PageElement {
  const { say } = state.language;
  if (!state.live) return h("span", { class: "live" }, say("frame.as-of-then"));
  return h(
    "span",
    { class: state.connected ? "live" : "live old" },
    h("i", { class: "pulse" }),
    say(state.connected ? "frame.live" : "frame.not-live"),
  );
}

function person(state: PageState): PageElement {
  const { say } = state.language;
  if (state.person === undefined) return h("a", { class: "sign", href: "/login" }, say("sign-in.do"));
  return h(
    "form",
    { class: "sign", method: "post", action: "/logout" },
    h("span", { class: "soft" }, state.person.name),
    h("button", { type: "submit", class: "plain" }, say("sign-in.out")),
  );
}

function foot(state: PageState): PageElement {
  const { say } = state.language;
  return h(
    "footer",
    { key: "foot" },
    h("span", {}, `EmberEye ${state.version}`),
    h("a", { href: WALL_PATH }, say("wall.title")),
    h("a", { href: "/healthz" }, say("frame.health")),
    h("a", { href: "/metrics" }, say("frame.metrics")),
    h("a", { href: "/api/v1/openapi.json" }, "API"),
    h("a", { href: "/api/v1/config" }, say("frame.configuration")),
    state.person !== undefined && state.person.role !== "viewer" &&
      h("a", { href: "/turned-away" }, say("gate.title")),
    state.person !== undefined && h("a", { href: "/baselines" }, say("review.title")),
    state.person !== undefined && state.person.role !== "viewer" &&
      h("a", { href: "/notifications" }, say("notify.title")),
    state.person !== undefined && state.person.role !== "viewer" &&
      h("a", { href: "/audits" }, say("audits.title")),
    state.person?.role === "installer" && [
      h("a", { href: "/people" }, say("people.title")),
      h("a", { href: "/audit" }, say("audit.title")),
    ],
    // Without scripts nothing can sound.
    state.live &&
      h(
        "button",
        {
          type: "button",
          class: "plain",
          "data-sound": true,
          "aria-pressed": state.sound ? "true" : "false",
        },
        say(state.sound ? "sound.on" : "sound.off"),
      ),
    languageChoice(state.language, pathOf(state.view)),
  );
}

function notice(state: PageState): Child {
  if (state.notice === undefined) return false;
  return h("p", { class: `notice ${state.notice.good ? "good" : "bad"}` }, state.notice.text);
}
