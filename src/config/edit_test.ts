import assert from "node:assert/strict";
import { parse } from "yaml";
import { patchText, restoreSecrets } from "./edit.ts";

const TEXT = `# The mill, built 1902
zones:
  - id: hall # by the door
    limits: { criticalC: 60 }
  - id: boiler
cameras:
  - id: gate
    zone: hall
    source: rtsp://viewer:hunter2@192.0.2.4/1
    password: hunter3
`;

function patched(patch: unknown): string {
  const result = patchText(TEXT, patch);
  assert(result.ok, JSON.stringify(result));
  return result.value;
}

Deno.test("patchText changes one entry by its id and keeps comments and all the rest", () => {
  const text = patched({ zones: { hall: { limits: { criticalC: 70, preAlarmC: 45 } } } });
  assert.match(text, /# The mill, built 1902/);
  assert.match(text, /id: hall # by the door/);
  assert.deepEqual(parse(text).zones, [
    { id: "hall", limits: { criticalC: 70, preAlarmC: 45 } },
    { id: "boiler" },
  ]);
});

Deno.test("patchText adds and takes away entries and keys", () => {
  const value = parse(
    patched({
      zones: { attic: { name: "Attic", limits: { gasPpm: null } }, boiler: null },
      page: { port: 80 },
    }),
  );
  assert.deepEqual(value.zones.map(({ id }: { id: string }) => id), ["hall", "attic"]);
  assert.deepEqual(value.zones[1], { id: "attic", name: "Attic", limits: {} });
  assert.deepEqual(value.page, { port: 80 });
  assert.equal(parse(patched({ cameras: null })).cameras, undefined);
  assert.deepEqual(parse(patched({ cameras: [] })).cameras, []);
});

Deno.test("patchText refuses what names nothing", () => {
  for (const patch of [null, [], "x", { zones: { cellar: null } }, { zones: { hall: 3 } }]) {
    assert.equal(patchText(TEXT, patch).ok, false, JSON.stringify(patch));
  }
  assert.equal(patchText("zones: [", {}).ok, false);
  const empty = patchText("", { site: { name: "x" } });
  assert(empty.ok);
  assert.deepEqual(parse(empty.value), { site: { name: "x" } });
});

Deno.test("restoreSecrets gives back what was shown as a secret, comments kept", () => {
  const shown = TEXT.replace("hunter2", "[secret]").replace("hunter3", '"[secret]"');
  const text = restoreSecrets(shown, parse(TEXT));
  assert.deepEqual(parse(text), parse(TEXT));
  assert.match(text, /# The mill/);
  assert.equal(restoreSecrets("zones: [", {}), "zones: [");
});
