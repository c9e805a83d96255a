/**
 * Judges a box from outside by what was done to it: no alarm lost or invented, sirens latched until a person acts, silence told in time,
 * a page that says what is, memory and disk bounded, everything back in time.
 */
import type { Clock } from "../../src/clock/clock.ts";
import { Grievances } from "./grievances.ts";
import type { FaultBook } from "./hurts.ts";
import type { Seen, Snapshot } from "./snapshot.ts";

/** From the third hot picture that was written whole, to the siren: a busy machine's seconds, not the box's milliseconds. */
const FIRE_NOTICED_MS = 10_000;
/** A siren that is held by an alarm may not be seen silent in two looks. */
const SIREN_GAP_MS = 1_500;
/** With the outputs dead, frozen or unplugged: the mission's bound for any recovery. */
const RECOVERY_MS = 30_000;
/** After a fire its evidence stays for as long as an input is fresh (15 s), and correlates for 30 s. */
const AFTERGLOW_MS = 50_000;
/** What a device sent last may be 15 s old before it counts as silent; 30 s where it has sent nothing since the start. */
const SILENT_MS = 15_000;
const NEVER_HEARD_MS = 45_000;
const TOLD_MS = 10_000;
/** Page and fusion exchange what stands once a second; they start in any order. */
const PAGE_LATE_MS = 8_000;
/** A request for silence has been obeyed or lost by then. */
const RESOUNDED_MS = 4_000;
/**
 * Two looks further apart than this tell nothing of what was between them: the soak itself had no processor. A look at a page that does not
 * answer takes 5 s.
 */
const BLIND_MS = 8_000;
/** Pages of a hundred sensors and eight cameras with a model: 620 MB when calm. */
const MEMORY_BYTES_MAX = 1_600_000_000;

/** What the referee must know of a device. */
export interface DeviceSeen {
  readonly id: string;
  readonly mood: string;
  /** Hot pictures in a row that were written whole to one connection. */
  readonly hotInRow: number;
  /** Monotonic: since when it is connected, and when its last whole picture was written; undefined: not. */
  readonly connectedAtMs: number | undefined;
  readonly sentAtMs: number | undefined;
}

/** An alarm that no person has reset. */
interface Known {
  readonly zone: number;
  readonly seenAtMs: number;
  /** A person has asked for silence, whether or not the answer came, or the page says that it is silenced. */
  quiet: boolean;
  quietAtMs: number;
  /** A request for silence is under way: it may be obeyed at any moment. */
  isAsking: boolean;
  /** A reset was asked for and its answer did not come, or the only two memories of it were lost: it may stand or not. */
  uncertain: boolean;
  /** One of the resets was never answered: that a later one is refused may mean that it was obeyed. */
  unanswered: boolean;
}

/** A fire in a zone. */
export interface Burning {
  readonly sinceMs: number;
  /** When it went out; undefined while it burns. */
  endedAtMs?: number;
  /** When siren or page showed it first. */
  noticedAtMs?: number;
}

/** What a run counted, to show that it was not an empty one. */
export interface Tally {
  fires: number;
  alarms: number;
  resets: number;
  looks: number;
  unanswered: number;
  /** Gaps between looks in which the soak itself saw nothing. */
  blind: number;
  memoryMaxBytes: number;
  diskMaxBytes: number;
}

/** What the referee cannot see of the box by its answers. */
export interface Machine {
  /** The page has waited for a processor most of the time since it answered last: other programs take them all. */
  isPageStarved(): boolean;
}

/** The referee. */
export class Referee {
  readonly grievances = new Grievances();
  readonly tally: Tally = {
    fires: 0,
    alarms: 0,
    resets: 0,
    looks: 0,
    unanswered: 0,
    blind: 0,
    memoryMaxBytes: 0,
    diskMaxBytes: 0,
  };
  readonly known = new Map<string, Known>();
  readonly fires = new Map<number, Burning>();
  /** From the third hot picture to the siren, ms. */
  readonly noticedMs: number[] = [];
  readonly #reset = new Map<string, number>();
  readonly #raised = new Map<string, number>();
  readonly #hotSinceMs = new Map<number, number>();
  readonly #clock: Clock;
  readonly #book: FaultBook;
  readonly #devices: readonly DeviceSeen[];
  readonly #zones: number;
  readonly #diskBytesMax: number;
  /** Processes that a fault holds stopped, by name. */
  readonly frozen = new Set<string>();
  readonly #machine: Machine;
  #lookedAtMs = Infinity;

