/**
 * What every answer carries and every order must show, so that no other site can act through somebody's browser.
 */
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { UiEnv } from "./access.ts";
import type { UiDeps } from "./deps.ts";
import { Refused } from "./problem.ts";

/** No inline script or style, nothing from anywhere else, no framing (Content Security Policy level 3). */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "manifest-src 'self'",
  "worker-src 'self'",
  // The one name under which the page hands its worker's address to the browser.
  "trusted-types embereye-worker",
].join("; ");

/** For a picture that a person opens by itself: the browser's own frame around it has a style, and nothing else may be there. */
export const PICTURE_POLICY =
  "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": POLICY,
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  // Not "no-referrer": with it browsers hide the origin of our own forms as well.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** Sets the security headers of every answer, but for those it has already; what changes is never kept by a cache. */
export function secureHeaders(): MiddlewareHandler<UiEnv> {
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
    if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
  };
}

/**
 * Refuses whatever changes something and comes from another site's page. A browser says where it comes from (`Origin`,
 * `Sec-Fetch-Site`); a script shows a token instead, which no foreign page has.
 */
export function sameOrigin(deps: UiDeps): MiddlewareHandler<UiEnv> {
  return async (c, next) => {
    if (c.req.method !== "GET" && c.req.method !== "HEAD") {
      const site = c.req.header("sec-fetch-site");
      const origin = c.req.header("origin");
      const foreign = (site !== undefined && site !== "same-origin" && site !== "none") ||
        (origin !== undefined && originHost(origin) !== c.req.header("host"));
      const saysNothing = site === undefined && origin === undefined &&
        c.req.header("authorization") === undefined && c.req.header("cookie") !== undefined;
      if (foreign || saysNothing) {
        deps.refused("foreign-origin");
        throw new Refused(
          "foreign-origin",
          `orders from ${origin ?? site ?? "an unknown origin"} are refused`,
        );
      }
    }
    await next();
  };
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/** The longest order is a reason of 2,000 characters; more would only take memory. */
const BODY_BYTES_MAX = 16 * 1024;
/** A configuration with all its sensors; see `CONFIG_BYTES_MAX`. It is read only for who may set the box up. */
const CONFIG_BODY_BYTES_MAX = 2 * 1024 * 1024;

/** Refuses bodies that are too large before they are read. */
export function limitBody(deps: UiDeps): MiddlewareHandler<UiEnv> {
  const limit = (maxSize: number) =>
    bodyLimit({
      maxSize,
      onError: () => {
        deps.refused("too-large");
        throw new Refused("too-large", `a request may have ${maxSize} bytes`);
      },
    });
  const [usual, config] = [limit(BODY_BYTES_MAX), limit(CONFIG_BODY_BYTES_MAX)];
  return (c, next) => (c.req.path === "/api/v1/config" ? config : usual)(c, next);
}
