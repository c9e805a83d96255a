/**
 * Times as people type them, in the site's zone.
 */

/**
 * The moment that a clock in `timeZone` shows as `local` (`2026-11-21T03:12`, as a date field sends it); undefined where it is none.
 * In the hour that comes twice it is the first, in the one that is left out the moment after.
 */
export function wallMsOf(local: string, timeZone: string): number | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(local);
  if (found === null) return undefined;
  const [year, month, day, hour = 0, minute = 0, second = 0] = found.slice(1).map((part) =>
    part === undefined ? undefined : Number(part)
  );
  const asUtc = Date.UTC(year!, month! - 1, day, hour, minute, second);
  if (!Number.isFinite(asUtc)) return undefined;
  // The offset before and after a change of the clocks differ: whichever fits its own result is right.
  const before = asUtc - offsetMs(asUtc - 86_400_000, timeZone);
  const after = asUtc - offsetMs(asUtc + 86_400_000, timeZone);
  return [before, after].find((guess) => guess + offsetMs(guess, timeZone) === asUtc) ?? before;
}

/** How far the clocks of `timeZone` are ahead of UTC. */
function offsetMs(wallMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(wallMs);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const shown = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return shown - Math.floor(wallMs / 1000) * 1000;
}

/** The moment as a clock in `timeZone` shows it: `2026-11-21T03:12:08`. */
export function localTime(wallMs: number, timeZone: string): string {
  return new Date(Math.floor(wallMs / 1000) * 1000 + offsetMs(wallMs, timeZone)).toISOString().slice(0, 19);
}
