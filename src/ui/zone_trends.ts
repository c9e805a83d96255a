/**
 * How warm each zone was over the last hour, in as many values as a small line has: kept as it comes, so that no page waits for a
 * question to the history.
 *
 * What was before the start of this role comes from the history, a few zones at a time.
 */
import type { SiteView } from "../bus/messages.ts";
import type { UiDeps } from "./deps.ts";
import { known } from "./messages/language.ts";

/** Values of a trend: more could not be told apart in a line as wide as a card. */
export const TREND_POINTS = 48;
/** Time of one value; all of them together are an hour. */
export const TREND_STEP_MS = 3_600_000 / TREND_POINTS;
/** Zones whose past is read with one snapshot: each takes a millisecond or two, and there are two snapshots a second. */
const READ_AT_ONCE = 4;
/** A history that cannot be read is asked again after this. */
const AGAIN_MS = 60_000;

/** The largest temperature of each step, by the number of the step since 1970. */
interface Trend {
  readonly steps: Map<number, number>;
  /** Undefined once the history has been read. */
  readAtMs: number | undefined;
}

/** The trends of all zones. */
export class ZoneTrends {
  readonly #deps: Pick<UiDeps, "clock" | "history">;
  readonly #trends = new Map<string, Trend>();
  /** Changes with every new step and with every past that was read: what was sent before is old then. */
  #edition = 0;
  #step = NaN;

  constructor(deps: Pick<UiDeps, "clock" | "history">) {
    this.#deps = deps;
  }

  /** By which it is seen whether there is something new to tell. */
  get edition(): number {
    return this.#edition;
  }

  /** Takes what is known now. */
  take({ zones }: SiteView): void {
    const step = this.#stepNow();
    if (step !== this.#step) {
      this.#step = step;
      this.#edition++;
      this.#forget(step, new Set(zones.map(({ id }) => id)));
    }
    let reads = 0;
    for (const { id, maxC } of zones) {
      let trend = this.#trends.get(id);
      if (trend === undefined) this.#trends.set(id, trend = { steps: new Map(), readAtMs: -Infinity });
      if (trend.readAtMs !== undefined && reads < READ_AT_ONCE && this.#read(id, trend)) reads++;
      if (known(maxC)) trend.steps.set(step, Math.max(trend.steps.get(step) ?? -Infinity, maxC));
    }
  }

  /** The largest temperatures of a zone, oldest first, NaN where none is known; undefined where nothing is. */
  get(zoneId: string): readonly number[] | undefined {
    const steps = this.#trends.get(zoneId)?.steps;
    if (steps === undefined || steps.size === 0) return undefined;
    const first = this.#stepNow() - TREND_POINTS + 1;
    return Array.from({ length: TREND_POINTS }, (_, index) => steps.get(first + index) ?? NaN);
  }

  /** All of them, as they go to browsers: to tenths of a degree. */
  all(): Readonly<Record<string, readonly (number | null)[]>> {
    return Object.fromEntries(
      [...this.#trends.keys()].flatMap((id) => {
        const values = this.get(id);
        if (values === undefined) return [];
        return [[id, values.map((value) => known(value) ? Math.round(value * 10) / 10 : null)]];
      }),
    );
  }

  /** False where it is not its turn yet. */
  #read(zoneId: string, trend: Trend): boolean {
    const { clock, history } = this.#deps;
    const nowMs = clock.monotonicMs();
    if (nowMs - trend.readAtMs! < AGAIN_MS) return false;
    const toWallMs = (this.#step + 1) * TREND_STEP_MS;
    const page = history.page({
      subject: `zone/${zoneId}`,
      names: ["thermal"],
      fromWallMs: toWallMs - TREND_POINTS * TREND_STEP_MS,
      toWallMs,
      points: TREND_POINTS + 1,
    });
    trend.readAtMs = page.ok ? undefined : nowMs;
    if (!page.ok) return true;
    const { fromWallMs, stepMs, series } = page.value;
    series.find(({ name }) => name === "thermal")?.max.forEach((value, index) => {
      if (!known(value)) return;
      const step = Math.floor((fromWallMs + index * stepMs) / TREND_STEP_MS);
      trend.steps.set(step, Math.max(trend.steps.get(step) ?? -Infinity, value));
    });
    this.#edition++;
    return true;
  }

  #forget(step: number, zoneIds: ReadonlySet<string>): void {
    for (const [id, { steps }] of this.#trends) {
      if (!zoneIds.has(id)) this.#trends.delete(id);
      for (const old of steps.keys()) if (old <= step - TREND_POINTS) steps.delete(old);
    }
  }

  #stepNow(): number {
    return Math.floor(this.#deps.clock.wallMs() / TREND_STEP_MS);
  }
}