  constructor(
    clock: Clock,
    book: FaultBook,
    devices: readonly DeviceSeen[],
    zones: number,
    diskBytesMax: number,
    machine: Machine,
  ) {
    this.#machine = machine;
    this.#clock = clock;
    this.#book = book;
    this.#devices = devices;
    this.#zones = zones;
    this.#diskBytesMax = diskBytesMax;
  }

  /** A fire breaks out. */
  lit(zone: number): Burning {
    const fire: Burning = { sinceMs: this.#clock.monotonicMs() };
    this.fires.set(zone, fire);
    this.#hotSinceMs.delete(zone);
    this.tally.fires++;
    return fire;
  }

  /** A person asks for silence or reset of an alarm; called before the question leaves. */
  asks(act: string, id: string): void {
    const known = this.known.get(id);
    if (known === undefined) return;
    if (act === "silence") {
      known.quiet = true;
      known.isAsking = true;
    }
    if (act === "reset") known.uncertain = true;
  }

  /** The answer: `done`, refused (`no`), or none came. */
  answered(act: string, id: string, answer: "done" | "no" | "none"): void {
    const known = this.known.get(id);
    if (known === undefined) return;
    if (act === "silence") {
      known.isAsking = false;
      known.quietAtMs = this.#clock.monotonicMs();
    }
    if (act !== "reset") return;
    if (answer === "none") known.unanswered = true;
    if (answer === "no") known.uncertain = known.unanswered;
    if (answer !== "done") return;
    this.tally.resets++;
    this.known.delete(id);
    this.#reset.set(id, this.#clock.monotonicMs());
  }

  /** All memory of a moment ago may be gone: fusion and outputs died while the disk took nothing. */
  memoriesLost(sinceMs: number): void {
    for (const known of this.known.values()) if (known.seenAtMs >= sinceMs) known.uncertain = true;
  }

  /** Alarms that must stand in journal and notifications: nothing has touched the store since shortly before them. */
  certain(nowMs: number): string[] {
    return [...this.#raised].filter(([, atMs]) => !this.#book.hurtBetween("store", atMs - 5_000, nowMs))
      .map(([id]) => id);
  }

  /** Judges one look. */
  judge(snapshot: Snapshot): void {
    const { seen, atMs } = snapshot;
    const { grievances } = this;
    this.tally.looks++;
    if (atMs - this.#lookedAtMs > BLIND_MS) {
      this.tally.blind++;
      grievances.forget();
    }
    this.#lookedAtMs = atMs;
    if (seen === undefined) this.tally.unanswered++;
    const hurts = (part: Parameters<FaultBook["hurts"]>[0]) => this.#book.hurts(part, atMs);
    // It has the lowest priority: that it waits while others take all processors is no fault of it.
    const starved = this.#machine.isPageStarved();
    grievances.look(
      "page-silent",
      hurts("page") || starved ? undefined : seen === undefined,
      15_000,
      atMs,
      () => "no answer",
    );
    grievances.look("page-back", starved ? undefined : seen === undefined, 60_000, atMs, () => "no answer");
    grievances.look(
      "fusion-unreachable",
      hurts("alarms") || hurts("page") || seen === undefined ? undefined : !seen.connected,
      PAGE_LATE_MS,
      atMs,
      () => "the page says that it cannot reach fusion",
    );
    this.#judgeHonesty(snapshot);
    if (seen?.connected) {
      this.#judgeAlarms(seen, snapshot.askedAtMs, atMs);
      this.#judgeSilence(seen, atMs, hurts("alarms") || hurts("page"));
    }
    if (seen !== undefined) this.#judgeRoles(seen, atMs);
    this.#judgeTrace(snapshot);
    this.#judgeSirens(snapshot, hurts("sirens"), hurts("alarms") || hurts("sirens"));
  }

  /** Judges what the box takes of the machine. */
  judgeUse(memoryBytes: number, diskBytes: number): void {
    const nowMs = this.#clock.monotonicMs();
    this.tally.memoryMaxBytes = Math.max(memoryBytes, this.tally.memoryMaxBytes);
    this.tally.diskMaxBytes = Math.max(diskBytes, this.tally.diskMaxBytes);
    this.grievances.look(
      "memory",
      memoryBytes > MEMORY_BYTES_MAX,
      10_000,
      nowMs,
      () => `${memoryBytes / 1e6} MB`,
    );
    this.grievances.look(
      "disk",
      this.#book.recent(["disk-full"], nowMs, 10_000) ? undefined : diskBytes > this.#diskBytesMax,
      30_000,
      nowMs,
      () => `${diskBytes / 1e6} MB in the state folder`,
    );
  }

  /** `/healthz` must not say that all is well while a part of the fire path stands still or fusion cannot be reached. */
  #judgeHonesty({ health, seen, atMs }: Snapshot): void {
    const stopped = ["outputs", "fusion", "sensors"].filter((role) => this.frozen.has(role));
    const well = health?.code === 200;
    this.grievances.look(
      "health-dishonest",
      well && stopped.length > 0,
      14_000,
      atMs,
      () => `/healthz answers 200 while ${stopped.join(", ")} stands still`,
    );
    this.grievances.look(
      "health-contradicts",
      well && seen !== undefined && !seen.connected,
      5_000,
      atMs,
      () => "/healthz answers 200 while the page cannot reach fusion",
    );
  }

  #judgeAlarms(seen: Seen, askedAtMs: number, atMs: number): void {
    const standing = new Set(seen.alarms.map(({ id }) => id));
    for (const alarm of seen.alarms) {
      if (alarm.test || this.known.has(alarm.id)) continue;
      const zone = Number(alarm.zoneId.slice(1));
      const resetAtMs = this.#reset.get(alarm.id);
      const known: Known = {
        zone,
        seenAtMs: atMs,
        quiet: alarm.silenced,
        quietAtMs: atMs,
        isAsking: false,
        uncertain: false,
        unanswered: false,
      };
      if (resetAtMs !== undefined) {
        // The answer and this look may have crossed.
        if (askedAtMs - resetAtMs < 3_000) continue;
        if (!this.#book.hurtBetween("store", resetAtMs - 5_000, atMs)) {
          this.grievances.report(atMs, `alarm-risen:${alarm.id}`, "it was reset and stands again");
        }
      } else {
        this.tally.alarms++;
        this.#raised.set(alarm.id, atMs);
        const fire = this.fires.get(zone);
        // The page may have been away while it was raised.
        const raisedAtMs = Math.min(atMs, ...alarm.causes.map((cause) => cause.atMs));
        if (fire === undefined || raisedAtMs > (fire.endedAtMs ?? atMs) + AFTERGLOW_MS) {
          this.grievances.report(atMs, `alarm-invented:${alarm.id}`, `${JSON.stringify(alarm.causes)}`);
        }
      }
      this.known.set(alarm.id, known);
    }
    for (const [id, known] of this.known) {
      const gone = !standing.has(id);
      if (known.uncertain && gone) {
        this.known.delete(id);
        this.#reset.set(id, atMs);
        continue;
      }
      this.grievances.look(`alarm-lost:${id}`, gone, PAGE_LATE_MS, atMs, () => `the page does not show it`);
      const alarm = seen.alarms.find((one) => one.id === id);
      if (alarm?.silenced) known.quiet = true;
      // New evidence has sounded it again; or the request is still on its way.
      else if (alarm !== undefined && !known.isAsking && askedAtMs - known.quietAtMs > RESOUNDED_MS) {
        known.quiet = false;
      }
    }
    const zones = seen.alarms.map(({ zoneId }) => zoneId);
    const twice = zones.find((zone, index) => zones.indexOf(zone) !== index);
    this.grievances.look(
      "alarm-twice",
      twice !== undefined,
      5_000,
      atMs,
      () => `two alarms stand in ${twice}`,
    );
  }

