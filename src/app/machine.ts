/**
 * What ties the supervisor to its machine: systemd, the hardware watchdog, the wall clock, and each process's share.
 *
 * None of it may stop the service: what is missing or fails is a trouble or a line in the log.
 */
import type { Registry } from "prom-client";
import type { z } from "zod";
import type { RoleStatus, vitalsMessage } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import type { Config } from "../config/schema.ts";
import { describeUnsupportedSystem, openKernel } from "../hal/linux/libc.ts";
import type { RoleName } from "../reading/ids.ts";
import type { VouchedTime } from "../timesync/time_state.ts";
import type { DeviceTrouble } from "./device_troubles.ts";
import { Guard } from "./guard.ts";
import { HardwareWatchdog } from "./hardware_watchdog.ts";
import type { Paths } from "./paths.ts";
import { ResetNews, toldBootIn } from "./reset_news.ts";
import { Shares } from "./shares.ts";
import { SystemdLink } from "./systemd_link.ts";
import { type TimeFault, TimeKeeper } from "./time_keeper.ts";
import { timeMetrics } from "./time_metrics.ts";

/** A fault of the machine that came or went. */
export type MachineFault = TimeFault | Omit<DeviceTrouble, "kind">;

/** What the machine's keeper needs. */
export interface MachineParts {
  readonly config: Config;
  readonly paths: Paths;
  readonly clock: Clock;
  /** Takes the figures of time. */
  readonly registry: Registry;
  /** Tells fusion. */
  fault(fault: MachineFault): void;
  /** Takes a sentence for the log. */
  note(level: "info" | "error", text: string): void;
  /** Something for the site's journal that is no trouble: whoever reads it later must know that the clock was set in between. */
  tell(text: string): void;
}

/** The machine. To be made before any role is started. */
export class Machine {
  readonly systemd: SystemdLink;
  readonly #parts: MachineParts;
  readonly #shares: Shares | undefined;
  readonly #kernel = openKernel();
  readonly #guard: Guard;
  readonly #resetNews: ResetNews | undefined;
  #config: Config;
  #watchdog: HardwareWatchdog | undefined;
  #time: TimeKeeper | undefined;

