/**
 * The status page and the API as one Hono application. It opens no socket and must never do work that a siren waits for.
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { Access, TOKEN_LENGTH_MAX, type UiEnv } from "./access.ts";
import { api } from "./api.ts";
import { type Asset, loadAssets } from "./assets.ts";
import { bodyOf, isForm } from "./body.ts";
import { CameraPictures } from "./camera_pictures.ts";
import type { UiDeps } from "./deps.ts";
import { messageDocument, signInDocument, statusDocument } from "./document.ts";
import { healthOf } from "./health.ts";
import { detectLanguage, languageBody, languageCookie, languageOf } from "./language_request.ts";
import { SmallPictures } from "./picture_pixels.ts";
import { refusalWords } from "./page/refusal.ts";
import { problemResponse, Refused } from "./problem.ts";
import { limitBody, sameOrigin, secureHeaders } from "./security.ts";
import { NO_SESSION_COOKIE, sessionCookie } from "./sessions.ts";
import { Situation } from "./situation.ts";
import { StreamHub } from "./stream_hub.ts";

export type { UiDeps } from "./deps.ts";

const loginBody = z.object({ token: z.string().trim().min(1).max(TOKEN_LENGTH_MAX) });

/**
 * Makes the application. Serve it with `Deno.serve(options, (request, info) => app.fetch(request, info))`: the address
 * in `info` is what wrong tokens are counted by. Reads its assets once, here: files are not needed afterwards.
 */
export function createUi(deps: UiDeps): Hono<UiEnv> {
  const assets = loadAssets();
  const byPath = new Map<string, Asset>(Object.values(assets).map((asset) => [asset.path, asset]));
  const pictures = new SmallPictures((sensorId) => deps.picture(sensorId));
  const cameras = new CameraPictures(deps.clock, (cameraId) => deps.cameraPicture(cameraId));
  const situation = new Situation(deps, pictures);
  const hub = new StreamHub(deps, situation, pictures, assets["app.js"].path);
  const access = new Access(deps);
  const app = new Hono<UiEnv>();

  app.use(secureHeaders(), sameOrigin(deps), limitBody(deps), detectLanguage());

  app.get("/", async (c) => {
    const person = access.person(c);
    if (person === undefined && deps.viewing === "token") return c.redirect("/login", 303);
    return c.html(statusDocument(await situation.page(person, languageOf(c)), assets));
  });

  app.get("/login", (c) => c.html(signInDocument(assets, languageOf(c), undefined)));
  app.post("/login", async (c) => {
    const { token } = await bodyOf(c, loginBody);
    c.header("set-cookie", sessionCookie(access.signIn(c, token)));
    if (isForm(c)) return c.redirect("/", 303);
    const person = deps.authenticate(token);
    return c.json({ name: person?.name, role: person?.role });
  });
  app.post("/logout", (c) => {
    access.signOut(c);
    c.header("set-cookie", NO_SESSION_COOKIE);
    return isForm(c) ? c.redirect("/", 303) : c.json({ ok: true });
  });

  app.post("/language", async (c) => {
    const { language, back } = await bodyOf(c, languageBody);
    c.header("set-cookie", languageCookie(language));
    return isForm(c) ? c.redirect(back, 303) : c.json({ ok: true });
  });

  app.get("/healthz", (c) => {
    const health = healthOf(situation.now(), deps.roles());
    const status = health.ready ? 200 : 503;
    // Load balancers and neighbours must be able to ask; what the site looks like is for those who may look.
    if (deps.viewing === "token" && access.person(c) === undefined) {
      return c.json({ status: health.status, ready: health.ready }, status);
    }
    return c.json(health, status);
  });

  app.get("/metrics", async (c) => {
    access.look(c);
    const text = await deps.metricsText().catch((error) => {
      deps.failed("collect the metrics", error);
      throw new Refused("metrics-lost", "the metrics cannot be collected now");
    });
    return c.body(text, 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  });

  app.get("/assets/*", (c) => {
    const asset = byPath.get(c.req.path);
    if (asset === undefined) throw new Refused("not-found", `nothing is at ${c.req.path}`);
    const headers = { "cache-control": "public, max-age=31536000, immutable", etag: asset.etag };
    if (c.req.header("if-none-match") === asset.etag) return c.body(null, 304, headers);
    return c.body(asset.text, 200, { ...headers, "content-type": asset.type });
  });

  app.route("/api/v1", api({ deps, access, situation, pictures, cameras, hub }));

  app.notFound((c) => refuse(c, new Refused("not-found", `nothing is at ${c.req.method} ${c.req.path}`)));
  app.onError((error, c) => {
    if (error instanceof Refused) return refuse(c, error);
    deps.failed(`${c.req.method} ${c.req.path}`, error);
    return refuse(c, new Refused("internal", "the fault is in the log"));
  });

  /** Scripts get a problem document; a person without scripts gets a page that says the same. */
  function refuse(c: Context<UiEnv>, refused: Refused): Response | Promise<Response> {
    const { problem } = refused;
    if (!isForm(c)) return problemResponse(refused);
    const language = languageOf(c);
    const why = refusalWords(language, problem) ?? problem.title;
    if (c.req.path === "/login") return c.html(signInDocument(assets, language, why), problem.status as 401);
    if (problem.code === "not-signed-in") return c.redirect("/login", 303);
    return c.html(messageDocument(assets, language, problem.title, why), problem.status as 409);
  }

  return app;
}
