/**
 * The status page and the API as one Hono application. It opens no socket and must never do work that a siren waits for.
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { Access, isSecure, TOKEN_LENGTH_MAX, type UiEnv } from "./access.ts";
import { api } from "./api.ts";
import { type Asset, loadAssets, loadWorker } from "./assets.ts";
import { auditView } from "./audit_view.ts";
import { bodyOf, isForm, parsed } from "./body.ts";
import { CameraPictures } from "./camera_pictures.ts";
import type { Person, UiDeps } from "./deps.ts";
import { messageDocument, offlineDocument, pageDocument, signInDocument } from "./document.ts";
import { healthOf } from "./health.ts";
import { turnedAwayView } from "./gate_api.ts";
import { journalView, reportView } from "./journal_views.ts";
import { detectLanguage, languageBody, languageCookie, languageOf } from "./language_request.ts";
import type { Language } from "./messages/language.ts";
import { banner } from "./page/frame.ts";
import { technicianView } from "./page/technician/page.ts";
import { type Child, h } from "./page/node.ts";
import type { PageState } from "./page/state.ts";
import { verdictOf } from "./page/verdict.ts";
import { CONTENT_TYPE, type View } from "./page/view.ts";
import { PicturePast } from "./picture_past.ts";
import { SmallPictures } from "./picture_pixels.ts";
import { refusalPage, refusalWords } from "./page/refusal.ts";
import { problemResponse, Refused } from "./problem.ts";
import { API_PATH, isDocumentPath, type PageName, PAGES, unlistedRoutes } from "./rights.ts";
import { idParam } from "./schemas.ts";
import { limitBody, sameOrigin, secureHeaders } from "./security.ts";
import { noSessionCookie, sessionCookie } from "./sessions.ts";
import { Situation } from "./situation.ts";
import { auditsView, baselinesView, notifyView } from "./upkeep_views.ts";
import { peopleView } from "./people_api.ts";
import { manifest, workerScript } from "./shell.ts";
import { StreamHub } from "./stream_hub.ts";

export type { UiDeps } from "./deps.ts";

/** A token; or a PIN, where there is a name as well and it is digits. */
const loginBody = z.object({
  name: z.string().trim().max(60).optional(),
  token: z.string().trim().min(1).max(TOKEN_LENGTH_MAX),
  next: z.string().max(200).optional(),
});
const logoutBody = z.object({ everywhere: z.enum(["yes"]).optional() });

/**
 * Makes the application. Serve it with `Deno.serve(options, (request, info) => app.fetch(request, info))`: the address
 * in `info` is what wrong tokens are counted by. Reads its assets once, here: files are not needed afterwards.
 */