  /** A device that sends nothing must be a trouble in time, and one that sends must be none. */
  #judgeSilence(seen: Seen, atMs: number, excused: boolean): void {
    const silent = new Set(
      seen.troubles.filter(({ code, active }) => code === "sensor-silent" && active).map(({ subject }) =>
        subject
      ),
    );
    for (const device of this.#devices) {
      const quietMs = device.sentAtMs === undefined ? Infinity : atMs - device.sentAtMs;
      const untold = quietMs > SILENT_MS && !silent.has(device.id);
      const limitMs =
        this.#book.recent(["kill-all", "kill-supervisor", "kill-role", "freeze-role"], atMs, 45_000)
          ? NEVER_HEARD_MS
          : TOLD_MS;
      this.grievances.look(
        `silence-untold:${device.id}`,
        excused ? undefined : untold,
        limitMs,
        atMs,
        () => `it has sent nothing for ${Math.round(quietMs / 1_000)} s and is no trouble`,
      );
      const sends = device.mood === "well" && device.connectedAtMs !== undefined &&
        atMs - device.connectedAtMs > 10_000 && quietMs < 3_000;
      this.grievances.look(
        `silence-invented:${device.id}`,
        excused ? undefined : sends && silent.has(device.id),
        15_000,
        atMs,
        () => "it sends a picture each second and is called silent",
      );
    }
  }

  #judgeRoles(seen: Seen, atMs: number): void {
    for (const { role, state } of seen.roles) {
      // A supervisor that stands still or is gone cannot heal.
      const excused = this.#book.recent(["kill-supervisor", "freeze-supervisor"], atMs, 15_000);
      this.grievances.look(
        `role-down:${role}`,
        excused ? undefined : state !== "ready",
        RECOVERY_MS,
        atMs,
        () => `it is ${state}`,
      );
    }
  }

  /** A siren's line that was switched off while an alarm held it: seen in the trace however short it was. */
  #judgeTrace({ trace, atMs }: Snapshot): void {
    for (const { line, event, on, atMs: changedMs } of trace) {
      if (!line.startsWith("siren") || on || event !== "set") continue;
      const zone = Number(line.slice(5));
      for (const [id, known] of this.known) {
        if (known.zone !== zone || known.quiet || known.uncertain || known.seenAtMs > changedMs) continue;
        this.grievances.report(atMs, `siren-switched-off:${line}`, `${id} stands and nobody has silenced it`);
      }
    }
  }

  #judgeSirens({ on, seen, atMs }: Snapshot, sirensHurt: boolean, pathHurt: boolean): void {
    for (let zone = 0; zone < this.#zones; zone++) {
      const line = `siren${zone}`;
      const held = [...this.known].find(([, one]) => one.zone === zone && !one.quiet && !one.uncertain);
      const silent = held !== undefined && !on.has(line);
      const detail = () => `${held?.[0]} stands, nobody has silenced it, and the line is off`;
      this.grievances.look(
        `siren-silent:${line}`,
        sirensHurt ? undefined : silent,
        SIREN_GAP_MS,
        atMs,
        detail,
      );
      this.grievances.look(`siren-back:${line}`, silent, RECOVERY_MS, atMs, detail);
      this.#judgeFire(zone, on.has(line), pathHurt, atMs);
      const fire = this.fires.get(zone);
      const burnt = fire !== undefined && atMs < (fire.endedAtMs ?? atMs) + AFTERGLOW_MS;
      const explained = burnt || [...this.known.values()].some((one) => one.zone === zone) ||
        (seen?.alarms.some(({ zoneId }) => zoneId === `z${zone}`));
      this.grievances.look(
        `siren-invented:${line}`,
        // Without an answer of the page nobody can tell what it sounds for.
        seen?.connected ? on.has(line) && !explained : undefined,
        8_000,
        atMs,
        () => "it sounds, and there is no alarm and no fire",
      );
    }
  }

  #judgeFire(zone: number, sounds: boolean, excused: boolean, atMs: number): void {
    const fire = this.fires.get(zone);
    if (fire === undefined || fire.endedAtMs !== undefined) return;
    const noticed = sounds || [...this.known.values()].some((one) => one.zone === zone);
    const hot = this.#devices.some((device, index) => index % this.#zones === zone && device.hotInRow >= 3);
    if (hot && !this.#hotSinceMs.has(zone)) this.#hotSinceMs.set(zone, atMs);
    if (noticed && fire.noticedAtMs === undefined) {
      fire.noticedAtMs = atMs;
      this.noticedMs.push(Math.max(0, atMs - (this.#hotSinceMs.get(zone) ?? atMs)));
    }
    this.grievances.look(
      `fire-unnoticed:z${zone}`,
      excused ? undefined : hot && !noticed && fire.noticedAtMs === undefined,
      FIRE_NOTICED_MS,
      atMs,
      () => "hot pictures arrive, and no siren sounds",
    );
  }
}
