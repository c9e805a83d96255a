/// <reference lib="dom" />
/**
 * Registers the worker that keeps the page's shell. Browsers allow one only where the connection is secure.
 */

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): {
    createScriptURL(url: string): string;
  };
}

/** The one script that may be loaded by its address. */
const WORKER = "/service-worker.js";

/** Registers it; a browser that cannot goes without. */
export async function registerWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  // The page's policy knows this name alone, and this alone passes it.
  const policy = trustedTypes?.createPolicy("embereye-worker", {
    createScriptURL: (url) => {
      if (url !== WORKER) throw new TypeError(`${url} is not the page's worker`);
      return url;
    },
  });
  try {
    await navigator.serviceWorker.register(policy?.createScriptURL(WORKER) ?? WORKER);
  } catch (error) {
    // Without it only the shell is missing where the box cannot be reached; the page itself does not need it.
    console.info("no offline shell:", error);
  }
}