  constructor(parts: MachineParts) {
    const { config, paths, clock, note, registry } = parts;
    this.#parts = parts;
    this.#config = config;
    this.#guard = new Guard((text) => note("error", text));
    this.systemd = SystemdLink.open(clock, (text) => note("error", text));
    this.#shares = this.#guard.run("the division of the machine", () =>
      new Shares({
        resources: config.resources,
        path: paths.resources,
        note: (text) => note("info", text),
      }));
    if (this.#kernel.ok) {
      const kernel = this.#kernel.value;
      this.#resetNews = new ResetNews({
        kernel,
        clock,
        toldBoot: toldBootIn(paths.toldReset, (text) => note("error", text)),
        fault: (fault) => parts.fault(fault),
      });
    }
    this.#watchdog = this.#makeWatchdog(config);
    this.#time = this.#guard.run("the watch over the clock", () => makeTimeKeeper(parts, config));
    timeMetrics(registry, () => this.#time?.figures());
  }

  /** Takes a changed configuration in, without disturbing what has not changed. */
  configure(after: Config): void {
    const before = this.#config;
    this.#config = after;
    if (differs(before.resources, after.resources)) this.#shares?.configure(after.resources);
    if (differs(before.hardwareWatchdog, after.hardwareWatchdog)) {
      // Let go in good order, and taken anew by the next step.
      this.#watchdog?.release();
      this.#clear(this.#watchdog?.standing ?? []);
      this.#watchdog = this.#makeWatchdog(after);
    }
    if (differs(before.timeSync, after.timeSync)) {
      this.#clear(this.#time?.faults() ?? []);
      const ended = this.#time;
      this.#time = undefined;
      this.#guard.run("the end of the watch over the clock", () => ended?.close());
      this.#time = makeTimeKeeper(this.#parts, after);
    }
  }

  /** What fusion says of alarms and troubles, once a second. */
  vitals({ alarms, troubles }: Pick<z.infer<typeof vitalsMessage>, "alarms" | "troubles">): void {
    const zones = new Set(alarms.filter(({ quiet }) => !quiet).map(({ zoneId }) => zoneId));
    const names = new Map(this.#config.zones.map(({ id, name }) => [id, name ?? id]));
    this.systemd.situation({ burning: [...zones].map((id) => names.get(id) ?? id), troubles });
  }

  /** What vouches for true time now; undefined where nothing does. */
  vouchedTime(): VouchedTime | undefined {
    return this.#time?.vouched();
  }

  /** The faults that are present now, for a fusion that has started anew. */
  get standing(): readonly MachineFault[] {
    return [
      ...this.#time?.faults() ?? [],
      ...this.#watchdog?.standing ?? [],
      ...this.#resetNews?.standing ?? [],
    ];
  }

  /** How the clock is, in one sentence; undefined where nobody watches it. */
  timeSentence(): string | undefined {
    return this.#time?.sentence();
  }

  /** The process `pid` starts for `role`. */
  starting(role: RoleName, pid: number): void {
    this.#share(role, () => this.#shares?.starting(role, pid));
  }

  /** The process `pid` of `role` can do its work, and has all its threads. */
  ready(role: RoleName, pid: number): void {
    this.#share(role, () => this.#shares?.ready(role, pid));
  }

  /** The process `pid` of a role is gone. */
  ended(pid: number): void {
    this.#shares?.ended(pid);
  }

  /** The process `pid` looks at something for the page. */
  errand(pid: number): void {
    this.#share("the doctor", () => this.#shares?.errand(pid));
  }

  /** How the roles are now, told by the supervisor's loop. */
  heard(roles: readonly RoleStatus[]): void {
    this.systemd.heard(roles);
    this.#watchdog?.heard(roles);
  }

  /** To be called about once a second. Whatever one part of it does, both watchdogs are petted. */
  step(): void {
    this.#guard.run("the hardware watchdog", () => this.#watchdog?.step());
    this.#guard.run("the sign of life for systemd", () => this.systemd.step());
    this.#guard.run("the news of a reset", () => this.#resetNews?.step());
    this.#guard.run("the watch over the clock", () => this.#time?.step());
  }

  /** The service is on its way down. */
  stopping(): void {
    this.systemd.stopping();
    this.#watchdog?.release();
  }

  async close(): Promise<void> {
    await this.#time?.close();
    this.#shares?.close();
    this.systemd.close();
  }

  #makeWatchdog({ hardwareWatchdog }: Config): HardwareWatchdog | undefined {
    if (hardwareWatchdog === undefined) return undefined;
    const { clock, note } = this.#parts;
    if (!this.#kernel.ok) {
      note("error", `no hardware watchdog: ${describeUnsupportedSystem(this.#kernel.fault)}`);
      return undefined;
    }
    return new HardwareWatchdog({
      config: hardwareWatchdog,
      kernel: this.#kernel.value,
      clock,
      isSystemd: isSystemdHere(),
      fault: (trouble) => this.#parts.fault(trouble),
      wasReset: () => this.#resetNews?.tell(),
      note,
    });
  }

  #clear(faults: readonly MachineFault[]): void {
    for (const fault of faults) this.#parts.fault({ ...fault, active: false });
  }

  #share(role: RoleName | "the doctor", give: () => void): void {
    try {
      give();
    } catch (error) {
      // A role that runs without its share protects; one that was not started does not.
      this.#parts.note("error", `${role} could not be given its share of the machine: ${error}`);
    }
  }
}

function differs(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}

function makeTimeKeeper({ clock, fault, note, tell }: MachineParts, config: Config): TimeKeeper | undefined {
  if (!config.timeSync.watch) return undefined;
  return new TimeKeeper({
    ...config.timeSync,
    clock,
    fault,
    note: (text) => {
      note("info", text);
      tell(text);
    },
  });
}

/** As sd_booted(3) decides it, for which a folder that cannot be looked at is none. */
function isSystemdHere(): boolean {
  try {
    Deno.statSync("/run/systemd/system");
    return true;
  } catch {
    return false;
  }
}
