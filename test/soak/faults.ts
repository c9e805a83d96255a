/**
 * Makes a planned fault happen to a box, and undoes it when its time is over.
 */
import { join } from "node:path";
import type { Clock } from "../../src/clock/clock.ts";
import type { HttpCamera } from "../cameras/http_camera.ts";
import type { HttpSink } from "../notify/sinks.ts";
import type { Random } from "../simulation/random.ts";
import type { SoakBox } from "./box.ts";
import { signal } from "../signal.ts";
import { DATABASES, groupOf, type PlannedFault } from "./plan.ts";
import type { Referee } from "./referee.ts";
import { type DeviceMood, type SoakDevice, strangers } from "./sensors.ts";
import type { RoleSeen } from "./snapshot.ts";

/** A process that stands still must be found out within this; the slowest is looked at every 15 s. */
const FOUND_OUT_MS = 45_000;
const PAGE_BYTES = 4_096;
/** Of a database that are overwritten; the first is left, so that it still looks like one. */
const PAGES_DAMAGED = 12;
/** Taken by the neighbour, at the most. */
const HOG_MEGABYTES = 1_500;

/** Time servers of a soak, and what they say. */
export interface LyingServers {
  /** How wrong each is now, ms. */
  readonly wrongMs: number[];
}

/** All that a fault may lay hands on. */
export interface Surroundings {
  readonly box: SoakBox;
  readonly devices: readonly SoakDevice[];
  readonly cameras: HttpCamera | undefined;
  readonly sink: HttpSink;
  readonly timeServers: LyingServers;
  readonly referee: Referee;
  readonly clock: Clock;
  readonly random: Random;
  roles(): readonly RoleSeen[];
}

/** Makes faults. */
export class Faults {
  readonly #all: Surroundings;

  constructor(all: Surroundings) {
    this.#all = all;
  }

