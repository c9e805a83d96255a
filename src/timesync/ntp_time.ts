/**
 * NTP's 64-bit timestamps (RFC 5905 section 6) as milliseconds since 1970 UTC.
 *
 * The first 32 bits count seconds since 1900, the last 32 fractions of a second. The count starts again on 7 February
 * 2036. Which era a stamp means is decided by its top bit alone (RFC 4330 section 3), so a box whose own clock is wrong
 * by decades reads it rightly until 2104.
 */

/** Seconds from 1900 to 1970. */
const NTP_TO_UNIX_S = 2_208_988_800;
const ERA_S = 2 ** 32;
/** Stamps below it are of the era that begins in 2036: a stamp of era 0 with the top bit clear is older than 1968. */
const ERA_1_BELOW_S = 2 ** 31;
const FRACTIONS_PER_MS = 2 ** 32 / 1_000;

/** Reads the stamp at `offset`; undefined for the all-zero stamp, which means "not known" (RFC 5905 section 6). */
export function readNtpTime(view: DataView, offset: number): number | undefined {
  const seconds = view.getUint32(offset);
  const fraction = view.getUint32(offset + 4);
  if (seconds === 0 && fraction === 0) return undefined;
  const since1900S = seconds < ERA_1_BELOW_S ? seconds + ERA_S : seconds;
  return (since1900S - NTP_TO_UNIX_S) * 1_000 + fraction / FRACTIONS_PER_MS;
}

/** Reads the short format: 16 bits of seconds, 16 of fraction (RFC 5905 section 6), in milliseconds. */
export function readNtpShort(view: DataView, offset: number): number {
  return view.getUint32(offset) / 65.536;
}
