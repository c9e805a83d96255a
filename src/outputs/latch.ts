/**
 * The latched state of the outputs as text for the disk, and back: versioned, checksummed, strictly checked.
 *
 * One header line (`embereye-latch`, version, SHA-256 of what follows in hexadecimal), then one JSON object.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { orderSchema } from "../bus/messages.ts";
import type { AlarmId, OutputId } from "../reading/ids.ts";
import type { LatchedAlarm, SirenPattern } from "../reading/output.ts";
import { fail, ok, type Result } from "../reading/result.ts";

/** What the outputs must know again after a restart. */
export interface LatchContent {
  /** Of the newest order that was accepted. */
  readonly epoch: number;
  readonly revision: number;
  /** Sirens and beacons that sound for an alarm. Chirps are not kept: a walk test does not survive a restart. */
  readonly sirens: Readonly<Record<OutputId, SirenPattern>>;
  readonly relays: Readonly<Record<OutputId, boolean>>;
  readonly latched: readonly LatchedAlarm[];
  /** Alarms known to be reset, latest last. */
  readonly released: readonly AlarmId[];
}

/** One latch file: a content and its place in the row of them. */
export interface LatchRecord {
  /** Grows by one with each file written. */
  readonly sequence: number;
  /** For people. */
  readonly savedAtWallMs: number;
  readonly content: LatchContent;
}

/** Why a latch file was refused. */
export type LatchFault =
  | { readonly kind: "too-long"; readonly bytes: number }
  | { readonly kind: "not-a-latch" }
  | { readonly kind: "version"; readonly version: number }
  | { readonly kind: "checksum" }
  | { readonly kind: "content"; readonly detail: string };

/**
 * A larger file is refused unread. 1,000 alarms with the longest ids take 600 kB; more would only let a broken disk take more
 * memory.
 */
export const LATCH_BYTES_MAX = 2 * 1024 * 1024;
const LATCH_VERSION = 1;
const HEADER_PATTERN = /^embereye-latch (\d{1,6}) ([0-9a-f]{64})$/;

const recordSchema = z.strictObject({
  sequence: z.number().int().min(0),
  savedAtWallMs: z.number(),
  content: z.strictObject({
    epoch: orderSchema.shape.epoch,
    revision: orderSchema.shape.revision,
    sirens: orderSchema.shape.sirens,
    relays: orderSchema.shape.relays,
    latched: orderSchema.shape.latched,
    released: orderSchema.shape.released,
  }),
});

const decoder = new TextDecoder("utf-8", { fatal: true });

/** `record` as the text of a latch file. */
export function encodeLatch(record: LatchRecord): string {
  const body = JSON.stringify(record);
  return `embereye-latch ${LATCH_VERSION} ${sha256(body)}\n${body}\n`;
}

/** Reads a latch file, believing nothing that the checksum and the schema do not vouch for. */
export function decodeLatch(bytes: Uint8Array): Result<LatchRecord, LatchFault> {
  if (bytes.length > LATCH_BYTES_MAX) return fail({ kind: "too-long", bytes: bytes.length });
  const text = decodeText(bytes);
  const [header, body, rest] = text?.split("\n") ?? [];
  const match = HEADER_PATTERN.exec(header ?? "");
  if (match === null) return fail({ kind: "not-a-latch" });
  const version = Number(match[1]);
  if (version !== LATCH_VERSION) return fail({ kind: "version", version });
  if (body === undefined || rest !== "" || sha256(body) !== match[2]) return fail({ kind: "checksum" });
  const parsed = recordSchema.safeParse(parseJson(body));
  if (!parsed.success) return fail({ kind: "content", detail: z.prettifyError(parsed.error).slice(0, 300) });
  return ok(parsed.data);
}

/** Says why a latch file was refused. */
export function describeLatchFault(fault: LatchFault): string {
  switch (fault.kind) {
    case "too-long":
      return `${fault.bytes} bytes, at most ${LATCH_BYTES_MAX} are allowed`;
    case "not-a-latch":
      return "does not begin as a latch file";
    case "version":
      return `layout version ${fault.version}, this program knows ${LATCH_VERSION}`;
    case "checksum":
      return "checksum does not fit: damaged or half-written";
    case "content":
      return `content refused: ${fault.detail}`;
  }
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    // Not UTF-8: garbage, which the caller reports.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The value of `text`, or undefined where it is not JSON: the schema then says so. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
