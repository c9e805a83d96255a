/**
 * What the archive needs of the box's own files: closed days of the journal and the pictures of alarms.
 */
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { ArchiveProgress, ArchiveSource, DayPart } from "../outputs/archive/archivist.ts";
import { type EventQuery, type EventReader, EVENTS_PAGE_MAX } from "../store/event_reader.ts";
import { describeStoreFault } from "../store/store_fault.ts";
import { evidenceOfSpan } from "./evidence_folder.ts";

const DAY_MS = 86_400_000;
/** Pages of the journal in one part: 20,000 lines take 6 MB before they are packed. */
const PAGES_PER_PART = 20;
/** Packs in a thread of its own: the notifiers have other things to do. */
const pack = promisify(gzip);

/**
 * Up to when, by the wall clock, everything is archived; -Infinity where nothing is. What is not over is not archived as a whole, and a
 * day that has not begun yet is none: the clock was ahead for a while.
 */
export function archivedUntil({ through }: Pick<ArchiveProgress, "through">, nowWallMs: number): number {
  if (through === undefined || startOf(through) > nowWallMs) return -Infinity;
  return Math.min(startOf(through) + DAY_MS, nowWallMs);
}

/** The days of a box. */
export class BoxDays implements ArchiveSource {
  readonly #reader: EventReader;
  readonly #evidence: string;
  readonly #afterDays: number;
  readonly #wallMs: () => number;

  /** @param evidence The folder with the pictures of alarms. */
  constructor(reader: EventReader, evidence: string, afterDays: number, wallMs: () => number) {
    this.#reader = reader;
    this.#evidence = evidence;
    this.#afterDays = afterDays;
    this.#wallMs = wallMs;
  }

  nextDay(after: string | undefined): string | undefined {
    const nowWallMs = this.#wallMs();
    // What a clock that was ahead has said is forgotten: the store is asked which days it has.
    const isKnown = after !== undefined && startOf(after) <= nowWallMs;
    const fromWallMs = isKnown ? startOf(after) + DAY_MS : 0;
    let toWallMs = startOf(dayOf(nowWallMs - this.#afterDays * DAY_MS));
    const pictures = evidenceOfSpan(this.#evidence, fromWallMs, toWallMs);
    const firstPictureMs = pictures.reduce((first, { atWallMs }) => Math.min(first, atWallMs), Infinity);
    let day = pictures.length === 0 ? undefined : dayOf(firstPictureMs);
    if (day !== undefined) toWallMs = startOf(day);
    // Lines are in the order in which they were written; a clock that was set back has earlier days among later ones.
    for (;;) {
      const first = this.#page({ fromWallMs, toWallMs, first: "oldest", limit: 1 }).events[0];
      if (first === undefined) return day;
      day = dayOf(first.atWallMs);
      toWallMs = startOf(day);
    }
  }

  async *parts(day: string): AsyncIterable<DayPart> {
    const [fromWallMs, toWallMs] = [startOf(day), startOf(day) + DAY_MS];
    let afterSeq = 0;
    for (let part = 1, more = true; more; part++) {
      const lines: string[] = [];
      for (let page = 0; page < PAGES_PER_PART && more; page++) {
        const read = this.#page({ fromWallMs, toWallMs, afterSeq, first: "oldest", limit: EVENTS_PAGE_MAX });
        for (const event of read.events) lines.push(JSON.stringify(event));
        afterSeq = read.events.at(-1)?.seq ?? afterSeq;
        more = read.more;
      }
      // A day may have pictures alone: one from before a fire that began after midnight.
      if (lines.length === 0) break;
      yield {
        name: `journal-${part}.ndjson.gz`,
        read: async () => new Uint8Array(await pack(lines.join("\n") + "\n")),
      };
    }
    for (const { alarmId, name } of evidenceOfSpan(this.#evidence, fromWallMs, toWallMs)) {
      yield {
        name: `evidence/${alarmId}/${name}`,
        read: () => contentOf(join(this.#evidence, alarmId, name)),
      };
    }
  }

  #page(query: EventQuery) {
    const page = this.#reader.page(query);
    if (!page.ok) throw new Error(describeStoreFault(page.fault));
    return page.value;
  }
}

/** Undefined where it has given way meanwhile. */
async function contentOf(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function dayOf(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 10);
}

function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}
