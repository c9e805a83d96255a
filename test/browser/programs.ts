/**
 * The browsers that tests drive.
 */

/** The browser as people have it. */
export const CHROMIUM = "/usr/bin/chromium";

/**
 * The same browser's engine without what surrounds its pages for people: windows, profiles, extensions. It takes half of the processor's
 * time, which tests that look at the page alone need not spend. Where it is not installed, the whole browser.
 */
export const ENGINE = isThere("/usr/bin/chromium-headless-shell")
  ? "/usr/bin/chromium-headless-shell"
  : CHROMIUM;

/** Whether the program `path` is on this machine. */
export function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
