import assert from "node:assert/strict";
import { parseConfig } from "../../config/load.ts";
import type { NotifyConfig } from "../../config/schema.ts";
import { type NumberedEvent, type PlanMemory, planOf, TROUBLE_AGAIN_MS } from "./plan.ts";
import { dueOutsideOf } from "./quiet_hours.ts";

const NOON = new Date(2026, 10, 25, 12, 0).getTime();
const NIGHT = new Date(2026, 10, 25, 23, 30).getTime();

function notifyOf(text: string): NotifyConfig {
  const parsed = parseConfig(`
zones: [{id: hall, name: Hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
notify:
  targets:
    - {id: ops, kind: webhook, url: "http://192.0.2.1/", secret: 0123456789abcdef, events: [alarm, trouble, pre-alarm]}
    - {id: chief, kind: webhook, url: "http://192.0.2.2/", secret: 0123456789abcdef}
${text}`);
  assert(parsed.ok, JSON.stringify(parsed));
  return parsed.value.notify;
}

function event(kind: NumberedEvent["kind"], more: Partial<NumberedEvent> = {}): NumberedEvent {
  return { seq: 7, kind, atMs: 1, atWallMs: NOON, text: "Hall: 71 °C.", zoneId: "hall", ...more };
}

const BLANK: PlanMemory = { lastOf: () => undefined, wasTold: () => false };

function plan(one: NumberedEvent, config: NotifyConfig, memory = BLANK, nowWallMs = NOON) {
  return planOf(one, config, (id) => id === "hall" ? "Hall" : undefined, memory, nowWallMs);
}

Deno.test("planOf: an alarm goes to everybody at once, by a name that does not depend on the journal", () => {
  const { deliveries } = plan(event("alarm", { alarmId: "A1-1" }), notifyOf(""));
  assert.deepEqual(deliveries.map(({ target, dueWallMs }) => [target, dueWallMs]), [["ops", NOON], [
    "chief",
    NOON,
  ]]);
  assert.equal(deliveries[0].notification.id, "alarm:A1-1");
  assert.equal(deliveries[0].notification.zoneName, "Hall");
});

Deno.test("planOf: who stands in a step is told when nobody acts, and an act takes that back", () => {
  const config = notifyOf("  escalation: [{afterMinutes: 5, targets: [chief]}]");
  const { deliveries } = plan(event("alarm", { alarmId: "A1-1" }), config);
  assert.deepEqual(
    deliveries.map(({ target, dueWallMs, unlessActedOn }) => [target, dueWallMs, unlessActedOn]),
    [
      ["ops", NOON, undefined],
      ["chief", NOON + 300_000, "A1-1"],
    ],
  );
  assert.match(deliveries[1].notification.text, /Nobody has acknowledged this for 5 min/);
  for (const kind of ["acknowledge", "silence", "reset"] as const) {
    const act = plan(event(kind, { alarmId: "A1-1", by: "anna" }), config);
    assert.equal(act.actedOn, "A1-1");
    assert.deepEqual(
      act.deliveries.map(({ target }) => target),
      ["ops"],
      "the chief has not been told of it",
    );
  }
  const told = plan(event("reset", { alarmId: "A1-1" }), config, { ...BLANK, wasTold: () => true });
  assert.deepEqual(told.deliveries.map(({ target }) => target), ["ops", "chief"]);
});

Deno.test("planOf: quiet hours hold back troubles and never alarms", () => {
  const config = notifyOf("  quietHours: {from: '22:00', to: '06:30'}");
  const [trouble] =
    plan(event("trouble", { troubleId: "sensor-silent:s1" }), config, BLANK, NIGHT).deliveries;
  assert.equal(trouble.dueWallMs, new Date(2026, 10, 26, 6, 30).getTime());
  for (const kind of ["alarm", "alarm-resound", "alarm-evidence", "pre-alarm", "acknowledge"] as const) {
    for (const { dueWallMs } of plan(event(kind, { alarmId: "A1-1" }), config, BLANK, NIGHT).deliveries) {
      assert.equal(dueWallMs, NIGHT, kind);
    }
  }
});

Deno.test("planOf: an unsteady sensor is told of at once, then at most every quarter of an hour", () => {
  const config = notifyOf("");
  const trouble = event("trouble", { troubleId: "sensor-silent:s1" });
  const [first] = plan(trouble, config).deliveries;
  assert.equal(first.dueWallMs, NOON);
  const memory = { ...BLANK, lastOf: () => NOON - 60_000 };
  const [again] = plan(trouble, config, memory).deliveries;
  assert.equal(again.dueWallMs, NOON - 60_000 + TROUBLE_AGAIN_MS);
  assert.equal(again.topic, first.topic);
  const stepped = { ...BLANK, lastOf: () => NOON + 86_400_000 };
  assert(
    plan(trouble, config, stepped).deliveries[0].dueWallMs <= NOON + TROUBLE_AGAIN_MS,
    "a clock that was set back",
  );
});

Deno.test("planOf: nobody is told what they have not asked for, nor what is nobody's business", () => {
  const config = notifyOf("");
  assert.deepEqual(plan(event("pre-alarm"), config).deliveries.map(({ target }) => target), ["ops"]);
  for (const kind of ["config", "test-start", "note", "start", "alarm-inactive"] as const) {
    assert.deepEqual(plan(event(kind), config).deliveries, [], kind);
  }
});

Deno.test("dueOutsideOf: spans within a day and over midnight, ends included in the day", () => {
  const at = (hour: number, minute = 0) => new Date(2026, 10, 25, hour, minute).getTime();
  const noon = { from: "12:00", to: "13:00" };
  assert.equal(dueOutsideOf(noon, at(12, 30)), at(13));
  assert.equal(dueOutsideOf(noon, at(13)), at(13));
  assert.equal(dueOutsideOf(noon, at(11, 59)), at(11, 59));
  const night = { from: "22:00", to: "06:00" };
  assert.equal(dueOutsideOf(night, at(3)), at(6));
  assert.equal(dueOutsideOf(night, at(22)), new Date(2026, 10, 26, 6).getTime());
  assert.equal(dueOutsideOf(undefined, at(3)), at(3));
});
