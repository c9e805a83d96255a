/**
 * Walk tests that begin and end, one after the other: lines of the journal and entries of the audit log, as many as are wanted.
 */
import type { Clock } from "../../src/clock/clock.ts";

/** What became of their beginnings and ends. */
export interface Acts {
  done: number;
  refused: number;
  unanswered: number;
}

/** Begins to count. */
export function noActs(): Acts {
  return { done: 0, refused: 0, unanswered: 0 };
}

/** Where they are made, and how fast. */
export interface WalkTests {
  readonly ui: string;
  readonly token: string;
  /** They take turns: `z0`, `z1`, ... */
  readonly zones: number;
  readonly everyMs: number;
  readonly acts: Acts;
}

/** Makes them until `isOver`. One that the box does not take is counted: the page may be starting anew just then. */
export async function makeWalkTests(
  { ui, token, zones, everyMs, acts }: WalkTests,
  clock: Clock,
  isOver: () => boolean,
): Promise<void> {
  for (let turn = 0; !isOver(); turn++) {
    const act = turn % 2 === 0 ? "test" : "end-test";
    const zone = `z${Math.floor(turn / 2) % zones}`;
    const answer = await fetch(new URL(`/api/v1/zones/${zone}/${act}`, ui), {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", connection: "close" },
      body: "{}",
      signal: AbortSignal.timeout(30_000),
    }).catch(() => undefined);
    const text = await answer?.text().catch(() => "");
    if (answer === undefined) acts.unanswered++;
    else if (answer.ok) acts.done++;
    else {
      acts.refused++;
      console.error(`bench: ${act} of ${zone}: ${answer.status} ${text}`);
    }
    await clock.sleep(everyMs);
  }
}
