/**
 * The person on site: looks at the page, acknowledges what stands, silences half of it, and resets it when the fire is out.
 */
import type { Clock } from "../../src/clock/clock.ts";
import type { Random } from "../simulation/random.ts";
import type { SoakBox } from "./box.ts";
import type { Referee } from "./referee.ts";
import type { Timeline } from "./timeline.ts";

const LOOK_MS = 500;
const ANSWER_MS = 10_000;
/** Between two attempts at the same act. */
const AGAIN_MS = 3_000;
/** A fire's evidence stands for so long after it: a reset before is refused. */
const PATIENCE_MS = 17_000;

type Act = "acknowledge" | "silence" | "reset";

/** One act that is still to be done. */
interface Intention {
  readonly act: Act;
  notBeforeMs: number;
}

/** Acts until `signal` ends it. */
export class Operator {
  readonly #box: SoakBox;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #referee: Referee;
  readonly #timeline: Timeline;
  readonly #intentions = new Map<string, Intention[]>();
  refusals = 0;

  constructor(box: SoakBox, clock: Clock, random: Random, referee: Referee, timeline: Timeline) {
    this.#box = box;
    this.#clock = clock;
    this.#random = random;
    this.#referee = referee;
    this.#timeline = timeline;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const [id, known] of [...this.#referee.known]) {
        if (!this.#intentions.has(id)) this.#intentions.set(id, this.#intend());
        const fire = this.#referee.fires.get(known.zone);
        const out = fire?.endedAtMs !== undefined && this.#clock.monotonicMs() > fire.endedAtMs + PATIENCE_MS;
        await this.#go(id, fire === undefined || out);
      }
      for (const id of this.#intentions.keys()) if (!this.#referee.known.has(id)) this.#intentions.delete(id);
      await this.#clock.sleep(LOOK_MS, signal).catch(() => undefined);
    }
  }

  #intend(): Intention[] {
    const nowMs = this.#clock.monotonicMs();
    const random = this.#random;
    const all: Intention[] = [{ act: "acknowledge", notBeforeMs: nowMs + random.between(1_000, 8_000) }];
    if (random.chance(0.5)) all.push({ act: "silence", notBeforeMs: nowMs + random.between(2_000, 12_000) });
    all.push({ act: "reset", notBeforeMs: nowMs });
    return all;
  }

  /** The next of what is to be done for one alarm. */
  async #go(id: string, mayReset: boolean): Promise<void> {
    const intentions = this.#intentions.get(id)!;
    const [next] = intentions;
    if (next === undefined) return void this.#intentions.delete(id);
    if (this.#clock.monotonicMs() < next.notBeforeMs || (next.act === "reset" && !mayReset)) return;
    this.#referee.asks(next.act, id);
    const answer = await this.#post(id, next.act);
    this.#referee.answered(next.act, id, answer);
    this.#timeline.note(`a person: ${next.act} ${id}: ${answer}`);
    if (answer === "no") this.refusals++;
    if (answer === "done" || (answer === "no" && next.act !== "reset")) intentions.shift();
    else next.notBeforeMs = this.#clock.monotonicMs() + AGAIN_MS;
  }

  async #post(id: string, act: Act): Promise<"done" | "no" | "none"> {
    try {
      const response = await fetch(new URL(`/api/v1/alarms/${id}/${act}`, this.#box.ui), {
        method: "POST",
        headers: { authorization: `Bearer ${this.#box.operatorToken}`, connection: "close" },
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const text = await response.text();
      if (response.ok) return "done";
      if (response.status !== 409 && response.status !== 404) return "none";
      this.#timeline.note(`refused: ${act} ${id}: ${response.status} ${text.slice(0, 160)}`);
      return "no";
    } catch (error) {
      if (error instanceof TypeError || error instanceof DOMException) return "none";
      throw error;
    }
  }
}
