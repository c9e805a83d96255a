/**
 * What becomes of each refusal at a listener: counted always, logged at a bounded rate, kept in the table for the technician.
 */
import { Counter, type Registry } from "prom-client";
import type { Clock } from "../clock/clock.ts";
import type { ListenerName } from "../firewall/gate.ts";
import { TokenBucket } from "../firewall/token_bucket.ts";
import { TurnedAwayTable } from "../firewall/turned_away.ts";
import { RateLimit } from "../ops/rate_limit.ts";

/** The same refusal of the same address is logged at most this often. */
const REPEAT_MS = 10_000;
/** Lines of all addresses together: a flood from thousands of them must not fill the log. */
const LINES = { perSecond: 2, burst: 50 };

/** Takes the refusals of one process. */
export class RefusalDesk {
  readonly table = new TurnedAwayTable();
  readonly #clock: Clock;
  readonly #log: (text: string) => void;
  readonly #total: Counter<"listener" | "reason">;
  readonly #repeats = new RateLimit(REPEAT_MS);
  readonly #lines: TokenBucket;
  #count = 0;
  #unlogged = 0;
  #told = 0;

  /** @param log Takes a sentence for the log. */
  constructor(registry: Registry, clock: Clock, log: (text: string) => void) {
    this.#clock = clock;
    this.#log = log;
    this.#lines = new TokenBucket(LINES, clock.monotonicMs());
    this.#total = new Counter({
      name: "embereye_refused_total",
      help: "Connections, packets and requests turned away",
      labelNames: ["listener", "reason"],
      registers: [registry],
    });
  }

  /** All refusals so far. */
  get count(): number {
    return this.#count;
  }

  /**
   * Somebody was turned away.
   *
   * @param reason One of few words: it becomes a label.
   */
  refused(listener: ListenerName, reason: string, address: string, text: string): void {
    this.#count++;
    this.#total.labels({ listener, reason }).inc();
    this.table.add({ listener, address, reason, text }, this.#clock.wallMs());
    const nowMs = this.#clock.monotonicMs();
    const held = this.#repeats.admit(`${listener} ${address} ${reason}`, nowMs);
    if (held === undefined) return;
    if (!this.#lines.take(LINES, nowMs)) {
      this.#unlogged += 1 + held;
      return;
    }
    const more = held + this.#unlogged;
    this.#unlogged = 0;
    this.#log(`${address}: ${text}${more > 0 ? ` (and ${more} more refusals that are not listed)` : ""}`);
  }

  /** The table as a message for the page, where it has changed since it was last asked for. */
  news(): { kind: "turnedAway"; rows: ReturnType<TurnedAwayTable["rows"]>; others: number } | undefined {
    const { version, others } = this.table;
    if (version === this.#told) return undefined;
    this.#told = version;
    return this.everything(others);
  }

  /** The table as a message, in any case: for a page that has just connected. */
  everything(others = this.table.others) {
    return { kind: "turnedAway" as const, rows: this.table.rows(), others };
  }
}