  /**
   * Makes it happen, and resolves when it is over.
   *
   * @returns what it did, or why there was nothing to do it to.
   */
  async happen(planned: PlannedFault): Promise<string> {
    const { box, cameras, sink } = this.#all;
    const { target, lengthMs } = planned;
    switch (planned.fault) {
      case "kill-role":
        return this.#kill(target);
      case "freeze-role":
        return await this.#freeze(target);
      case "kill-all": {
        const roles = this.#all.roles().filter(({ pid }) => pid !== undefined);
        for (const { pid } of roles) signal(pid!, "SIGKILL");
        return `${roles.length} processes`;
      }
      case "kill-supervisor":
        await box.killSupervisor(lengthMs);
        return "started again";
      case "freeze-supervisor": {
        const { pid } = box;
        if (pid === undefined) return "there was none";
        signal(pid, "SIGSTOP");
        await this.#wait(lengthMs);
        signal(pid, "SIGCONT");
        return `process ${pid}`;
      }
      case "kill-ffmpeg":
      case "freeze-ffmpeg": {
        const pid = (await ffmpegs(box.pid))[0];
        if (pid === undefined) return "there was none";
        signal(pid, planned.fault === "kill-ffmpeg" ? "SIGKILL" : "SIGSTOP");
        return `process ${pid}`;
      }
      case "disk-full":
        return await this.#fill(lengthMs);
      case "disk-read-only":
        return await this.#readOnly(target, lengthMs);
      case "damaged-page":
        return await this.#damage(target);
      case "damaged-latch":
        return await this.#damageLatch();
      case "damaged-config":
        return await this.#damageConfig(target, lengthMs);
      case "lines-gone": {
        const lines = join(box.run, "lines");
        await Deno.rename(lines, `${lines}-away`);
        await this.#wait(lengthMs);
        // A role that was started meanwhile has made an empty one.
        await Deno.remove(lines, { recursive: true }).catch(missing);
        await Deno.rename(`${lines}-away`, lines);
        return "and back";
      }
      case "sensors-silent":
        return await this.#mood("silent", planned);
      case "sensors-cut":
        return await this.#mood("cut", planned);
      case "sensors-slow":
        return await this.#mood("slow", planned);
      case "sensors-lie":
        return await this.#mood("lying", planned);
      case "sensors-garbage":
        return await this.#mood("garbage", planned);
      case "strangers": {
        const end = AbortSignal.timeout(lengthMs);
        await Promise.all(
          [1, 2, 3].map(() => strangers(() => box.sensors, this.#all.random, this.#all.clock, end)),
        );
        return "gone";
      }
      case "cameras-cut":
        if (cameras === undefined) return "there are none";
        cameras.isStuck = true;
        await this.#wait(lengthMs);
        cameras.isStuck = false;
        return "live again";
      case "receiver-away":
        sink.status = 503;
        await this.#wait(lengthMs);
        sink.status = 200;
        return "back";
      case "busy-neighbours":
        return await this.#neighbours(
          Array.from(
            { length: 2 * navigator.hardwareConcurrency },
            () => ["sh", "-c", "while :; do :; done"],
          ),
          lengthMs,
        );
      case "memory-neighbour":
        return await this.#neighbours([
          // With no line end in it, tail must keep all that comes.
          ["sh", "-c", `while :; do head -c ${HOG_MEGABYTES}m /dev/zero | tail -n 1 >/dev/null; done`],
        ], lengthMs);
      case "clock-step":
        await Deno.writeTextFile(box.clockFile, `${target}\n`);
        await this.#wait(lengthMs);
        await Deno.writeTextFile(box.clockFile, "+0\n");
        return "and back";
      case "time-lie": {
        const { wrongMs } = this.#all.timeServers;
        wrongMs.fill(3_600_000, 0, target === "all" ? wrongMs.length : 1);
        await this.#wait(lengthMs);
        wrongMs.fill(0);
        return "true again";
      }
    }
  }

  #pidOf(role: string): number | undefined {
    return this.#all.roles().find((one) => one.role === role)?.pid;
  }

  #kill(role: string): string {
    const pid = this.#pidOf(role);
    return pid !== undefined && signal(pid, "SIGKILL") ? `process ${pid}` : "there was none";
  }

  async #freeze(role: string): Promise<string> {
    const { clock, referee } = this.#all;
    const pid = this.#pidOf(role);
    if (pid === undefined || !signal(pid, "SIGSTOP")) return "there was none";
    referee.frozen.add(role);
    const fromMs = clock.monotonicMs();
    try {
      while (signal(pid, "SIGSTOP")) {
        const forMs = clock.monotonicMs() - fromMs;
        if (forMs > FOUND_OUT_MS) {
          referee.grievances.report(
            clock.monotonicMs(),
            `hang-unnoticed:${role}`,
            `process ${pid} stands still for ${forMs} ms`,
          );
          signal(pid, "SIGCONT");
          return "never found out";
        }
        await this.#wait(250);
      }
    } finally {
      referee.frozen.delete(role);
    }
    return `process ${pid} was found out after ${Math.round(clock.monotonicMs() - fromMs)} ms`;
  }

  async #fill(lengthMs: number): Promise<string> {
    const { box, clock } = this.#all;
    const path = join(box.state, "filler");
    const endMs = clock.monotonicMs() + lengthMs;
    while (clock.monotonicMs() < endMs) {
      await fillUp(path);
      await this.#wait(100);
    }
    await Deno.remove(path).catch(missing);
    return "room again";
  }

  /** Whoever opens a file now cannot write it; what is open stays as it is, as nothing can take that back on a disk in use. */
  async #readOnly(role: string, lengthMs: number): Promise<string> {
    const { box } = this.#all;
    const { state } = box;
    if (!await box.try("mount", "--bind", state, state)) return "cannot be mounted here";
    const made = await box.try("mount", "-o", "remount,bind,ro", state);
    this.#kill(role);
    await this.#wait(lengthMs);
    await box.try("umount", "-l", state);
    return made ? "writable again" : "cannot be made so here";
  }

  async #damage(database: string): Promise<string> {
    const { box, random } = this.#all;
    const path = join(box.state, database);
    const noise = crypto.getRandomValues(new Uint8Array(PAGE_BYTES));
    try {
      using file = await Deno.open(path, { write: true });
      const pages = Math.floor((await file.stat()).size / PAGE_BYTES);
      for (let count = 0; count < PAGES_DAMAGED && pages > 1; count++) {
        await file.seek(Math.floor(random.between(1, pages)) * PAGE_BYTES, Deno.SeekMode.Start);
        await file.write(noise);
      }
    } catch (error) {
      missing(error);
      return "there was none";
    }
    return `${database}; ${this.#kill(DATABASES[database])}`;
  }

  async #damageLatch(): Promise<string> {
    const { box } = this.#all;
    const folder = join(box.state, "latch");
    let newest: { path: string; ms: number } | undefined;
    for (const name of ["latch-0", "latch-1"]) {
      const path = join(folder, name);
      const ms = (await Deno.stat(path).catch(missing))?.mtime?.getTime();
      if (ms !== undefined && ms >= (newest?.ms ?? 0)) newest = { path, ms };
    }
    if (newest === undefined) return "there was none";
    const text = await Deno.readTextFile(newest.path);
    await Deno.writeTextFile(newest.path, text.slice(0, text.length / 2));
    return this.#kill("outputs");
  }

  async #damageConfig(how: string, lengthMs: number): Promise<string> {
    const { box } = this.#all;
    const { configFile, configText } = box;
    const wrong = how === "noise" ? crypto.getRandomValues(new Uint8Array(3_000)) : new TextEncoder().encode(
      how === "cut" ? configText.slice(0, configText.length * 0.6) : `${configText}\nsirenz: []\n`,
    );
    await Deno.writeFile(configFile, wrong);
    await this.#wait(lengthMs);
    await Deno.writeTextFile(configFile, configText);
    return "right again";
  }

  async #mood(mood: DeviceMood, { target, lengthMs }: PlannedFault): Promise<string> {
    const { devices } = this.#all;
    const chosen = groupOf(target, devices.length).map((index) => devices[index]);
    for (const device of chosen) device.mood = mood;
    await this.#wait(lengthMs);
    for (const device of chosen) device.mood = "well";
    return "well again";
  }

  async #neighbours(commands: readonly string[][], lengthMs: number): Promise<string> {
    const children = commands.map((args) =>
      new Deno.Command("setsid", { args, stdin: "null", stdout: "null", stderr: "null" }).spawn()
    );
    await this.#wait(lengthMs);
    for (const { pid } of children) signal(-pid, "SIGKILL") || signal(pid, "SIGKILL");
    await Promise.all(children.map(({ status }) => status));
    return "gone";
  }

  #wait(ms: number): Promise<void> {
    return this.#all.clock.sleep(ms);
  }
}

