/**
 * Whether a page that does not answer waits for a processor, seen from outside by the kernel's figures of its process.
 */
import { join } from "node:path";
import { threadUses } from "../../src/watchdog/process_info.ts";
import { waitedMostOf, WaitMeter } from "../../src/watchdog/processor_wait.ts";

/** Looks are half a second apart; a look at a page that does not answer takes 5 s, and its waits must be seen all the same. */
const GAP_MS = 8_000;

/** Watches the page's process. */
export class PageWait {
  readonly #pidOf: () => number | undefined;
  readonly #uses: typeof threadUses;
  #meter = new WaitMeter(GAP_MS);
  #answeredAtMs = 0;
  #atMs = 0;

  constructor(pidOf: () => number | undefined, uses = threadUses) {
    this.#pidOf = pidOf;
    this.#uses = uses;
  }

  /** Looks at it; to be called with each look at the page. */
  look(answered: boolean, nowMs: number): void {
    const pid = this.#pidOf();
    this.#atMs = nowMs;
    if (answered) {
      this.#answeredAtMs = nowMs;
      this.#meter = new WaitMeter(GAP_MS);
    }
    this.#meter.look(pid === undefined ? [] : this.#uses(pid), nowMs);
  }

  isPageStarved(): boolean {
    return waitedMostOf(this.#atMs - this.#answeredAtMs, this.#meter.sumMs);
  }
}

/** The process that the supervisor of the box with this run folder has noted as the page's. */
export function notedPagePid(run: string): number | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(join(run, "ui.pid"))).pid;
  } catch (error) {
    // None runs now.
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
