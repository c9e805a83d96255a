/**
 * One soak from the first start to the last check: brings everything up, lets things go wrong by the plan, lets them settle, and judges.
 */
import { join } from "node:path";
import { systemClock } from "../../src/clock/system_clock.ts";
import { canMountSmallDisk } from "../../src/store/small_disk_for_tests.ts";
import { quantile } from "../bench/statistics.ts";
import { HttpCamera } from "../cameras/http_camera.ts";
import { hasFfmpeg } from "../cameras/support.ts";
import { HttpSink } from "../notify/sinks.ts";
import { Random } from "../simulation/random.ts";
import { startFalseServer, type TimeServer } from "../timesync/servers.ts";
import { SECRET, SoakBox } from "./box.ts";
import { Faults } from "./faults.ts";
import { seconds, type Violation } from "./grievances.ts";
import { FaultBook } from "./hurts.ts";
import { Operator } from "./operator.ts";
import type { SoakOptions } from "./options.ts";
import { type FaultName, type Plan, type PlannedFault, type PlannedFire, planOf } from "./plan.ts";
import { Referee } from "./referee.ts";
import { SoakDevice } from "./sensors.ts";
import { notedPagePid, PageWait } from "./page_wait.ts";
import { Looker, type RoleSeen, type Snapshot } from "./snapshot.ts";
import { Timeline } from "./timeline.ts";

const ZONES = 20;
const LOOK_MS = 500;
const USE_EVERY_MS = 5_000;
const TELL_EVERY_MS = 15_000;
/** A cold start of everything, with a model to load, on a machine that others use as well. */
const WARM_UP_MS = 180_000;
/** After the last fault: reconnecting, recovering and resetting what stands. */
const SETTLE_MS = 180_000;
/** A fire burns on until it is noticed, and no longer than this. */
const FIRE_MS_MAX = 90_000;
const DISK_BYTES_MAX = 150e6;
/** Where Debian has the library that shifts a process's wall clock. */
const FAKETIME = [
  "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
  "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
];
/** Troubles that the box keeps for longer than a soak settles, by its rules: 5 minutes to an hour. */
const LASTING: readonly string[] = ["alert-flood", "cameras-slowed", "time-stepped"];

/** What a soak found. */
export interface SoakResult {
  readonly seed: number;
  readonly again: string;
  readonly startedAtMs: number;
  readonly interrupted: boolean;
  readonly violations: readonly Violation[];
  readonly tally: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly noticedMs: Readonly<Record<string, number>>;
  readonly longestMs: Readonly<Record<string, number>>;
  readonly memoryMb: readonly { readonly atS: number; readonly mb: number }[];
  /** Folder with what is needed to understand a broken promise; undefined where none was broken. */
  readonly kept: string | undefined;
}

/** A soak. */
export class Soak {
  readonly #options: SoakOptions;
  readonly #clock = systemClock();
  readonly #startedAtMs = this.#clock.monotonicMs();
  readonly #timeline: Timeline;
  readonly #memory: { atS: number; mb: number }[] = [];
  readonly #book = new FaultBook();
  readonly #stop = new AbortController();
  #last: Snapshot | undefined;
  #roles: readonly RoleSeen[] = [];

  constructor(options: SoakOptions, show: (line: string) => void) {
    this.#options = options;
    this.#timeline = new Timeline(this.#clock, show);
  }