function missing(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

/** Writes until the disk takes no byte more. */
async function fillUp(path: string): Promise<void> {
  for (const size of [1 << 20, 1 << 12, 1]) {
    const bytes = new Uint8Array(size).fill(1);
    try {
      using file = await Deno.open(path, { append: true, create: true });
      for (;;) await file.write(bytes);
    } catch (error) {
      if (!(error instanceof Error) || !/os error 28/.test(error.message)) throw error;
    }
  }
}

/** The ffmpeg processes below `ancestor`. */
async function ffmpegs(ancestor: number | undefined): Promise<number[]> {
  const parents = new Map<number, { readonly parent: number; readonly name: string }>();
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = await Deno.readTextFile(`/proc/${name}/stat`);
      const end = stat.lastIndexOf(")");
      parents.set(Number(name), {
        parent: Number(stat.slice(end + 2).split(" ")[1]),
        name: stat.slice(stat.indexOf("(") + 1, end),
      });
    } catch {
      // It ended while the list was read.
    }
  }
  const isBelow = (pid: number): boolean => {
    for (let at = parents.get(pid)?.parent, steps = 0; at !== undefined && steps < 8; steps++) {
      if (at === ancestor) return true;
      at = parents.get(at)?.parent;
    }
    return false;
  };
  return [...parents].filter(([pid, { name }]) => name === "ffmpeg" && isBelow(pid)).map(([pid]) => pid);
}
