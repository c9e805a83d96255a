/**
 * Has the doctor look at the machine in a process of its own, which is ended when it takes too long: what the doctor looks at may
 * hang, and whoever waits for its report has other things to do.
 */
import { atMost } from "../../clock/at_most.ts";
import type { Clock } from "../../clock/clock.ts";
import { DOCTOR_CHARS_MAX } from "../../bus/messages.ts";
import { killGroup, startProcess } from "../../watchdog/process_port.ts";
import type { Paths } from "../paths.ts";
import { selfCommand } from "../self.ts";

/** The doctor takes seconds; a time server or a device that does not answer costs it some more. */
const TIME_MS = 30_000;
/**
 * Killed, it is gone within milliseconds, and what it said is read by then; a process that waits inside the kernel may stay for ever, and a
 * child of its own may hold its output.
 */
const GONE_MS = 3_000;

/** A program to run. */
export interface Errand {
  readonly executable: string;
  readonly args: readonly string[];
}

/** The doctor of the box with these folders. */
export function doctorOf({ state, run }: Pick<Paths, "state" | "run">): Errand {
  return selfCommand(["doctor", "--state", state, "--run", run]);
}

/** What an errand needs. */
export interface ErrandParts {
  readonly clock: Clock;
  /** Its process has started. */
  started?(pid: number): void;
  /** @default 30 s */
  readonly timeMs?: number;
  /** @default a real process */
  readonly start?: typeof startProcess;
}

/** Runs an errand at a time: whoever asks during one gets what that one brings. */
export class DoctorErrand {
  readonly #errand: Errand;
  readonly #parts: ErrandParts;
  #running: Promise<string> | undefined;

  constructor(errand: Errand, parts: ErrandParts) {
    this.#errand = errand;
    this.#parts = parts;
  }

  /** The report, or why there is none. Never rejects, and never takes much longer than its time. */
  run(): Promise<string> {
    this.#running ??= this.#look().finally(() => this.#running = undefined);
    return this.#running;
  }

  async #look(): Promise<string> {
    const { executable, args } = this.#errand;
    const { clock, started, timeMs = TIME_MS, start = startProcess } = this.#parts;
    const lines: string[] = [];
    let chars = 0;
    let left = 0;
    const take = (line: string) => {
      if (chars + line.length + 1 > DOCTOR_CHARS_MAX) return void left++;
      lines.push(line);
      chars += line.length + 1;
    };
    let process: ReturnType<typeof startProcess>;
    try {
      process = start({ path: executable, args: [...args] }, take);
    } catch (error) {
      return `# the doctor could not be started: ${error instanceof Error ? error.message : error}\n`;
    }
    started?.(process.pid);
    if (await atMost(clock, timeMs, process.exited)) {
      if (!await atMost(clock, GONE_MS, process.drained)) killGroup(process.pid, "SIGKILL");
    } else {
      killGroup(process.pid, "SIGKILL");
      const isGone = await atMost(clock, GONE_MS, Promise.all([process.exited, process.drained]));
      take(`# the doctor was ended: it had not finished after ${timeMs / 1000} s`);
      if (!isGone) take("# its process is still there: probably it waits for a disk or a device");
    }
    if (left > 0) lines.push(`# and ${left} more lines`);
    return lines.map((line) => `${line}\n`).join("");
  }
}
