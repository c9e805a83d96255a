/**
 * Holds the machine's hardware watchdog for the service: it resets the machine unless the fire path makes progress.
 *
 * It must never pet on the strength of a timer alone, and never take a watchdog that systemd holds.
 */
import type { RoleStatus } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import type { Config } from "../config/schema.ts";
import type { Kernel } from "../hal/linux/kernel.ts";
import { Petting } from "../hal/watchdog_device/petting.ts";
import {
  describeWatchdogFault,
  openWatchdog,
  seeWatchdogs,
  type Watchdog,
  type WatchdogFault,
} from "../hal/watchdog_device/watchdog_device.ts";
import { FED_BY } from "../watchdog/sd_notify_feed.ts";
import { type DeviceTrouble, DeviceTroubles } from "./device_troubles.ts";

/** What the keeper needs. */
export interface HardwareWatchdogParts {
  readonly config: NonNullable<Config["hardwareWatchdog"]>;
  readonly kernel: Kernel;
  readonly clock: Clock;
  /** The machine was booted by systemd, which may hold the watchdog itself (`RuntimeWatchdogSec`). */
  readonly isSystemd: boolean;
  fault(trouble: DeviceTrouble): void;
  /** The driver says that the last start of the machine was its doing. */
  wasReset(): void;
  /** Takes a sentence for the log. */
  note(level: "info" | "error", text: string): void;
}

interface Held {
  readonly watchdog: Watchdog;
  readonly petting: Petting;
}

/** What troubles of the watchdog are about. */
const SUBJECT = "watchdog";
/** A watchdog whose holder has just died is free at once; one that stays busy is not asked for more often than the second. */
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 30_000;

/** The keeper. To be given the state of the roles as the supervisor's loop tells it, and stepped about once a second. */
export class HardwareWatchdog {
  readonly #parts: HardwareWatchdogParts;
  readonly #troubles: DeviceTroubles;
  #held: Held | undefined;
  #released = false;
  #retryAtMs = -Infinity;
  #retryMs = RETRY_MIN_MS;
  #withheldPart: string | undefined;
  #isSystemds = false;

  constructor(parts: HardwareWatchdogParts) {
    this.#parts = parts;
    this.#troubles = new DeviceTroubles((trouble) => parts.fault(trouble));
  }

  /** The troubles that stand, for a fusion that has started anew. */
  get standing(): readonly DeviceTrouble[] {
    return this.#troubles.standing;
  }

  /** How the roles are now. The supervisor calls a role ready only while it makes progress. */
  heard(roles: readonly Pick<RoleStatus, "role" | "state">[]): void {
    const nowMs = this.#parts.clock.monotonicMs();
    for (const { role, state } of roles) {
      if (state === "ready") this.#held?.petting.progressed(role, nowMs);
    }
  }

  /** Pets where it is time and the fire path lives; takes the watchdog where it is not held yet. */
  step(): void {
    if (this.#released) return;
    const nowMs = this.#parts.clock.monotonicMs();
    if (this.#held === undefined && nowMs >= this.#retryAtMs) this.#take(nowMs);
    if (this.#held !== undefined) this.#pet(this.#held, nowMs);
  }

  /**
   * Lets go for an orderly stop. To be called before the roles are stopped: a stop that takes long is wanted, and must not end
   * in a reset.
   */
  release(): void {
    this.#released = true;
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return;
    const { info } = held.watchdog;
    const released = held.watchdog.release();
    const { note } = this.#parts;
    if (!released.ok) return note("error", `${describeWatchdogFault(released.fault)}: the machine may reset`);
    if (info.magicClose) return note("info", `the hardware watchdog ${info.path} is disarmed`);
    note(
      "error",
      `${info.path} cannot be disarmed: the machine resets in ${
        info.timeoutMs / 1_000
      } s unless it is taken again`,
    );
  }

  #take(nowMs: number): void {
    const { config, kernel, isSystemd, note } = this.#parts;
    const { device, timeoutSeconds, stalledSeconds } = config;
    if (isSystemd && this.#isActive(device)) return this.#leave(nowMs);
    const opened = openWatchdog(kernel, { device, timeoutMs: timeoutSeconds * 1_000 });
    if (!opened.ok) {
      if (isSystemd && opened.fault.kind === "busy") return this.#leave(nowMs);
      return this.#failed(opened.fault, nowMs);
    }
    this.#isSystemds = false;
    const { info } = opened.value;
    const options = { parts: FED_BY, timeoutMs: info.timeoutMs, progressMaxMs: stalledSeconds * 1_000 };
    this.#held = { watchdog: opened.value, petting: new Petting(options, nowMs) };
    this.#retryMs = RETRY_MIN_MS;
    this.#troubles.well(SUBJECT);
    note(
      "info",
      `the hardware watchdog ${info.path} ('${info.identity}') is held: it resets the machine after ` +
        `${info.timeoutMs / 1_000} s${info.magicClose ? "" : ", also after an orderly stop"}`,
    );
    if (info.causedLastReset) this.#parts.wasReset();
  }

  #isActive(device: string): boolean {
    const seen = seeWatchdogs(this.#parts.kernel);
    // The name without a number means the first one.
    const path = device === "/dev/watchdog" ? "/dev/watchdog0" : device;
    return seen.some((one) => (one.path === path || one.identity === path) && one.active);
  }

  /** Somebody else resets the machine when it hangs: that is what is wanted, and no trouble. */
  #leave(nowMs: number): void {
    this.#retryAtMs = nowMs + RETRY_MAX_MS;
    this.#troubles.well(SUBJECT);
    if (this.#isSystemds) return;
    this.#isSystemds = true;
    this.#parts.note("info", "the hardware watchdog is left to systemd, which holds it");
  }

  #pet({ watchdog, petting }: Held, nowMs: number): void {
    const step = petting.step(nowMs);
    switch (step.kind) {
      case "wait":
        return;
      case "withhold": {
        if (this.#withheldPart === step.part) return;
        this.#withheldPart = step.part;
        const seconds = Math.round(step.stalledMs / 1_000);
        return this.#parts.note(
          "error",
          `the hardware watchdog is no longer petted: ${step.part} has made no progress for ${seconds} s; ` +
            `the machine resets within ${watchdog.info.timeoutMs / 1_000} s unless it does`,
        );
      }
      case "pet": {
        if (this.#withheldPart !== undefined) {
          this.#parts.note("info", `${this.#withheldPart} makes progress again: the watchdog is petted`);
          this.#withheldPart = undefined;
        }
        const petted = watchdog.pet();
        if (petted.ok) return;
        this.#held = undefined;
        // Disarmed where it still can be: a watchdog that cannot be petted would reset a machine that protects.
        watchdog.release();
        return this.#failed(petted.fault, nowMs);
      }
    }
  }

  #failed(fault: WatchdogFault, nowMs: number): void {
    this.#troubles.failed(SUBJECT, fault.kind, describeWatchdogFault(fault));
    this.#retryAtMs = nowMs + this.#retryMs;
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
  }
}
