/**
 * Tells, once for each start of the machine, that its hardware watchdog had reset it: whoever holds that watchdog, as systemd mostly does.
 */
import type { Clock } from "../clock/clock.ts";
import { type Kernel, readText } from "../hal/linux/kernel.ts";
import { seeWatchdogs } from "../hal/watchdog_device/watchdog_device.ts";
import type { DeviceTrouble } from "./device_troubles.ts";

/** What is needed to know it, and to tell it once. */
export interface ResetNewsParts {
  readonly kernel: Kernel;
  readonly clock: Clock;
  /** Remembers for which start of the machine its reset has been told: a restart of the service is no news of it. */
  readonly toldBoot: { read(): string | undefined; write(bootId: string): void };
  fault(trouble: DeviceTrouble): void;
}

/** Drivers of watchdogs are loaded while the machine starts, some of them after the service. Longer finds no more of them. */
const LOOK_FOR_MS = 60_000;
/** A reset stays a present trouble for this long, so that the page shows it; it stays listed until a person has seen it. */
const HOLD_MS = 300_000;
const BOOT_ID = "/proc/sys/kernel/random/boot_id";
const TROUBLE: DeviceTrouble = {
  kind: "fault",
  code: "watchdog-reset",
  subject: "watchdog",
  active: true,
  detail: "The last start of this machine was a reset by the hardware watchdog",
};

/** The news of one run of the service. To be stepped about once a second. */
export class ResetNews {
  readonly #parts: ResetNewsParts;
  readonly #lookUntilMs: number;
  /** It has been told, by this run or an earlier one. */
  #isTold = false;
  #presentUntilMs: number | undefined;

  constructor(parts: ResetNewsParts) {
    this.#parts = parts;
    this.#lookUntilMs = parts.clock.monotonicMs() + LOOK_FOR_MS;
  }

  /** The trouble while it is present, for a fusion that has started anew. */
  get standing(): readonly DeviceTrouble[] {
    return this.#presentUntilMs === undefined ? [] : [TROUBLE];
  }

  /** Looks whether any watchdog says that it was the one. */
  step(): void {
    const { kernel, clock, fault } = this.#parts;
    const nowMs = clock.monotonicMs();
    if (this.#presentUntilMs !== undefined && nowMs >= this.#presentUntilMs) {
      this.#presentUntilMs = undefined;
      fault({ ...TROUBLE, active: false });
    }
    if (this.#isTold || nowMs >= this.#lookUntilMs) return;
    if (seeWatchdogs(kernel).some(({ causedLastReset }) => causedLastReset)) this.tell();
  }

  /** It was reset: so says the driver of the watchdog that the service holds, also where the kernel has no file that says it. */
  tell(): void {
    if (this.#isTold) return;
    const { kernel, clock, toldBoot, fault } = this.#parts;
    const boot = readText(kernel, BOOT_ID);
    if (!boot.ok) return;
    this.#isTold = true;
    if (toldBoot.read() === boot.value) return;
    toldBoot.write(boot.value);
    this.#presentUntilMs = clock.monotonicMs() + HOLD_MS;
    fault(TROUBLE);
  }
}

/**
 * The file at `path` as the memory of the told reset. Where the disk does not give or take it, the same reset is told once more: that is
 * better than not at all, and no reason for the service to end.
 */
export function toldBootIn(path: string, failed: (text: string) => void): ResetNewsParts["toldBoot"] {
  return {
    read: () => {
      try {
        return Deno.readTextFileSync(path).trim();
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) {
          failed(`whether the reset was told already cannot be read: ${error}`);
        }
        return undefined;
      }
    },
    write: (bootId) => {
      try {
        Deno.writeTextFileSync(path, `${bootId}\n`, { mode: 0o600 });
      } catch (error) {
        failed(`the told reset cannot be remembered: ${error}`);
      }
    },
  };
}
