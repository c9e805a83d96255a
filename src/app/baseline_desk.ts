/**
 * Learns what each thermal sensor usually sees, and keeps the review of what has changed. It looks at the pictures that the page
 * gets anyway; it decides nothing about alarms, and whatever happens to it no siren knows of it.
 */
import type { SiteView } from "../bus/messages.ts";
import type { Picture } from "../bus/picture_message.ts";
import type { Clock } from "../clock/clock.ts";
import { emptyBaseline, takePicture } from "../fusion/baseline/baseline.ts";
import {
  approve,
  type Candidate,
  emptyReview,
  reject,
  revertTo,
  reviewDay,
} from "../fusion/baseline/review.ts";
import { unreachable } from "../reading/result.ts";
import type { BaselineAct, BaselineDeps, BaselineView } from "../ui/baseline_api.ts";
import { baselineFile, decodeBaseline, encodeBaseline, type KeptBaseline } from "./baseline_files.ts";

/** One picture a minute is enough for an hour's mean; more would only cost. */
const PICTURE_MS = 60_000;
/** Sensors learned: each takes 300 kB. More than most sites have; beyond, the later ones are not learned, which is told. */
const SENSORS_MAX = 200;

/** What the desk needs. */
export interface BaselineDeskParts {
  readonly folder: string;
  readonly clock: Pick<Clock, "monotonicMs" | "wallMs">;
  /** A finding that waits for a person, or does no longer. */
  tell(candidate: Candidate, active: boolean): void;
  note(text: string): void;
}

/** The desk. */
export class BaselineDesk implements BaselineDeps {
  readonly #parts: BaselineDeskParts;
  readonly #sensors = new Map<string, KeptBaseline & { takenAtMs: number; dirty: boolean }>();
  /** From when on each sensor's file is to be read: never again once it was, or while it is. */
  readonly #loading = new Map<string, number>();
  /** Sensors in whose zone something is going on, by id. */
  #evidence = new Set<string>();
  #writing: Promise<void> = Promise.resolve();
  #isFull = false;

  constructor(parts: BaselineDeskParts) {
    this.#parts = parts;
  }

