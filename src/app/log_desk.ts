/**
 * The logs within the page's role: the newest records of all roles, numbered, so that a browser can ask for what came since.
 *
 * Nothing is read while nobody asks: an idle page costs no disk.
 */
import type { Clock } from "../clock/clock.ts";
import { type LogEntry, readLogs } from "../ops/log_reader.ts";
import type { LogsAnswer, LogsQuery } from "../ui/technician_schemas.ts";
import { FollowedLogs } from "./log_follow.ts";
import { isRepetition, LOG_LEVELS, subjectOf } from "./log_lines.ts";

/** Records kept in memory; about 2 MB. Whoever wants older ones takes the support bundle or the command line. */
const RECORDS_MAX = 5_000;
/** The files are looked at this often at the most, however many people follow. */
const LOOK_MS = 500;
/** After this long without a question the records are forgotten. */
const IDLE_MS = 120_000;
/** A line as the page shows it. */
const TEXT_CHARS_MAX = 2_000;

interface Numbered {
  readonly seq: number;
  readonly entry: LogEntry;
}

/** The logs of one folder. */
export class LogDesk {
  readonly #dir: string;
  readonly #clock: Clock;
  /** Tells the numbers of this process from those of one before. */
  #run = "";
  #seq = 0;
  #records: Numbered[] = [];
  #followed: FollowedLogs | undefined;
  #lookedMs = -Infinity;
  #looking: Promise<void> | undefined;
  #idle: number | undefined;

  constructor(dir: string, clock: Clock) {
    this.#dir = dir;
    this.#clock = clock;
  }

  /** The newest records that `query` asks for, oldest first. */
  async read({ level, role, after, limit }: LogsQuery): Promise<LogsAnswer> {
    await this.#look();
    const from = /^(\w+)\.(\d+)$/.exec(after ?? "");
    const afterSeq = from !== null && from[1] === this.#run ? Number(from[2]) : undefined;
    const levelMin = LOG_LEVELS.indexOf(level);
    const fitting = this.#records.filter(({ seq, entry }) =>
      (afterSeq === undefined || seq > afterSeq) && LOG_LEVELS.indexOf(entry.level) >= levelMin &&
      (role === undefined || subjectOf(entry) === role)
    );
    const first = this.#records[0]?.seq ?? this.#seq + 1;
    return {
      cursor: `${this.#run}.${this.#seq}`,
      gap: after !== undefined && (afterSeq === undefined || afterSeq + 1 < first || fitting.length > limit),
      records: fitting.slice(-limit).map(({ entry }) => ({
        at: new Date(entry.atWallMs).toISOString(),
        level: entry.level,
        role: subjectOf(entry),
        text: entry.text.slice(0, TEXT_CHARS_MAX),
      })),
    };
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#followed?.[Symbol.dispose]();
    this.#followed = undefined;
    this.#records = [];
  }

  async #look(): Promise<void> {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.close(), IDLE_MS);
    const nowMs = this.#clock.monotonicMs();
    if (this.#looking === undefined && (this.#followed === undefined || nowMs - this.#lookedMs >= LOOK_MS)) {
      this.#lookedMs = nowMs;
      this.#looking = this.#readOn().finally(() => this.#looking = undefined);
    }
    await this.#looking;
  }

  async #readOn(): Promise<void> {
    if (this.#followed === undefined) {
      this.#followed = new FollowedLogs();
      this.#run = crypto.randomUUID().slice(0, 8);
      this.#seq = 0;
      this.#records = [];
    }
    for await (const entry of readLogs(this.#followed.round(), this.#dir)) {
      if (isRepetition(entry)) continue;
      this.#records.push({ seq: ++this.#seq, entry });
      // Cut in larger pieces: one by one would move the whole list for every record.
      if (this.#records.length > 2 * RECORDS_MAX) this.#records.splice(0, this.#records.length - RECORDS_MAX);
    }
    if (this.#records.length > RECORDS_MAX) this.#records.splice(0, this.#records.length - RECORDS_MAX);
  }
}
