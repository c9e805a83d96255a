/**
 * A recorded device: the packets of a capture file in the order of their arrival, with a fire added where one is wanted.
 *
 * A capture file has one packet a line: milliseconds since the first packet, TAB, the packet from `#` to `!`.
 */
import { THERMAL_COLUMNS, THERMAL_ROWS } from "../../reading/reading.ts";
import { fail, ok, type Result } from "../../reading/result.ts";

/** One packet of a capture. */
export interface CapturedPacket {
  /** Milliseconds since the first packet. */
  readonly atMs: number;
  readonly kind: "frame" | "eeprom" | "other";
  /** From `#` to `!`, ASCII. */
  readonly text: string;
}

/** Raw counts to be added to a block of pixels from a frame on. */
export interface AddedFire {
  readonly delta: number;
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
  /** Number of the first frame that burns, counted from 0. */
  readonly fromFrame: number;
}

/** What is wrong with a capture or with a wish, as a sentence. */
export interface CaptureFault {
  readonly message: string;
}

/** A capture with more lines is refused: a day of a device that sends every 4 s has 40,000. */
export const CAPTURE_LINES_MAX = 200_000;

/** Takes the text of a capture file apart. */
export function parseCapture(text: string): Result<readonly CapturedPacket[], CaptureFault> {
  const lines = text.split("\n");
  if (lines.length > CAPTURE_LINES_MAX) {
    return fail({
      message: `the capture has ${lines.length} lines, at most ${CAPTURE_LINES_MAX} are allowed`,
    });
  }
  const packets: CapturedPacket[] = [];
  for (const [number, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const match = /^(\d+(?:\.\d+)?)\t(#[\x20-\x7e]*!)\r?$/.exec(line);
    if (match === null) {
      return fail({ message: `line ${number + 1} is not 'milliseconds TAB #packet!'` });
    }
    const [, ms, packet] = match;
    const kind = packet.startsWith("#frame") ? "frame" : packet.startsWith("#EEPROM") ? "eeprom" : "other";
    packets.push({ atMs: Number(ms), kind, text: packet });
  }
  if (packets.length === 0) return fail({ message: "the capture holds no packet" });
  return ok(packets);
}

/** Reads a wish like `1600@8,10,4x5` (counts at row, column, rows x columns), burning from frame `fromFrame`. */
export function parseAddedFire(text: string, fromFrame: number): Result<AddedFire, CaptureFault> {
  const match = /^([+-]?\d+)@(\d+),(\d+),(\d+)x(\d+)$/.exec(text);
  if (match === null) {
    return fail({ message: `'${text}' is not DELTA@ROW,COL,HxW, e.g. 1600@8,10,4x5` });
  }
  const [delta, row, column, rows, columns] = match.slice(1).map(Number);
  if (rows < 1 || columns < 1 || row + rows > THERMAL_ROWS || column + columns > THERMAL_COLUMNS) {
    return fail({
      message:
        `block ${rows}x${columns} at ${row},${column} does not lie in the ${THERMAL_ROWS}x${THERMAL_COLUMNS} picture`,
    });
  }
  if (Math.abs(delta) > 0x7fff) return fail({ message: `${delta} counts do not fit in 16 bits` });
  return ok({ delta, row, column, rows, columns, fromFrame });
}

/** The frame packet `text` with the counts of `fire` added, kept within 16 bits. Packets without 768 pixels stay as they are. */
export function addFire(text: string, fire: AddedFire): string {
  const start = text.lastIndexOf(":") + 1;
  const hex = text.slice(start, -1);
  if (hex.length < THERMAL_ROWS * THERMAL_COLUMNS * 4 || /[^0-9A-Fa-f]/.test(hex)) return text;
  const words = hex.match(/.{4}/g)!;
  for (let row = fire.row; row < fire.row + fire.rows; row++) {
    for (let column = fire.column; column < fire.column + fire.columns; column++) {
      const at = row * THERMAL_COLUMNS + column;
      const signed = (parseInt(words[at], 16) << 16) >> 16;
      const hotter = Math.max(-0x8000, Math.min(0x7fff, signed + fire.delta));
      words[at] = (hotter & 0xffff).toString(16).toUpperCase().padStart(4, "0");
    }
  }
  return `${text.slice(0, start)}${words.join("")}!`;
}
