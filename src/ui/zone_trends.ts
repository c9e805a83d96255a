/**
 * How warm each zone was over the last hour, in as many values as a small line has: asked of the history, not too often.
 */
import type { UiDeps } from "./deps.ts";

/** What a trend spans. */
export const TREND_MS = 3_600_000;
/** More could not be told apart in a line as wide as a card. */
export const TREND_POINTS = 48;
/** One value of the line lasts longer than this. */
const KEPT_MS = 60_000;
/** Zones a written page has trends of: the queries of more would make people wait. The browser asks for the others. */
const ASKED_MAX = 24;

/** The trends for pages that the box writes. */
export class ZoneTrends {
  readonly #deps: Pick<UiDeps, "clock" | "history">;
  readonly #kept = new Map<
    string,
    { readonly atMs: number; readonly values: readonly number[] | undefined }
  >();
  #askedMs = -Infinity;
  #asked = 0;

  constructor(deps: Pick<UiDeps, "clock" | "history">) {
    this.#deps = deps;
  }

  /** The largest temperatures of a zone; undefined where there is no history, or where too many were asked for at once. */
  get(zoneId: string): readonly number[] | undefined {
    const { clock, history } = this.#deps;
    const nowMs = clock.monotonicMs();
    const kept = this.#kept.get(zoneId);
    if (kept !== undefined && nowMs - kept.atMs < KEPT_MS) return kept.values;
    if (nowMs - this.#askedMs > 1_000) {
      this.#askedMs = nowMs;
      this.#asked = 0;
    }
    if (++this.#asked > ASKED_MAX) return undefined;
    const toWallMs = clock.wallMs();
    const page = history.page({
      subject: `zone/${zoneId}`,
      names: ["thermal"],
      fromWallMs: toWallMs - TREND_MS,
      toWallMs,
      points: TREND_POINTS,
    });
    const values = page.ok ? page.value.series.find(({ name }) => name === "thermal")?.max : undefined;
    // Zones of older configurations are forgotten with the first of them.
    if (this.#kept.size > 1_000) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(zoneId, { atMs: nowMs, values });
    return values;
  }
}
