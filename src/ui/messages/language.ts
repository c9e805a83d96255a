/**
 * One language: says messages, and writes numbers, durations and times as its readers expect them.
 *
 * Its functions need no `this`, so that a page may write `const { say, degrees } = state.language`.
 */
import { type Saying, write, type Writing } from "../../reading/saying.ts";
import type { English, MessageKey, Messages } from "./english.ts";
import { LANGUAGES, type LanguageTag } from "./languages.ts";
import type { ValuesOf } from "./message.ts";

/** Whether a number is there: NaN inside the box, null where it came as JSON. */
export function known(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** Says the message called `key`, its holes filled. */
export type Say = <Key extends MessageKey>(
  key: Key,
  ...values: ValuesOf<English[Key]>
) => string;

/** At three in the morning nobody shall have to ask which three. */
const TIME: Intl.DateTimeFormatOptions = {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
};
const TIME_FORMATS = {
  time: TIME,
  day: { day: "numeric", month: "short" },
  whole: { year: "numeric", month: "short", day: "numeric", ...TIME },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** A language with its messages. */
export class Language {
  readonly tag: LanguageTag;
  readonly locale: string;
  readonly #messages: Messages;
  #plural: Intl.PluralRules | undefined;
  readonly #numbers = new Map<number, Intl.NumberFormat>();
  readonly #times = new Map<string, Intl.DateTimeFormat>();

  constructor(tag: LanguageTag, messages: Messages) {
    this.tag = tag;
    this.locale = LANGUAGES[tag].locale;
    this.#messages = messages;
  }

  readonly say: Say = (key, ...[values]) => this.#fill(key, (values ?? {}) as Values);

  /** Says a message whose name came from outside, like the code of a refusal; undefined where there is none. */
  readonly sayIfKnown = (key: string, values: Values = {}): string | undefined =>
    Object.hasOwn(this.#messages, key) ? this.#fill(key as MessageKey, values) : undefined;

  /** A sentence of the journal or of a trouble; undefined where this language lacks it, as one of a later version. */
  readonly sentence = (said: Saying): string | undefined => write(said, this.#writing);

  readonly #writing: Writing = {
    text: (key) => {
      const message = key.startsWith("said.") && Object.hasOwn(this.#messages, key)
        ? this.#messages[key as MessageKey]
        : undefined;
      return typeof message === "string" ? message : undefined;
    },
    // As many decimals as were written: limits and small values have some.
    number: (value) => this.number(value, Math.min(2, (String(value).split(".")[1] ?? "").length)),
    figure: ({ value, digits }) => this.number(value, digits),
    span: (ms) => this.duration(ms),
  };

  #fill(key: MessageKey, values: Values): string {
    const message = this.#messages[key];
    let text: string;
    if (typeof message === "string") text = message;
    // "many" is what French and Spanish say of whole millions: nothing here comes so often.
    else text = this.#plurals().select(Number(values.count)) === "one" ? message.one : message.other;
    return text.replaceAll(/\{(\w+)\}/g, (hole, name: string) => {
      const value = values[name];
      return value === undefined ? hole : typeof value === "number" ? this.number(value) : value;
    });
  }

  /** A number with `digits` decimals. */
  readonly number = (value: number, digits = 0): string => {
    let format = this.#numbers.get(digits);
    if (format === undefined) {
      format = new Intl.NumberFormat(this.locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        // Digits of one row in a table must stand below each other, and `1234` is not longer than people read.
        useGrouping: "min2",
      });
      this.#numbers.set(digits, format);
    }
    return format.format(value);
  };

  /** Degrees Celsius with `digits` decimals, or a dash. */
  readonly degrees = (celsius: number | null | undefined, digits = 1): string =>
    `${known(celsius) ? this.number(celsius, digits) : "–"} °C`;

  /** How long something lasts or how old it is: `0.3 s`, `12 s`, `2 min 14 s`, `3 h 5 min`, `2 d 4 h`. */
  readonly duration = (ms: number | null | undefined): string => {
    if (!known(ms)) return this.say("words.unknown");
    const seconds = Math.max(0, ms) / 1000;
    if (seconds < 9.95) return this.say("words.seconds", { value: this.number(seconds, 1) });
    const whole = Math.round(seconds);
    if (whole < 60) return this.say("words.seconds", { value: String(whole) });
    if (whole < 3600) return this.#two("minutes", whole / 60, "seconds", whole % 60);
    if (whole < 86_400) return this.#two("hours", whole / 3600, "minutes", whole % 3600 / 60);
    return this.#two("days", whole / 86_400, "hours", whole % 86_400 / 3600);
  };

  #two(large: TimeUnit, many: number, small: TimeUnit, few: number): string {
    const first = this.say(`words.${large}`, { value: this.number(Math.floor(many)) });
    const rest = Math.floor(few);
    return rest === 0 ? first : `${first} ${this.say(`words.${small}`, { value: String(rest) })}`;
  }

  /** The same in whole seconds: for what ticks once a second beside a fire, where tenths only flicker. */
  readonly wholeDuration = (ms: number | null | undefined): string =>
    known(ms) && ms < 9_950
      ? this.say("words.seconds", { value: String(Math.floor(Math.max(0, ms) / 1000)) })
      : this.duration(ms);

  /** Made when it is first needed: each takes a slow phone some ten milliseconds. */
  #format(what: keyof typeof TIME_FORMATS, timeZone: string): Intl.DateTimeFormat {
    const key = `${what} ${timeZone}`;
    let found = this.#times.get(key);
    if (found === undefined) {
      found = new Intl.DateTimeFormat(this.locale, { timeZone, ...TIME_FORMATS[what] });
      this.#times.set(key, found);
    }
    return found;
  }

  #plurals(): Intl.PluralRules {
    return this.#plural ??= new Intl.PluralRules(this.locale);
  }

  /** Time of day in the site's zone: `03:12:08`. */
  readonly timeOfDay = (wallMs: number, timeZone: string): string =>
    this.#format("time", timeZone).format(wallMs);

  /** Time of day, with the day in front where it is not the day of `nowWallMs`: `21 Nov 03:12:08`. */
  readonly moment = (wallMs: number, nowWallMs: number, timeZone: string): string => {
    const time = this.timeOfDay(wallMs, timeZone);
    const day = this.#format("day", timeZone);
    const when = day.format(wallMs);
    return when === day.format(nowWallMs) ? time : `${when} ${time}`;
  };

  /** The whole date with the time, for what is read years later: `21 November 2026, 03:12:08`. */
  readonly dateAndTime = (wallMs: number, timeZone: string): string =>
    this.#format("whole", timeZone).format(wallMs);

  /** `A`, `A and B`, `A, B and C`, `A, B and 3 more`. */
  readonly list = (names: readonly string[], most = 3): string => {
    if (names.length <= 1) return names[0] ?? "";
    const shown = names.length > most ? names.slice(0, most - 1) : names.slice(0, -1);
    const last = names.length > most
      ? this.say("words.more", { count: names.length - shown.length })
      : names.at(-1)!;
    return this.say("words.and", { before: shown.join(", "), last });
  };

  /** Resident memory: `61 MB`. */
  readonly megabytes = (bytes: number | undefined): string =>
    known(bytes) ? `${this.number(bytes / 1e6)} MB` : "–";

  /** The first letter large, as sentences begin. */
  readonly capital = (text: string): string => text.charAt(0).toLocaleUpperCase(this.locale) + text.slice(1);
}

type Values = Readonly<Record<string, string | number>>;
type TimeUnit = "seconds" | "minutes" | "hours" | "days";
