/**
 * Archives closed days, one after the other: each part is put into the store, read back, and compared by its SHA-256; the day's
 * list comes last. Only then may the box forget the day.
 *
 * It must never say that a day is archived which the store cannot give back, and never do again what has been done: a cut connection
 * or a restart costs the part that was under way.
 */
import { createHash } from "node:crypto";
import type { Clock } from "../../clock/clock.ts";
import { limited } from "../../clock/limited.ts";
import { fail, ok, type Result } from "../../reading/result.ts";
import { DAY_LIST, LIST_BYTES_MAX, readDayList, writeDayList } from "./day_list.ts";
import type { ObjectStore, ObjectStoreFault } from "./object_store.ts";

/** A store that takes longer for one part is not reached: 16 MB within it is the slowest uplink of a site. */
const PART_MS = 5 * 60_000;
/** Between two looks for a day that is over. */
const LOOK_MS = 10 * 60_000;
/** The first pause after a fault; each further one doubles it. Shorter would hammer a store that is coming up. */
const PAUSE_MIN_MS = 60_000;
/** A store that is back should not wait a day for us. */
const PAUSE_MAX_MS = 60 * 60_000;

/** One part of a day. */
export interface DayPart {
  /** Within the day, the same each time. */
  readonly name: string;
  /** Undefined where it is gone by now. */
  read(): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** Where days come from. */
export interface ArchiveSource {
  /** The first closed day after `day`, `YYYY-MM-DD` of UTC; undefined where there is none yet. */
  nextDay(after: string | undefined): string | undefined;
  parts(day: string): AsyncIterable<DayPart>;
}

/** What has been done, as it outlives a restart. */
export interface ArchiveProgress {
  /** The last day that is archived as a whole. */
  readonly through?: string;
  /** The day under way. */
  readonly day?: string;
  /** What of it is in the store, by name. */
  readonly done: Readonly<Record<string, ArchivedPart>>;
}

/** A file of a day as it lies in the store. */
export interface ArchivedPart {
  readonly bytes: number;
  readonly sha256: string;
}

/** How the archive is. */
export interface ArchiveState {
  readonly through?: string;
  /** The day under way. */
  readonly day?: string;
  /** Why it does not go on. */
  readonly fault?: ObjectStoreFault;
}

/** What an archivist works with. */
export interface ArchivistParts {
  readonly clock: Clock;
  readonly store: ObjectStore;
  readonly source: ArchiveSource;
  /** Names of objects begin with it: the configured prefix and the box's id. */
  readonly prefix: string;
  readonly progress: ArchiveProgress;
  /** Keeps that a day begins or is over; rejects where it cannot be kept. */
  keep(progress: ArchiveProgress): Promise<void>;
  /** Keeps that one part more of the day under way is in the store; rejects where it cannot be kept. */
  keepPart(name: string, part: ArchivedPart): Promise<void>;
  /** A look is over: a day is archived or there is none to archive, or there is a fault. */
  told(state: ArchiveState): void;
}

/** The archivist. */
export class Archivist {
  readonly #parts: ArchivistParts;
  #progress: ArchiveProgress;
  /** What of the day under way is in the store. */
  #done: Map<string, ArchivedPart>;
  #fault: ObjectStoreFault | undefined;

  constructor(parts: ArchivistParts) {
    this.#parts = parts;
    this.#progress = parts.progress;
    this.#done = new Map(Object.entries(parts.progress.done));
  }

  /** How far it is, and what holds it up. */
  get state(): ArchiveState {
    const { through, day } = this.#progress;
    return {
      ...(through === undefined ? {} : { through }),
      ...(day === undefined ? {} : { day }),
      ...(this.#fault === undefined ? {} : { fault: this.#fault }),
    };
  }

  /** Works until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    let pauseMs = PAUSE_MIN_MS;
    while (!signal.aborted) {
      const done = await this.step(signal);
      if (signal.aborted) return;
      if (done.ok && done.value) {
        pauseMs = PAUSE_MIN_MS;
        continue;
      }
      await this.#pause(done.ok ? LOOK_MS : pauseMs, signal);
      pauseMs = done.ok ? PAUSE_MIN_MS : Math.min(PAUSE_MAX_MS, pauseMs * 2);
    }
  }

  /** Archives the next closed day. @returns whether there was one. */
  async step(signal: AbortSignal): Promise<Result<boolean, ObjectStoreFault>> {
    const day = this.#parts.source.nextDay(this.#progress.through);
    if (day === undefined) {
      this.#fault = undefined;
      this.#parts.told(this.state);
      return ok(false);
    }
    const done = await this.#archive(day, signal);
    if (signal.aborted) return ok(false);
    this.#fault = done.ok ? undefined : done.fault;
    this.#parts.told(this.state);
    return done.ok ? ok(true) : done;
  }

  async #archive(day: string, signal: AbortSignal): Promise<Result<void, ObjectStoreFault>> {
    if (this.#progress.day !== day) {
      // What was done may have been forgotten with the disk, and of the day only a part may be left here.
      const known = await this.#bounded(
        signal,
        (limit) => this.#parts.store.get(`${this.#parts.prefix}/${day}/${DAY_LIST}`, LIST_BYTES_MAX, limit),
      );
      if (!known.ok) return known;
      if (known.value !== undefined) {
        const list = readDayList(known.value, day);
        if (!list.ok) return fail({ kind: "damaged", detail: list.fault });
        await this.#keep({ through: day, done: {} });
        return ok(undefined);
      }
      await this.#keep({ ...this.#progress, day, done: {} });
    }
    const done = this.#done;
    for await (const { name, read } of this.#parts.source.parts(day)) {
      if (done.has(name)) continue;
      const body = await read();
      if (body === undefined) continue;
      const put = await this.#put(`${day}/${name}`, body, signal);
      if (!put.ok) return put;
      done.set(name, put.value);
      await this.#parts.keepPart(name, put.value);
    }
    const listed = await this.#put(`${day}/${DAY_LIST}`, writeDayList(day, Object.fromEntries(done)), signal);
    if (!listed.ok) return listed;
    await this.#keep({ through: day, done: {} });
    return ok(undefined);
  }

  /** Puts one object and looks whether the store gives it back as it was. */
  async #put(
    name: string,
    body: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ): Promise<Result<ArchivedPart, ObjectStoreFault>> {
    const { store, prefix } = this.#parts;
    const hash = sha256(body);
    const whole = `${prefix}/${name}`;
    const put = await this.#bounded(signal, (limit) => store.put(whole, body, hash, limit));
    if (!put.ok) return put;
    const back = await this.#bounded(signal, (limit) => store.get(whole, body.length + 1, limit));
    if (!back.ok) return back;
    const found = back.value === undefined ? "nothing" : sha256(back.value);
    if (found !== hash) {
      const detail = `${whole} was put with the SHA-256 ${hash.slice(0, 12)} and comes back with ${
        found.slice(0, 12)
      }`;
      return { ok: false, fault: { kind: "damaged", detail } };
    }
    return ok({ bytes: body.length, sha256: hash });
  }

  #bounded<T>(signal: AbortSignal, work: (limit: AbortSignal) => Promise<T>): Promise<T> {
    return limited(this.#parts.clock, PART_MS, signal, work);
  }

  async #keep(progress: ArchiveProgress): Promise<void> {
    this.#progress = progress;
    this.#done = new Map(Object.entries(progress.done));
    await this.#parts.keep(progress);
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#parts.clock.sleep(ms, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

/** SHA-256 in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
