import assert from "node:assert/strict";
import type { Disablement } from "../fusion/effect.ts";
import { DISABLE_MAX_MS } from "../fusion/input.ts";
import type { Memo } from "../store/event_batch.ts";
import { sampleAlarm, sampleTrouble } from "../store/samples_for_tests.ts";
import { JOURNAL_PARSERS, NO_RECOLLECTION, restoredInputs } from "./journal_memory.ts";

const NOW_WALL_MS = Date.UTC(2026, 10, 21, 3);

function disabled(id: string, expiresAtWallMs: number): Memo {
  const value: Disablement = {
    target: "zone",
    id,
    reason: "welding",
    by: "Anna",
    atWallMs: NOW_WALL_MS - 3_600_000,
    expiresAtMs: 1,
    expiresAtWallMs,
  };
  return { topic: "disablement", id: `zone:${id}`, value };
}

/** What is restored of these memos: zones out of service with the time that is left of it. */
function left(...memos: Memo[]): [string, number][] {
  const restored = restoredInputs({ ...NO_RECOLLECTION, memos }, NOW_WALL_MS).at(-1);
  assert.ok(restored?.kind === "restored");
  return restored.disablements.map(({ disablement, remainingMs }) => [disablement.id, remainingMs]);
}

Deno.test("restoredInputs: what is out of service stays so for what is left of its time, and for ever under no clock", () => {
  assert.deepEqual(
    left(
      disabled("soon", NOW_WALL_MS + 60_000),
      disabled("over", NOW_WALL_MS - 60_000),
      disabled("after the clock was set back by years", NOW_WALL_MS + 10 * 365 * 86_400_000),
    ),
    [["soon", 60_000], ["over", 0], ["after the clock was set back by years", DISABLE_MAX_MS]],
  );
});

Deno.test("restoredInputs leaves out memos that it does not understand, and keeps the others", () => {
  const broken: Memo = { topic: "disablement", id: "zone:x", value: { target: "roof" } };
  const newer: Memo = { topic: "of a later version", id: "x", value: 7 };
  assert.deepEqual(left(broken, newer, disabled("hall", NOW_WALL_MS + 1)), [["hall", 1]]);
});

Deno.test("restoredInputs brings sensors before what stood: an alarm must find the sensors that it names", () => {
  const alarm = sampleAlarm("A1-1");
  const inputs = restoredInputs({
    ...NO_RECOLLECTION,
    alarms: [alarm],
    released: ["A1-0"],
    memos: [
      { topic: "sensor", id: "s1", value: { id: "s1", zoneId: "hall", inputs: ["thermal"] } },
      { topic: "sensor", id: "s2", value: { id: "s2", zoneId: "hall", inputs: ["telepathy"] } },
    ],
  }, NOW_WALL_MS);
  assert.deepEqual(inputs.map(({ kind }) => kind), ["sensor", "restored"]);
  const [sensor, restored] = inputs;
  assert.ok(sensor.kind === "sensor" && restored.kind === "restored");
  assert.deepEqual([sensor.sensor.id, sensor.origin], ["s1", "stored"]);
  assert.deepEqual([restored.alarms, restored.released], [[alarm], ["A1-0"]]);
});

Deno.test("JOURNAL_PARSERS give back alarms and troubles as they were stored, and nothing else", () => {
  const stored = <T>(value: T): unknown => JSON.parse(JSON.stringify(value));
  const alarm = sampleAlarm("A1-1", { acknowledged: true, acknowledgedBy: { by: "Anna", atWallMs: 5 } });
  assert.deepEqual(JOURNAL_PARSERS.alarm(stored(alarm)), alarm);
  assert.equal(JOURNAL_PARSERS.alarm({ ...alarm, causes: "smoke" }), undefined);
  const trouble = sampleTrouble("s1");
  assert.deepEqual(JOURNAL_PARSERS.trouble(stored(trouble)), trouble);
  assert.equal(JOURNAL_PARSERS.trouble({ ...trouble, code: "constructor" }), undefined);
});
