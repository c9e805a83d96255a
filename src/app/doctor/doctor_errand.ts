/**
 * Has the doctor look at the machine in a process of its own, which is ended when it takes too long: what the doctor looks at may
 * hang, and whoever waits for its report has other things to do.
 */
import type { Clock } from "../../clock/clock.ts";
import { DOCTOR_CHARS_MAX } from "../../bus/messages.ts";
import { killGroup, startProcess } from "../../watchdog/process_port.ts";
import type { Paths } from "../paths.ts";
import { selfCommand } from "../self.ts";

/** The doctor takes seconds; a time server or a device that does not answer costs it some more. */
const TIME_MS = 30_000;

/** A program to run. */
export interface Errand {
  readonly executable: string;
  readonly args: readonly string[];
}

/** The doctor of the box with these folders. */
export function doctorOf({ state, run }: Pick<Paths, "state" | "run">): Errand {
  return selfCommand(["doctor", "--state", state, "--run", run]);
}

/** Runs an errand at a time: whoever asks during one gets what that one brings. */
export class DoctorErrand {
  readonly #errand: Errand;
  readonly #clock: Clock;
  readonly #timeMs: number;
  #running: Promise<string> | undefined;

  constructor(errand: Errand, clock: Clock, timeMs = TIME_MS) {
    this.#errand = errand;
    this.#clock = clock;
    this.#timeMs = timeMs;
  }

  /** The report, or why there is none. Never rejects, and never takes much longer than its time. */
  run(): Promise<string> {
    this.#running ??= this.#look().finally(() => this.#running = undefined);
    return this.#running;
  }

  async #look(): Promise<string> {
    const { executable, args } = this.#errand;
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
      process = startProcess({ path: executable, args: [...args] }, take);
    } catch (error) {
      return `# the doctor could not be started: ${error instanceof Error ? error.message : error}\n`;
    }
    const abort = new AbortController();
    const late = this.#clock.sleep(this.#timeMs, abort.signal).then(
      () => "late" as const,
      () => "done" as const,
    );
    const ended = process.exited.then(() => "done" as const);
    const outcome = await Promise.race([ended, late]);
    abort.abort();
    if (outcome === "late") {
      killGroup(process.pid, "SIGKILL");
      await process.exited;
      take(`# the doctor was ended: it had not finished after ${this.#timeMs / 1000} s`);
    } else await process.drained;
    if (left > 0) lines.push(`# and ${left} more lines`);
    return lines.map((line) => `${line}\n`).join("");
  }
}
