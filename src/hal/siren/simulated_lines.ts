/**
 * Output lines that drive nothing but files: what a siren would have done, for demonstrations, tests and technicians.
 *
 * Used only where the configuration says `driver: simulated`. In its folder, `<id>.level` holds `1` or `0`, and
 * `trace.jsonl` one record for every opening, change and closing with its monotonic time. A process that dies leaves no record:
 * the gap ends with the next `open`. Writes are synchronous, because a line that answers later than it switches could not
 * show a gap truly; the folder belongs on a tmpfs, where a change costs some 0.1 ms.
 */
import { join } from "node:path";
import type { Clock } from "../../clock/clock.ts";
import type { OutputId } from "../../reading/ids.ts";
import { fail, ok, type Result } from "../../reading/result.ts";
import type { LineFault, OutputLine } from "../line.ts";

/** One record of the trace. */
export interface TraceRecord {
  /** Monotonic. */
  readonly atMs: number;
  readonly line: OutputId;
  readonly event: "open" | "set" | "close";
  /** The level from here on. */
  readonly on: boolean;
  /** The process that did it. */
  readonly pid: number;
}

/** Options for {@linkcode SimulatedLines}. */
export interface SimulatedLinesOptions {
  /** Must exist; where it does not, lines answer `missing`. */
  readonly folder: string;
  readonly clock: Clock;
  /**
   * The trace is moved to `trace.old.jsonl` when it is longer. Larger takes more memory of the tmpfs; 1 MiB keeps a
   * quarter of an hour of ten sirens in temporal-3.
   *
   * @default {1_048_576}
   */
  readonly traceBytesMax?: number;
}

/** The simulated driver: opens lines in one folder. */
export class SimulatedLines {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #tracePath: string;
  readonly #traceBytesMax: number;
  readonly #open = new Set<OutputId>();
  #traceBytes: number | undefined;

  constructor(options: SimulatedLinesOptions) {
    this.#folder = options.folder;
    this.#clock = options.clock;
    this.#tracePath = join(options.folder, "trace.jsonl");
    this.#traceBytesMax = options.traceBytesMax ?? 1_048_576;
  }

  /** Opens the line `id` with its first level. */
  open(id: OutputId, on: boolean): Result<OutputLine, LineFault> {
    if (this.#open.has(id)) return fail({ kind: "busy", detail: "it is open in this process already" });
    const opened = this.#write(id, "open", on);
    if (!opened.ok) return opened;
    this.#open.add(id);
    let level = on;
    return ok({
      id,
      set: (on) => {
        if (!this.#open.has(id)) throw new Error(`line ${id} set after it was closed`);
        // As a real driver asks its chip: one that is gone is found out even while nothing changes.
        if (on === level) return this.#look(id);
        const written = this.#write(id, "set", on);
        if (written.ok) level = on;
        return written;
      },
      close: () => {
        if (!this.#open.delete(id)) return;
        // The level file stays as it is; that this record may be lost with the folder harms nobody.
        this.#write(id, "close", level);
      },
    });
  }

  #write(line: OutputId, event: TraceRecord["event"], on: boolean): Result<void, LineFault> {
    try {
      const path = join(this.#folder, `${line}.level`);
      // A reader sees the old level or the new one, never an empty file.
      Deno.writeTextFileSync(`${path}.tmp`, on ? "1\n" : "0\n");
      Deno.renameSync(`${path}.tmp`, path);
      this.#trace({ atMs: this.#clock.monotonicMs(), line, event, on, pid: Deno.pid });
      return ok(undefined);
    } catch (error) {
      return fail(faultOf(error, event));
    }
  }

  #look(line: OutputId): Result<void, LineFault> {
    try {
      Deno.statSync(join(this.#folder, `${line}.level`));
      return ok(undefined);
    } catch (error) {
      return fail(faultOf(error, "set"));
    }
  }

  #trace(record: TraceRecord): void {
    const text = `${JSON.stringify(record)}\n`;
    this.#traceBytes ??= sizeOf(this.#tracePath);
    if (this.#traceBytes > 0 && this.#traceBytes + text.length > this.#traceBytesMax) {
      Deno.renameSync(this.#tracePath, join(this.#folder, "trace.old.jsonl"));
      this.#traceBytes = 0;
    }
    Deno.writeTextFileSync(this.#tracePath, text, { append: true });
    this.#traceBytes += text.length;
  }
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

function faultOf(error: unknown, event: TraceRecord["event"]): LineFault {
  if (!(error instanceof Error)) throw error;
  const detail = error.message;
  if (error instanceof Deno.errors.NotFound) return { kind: event === "open" ? "missing" : "gone", detail };
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return { kind: "denied", detail };
  }
  return { kind: "failed", detail };
}
