/// <reference lib="dom" />
/**
 * Heat maps that a person holds still or looks back in: which picture each shows, until the person goes back to live.
 */
import type { PictureFacts } from "../page/picture.ts";
import type { PastMoment, Study } from "../page/state.ts";
import { type PictureMessage, unpacked } from "./pictures.ts";

/** How often it is asked which pictures there are: the box keeps one every ten seconds at the most. */
const LIST_MS = 30_000;
/** While a person drags, not every step is asked for. */
const SETTLE_MS = 60;
/** A picture is 1 kB: those a person has passed come back at once. */
const KEPT_MAX = 500;
/** Later, an answer would replace what the person has chosen meanwhile. */
const ANSWER_MS = 5_000;
/** A box that is busy with a fire answers late: what a person waits for is asked for again. More often, and it would get busier. */
const AGAIN_MS = 2_000;

/** What a {@linkcode Studies} asks of its page. */
export interface StudyPage {
  /** Must be drawn anew. */
  changed(): void;
  newest(sensorId: string): PictureFacts | undefined;
  /** The box's times now. */
  times(): { readonly nowMs: number; readonly nowWallMs: number };
}

/** The studies of one page. */
export class Studies {
  readonly #page: StudyPage;
  readonly #studies = new Map<string, Study & { readonly atMs: number }>();
  readonly #moments = new Map<string, readonly PastMoment[]>();
  readonly #listed = new Map<string, number>();
  readonly #kept = new Map<string, PictureFacts>();
  /** What is asked for next, of each sensor. */
  readonly #settling = new Map<string, number>();

  constructor(page: StudyPage) {
    this.#page = page;
    document.addEventListener("click", (event) => {
      const sensorId = (event.target as Element).closest<HTMLElement>("[data-freeze]")?.dataset.freeze;
      if (sensorId !== undefined) this.#toggle(sensorId);
    });
    document.addEventListener("input", (event) => {
      const field = event.target as HTMLInputElement;
      if (field.dataset.scrub !== undefined) {
        this.#look(field.dataset.scrub, Number(field.value), Number(field.min));
      }
    });
  }

  /** What of a sensor's past is looked at; undefined: the present. */
  get(sensorId: string): Study | undefined {
    return this.#studies.get(sensorId);
  }

  /** The pictures of the past that there are; asks the box where that was not done lately. */
  moments(sensorId: string): readonly PastMoment[] {
    const nowMs = performance.now();
    if (nowMs - (this.#listed.get(sensorId) ?? -Infinity) > LIST_MS) {
      this.#listed.set(sensorId, nowMs);
      void this.#list(sensorId);
    }
    return this.#moments.get(sensorId) ?? [];
  }

  #toggle(sensorId: string): void {
    if (this.#studies.delete(sensorId)) {
      const field = document.querySelector<HTMLInputElement>(`[data-scrub="${CSS.escape(sensorId)}"]`);
      if (field !== null) field.value = "0";
    } else {
      const facts = this.#page.newest(sensorId);
      if (facts === undefined) return;
      const { nowMs, nowWallMs } = this.#page.times();
      this.#studies.set(sensorId, {
        mode: "frozen",
        facts,
        atMs: facts.atMs,
        atWallMs: nowWallMs - (nowMs - facts.atMs),
      });
    }
    this.#page.changed();
  }

  /**
   * @param seconds How far from now, 0 or less.
   * @param furthest As far as the control goes. Whoever is there wants the first picture of all, which time has moved further since.
   */
  #look(sensorId: string, seconds: number, furthest: number): void {
    const moments = this.#moments.get(sensorId) ?? [];
    if (seconds === 0 || moments.length === 0) {
      this.#studies.delete(sensorId);
      return this.#page.changed();
    }
    const wantedMs = this.#page.times().nowWallMs + seconds * 1000;
    this.#show(sensorId, seconds <= furthest ? moments[0] : nearestTo(wantedMs, moments));
  }

  #show(sensorId: string, { atMs, atWallMs }: PastMoment): void {
    const facts = this.#kept.get(`${sensorId} ${atMs}`);
    this.#studies.set(sensorId, { mode: "past", facts, atMs, atWallMs });
    this.#page.changed();
    if (facts !== undefined) return;
    this.#later(sensorId, SETTLE_MS, () => this.#fetch(sensorId, atMs));
  }

  #later(sensorId: string, afterMs: number, act: () => Promise<void>): void {
    clearTimeout(this.#settling.get(sensorId));
    this.#settling.set(sensorId, setTimeout(() => void act(), afterMs));
  }

  /** Asks until it has the picture, or the person looks at something else. */
  async #fetch(sensorId: string, atMs: number): Promise<void> {
    const message = await ask<PictureMessage>(`${addressOf(sensorId)}/${atMs}`);
    if (message === undefined) {
      if (this.#isAwaited(sensorId, atMs)) {
        this.#later(sensorId, AGAIN_MS, () => this.#again(sensorId, atMs));
      }
      return;
    }
    const facts = unpacked(message);
    this.#kept.set(`${sensorId} ${atMs}`, facts);
    if (this.#kept.size > KEPT_MAX) this.#kept.delete(this.#kept.keys().next().value!);
    const study = this.#studies.get(sensorId);
    if (study?.mode === "past" && study.atMs === atMs) {
      this.#studies.set(sensorId, { ...study, facts });
      this.#page.changed();
    }
  }

  /** The box may have let the picture go meanwhile, as it does with the oldest: then the person gets the one that is left nearest to it. */
  async #again(sensorId: string, atMs: number): Promise<void> {
    await this.#list(sensorId);
    if (!this.#isAwaited(sensorId, atMs)) return;
    const moments = this.#moments.get(sensorId) ?? [];
    if (moments.length > 0) this.#show(sensorId, nearestTo(this.#studies.get(sensorId)!.atWallMs, moments));
  }

  #isAwaited(sensorId: string, atMs: number): boolean {
    const study = this.#studies.get(sensorId);
    return study?.mode === "past" && study.atMs === atMs && study.facts === undefined;
  }

  async #list(sensorId: string): Promise<void> {
    const moments = await ask<PastMoment[]>(addressOf(sensorId));
    if (moments === undefined) {
      this.#listed.set(sensorId, performance.now() - LIST_MS + AGAIN_MS);
      return;
    }
    this.#moments.set(sensorId, moments);
    this.#page.changed();
  }
}

/** @param moments At least one. */
function nearestTo(wallMs: number, moments: readonly PastMoment[]): PastMoment {
  return moments.reduce((a, b) => Math.abs(b.atWallMs - wallMs) < Math.abs(a.atWallMs - wallMs) ? b : a);
}

function addressOf(sensorId: string): string {
  return `/api/v1/sensors/${encodeURIComponent(sensorId)}/pictures`;
}

/** Undefined where the box does not answer: the page stays with what it has. */
async function ask<T>(address: string): Promise<T | undefined> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MS) });
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}