  /** Runs to its end, to its first broken promise, or until `interrupted`. */
  async run(interrupted: AbortSignal): Promise<SoakResult> {
    const { seed, sensors, cameras, minutes } = this.#options;
    const timeline = this.#timeline;
    const { faults, faketime, smallDisk } = await this.#possible();
    const plan = planOf(seed, minutes * 60_000, ZONES, faults);
    timeline.tell(
      `seed ${seed}: ${plan.fires.length} fires and ${plan.faults.length} faults in ${minutes} min`,
    );
    interrupted.addEventListener("abort", () => this.#stop.abort(), { once: true });

    const wrongMs = [0, 0, 0];
    const servers: TimeServer[] = [];
    for (let index = 0; index < wrongMs.length; index++) {
      servers.push(await startFalseServer(() => ({ wrongMs: wrongMs[index] })));
    }
    await using sink = new HttpSink(SECRET);
    await using camera = hasFfmpeg && cameras > 0 ? new HttpCamera(2, SECRET, "room") : undefined;
    const box = await SoakBox.start({
      size: { sensors, zones: ZONES, cameras },
      neighbours: {
        cameraPort: camera?.port,
        webhookPort: sink.port,
        timeServers: servers.map(({ port }) => `127.0.0.1:${port}`),
      },
      ...(this.#options.program === undefined ? {} : { program: this.#options.program }),
      ...(faketime === undefined ? {} : { faketime }),
      smallDisk,
      line: (text) => timeline.note(text),
    });
    const devices = Array.from(
      { length: sensors },
      (_, index) => new SoakDevice(`s${index}`, seed + index, this.#clock, () => box.sensors),
    );
    const wait = new PageWait(() => notedPagePid(box.run));
    const referee = new Referee(this.#clock, this.#book, devices, ZONES, DISK_BYTES_MAX, wait);
    const operator = new Operator(box, this.#clock, new Random(seed + 1), referee, timeline);
    let exitCode = 0;
    const working: Promise<void>[] = [];
    const devicesEnd = new AbortController();
    try {
      for (const device of devices) working.push(device.run(devicesEnd.signal));
      working.push(this.#lookOn(box, referee, wait, devicesEnd.signal));
      await this.#untilCalm("everything to be up", WARM_UP_MS, referee, devices);
      timeline.tell("all is up; from here on things go wrong");
      working.push(operator.run(devicesEnd.signal));
      const makers = new Faults({
        box,
        devices,
        cameras: camera,
        sink,
        timeServers: { wrongMs },
        referee,
        clock: this.#clock,
        random: new Random(seed + 2),
        roles: () => this.#roles,
      });
      await this.#goWrong(plan, makers, referee, devices);
      if (!this.#stop.signal.aborted) {
        timeline.tell("the last fault is over; all must settle");
        await this.#untilCalm("everything to settle", SETTLE_MS, referee, devices);
        await this.#checkRecords(box, referee, sink);
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error;
    } finally {
      devicesEnd.abort();
      for (const device of devices) device.drop();
      await Promise.all(working);
      exitCode = await box.down();
      for (const server of servers) await server.close();
    }
    const { grievances } = referee;
    if (exitCode !== 0) {
      grievances.report(this.#clock.monotonicMs(), "end", `the service ended with ${exitCode}`);
    }
    const kept = grievances.violations.length === 0 ? undefined : await this.#keep(box);
    await box.remove(kept);
    const rounded = (map: ReadonlyMap<string, number>) =>
      Object.fromEntries([...map].map(([name, ms]) => [name, Math.round(ms)]));
    return {
      seed,
      again: this.#again(),
      startedAtMs: this.#startedAtMs,
      interrupted: interrupted.aborted,
      violations: grievances.violations,
      tally: {
        ...referee.tally,
        refusals: operator.refusals,
        notified: new Set(sink.received.map(({ id }) => id)).size,
      },
      faults: this.#book.tally(),
      noticedMs: {
        count: referee.noticedMs.length,
        p50: quantile(referee.noticedMs, 0.5),
        p95: quantile(referee.noticedMs, 0.95),
        max: Math.max(0, ...referee.noticedMs),
      },
      longestMs: rounded(grievances.longestMs),
      memoryMb: this.#memory,
      kept,
    };
  }

  /** What this machine allows; says what it does not. */
  async #possible(): Promise<{ faults: FaultName[]; faketime: string | undefined; smallDisk: boolean }> {
    const smallDisk = canMountSmallDisk();
    let faketime: string | undefined;
    for (const path of FAKETIME) if (faketime === undefined && await exists(path)) faketime = path;
    const without = new Map<FaultName, string>();
    if (!smallDisk) {
      for (const name of ["disk-full", "disk-read-only"] as const) without.set(name, "no right to mount");
    }
    if (faketime === undefined) without.set("clock-step", "Debian's libfaketime is not installed");
    if (!hasFfmpeg) {
      for (const name of ["kill-ffmpeg", "freeze-ffmpeg", "cameras-cut"] as const) {
        without.set(name, "no ffmpeg");
      }
    }
    for (const [name, why] of without) {
      if (this.#options.faults.includes(name)) this.#timeline.tell(`SKIPPED the fault ${name}: ${why}`);
    }
    return { faults: this.#options.faults.filter((name) => !without.has(name)), faketime, smallDisk };
  }

  async #goWrong(
    plan: Plan,
    makers: Faults,
    referee: Referee,
    devices: readonly SoakDevice[],
  ): Promise<void> {
    const startMs = this.#clock.monotonicMs();
    const happening: Promise<void>[] = [];
    const events = [
      ...plan.faults.map((planned) => ({
        atMs: planned.atMs,
        go: () => this.#fault(planned, makers, referee),
      })),
      ...plan.fires.map((fire) => ({ atMs: fire.atMs, go: () => this.#fire(fire, referee, devices) })),
    ].sort((a, b) => a.atMs - b.atMs);
    let done = 0;
    let toldMs = startMs;
    for (const { atMs, go } of events) {
      while (this.#clock.monotonicMs() < startMs + atMs && !this.#stop.signal.aborted) {
        await this.#pause(Math.min(LOOK_MS, startMs + atMs - this.#clock.monotonicMs()));
        const nowMs = this.#clock.monotonicMs();
        if (nowMs - toldMs < TELL_EVERY_MS) continue;
        toldMs = nowMs;
        const { fires, alarms, resets } = referee.tally;
        this.#timeline.tell(
          `${seconds(nowMs - startMs)} of ${
            this.#options.minutes * 60
          } s: ${done} of ${events.length} events, ${fires} fires, ` +
            `${alarms} alarms, ${resets} reset, ${
              this.#memory.at(-1)?.mb ?? "?"
            } MB, ${referee.grievances.violations.length} broken`,
        );
      }
      if (this.#stop.signal.aborted) break;
      done++;
      happening.push(go());
    }
    await Promise.all(happening);
  }

  async #fault(planned: PlannedFault, makers: Faults, referee: Referee): Promise<void> {
    const { fault, target, lengthMs } = planned;
    const name = `${fault}${target === "" ? "" : ` ${target}`}`;
    this.#timeline.note(`${name} begins${lengthMs > 0 ? `, ${seconds(lengthMs)}` : ""}`);
    const nowMs = this.#clock.monotonicMs();
    // Fusion and outputs share one disk: where it takes nothing and both die, nobody is left who remembers.
    const forgets = ["kill-all", "kill-supervisor"].includes(fault) ||
      ["disk-full", "disk-read-only"].includes(fault);
    const diskBad = this.#book.recent(["disk-full", "disk-read-only"], nowMs, 5_000);
    if (forgets && diskBad) referee.memoriesLost(nowMs - 60_000);
    const end = this.#book.begin(planned, nowMs);
    try {
      const what = await makers.happen(planned);
      this.#timeline.note(`${name} is over: ${what}`);
    } catch (error) {
      // A service that does not come up again is the box's failure, not the soak's.
      referee.grievances.report(this.#clock.monotonicMs(), `fault:${name}`, String(error));
    } finally {
      end(this.#clock.monotonicMs());
    }
  }

  async #fire(
    { zone, lengthMs }: PlannedFire,
    referee: Referee,
    devices: readonly SoakDevice[],
  ): Promise<void> {
    if ([...referee.known.values()].some((known) => known.zone === zone)) {
      return this.#timeline.note(`no fire in z${zone}: its last alarm still stands`);
    }
    this.#timeline.note(`fire in z${zone}`);
    const there = devices.filter((_, index) => index % ZONES === zone);
    const fire = referee.lit(zone);
    for (const device of there) device.burning = true;
    while (!this.#stop.signal.aborted) {
      const forMs = this.#clock.monotonicMs() - fire.sinceMs;
      if (forMs >= FIRE_MS_MAX || (forMs >= lengthMs && fire.noticedAtMs !== undefined)) break;
      await this.#pause(250);
    }
    for (const device of there) device.burning = false;
    fire.endedAtMs = this.#clock.monotonicMs();
    const noticed = fire.noticedAtMs === undefined
      ? "never noticed"
      : `noticed after ${seconds(fire.noticedAtMs - fire.sinceMs)}`;
    this.#timeline.note(`fire in z${zone} is out: ${noticed}`);
  }

  /** Looks, judges, and stops everything at the first broken promise. */
  async #lookOn(box: SoakBox, referee: Referee, wait: PageWait, end: AbortSignal): Promise<void> {
    const looker = new Looker(box);
    let useDueMs = 0;
    let told = 0;
    while (!end.aborted) {
      const snapshot = await looker.look(() => this.#clock.monotonicMs());
      this.#last = snapshot;
      const roles = snapshot.seen?.roles ?? [];
      if (roles.length > 0) this.#roles = roles;
      wait.look(snapshot.seen !== undefined, snapshot.atMs);
      referee.judge(snapshot);
      if (snapshot.atMs >= useDueMs) {
        useDueMs = snapshot.atMs + USE_EVERY_MS;
        const bytes = box.memoryBytes(this.#roles.flatMap(({ pid }) => pid ?? []));
        this.#memory.push({
          atS: Math.round((snapshot.atMs - this.#startedAtMs) / 1_000),
          mb: Math.round(bytes / 1e6),
        });
        referee.judgeUse(bytes, await box.diskBytes());
      }
      const { violations } = referee.grievances;
      for (; told < violations.length; told++) {
        this.#timeline.tell(`BROKEN ${violations[told].promise}: ${violations[told].detail}`);
        if (!this.#options.goOn) this.#stop.abort();
      }
      await this.#clock.sleep(LOOK_MS, end).catch(() => undefined);
    }
  }

  /** Waits until nothing is wrong any more, and reports what still is at the end. */
  async #untilCalm(
    what: string,
    limitMs: number,
    referee: Referee,
    devices: readonly SoakDevice[],
  ): Promise<void> {
    const endMs = this.#clock.monotonicMs() + limitMs;
    let wrong: string[] = ["nothing was seen"];
    while (this.#clock.monotonicMs() < endMs && !this.#stop.signal.aborted) {
      const seen = this.#last?.seen;
      wrong = seen === undefined
        ? ["the page does not answer"]
        : !seen.connected
        ? ["fusion is not reachable"]
        : [
          ...seen.roles.filter(({ state }) => state !== "ready").map(({ role, state }) =>
            `${role} is ${state}`
          ),
          ...seen.sensors.filter(({ fresh }) => !fresh).map(({ id }) => `${id} is not fresh`),
          ...seen.cameras.filter(({ isLive }) => !isLive).map(({ cameraId }) => `${cameraId} is not live`),
          ...seen.alarms.map(({ id }) => `the alarm ${id} stands`),
          ...seen.troubles.filter(({ active, code }) => active && !LASTING.includes(code)).map((
            { id, detail },
          ) => `trouble ${id}: ${detail}`),
          ...(seen.sensors.length < devices.length ? [`${seen.sensors.length} sensors are shown`] : []),
        ];
      if (wrong.length === 0) return;
      await this.#pause(LOOK_MS);
    }
    if (this.#stop.signal.aborted) return;
    referee.grievances.report(
      this.#clock.monotonicMs(),
      "calm",
      `waited ${seconds(limitMs)} for ${what}: ${wrong.slice(0, 8).join("; ")}${
        wrong.length > 8 ? " ..." : ""
      }`,
    );
    // Whatever the others say now follows from it.
    this.#stop.abort();
  }

  /** Every certain alarm stands in the journal once, and its receiver was told. */
  async #checkRecords(box: SoakBox, referee: Referee, sink: HttpSink): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const nowMs = this.#clock.monotonicMs();
    const events: { kind: string; alarmId?: string; text: string }[] = await (await fetch(
      new URL("/api/v1/events?limit=1000&kind=alarm", box.ui),
      { signal: AbortSignal.timeout(20_000) },
    )).json();
    for (const id of referee.certain(nowMs)) {
      const lines = events.filter(({ kind, alarmId, text }) =>
        kind === "alarm" && alarmId === id && !text.includes("found latched")
      );
      if (lines.length !== 1) {
        referee.grievances.report(nowMs, `journal:${id}`, `${lines.length} lines tell of its raising`);
      }
      const isTold = () => sink.received.some(({ body }) => body.alarmId === id && body.kind === "alarm");
      for (let tries = 0; tries < 120 && !isTold(); tries++) await this.#pause(500);
      if (!isTold()) referee.grievances.report(nowMs, `notified:${id}`, "its receiver was not told of it");
    }
  }

  async #keep(box: SoakBox): Promise<string> {
    const folder = await Deno.makeTempDir({ prefix: "embereye-soak-broken-" });
    await Deno.writeTextFile(join(folder, "timeline.txt"), `${this.#timeline.lines.join("\n")}\n`);
    await Deno.writeTextFile(join(folder, "output.txt"), `${box.lines.join("\n")}\n`);
    return folder;
  }

  #again(): string {
    const { minutes, seed, sensors, cameras, faults } = this.#options;
    return `--minutes ${minutes} --seed ${seed} --sensors ${sensors} --cameras ${cameras} --only ${
      faults.join(",")
    }`;
  }

  async #pause(ms: number): Promise<void> {
    await this.#clock.sleep(Math.max(0, ms), this.#stop.signal).catch(() => undefined);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
