/**
 * Records with their times, below one another: for a terminal with a heading for each day and wrapped text, for a pipe with
 * the whole time and one line a record, so that they can be searched.
 */
import type { Screen } from "./terminal.ts";
import { type Colour, hanging, paint, plain, widthOf } from "./text_layout.ts";

/** One record. */
export interface JournalRecord {
  readonly atWallMs: number;
  /** Short words between time and text, each padded to its width. */
  readonly labels: readonly { readonly text: string; readonly width: number; readonly colour?: Colour }[];
  readonly text: string;
  readonly colour?: Colour;
}

/** Lays records out one by one. */
export class JournalLayout {
  readonly #screen: Screen;
  readonly #milliseconds: boolean;
  #day: string | undefined;

  constructor(screen: Screen, options: { readonly milliseconds?: boolean } = {}) {
    this.#screen = screen;
    this.#milliseconds = options.milliseconds ?? false;
  }

  /** The lines of `record`, which follows the one before. */
  lines(record: JournalRecord): string[] {
    const { columns, colours } = this.#screen;
    const day = dayOf(record.atWallMs);
    const time = timeOf(record.atWallMs, this.#milliseconds);
    const stamp = columns === undefined ? `${day} ${time}` : time;
    let head = paint(stamp, "dim", colours);
    let used = stamp.length;
    for (const { text, width, colour } of record.labels) {
      const label = plain(text);
      head += "  " + paint(label, colour, colours) + " ".repeat(Math.max(0, width - widthOf(label)));
      used += 2 + Math.max(width, widthOf(label));
    }
    const text = columns === undefined ? [plain(record.text)] : hanging(record.text, columns - used - 2, 0);
    const lines = text.map((line, index) =>
      (index === 0 ? head : " ".repeat(used)) + "  " + paint(line, record.colour, colours)
    );
    if (columns === undefined || day === this.#day) return lines;
    const heading = paint(weekdayOf(record.atWallMs), "bold", colours);
    const gap = this.#day === undefined ? [] : [""];
    this.#day = day;
    return [...gap, heading, ...lines];
  }
}

/** `2026-11-23 18:08:47` in the machine's time zone. */
export function stampOf(wallMs: number): string {
  return `${dayOf(wallMs)} ${timeOf(wallMs)}`;
}

function dayOf(wallMs: number): string {
  const date = new Date(wallMs);
  return [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
}

function timeOf(wallMs: number, milliseconds = false): string {
  const date = new Date(wallMs);
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return milliseconds ? `${time}.${String(date.getMilliseconds()).padStart(3, "0")}` : time;
}

const weekday = new Intl.DateTimeFormat("en-GB", { dateStyle: "full" });

function weekdayOf(wallMs: number): string {
  return weekday.format(wallMs);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
