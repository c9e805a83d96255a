/**
 * The page's role under a soak: its memory and its open files, looked at again and again; those of its successor, where it has been started
 * anew.
 */
import type { Clock } from "../../src/clock/clock.ts";
import { ownBytes } from "../../src/watchdog/process_info.ts";
import type { MeasuredService } from "./service.ts";

/** One look. */
export interface Look {
  readonly atMs: number;
  /** Without the program's own pages, whose share changes with every process of it that comes and goes. */
  readonly megabytes: number;
  readonly files: number;
}

/** The role. */
export class WatchedPage {
  /** At the process that runs now. */
  readonly looks: Look[] = [];
  readonly restartsAtMinutes: number[] = [];
  readonly #service: MeasuredService;
  readonly #clock: Clock;
  readonly #beganMs: number;
  #pid: number;

  private constructor(service: MeasuredService, clock: Clock, pid: number) {
    this.#service = service;
    this.#clock = clock;
    this.#beganMs = clock.monotonicMs();
    this.#pid = pid;
  }

  static async begin(service: MeasuredService, clock: Clock): Promise<WatchedPage> {
    return new WatchedPage(service, clock, await service.pid("ui"));
  }

  get minutes(): number {
    return (this.#clock.monotonicMs() - this.#beganMs) / 60_000;
  }

  /** Looks once. A page that is away is looked at the next time. */
  async look(): Promise<void> {
    const look = lookAt(this.#pid, this.#clock);
    if (look !== undefined) return void this.looks.push(look);
    const next = await this.#service.pid("ui").catch(() => undefined);
    if (next === undefined || next === this.#pid) return;
    this.#pid = next;
    this.looks.length = 0;
    this.restartsAtMinutes.push(Math.round(this.minutes * 100) / 100);
    console.error(`bench: the page was started anew after ${this.minutes.toFixed(1)} min`);
  }
}

/** Undefined where the process is gone. */
function lookAt(pid: number, clock: Clock): Look | undefined {
  const bytes = ownBytes(pid);
  if (bytes === undefined) return undefined;
  try {
    const files = [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
    return { atMs: clock.monotonicMs(), megabytes: bytes / 1e6, files };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
