/// <reference lib="webworker" />
/**
 * Keeps the page's shell for when the box cannot be reached: style, script and a page that says so.
 *
 * It must never answer with anything that the box said earlier: an old state would be taken for the present.
 */

declare const self: ServiceWorkerGlobalScope & {
  /** Written in front of this script by the box; see `shell.ts`. */
  readonly SHELL: { readonly version: string; readonly offline: string; readonly assets: readonly string[] };
};

const { version, offline, assets } = self.SHELL;
const CACHE = `shell ${version}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([offline, ...assets]);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (request.method !== "GET") return;
  // Under the name of their content assets never change.
  if (assets.includes(pathname)) event.respondWith(kept(pathname, request));
  else if (request.mode === "navigate") event.respondWith(fromBox(request));
  // Everything else, the state before all, comes from the box or not at all.
});

async function kept(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return await cache.match(path) ?? await fetch(request);
}

async function fromBox(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    const cache = await caches.open(CACHE);
    return await cache.match(offline) ?? Response.error();
  }
}
