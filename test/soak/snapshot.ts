/**
 * What a soak sees of the box: its page's answer, what its supervisor's health says, and the levels of its output lines.
 */
import { join } from "node:path";
import type { Alarm } from "../../src/reading/alarm.ts";
import type { Trouble } from "../../src/reading/trouble.ts";
import type { TraceRecord } from "../../src/hal/siren/simulated_lines.ts";
import type { SoakBox } from "./box.ts";

/** A page that takes longer has not answered. */
const ANSWER_MS = 5_000;

/** A process as the page shows it. */
export interface RoleSeen {
  readonly role: string;
  readonly state: string;
  readonly pid?: number;
  readonly restarts: number;
}

/** The page's answer. */
export interface Seen {
  /** Fusion was reachable, so that alarms and troubles are those of now. */
  readonly connected: boolean;
  readonly alarms: readonly Alarm[];
  readonly troubles: readonly Trouble[];
  readonly sensors: readonly { readonly id: string; readonly zoneId: string; readonly fresh: boolean }[];
  readonly cameras: readonly { readonly cameraId: string; readonly isLive: boolean }[];
  readonly roles: readonly RoleSeen[];
}

/** One look from outside. */
export interface Snapshot {
  /** When the page was asked: what it tells is no older. */
  readonly askedAtMs: number;
  /** When all was seen; seconds later on a busy machine. */
  readonly atMs: number;
  /** Undefined: the page did not answer. */
  readonly seen: Seen | undefined;
  /** What `/healthz` answered; undefined: nothing. */
  readonly health: { readonly code: number; readonly status: string } | undefined;
  /** Output lines that are on. */
  readonly on: ReadonlySet<string>;
  /** What lines did since the look before. */
  readonly trace: readonly TraceRecord[];
}

/** Looks again and again. */
export class Looker {
  readonly #box: SoakBox;
  #traced = 0;
  #traceInode: number | null = null;

  constructor(box: SoakBox) {
    this.#box = box;
  }

  async look(nowMs: () => number): Promise<Snapshot> {
    const askedAtMs = nowMs();
    const [status, health, on, trace] = await Promise.all([
      this.#get("/api/v1/status"),
      this.#get("/healthz"),
      this.#levels(),
      this.#trace(),
    ]);
    const body = status?.code === 200 ? status.body : undefined;
    return {
      askedAtMs,
      atMs: nowMs(),
      seen: body === undefined ? undefined : {
        connected: body.connected && body.site !== null,
        alarms: body.site?.alarms ?? [],
        troubles: body.site?.troubles ?? [],
        sensors: body.site?.sensors ?? [],
        cameras: body.site?.cameras ?? [],
        roles: body.roles ?? [],
      },
      health: health === undefined ? undefined : { code: health.code, status: health.body?.status ?? "?" },
      on,
      trace,
    };
  }

  // deno-lint-ignore no-explicit-any -- the box's answer is what is being judged
  async #get(path: string): Promise<{ code: number; body: any } | undefined> {
    try {
      const response = await fetch(new URL(path, this.#box.ui), {
        headers: { connection: "close" },
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      return { code: response.status, body: await response.json() };
    } catch (error) {
      // Not there, cut off in the middle, or too slow: all of it is "no answer" to whoever asks.
      if (error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException) {
        return undefined;
      }
      throw error;
    }
  }

  async #levels(): Promise<Set<string>> {
    const on = new Set<string>();
    const folder = join(this.#box.run, "lines");
    for (const { name } of await list(folder)) {
      if (name.endsWith(".level") && (await text(join(folder, name)))?.startsWith("1")) {
        on.add(name.slice(0, -6));
      }
    }
    return on;
  }

  async #trace(): Promise<TraceRecord[]> {
    const folder = join(this.#box.run, "lines");
    const path = join(folder, "trace.jsonl");
    const now = await stat(path);
    if (now === undefined) return [];
    let before = "";
    if (now.ino !== this.#traceInode) {
      // The trace has grown too long and was begun anew: the rest of the old one first.
      if (this.#traceInode !== null) {
        before = (await text(join(folder, "trace.old.jsonl")))?.slice(this.#traced) ?? "";
      }
      this.#traceInode = now.ino;
      this.#traced = 0;
    }
    const all = await text(path) ?? "";
    const end = all.lastIndexOf("\n") + 1;
    const news = before + all.slice(this.#traced, end);
    this.#traced = end;
    return news.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  }
}

async function list(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function text(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function stat(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
