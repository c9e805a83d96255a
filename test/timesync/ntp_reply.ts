/**
 * Replies of time servers as tests make them: the query's server side, honest or not, by its own arithmetic.
 */

/** What a server answers. Times are milliseconds since 1970 UTC. */
export interface ReplyFields {
  readonly leap?: number;
  readonly version?: number;
  readonly mode?: number;
  readonly stratum?: number;
  readonly precision?: number;
  readonly rootDelayMs?: number;
  readonly rootDispersionMs?: number;
  readonly referenceId?: string;
  readonly referenceMs?: number;
  /** Copied from the query's transmit timestamp where absent. */
  readonly origin?: bigint;
  readonly receiveMs: number;
  readonly transmitMs: number;
  readonly bytes?: number;
}

/** The reply to `query`. */
export function ntpReply(query: Uint8Array, fields: ReplyFields): Uint8Array<ArrayBuffer> {
  const asked = new DataView(query.buffer, query.byteOffset, query.byteLength);
  const bytes = new Uint8Array(Math.max(48, fields.bytes ?? 48));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, (fields.leap ?? 0) << 6 | (fields.version ?? 4) << 3 | (fields.mode ?? 4));
  view.setUint8(1, fields.stratum ?? 2);
  view.setUint8(2, 6);
  view.setInt8(3, fields.precision ?? -20);
  view.setUint32(4, Math.round((fields.rootDelayMs ?? 1) * 65.536));
  view.setUint32(8, Math.round((fields.rootDispersionMs ?? 1) * 65.536));
  bytes.set(new TextEncoder().encode(fields.referenceId ?? "TEST").subarray(0, 4), 12);
  view.setBigUint64(16, stampOf(fields.referenceMs ?? fields.transmitMs - 1_000));
  view.setBigUint64(24, fields.origin ?? asked.getBigUint64(40));
  view.setBigUint64(32, stampOf(fields.receiveMs));
  view.setBigUint64(40, stampOf(fields.transmitMs));
  return bytes.slice(0, fields.bytes ?? 48);
}

/** The 64-bit stamp of `unixMs`, in integers: whole microseconds, seconds modulo 2^32. NaN is the stamp of 0. */
export function stampOf(unixMs: number): bigint {
  if (Number.isNaN(unixMs)) return 0n;
  const us = BigInt(Math.round(unixMs * 1_000)) + 2_208_988_800_000_000n;
  return BigInt.asUintN(64, (us << 32n) / 1_000_000n);
}
