import assert from "node:assert/strict";
import { parseConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import type { Vitals } from "../config/trial_state.ts";
import { heldByAlarm } from "./config_words.ts";

function site(more: { hall?: string; attic?: string; camera?: string; siren?: string } = {}): Config {
  const parsed = parseConfig(`
zones: [{id: hall}, {id: attic}]
sensors: [{id: s1, zone: hall, masks: [${more.hall ?? ""}]}, {id: s2, zone: attic, masks: [${
    more.attic ?? ""
  }]}]
cameras: [{id: c1, zone: hall, source: "test:room" ${more.camera ?? ""}}]
outputs: [{id: ${more.siren ?? "bell"}, kind: siren, driver: simulated}]
`);
  assert(parsed.ok);
  return parsed.value;
}

const MASK = "{column: 0, row: 0, columns: 8, rows: 8}";
const inHall = {
  alarms: [{ alarmId: "a1", zoneId: "hall" }],
  troubles: [],
  unproven: [],
} as unknown as Vitals;

Deno.test("heldByAlarm: what a zone's sensors and cameras look at is not changed while its alarm stands", () => {
  const held = heldByAlarm(site(), site({ hall: MASK }), inHall);
  assert.match(held!, /what 's1' looks at .*\(a1 in hall\): reset it first/);
  for (
    const camera of [
      ", masks: [{x: 0, y: 0, width: 0.5, height: 1}]",
      ", region: {x: 0, y: 0, width: 0.5, height: 1}",
    ]
  ) {
    assert.match(heldByAlarm(site(), site({ camera }), inHall)!, /what 'c1' looks at/);
  }
  assert.match(heldByAlarm(site({ hall: MASK }), site(), inHall)!, /'s1'/, "nor taken away");
});

Deno.test("heldByAlarm: other zones, other changes and a site without alarms are free; sirens are held under any alarm", () => {
  const masked = site({ hall: MASK });
  assert.equal(heldByAlarm(site(), site({ attic: MASK }), inHall), undefined);
  assert.equal(heldByAlarm(masked, { ...masked, site: { name: "Mill" } }, inHall), undefined);
  assert.equal(heldByAlarm(site(), masked, { ...inHall, alarms: [] }), undefined);
  assert.equal(heldByAlarm(site(), masked, undefined), undefined);
  assert.match(heldByAlarm(site(), site({ siren: "horn" }), inHall)!, /the outputs are not changed/);
});
