/**
 * Numbers and times as people read them: with their units, no more precise than they help.
 */

/** Whether a number is there: NaN inside the box, null where it came as JSON. */
export function known(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** Degrees Celsius with `digits` decimals, or a dash. */
export function degrees(celsius: number | null | undefined, digits = 1): string {
  return known(celsius) ? `${celsius.toFixed(digits)} °C` : "– °C";
}

/** How long something lasts or how old it is: `0.3 s`, `12 s`, `2 min 14 s`, `3 h 5 min`, `2 d 4 h`. */
export function duration(ms: number | null | undefined): string {
  if (!known(ms)) return "unknown";
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return two(Math.floor(whole / 60), "min", whole % 60, "s");
  if (whole < 86_400) return two(Math.floor(whole / 3600), "h", Math.floor(whole % 3600 / 60), "min");
  return two(Math.floor(whole / 86_400), "d", Math.floor(whole % 86_400 / 3600), "h");
}

/** The same in whole seconds: for what ticks once a second beside a fire, where tenths only flicker. */
export function wholeDuration(ms: number | null | undefined): string {
  return known(ms) && ms < 9_950 ? `${Math.floor(Math.max(0, ms) / 1000)} s` : duration(ms);
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

const formats = new Map<string, { time: Intl.DateTimeFormat; day: Intl.DateTimeFormat }>();

function formatsOf(timeZone: string) {
  let found = formats.get(timeZone);
  if (found === undefined) {
    found = {
      time: new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium" }),
      day: new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short" }),
    };
    formats.set(timeZone, found);
  }
  return found;
}

/** Time of day in the site's zone: `03:12:08`. */
export function timeOfDay(wallMs: number, timeZone: string): string {
  return formatsOf(timeZone).time.format(wallMs);
}

/** Time of day, with the day in front where it is not the day of `nowWallMs`: `21 Nov 03:12:08`. */
export function moment(wallMs: number, nowWallMs: number, timeZone: string): string {
  const { time, day } = formatsOf(timeZone);
  const when = day.format(wallMs);
  return when === day.format(nowWallMs) ? time.format(wallMs) : `${when} ${time.format(wallMs)}`;
}

/** `1 zone`, `4 zones`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `A`, `A and B`, `A, B and C`, `A, B and 3 more`. */
export function list(names: readonly string[], most = 3): string {
  if (names.length <= 1) return names[0] ?? "";
  const shown = names.length > most ? names.slice(0, most - 1) : names.slice(0, -1);
  const last = names.length > most ? `${names.length - shown.length} more` : names.at(-1);
  return `${shown.join(", ")} and ${last}`;
}

/** Resident memory: `61 MB`. */
export function megabytes(bytes: number | undefined): string {
  return known(bytes) ? `${Math.round(bytes / 1e6)} MB` : "–";
}
