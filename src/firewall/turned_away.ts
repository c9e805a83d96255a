/**
 * Who was turned away and why: a bounded table for the technician.
 *
 * A flood brings thousands of addresses; a sensor that was forgotten in the allow-list is one, and must stay visible. So a full
 * table gives up a row of the neighbourhood that has most of them, there the one that was counted least, and of those the oldest.
 */

/** One row. */
export interface TurnedAway {
  /** Which socket: `sensors`, `page`, `metrics`. */
  readonly listener: string;
  readonly address: string;
  /** One of few words, as in the counter. */
  readonly reason: string;
  /** The latest sentence about it. */
  readonly text: string;
  readonly count: number;
  readonly firstWallMs: number;
  readonly lastWallMs: number;
}

/** More would not be read by anybody; they take 100 kB. */
export const TURNED_AWAY_ROWS_MAX = 256;
/** What has not come for so long gives way before anything newer, however often it came. */
const STALE_MS = 24 * 3_600_000;

interface Row {
  readonly shown: { -readonly [K in keyof TurnedAway]: TurnedAway[K] };
  readonly neighbourhood: string;
}

/** The table of one process. */
export class TurnedAwayTable {
  readonly #rows = new Map<string, Row>();
  /** Rows of each neighbourhood. */
  readonly #neighbourhoods = new Map<string, number>();
  readonly #rowsMax: number;
  #others = 0;
  #version = 0;

  constructor(rowsMax = TURNED_AWAY_ROWS_MAX) {
    this.#rowsMax = rowsMax;
  }

  /** Refusals that have no row any more. */
  get others(): number {
    return this.#others;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  /** Notes one. */
  add(refusal: Pick<TurnedAway, "listener" | "address" | "reason" | "text">, nowWallMs: number): void {
    this.#version++;
    const key = `${refusal.listener} ${refusal.reason} ${refusal.address}`;
    const shown = this.#rows.get(key)?.shown;
    if (shown !== undefined) {
      shown.count++;
      shown.lastWallMs = nowWallMs;
      shown.text = refusal.text;
      return;
    }
    if (this.#rows.size >= this.#rowsMax) this.#giveUpOne(nowWallMs);
    const { listener, address, reason, text } = refusal;
    const neighbourhood = neighbourhoodOf(address);
    this.#neighbourhoods.set(neighbourhood, (this.#neighbourhoods.get(neighbourhood) ?? 0) + 1);
    this.#rows.set(key, {
      shown: { listener, address, reason, text, count: 1, firstWallMs: nowWallMs, lastWallMs: nowWallMs },
      neighbourhood,
    });
  }

  /** The rows, the latest first. */
  rows(): readonly TurnedAway[] {
    return [...this.#rows.values()].map(({ shown }) => ({ ...shown })).sort((a, b) =>
      b.lastWallMs - a.lastWallMs
    );
  }

  /** An address has been allowed, or what kept it out was put right: its rows are history. */
  forget(isPast: (row: TurnedAway) => boolean): void {
    for (const [key, { shown }] of this.#rows) if (isPast(shown)) this.#remove(key);
  }

  #giveUpOne(nowWallMs: number): void {
    let crowded = "";
    let most = 0;
    for (const [neighbourhood, rows] of this.#neighbourhoods) {
      if (rows > most) [crowded, most] = [neighbourhood, rows];
    }
    let least: { key: string; count: number; weight: number } | undefined;
    for (const [key, { shown, neighbourhood }] of this.#rows) {
      const isStale = nowWallMs - shown.lastWallMs > STALE_MS;
      if (!isStale && neighbourhood !== crowded) continue;
      const weight = isStale ? 0 : shown.count;
      if (least === undefined || weight < least.weight) least = { key, count: shown.count, weight };
    }
    if (least === undefined) return;
    this.#others += least.count;
    this.#remove(least.key);
  }

  #remove(key: string): void {
    const row = this.#rows.get(key);
    if (row === undefined) return;
    this.#rows.delete(key);
    this.#version++;
    const left = this.#neighbourhoods.get(row.neighbourhood)! - 1;
    if (left > 0) this.#neighbourhoods.set(row.neighbourhood, left);
    else this.#neighbourhoods.delete(row.neighbourhood);
  }
}

/** The first 16 bits of an IPv4 address, the first 32 of an IPv6 one: what one attacker, or one site, often has. */
function neighbourhoodOf(address: string): string {
  const mark = address.includes(":") ? ":" : ".";
  const end = address.indexOf(mark, address.indexOf(mark) + 1);
  return end < 0 ? address : address.slice(0, end);
}