export function createUi(deps: UiDeps): Hono<UiEnv> {
  const assets = loadAssets();
  const byPath = new Map<string, Asset>(Object.values(assets).map((asset) => [asset.path, asset]));
  const pictures = new SmallPictures((sensorId) => deps.picture(sensorId));
  const cameras = new CameraPictures(deps.clock, (cameraId) => deps.cameraPicture(cameraId));
  const past = new PicturePast(deps.clock, (sensorId) => pictures.get(sensorId));
  const situation = new Situation(deps, pictures, past);
  const hub = new StreamHub(deps, situation, pictures, assets["app.js"].path);
  const access = new Access(deps);
  const app = new Hono<UiEnv>();

  app.use(secureHeaders(), sameOrigin(deps), limitBody(deps), detectLanguage());

  /** Serves one page of the table, to those who may. */
  const serve = (name: PageName, answer: (c: Context<UiEnv>) => Response | Promise<Response>) => {
    const { method, path, needs } = PAGES[name];
    app.on(method, path, (c) => {
      access.admit(c, needs);
      return answer(c);
    });
  };
  /** Serves a page that people look at. */
  const show = (name: PageName, view: (c: Context<UiEnv>) => View | Promise<View>) =>
    serve(name, async (c) => {
      const shown = await view(c);
      if (shown.name === "still" && c.req.header("accept") === CONTENT_TYPE) {
        return c.json(h("main", {}, shown.content).children, 200, { vary: "accept" });
      }
      const state = await situation.page(shown, c.get("person"), languageOf(c));
      return c.html(pageDocument(state, assets));
    });
  show("status", (c) => ({ name: c.req.query("display") === "wall" ? "wall" : "overview" }));
  show("audit", (c) => auditView(deps, c));
  show("journal", (c) => journalView({ deps, situation }, c));
  show("turnedAway", (c) => turnedAwayView({ deps, situation }, c));
  show("baselines", (c) => baselinesView({ deps, situation }, c));
  show("people", (c) => peopleView({ deps, situation }, c));
  show("notifications", (c) => notifyView({ deps, situation }, c));
  show("audits", (c) => auditsView({ deps, situation }, c));
  show("commissioning", (c) => ({ name: "commissioning", title: languageOf(c).say("commissioning.title") }));
  show("walkTest", (c) => ({ name: "walk-test", title: languageOf(c).say("test.title") }));
  show("report", (c) => reportView({ deps, situation, past }, c));
  show("technician", (c) => technicianView(languageOf(c)));
  show("zone", (c) => ({ name: "zone", zoneId: parsed(idParam, c.req.param("id")) }));

  serve("signInPage", async (c) =>
    c.html(
      signInDocument(assets, languageOf(c), undefined, c.req.query("next"), await fireAbove(c)),
    ));
  serve("signIn", async (c) => {
    const { name = "", token, next } = await bodyOf(c, loginBody);
    const { cookie, person } = name !== "" && /^\d+$/.test(token)
      ? await access.signInByPin(c, name, token)
      : access.signInByToken(c, token);
    c.header("set-cookie", sessionCookie(cookie, isSecure(c)));
    return isForm(c) ? c.redirect(nextPath(next), 303) : c.json(person);
  });
  serve("signOut", async (c) => {
    const { everywhere } = await bodyOf(c, logoutBody);
    if (everywhere === "yes") access.signOutEverywhere(c);
    else access.signOut(c);
    c.header("set-cookie", noSessionCookie(isSecure(c)));
    return isForm(c) ? c.redirect("/", 303) : c.json({ ok: true });
  });

  serve("language", async (c) => {
    const { language, back } = await bodyOf(c, languageBody);
    c.header("set-cookie", languageCookie(language));
    return isForm(c) ? c.redirect(back, 303) : c.json({ ok: true });
  });

  serve("health", (c) => {
    const health = healthOf(situation.now(), deps.roles());
    const status = health.ready ? 200 : 503;
    // Load balancers and neighbours must be able to ask; what the site looks like is for those who may look.
    if (deps.viewing === "token" && access.person(c) === undefined) {
      return c.json({ status: health.status, ready: health.ready }, status);
    }
    return c.json(health, status);
  });

  serve("metrics", async (c) => {
    const text = await deps.metricsText().catch((error) => {
      deps.failed("collect the metrics", error);
      throw new Refused("metrics-lost", "the metrics cannot be collected now");
    });
    return c.body(text, 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  });

  serve("manifest", (c) => {
    // A site that nobody may look at does not tell its name.
    const name = deps.viewing === "open" ? situation.now().site?.siteName : undefined;
    return c.body(JSON.stringify(manifest(assets, name)), 200, {
      "content-type": "application/manifest+json",
      "cache-control": "no-cache",
    });
  });
  const worker = workerScript(assets, loadWorker());
  serve("worker", (c) =>
    c.body(worker, 200, {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "no-cache",
    }));
  serve("offline", (c) => c.html(offlineDocument(assets, languageOf(c))));

  serve("assets", (c) => {
    const asset = byPath.get(c.req.path);
    if (asset === undefined) throw new Refused("not-found", `nothing is at ${c.req.path}`);
    const headers = { "cache-control": "public, max-age=31536000, immutable", etag: asset.etag };
    if (c.req.header("if-none-match") === asset.etag) return c.body(null, 304, headers);
    return c.body(asset.text, 200, { ...headers, "content-type": asset.type });
  });

  app.route(API_PATH, api({ deps, access, situation, pictures, past, cameras, hub }));

  app.notFound((c) => refuse(c, new Refused("not-found", `nothing is at ${c.req.method} ${c.req.path}`)));
  app.onError((error, c) => {
    if (error instanceof Refused) return refuse(c, error);
    deps.failed(`${c.req.method} ${c.req.path}`, error);
    return refuse(c, new Refused("internal", "the fault is in the log"));
  });

  /** Scripts get a problem document; a person gets a page that says the same, with what the site is like around it. */
  async function refuse(c: Context<UiEnv>, refused: Refused): Promise<Response> {
    const { problem } = refused;
    const isPage = c.req.method === "GET" &&
      (isDocumentPath(c.req.path) || c.req.header("accept")?.includes("text/html") === true);
    if (!isForm(c) && !isPage) return problemResponse(refused);
    if (problem.code === "not-signed-in") {
      const next = c.req.path === "/" ? "" : `?next=${encodeURIComponent(c.req.path)}`;
      return c.redirect(isPage ? `/login${next}` : "/login", 303);
    }
    for (const [name, value] of Object.entries(refused.headers)) c.header(name, value);
    const language = languageOf(c);
    if (c.req.path === "/login") {
      const why = refusalWords(language, problem) ?? problem.title;
      return c.html(
        signInDocument(assets, language, why, undefined, await fireAbove(c)),
        problem.status as 401,
      );
    }
    const content = refusalPage(language, problem, !isPage);
    const title = language.say(isPage ? "refusal.page" : "refusal.order");
    const { maySee, person } = access.reader(c);
    if (maySee) {
      // The address of a refused order cannot be opened: the way back is the overview.
      const path = isPage ? c.req.path : "/";
      const state = await around({ name: "still", path, title, content }, person, language);
      if (state !== undefined) return c.html(pageDocument(state, assets), problem.status as 409);
    }
    return c.html(messageDocument(assets, language, title, content), problem.status as 409);
  }

  /** The fire that stands, for the sign-in: who may see it must not miss it there. */
  async function fireAbove(c: Context<UiEnv>): Promise<Child> {
    const { maySee, person } = access.reader(c);
    if (!maySee) return false;
    const state = await around({ name: "overview" }, person, languageOf(c));
    return state !== undefined && verdictOf(state).kind === "alarm" && banner(state);
  }

  /** How the site is, around what a person is told; undefined where just that is what fails. */
  async function around(
    view: View,
    person: Person | undefined,
    language: Language,
  ): Promise<PageState | undefined> {
    try {
      return await situation.page(view, person, language);
    } catch (error) {
      deps.failed("say how the site is, beside a refusal", error);
      return undefined;
    }
  }

  const unlisted = unlistedRoutes(app.routes);
  // Nobody has said who may use it: src/ui/rights.ts and src/ui/operations.ts are where to say so.
  if (unlisted.length > 0) throw new Error(`routes without an entry in the table of rights: ${unlisted}`);
  return app;
}

/** A page of ours to go to after the sign-in; anything else could lead a person to a page that looks like ours. */
function nextPath(next: string | undefined): string {
  return next !== undefined && isDocumentPath(next) ? next : "/";
}
