/**
 * Transfers of an I2C bus as lines of text: recorded beside a real bus, and played back in its place.
 *
 * A line is a JSON object: `at` (milliseconds, monotonic), `address`, `parts` (each `w:` or `r:` and the bytes in hexadecimal) and,
 * where the transfer failed, `fault` and `detail`; what a failed one read is left out.
 */
import { z } from "zod";
import type { Clock } from "../../clock/clock.ts";
import { fail, ok, type Result } from "../../reading/result.ts";
import type { BusFault, I2cBus, Segment } from "./bus.ts";

const recordSchema = z.strictObject({
  at: z.number(),
  address: z.int().min(0).max(127),
  parts: z.array(z.string().regex(/^(w:([0-9a-f]{2})*|r:([0-9a-f]{2})*|r:\d+ bytes)$/)).max(42),
  fault: z.enum(["missing", "denied", "unsupported", "gone", "no-answer", "stuck", "failed"]).optional(),
  detail: z.string().optional(),
});

/** One recorded transfer. */
export type TransferRecord = z.infer<typeof recordSchema>;

/** A bus that lets another do the work and writes down what happened. */
export class RecordingBus implements I2cBus {
  readonly #bus: I2cBus;
  readonly #clock: Clock;
  readonly #write: (line: string) => void;

  /** @param write Takes one line without its end. Whoever stores them bounds them: a frame comes to 3.5 kB. */
  constructor(bus: I2cBus, clock: Clock, write: (line: string) => void) {
    this.#bus = bus;
    this.#clock = clock;
    this.#write = write;
  }

  async transfer(address: number, segments: readonly Segment[]): Promise<Result<void, BusFault>> {
    const at = this.#clock.monotonicMs();
    const result = await this.#bus.transfer(address, segments);
    const record: TransferRecord = {
      at,
      address,
      parts: segments.map((segment) => partOf(segment, result.ok)),
      ...(result.ok ? {} : { fault: result.fault.kind, detail: result.fault.detail }),
    };
    this.#write(JSON.stringify(record));
    return result;
  }

  close(): void {
    this.#bus.close();
  }
}

/** A bus that answers as a recording says, whatever the time. */
export class PlaybackBus implements I2cBus {
  readonly #records: readonly TransferRecord[];
  #next = 0;

  constructor(records: readonly TransferRecord[]) {
    this.#records = records;
  }

  /** Records not played yet. */
  get remaining(): number {
    return this.#records.length - this.#next;
  }

  /**
   * Answers as the next record says; beyond the last one, nobody answers.
   *
   * @throws where the recorded driver did something else: then the recording says nothing about this one.
   */
  transfer(address: number, segments: readonly Segment[]): Promise<Result<void, BusFault>> {
    const record = this.#records[this.#next];
    if (record === undefined) {
      return Promise.resolve(fail({ kind: "no-answer", detail: "the recording has ended" }));
    }
    this.#next++;
    const failed = record.fault !== undefined;
    const same = address === record.address && segments.length === record.parts.length &&
      segments.every((segment, i) => matches(segment, record.parts[i], failed));
    if (!same) {
      const asked = segments.map((segment) => partOf(segment, false).slice(0, 40)).join(" ");
      const recorded = record.parts.map((part) => part.slice(0, 40)).join(" ");
      throw new Error(
        `record ${this.#next}: ${recorded} with ${record.address} was recorded, ${asked} with ${address} asked`,
      );
    }
    if (failed) return Promise.resolve(fail({ kind: record.fault!, detail: record.detail ?? "" }));
    segments.forEach((segment, i) => {
      if (segment.kind === "read") segment.into.set(Uint8Array.fromHex(record.parts[i].slice(2)));
    });
    return Promise.resolve(ok(undefined));
  }

  close(): void {}
}

/** What is wrong with a recording, as a sentence. */
export interface RecordingFault {
  readonly message: string;
}

/** Lines beyond that are refused: an hour of a sensor with 4 pictures a second is 70,000. */
export const RECORDING_LINES_MAX = 200_000;

/** Takes the text of a recording apart. */
export function parseRecording(text: string): Result<readonly TransferRecord[], RecordingFault> {
  const lines = text.split("\n");
  if (lines.length > RECORDING_LINES_MAX) {
    return fail({
      message: `the recording has ${lines.length} lines, at most ${RECORDING_LINES_MAX} are allowed`,
    });
  }
  const records: TransferRecord[] = [];
  for (const [number, line] of lines.entries()) {
    if (line.trim() === "") continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return fail({ message: `line ${number + 1} is not JSON: ${error.message}` });
    }
    const parsed = recordSchema.safeParse(value);
    if (!parsed.success) {
      return fail({ message: `line ${number + 1} is no transfer: ${z.prettifyError(parsed.error)}` });
    }
    records.push(parsed.data);
  }
  return ok(records);
}

function partOf(segment: Segment, isRead: boolean): string {
  if (segment.kind === "write") return `w:${segment.bytes.toHex()}`;
  return isRead ? `r:${segment.into.toHex()}` : `r:${segment.into.length} bytes`;
}

function matches(segment: Segment, part: string, failed: boolean): boolean {
  if (segment.kind === "write" || failed) return partOf(segment, false) === part;
  return part.startsWith("r:") && part.length === 2 + segment.into.length * 2;
}
