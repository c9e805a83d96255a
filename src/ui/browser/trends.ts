/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Asks how warm each zone in sight has been, one zone after the other and seldom: a trend of an hour does not change in seconds.
 */

/** The box's history has a new value for the line about as often. */
const PERIOD_MS = 60_000;
const POINTS = 48;
const ANSWER_MS = 5_000;

/** The trends of the zones on the page. */
export class Trends {
  readonly #changed: () => void;
  readonly #trends = new Map<string, readonly (number | null)[]>();
  readonly #asked = new Map<string, number>();
  #asking = false;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get(zoneId: string): readonly (number | null)[] | undefined {
    return this.#trends.get(zoneId);
  }

  /** Asks for the trend of one zone in sight whose turn it is. */
  async ask(): Promise<void> {
    if (this.#asking || document.hidden) return;
    const nowMs = performance.now();
    const due = zonesInSight().find((id) => nowMs - (this.#asked.get(id) ?? -Infinity) > PERIOD_MS);
    if (due === undefined) return;
    this.#asked.set(due, nowMs);
    this.#asking = true;
    try {
      const answer = await fetch(`/api/v1/zones/${encodeURIComponent(due)}/history?points=${POINTS}`, {
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      if (!answer.ok) return;
      const { series } = await answer.json() as {
        series: { name: string; max: (number | null)[] }[];
      };
      this.#trends.set(due, series.find(({ name }) => name === "thermal")?.max ?? []);
      this.#changed();
    } catch {
      // The line stays as it is, and its turn comes again.
    } finally {
      this.#asking = false;
    }
  }
}

function zonesInSight(): string[] {
  return [...document.querySelectorAll<HTMLElement>("[data-zone]")].filter((card) => {
    const { top, bottom } = card.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  }).map((card) => card.dataset.zone ?? "");
}
