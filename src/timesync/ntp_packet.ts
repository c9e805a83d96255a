/**
 * The client's side of an NTP exchange (RFC 5905): the query, the strict reading of its reply, offset and delay.
 */
import { fail, ok, type Result } from "../reading/result.ts";
import { readNtpShort, readNtpTime } from "./ntp_time.ts";

/** The header, without extensions and authentication (RFC 5905 section 7.3). */
export const NTP_PACKET_BYTES = 48;
/** A reply that is longer carries extensions nobody asked for; more than this cannot be a reply to us. */
const REPLY_BYTES_MAX = 1_024;

const LEAP_UNSYNCHRONISED = 3;
const VERSION = 4;
const MODE_CLIENT = 3;
const MODE_SERVER = 4;
/** 0 is a kiss-o'-death or a server without time, 16 and above the latter (RFC 5905 figure 11). */
const STRATUM_MAX = 15;
/**
 * Largest distance from a server to the true source that is believed (RFC 5905 appendix A.5.1.1, MAXDIST). Larger and
 * a server that lost its source hours ago still counts; smaller and servers behind a satellite link never do.
 */
export const ROOT_DISTANCE_MAX_MS = 1_500;

const ORIGIN = 24;
const RECEIVE = 32;
const TRANSMIT = 40;

/** What a server says of itself and when it saw our query. Times are milliseconds since 1970 UTC with fractions. */
export interface NtpReply {
  /** 1 for a server with a reference clock of its own, up to 15. */
  readonly stratum: number;
  readonly precisionMs: number;
  readonly rootDelayMs: number;
  readonly rootDispersionMs: number;
  /** When our query arrived there. */
  readonly receiveMs: number;
  /** When the reply left. */
  readonly transmitMs: number;
}

/** Why a reply is not believed. */
export type NtpFault =
  | { readonly kind: "wrong-length"; readonly bytes: number }
  | { readonly kind: "wrong-version"; readonly version: number }
  | { readonly kind: "wrong-mode"; readonly mode: number }
  /** It does not answer our query: late, repeated, or made up by somebody who did not see the query. */
  | { readonly kind: "origin-mismatch" }
  /** The server asks us to go away (`DENY`, `RSTR`), to slow down (`RATE`), or tells its state (RFC 5905 section 7.4). */
  | { readonly kind: "kiss"; readonly code: string }
  /** The server itself has no time. */
  | { readonly kind: "server-unsynchronised"; readonly leap: number; readonly stratum: number }
  | { readonly kind: "zero-timestamp"; readonly field: "receive" | "transmit" }
  /** It left before it arrived, or the server's last synchronisation lies in its future. */
  | { readonly kind: "times-disordered" }
  | { readonly kind: "root-distance"; readonly distanceMs: number; readonly limitMs: number };

/**
 * A query. Its transmit timestamp is `nonce` and not our time: a server only copies it into its reply, and nobody who
 * did not see the query can guess it. It must be random and not 0.
 */
export function encodeNtpQuery(nonce: bigint): Uint8Array<ArrayBuffer> {
  const packet = new Uint8Array(NTP_PACKET_BYTES);
  packet[0] = VERSION << 3 | MODE_CLIENT;
  new DataView(packet.buffer).setBigUint64(TRANSMIT, nonce);
  return packet;
}

/** Reads the reply to the query with `nonce`. What does not answer that query is refused before anything in it counts. */
export function decodeNtpReply(packet: Uint8Array, nonce: bigint): Result<NtpReply, NtpFault> {
  if (packet.length < NTP_PACKET_BYTES || packet.length > REPLY_BYTES_MAX) {
    return fail({ kind: "wrong-length", bytes: packet.length });
  }
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const first = view.getUint8(0);
  const leap = first >> 6;
  const version = first >> 3 & 7;
  const mode = first & 7;
  // Servers answer with the version of the query; those of version 3 exist and mean the same in every field used here.
  if (version !== VERSION && version !== 3) return fail({ kind: "wrong-version", version });
  if (mode !== MODE_SERVER) return fail({ kind: "wrong-mode", mode });
  if (view.getBigUint64(ORIGIN) !== nonce) return fail({ kind: "origin-mismatch" });
  const stratum = view.getUint8(1);
  const kiss = stratum === 0 ? kissCode(packet) : undefined;
  if (kiss !== undefined) return fail({ kind: "kiss", code: kiss });
  if (leap === LEAP_UNSYNCHRONISED || stratum === 0 || stratum > STRATUM_MAX) {
    return fail({ kind: "server-unsynchronised", leap, stratum });
  }
  const receiveMs = readNtpTime(view, RECEIVE);
  if (receiveMs === undefined) return fail({ kind: "zero-timestamp", field: "receive" });
  const transmitMs = readNtpTime(view, TRANSMIT);
  if (transmitMs === undefined) return fail({ kind: "zero-timestamp", field: "transmit" });
  const referenceMs = readNtpTime(view, 16);
  if (transmitMs < receiveMs || (referenceMs !== undefined && referenceMs > transmitMs)) {
    return fail({ kind: "times-disordered" });
  }
  const rootDelayMs = readNtpShort(view, 4);
  const rootDispersionMs = readNtpShort(view, 8);
  const precisionMs = 1_000 * 2 ** view.getInt8(3);
  const distanceMs = rootDelayMs / 2 + rootDispersionMs + precisionMs;
  if (distanceMs > ROOT_DISTANCE_MAX_MS) {
    return fail({ kind: "root-distance", distanceMs, limitMs: ROOT_DISTANCE_MAX_MS });
  }
  return ok({ stratum, precisionMs, rootDelayMs, rootDispersionMs, receiveMs, transmitMs });
}

/** Four ASCII letters in place of the reference id. A server that merely has no time (chrony) has nothing there. */
function kissCode(packet: Uint8Array): string | undefined {
  const code = String.fromCharCode(...packet.subarray(12, 16));
  return /^[A-Z]{4}$/.test(code) ? code : undefined;
}

/** What one exchange says of true time. */
export interface NtpMeasure {
  /** UTC less our monotonic clock, milliseconds. Independent of our wall clock, which may step meanwhile. */
  readonly utcMinusMonoMs: number;
  /** Time on the way, there and back. */
  readonly delayMs: number;
  /** Bound of the error at `atMs`: half the way (all of the delay may be in one direction), and the server's own. */
  readonly errorMs: number;
  /** Monotonic time of the reply's arrival. */
  readonly atMs: number;
}

/**
 * Offset and delay of an exchange (RFC 5905 section 8, equations for theta and delta), with the client's two times taken
 * from the monotonic clock.
 */
export function measureExchange(reply: NtpReply, sentMs: number, arrivedMs: number): NtpMeasure {
  const { receiveMs, transmitMs } = reply;
  const delayMs = Math.max(0, (arrivedMs - sentMs) - (transmitMs - receiveMs));
  return {
    utcMinusMonoMs: ((receiveMs - sentMs) + (transmitMs - arrivedMs)) / 2,
    delayMs,
    errorMs: delayMs / 2 + reply.precisionMs + reply.rootDelayMs / 2 + reply.rootDispersionMs,
    atMs: arrivedMs,
  };
}