  /** How the site is now: nothing is learned where there is evidence, a test, or an alarm that stands. */
  site({ zones, sensors }: SiteView): void {
    const busy = new Set(
      zones.filter(({ state }) => state !== "normal" && state !== "trouble").map(({ id }) => id),
    );
    this.#evidence = new Set(
      sensors.filter(({ zoneId, disabled }) => disabled || busy.has(zoneId)).map(({ id }) => id),
    );
  }

  /** A sensor's picture has come. */
  picture({ sensorId, celsius }: Picture): void {
    const nowMs = this.#parts.clock.monotonicMs();
    const kept = this.#sensors.get(sensorId);
    if (kept === undefined) return this.#load(sensorId);
    if (nowMs - kept.takenAtMs < PICTURE_MS) return;
    kept.takenAtMs = nowMs;
    const now = new Date(this.#parts.clock.wallMs());
    const learned = takePicture(kept.baseline, celsius, now.getHours(), this.#evidence.has(sensorId));
    if (learned === undefined) return;
    kept.dirty = true;
    const day = dayOf(now);
    if (day === kept.reviewedDay) return;
    kept.reviewedDay = day;
    const before = kept.review.candidate;
    const event = reviewDay(kept.review, kept.baseline, now.getTime());
    if (event?.kind === "learned") this.#parts.note(`${sensorId}: what it usually sees is known from now on`);
    this.#changed(sensorId, before);
    this.#save(sensorId);
  }

  /** Fusion is there, again perhaps: it has to know what waits for a person, or it takes it for over. */
  connected(): void {
    for (const { review } of this.#sensors.values()) {
      if (review.candidate !== undefined) this.#parts.tell(review.candidate, true);
    }
  }

  list(): BaselineView[] {
    return [...this.#sensors].map(([sensorId, { baseline, review }]) => ({
      sensorId,
      daysLearned: Math.max(...baseline.days),
      references: review.references.map(({ hourly: _, ...reference }) => reference),
      ...(review.candidate === undefined ? {} : { candidate: shown(review.candidate) }),
    }));
  }

  candidate(sensorId: string): Candidate | undefined {
    return this.#sensors.get(sensorId)?.review.candidate;
  }

  act(sensorId: string, act: BaselineAct, by: string): boolean {
    const kept = this.#sensors.get(sensorId);
    if (kept === undefined) return false;
    const { baseline, review } = kept;
    const nowWallMs = this.#parts.clock.wallMs();
    const before = review.candidate;
    const done = (() => {
      switch (act.act) {
        case "approve":
          return approve(review, baseline, act.candidateId, by, act.reason, nowWallMs);
        case "reject":
          return reject(review, act.candidateId, nowWallMs);
        case "revert":
          return revertTo(review, act.version, by, act.reason, nowWallMs);
        default:
          return unreachable(act);
      }
    })();
    if (done) {
      this.#changed(sensorId, before);
      this.#save(sensorId);
    }
    return done;
  }

  /** Writes what was learned since the last review. */
  async close(): Promise<void> {
    for (const [sensorId, { dirty }] of this.#sensors) if (dirty) this.#save(sensorId);
    await this.#writing;
  }

  #changed(sensorId: string, before: Candidate | undefined): void {
    const after = this.#sensors.get(sensorId)?.review.candidate;
    if (before !== undefined && before.id !== after?.id) this.#parts.tell(before, false);
    if (after !== undefined && before?.id !== after.id) this.#parts.tell(after, true);
  }

  #load(sensorId: string): void {
    const nowMs = this.#parts.clock.monotonicMs();
    const isFirst = !this.#loading.has(sensorId);
    if (nowMs < (this.#loading.get(sensorId) ?? -Infinity)) return;
    if (isFirst && this.#loading.size >= SENSORS_MAX) {
      if (!this.#isFull) {
        this.#parts.note(`baselines are kept for ${SENSORS_MAX} sensors: the others are not learned`);
      }
      this.#isFull = true;
      return;
    }
    this.#loading.set(sensorId, Infinity);
    void this.#read(sensorId, isFirst).then((kept) => {
      if (kept === undefined) return void this.#loading.set(sensorId, nowMs + PICTURE_MS);
      this.#sensors.set(sensorId, { ...kept, takenAtMs: -Infinity, dirty: false });
      if (kept.review.candidate !== undefined) this.#parts.tell(kept.review.candidate, true);
    });
  }

  /** Undefined where the disk does not give it now: learned anew, it would be written over what a person has approved. */
  async #read(sensorId: string, isFirst: boolean): Promise<KeptBaseline | undefined> {
    const empty = () => ({ baseline: emptyBaseline(), review: emptyReview(sensorId), reviewedDay: "" });
    try {
      const bytes = await Deno.readFile(baselineFile(this.#parts.folder, sensorId));
      const kept = decodeBaseline(bytes, sensorId);
      if (kept === undefined) this.#parts.note(`the baseline of ${sensorId} is damaged: it is learned anew`);
      return kept ?? empty();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return empty();
      if (isFirst) {
        const reason = (error as Error).message;
        this.#parts.note(`the baseline of ${sensorId} cannot be read, it is tried again: ${reason}`);
      }
      return undefined;
    }
  }

  /** Writes in the background, one file after the other. */
  #save(sensorId: string): void {
    const kept = this.#sensors.get(sensorId);
    if (kept === undefined) return;
    kept.dirty = false;
    const bytes = encodeBaseline(kept);
    const file = baselineFile(this.#parts.folder, sensorId);
    this.#writing = this.#writing.then(async () => {
      try {
        await Deno.mkdir(this.#parts.folder, { recursive: true, mode: 0o700 });
        await Deno.writeFile(`${file}.part`, bytes, { mode: 0o600 });
        await Deno.rename(`${file}.part`, file);
      } catch (error) {
        this.#parts.note(`the baseline of ${sensorId} cannot be written: ${(error as Error).message}`);
      }
    });
  }
}

function shown(
  { before: _before, after: _after, ...candidate }: Candidate,
): Omit<Candidate, "before" | "after"> {
  return candidate;
}

function dayOf(time: Date): string {
  return `${time.getFullYear()}-${String(time.getMonth() + 1).padStart(2, "0")}-${
    String(time.getDate()).padStart(2, "0")
  }`;
}
