/**
 * What this process's V8 heap is made of: its spaces, and for some seconds a sample of what is allocated.
 */
import { type HeapProfiler, Session } from "node:inspector";
import { getHeapSpaceStatistics, getHeapStatistics } from "node:v8";
import { ALLOCATIONS_MAX, type HeapReport } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import { topAllocations } from "../ops/audit/heap.ts";

/** V8 takes a sample about every so many bytes. Smaller costs more; larger misses what allocates little but keeps it. */
const SAMPLING_BYTES = 64 * 1024;
/** A reason is a sentence. */
const REASON_CHARS_MAX = 300;

/**
 * Looks at the heap when it is asked. To be made before the process gives up its permissions: the link to V8's inspector needs one. It
 * costs nothing until it is used, and opens no port.
 */
export class HeapWatch {
  readonly #clock: Clock;
  readonly #session: Session | string;
  #isWatching = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#session = connected();
  }

  /** Watches for `seconds`, then reports; undefined while it is watching already. Never rejects: what cannot be had is said in its place. */
  async report(seconds: number, signal: AbortSignal): Promise<HeapReport | undefined> {
    if (this.#isWatching) return undefined;
    this.#isWatching = true;
    try {
      const allocations = await this.#sampled(seconds, signal);
      return { heap: heap(), spaces: spaces(), allocations, seconds };
    } finally {
      this.#isWatching = false;
    }
  }

  async #sampled(seconds: number, signal: AbortSignal): Promise<HeapReport["allocations"]> {
    const session = this.#session;
    if (typeof session === "string") return session;
    const post = (method: string, params?: object): Promise<unknown> =>
      new Promise((resolve, reject) =>
        session.post(method, params, (error, answer) => error === null ? resolve(answer) : reject(error))
      );
    try {
      await post("HeapProfiler.startSampling", { samplingInterval: SAMPLING_BYTES });
      await this.#clock.sleep(seconds * 1_000, signal).catch(() => undefined);
      const { profile } = await post("HeapProfiler.stopSampling") as HeapProfiler.StopSamplingReturnType;
      return topAllocations(profile.head, ALLOCATIONS_MAX);
    } catch (error) {
      return reasonOf("allocations cannot be sampled", error);
    }
  }
}

function connected(): Session | string {
  try {
    const session = new Session();
    session.connect();
    return session;
  } catch (error) {
    return reasonOf("this runtime gives no link to its inspector", error);
  }
}

function heap(): HeapReport["heap"] {
  const { used_heap_size, total_heap_size, heap_size_limit, external_memory, malloced_memory } =
    getHeapStatistics();
  return {
    used: used_heap_size,
    total: total_heap_size,
    limit: heap_size_limit,
    external: external_memory ?? 0,
    malloced: malloced_memory,
  };
}

/** Deno 2.6.8 has the function and not what it is for; a later one may. */
function spaces(): HeapReport["spaces"] {
  try {
    return getHeapSpaceStatistics().slice(0, 32).map((space) => ({
      name: space.space_name,
      used: space.space_used_size,
      size: space.space_size,
    }));
  } catch (error) {
    return reasonOf("this runtime does not tell the heap's spaces", error);
  }
}

function reasonOf(what: string, error: unknown): string {
  return `${what}: ${error instanceof Error ? error.message : error}`.slice(0, REASON_CHARS_MAX);
}
