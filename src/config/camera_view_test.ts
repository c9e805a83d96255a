import assert from "node:assert/strict";
import { viewFault } from "./camera_view.ts";
import { parseConfig } from "./load.ts";

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

Deno.test("viewFault: a quarter of what a camera looks at stays in sight, of its region where it has one", () => {
  assert.equal(viewFault({ masks: [] }), undefined);
  assert.equal(viewFault({ masks: [box(0, 0, 0.75, 1)] }), undefined);
  assert.match(viewFault({ masks: [box(0, 0, 1, 1)] })!, /masks leave 0 % .* at least 25 %/);
  assert.match(viewFault({ masks: [box(0, 0, 0.5, 1), box(0.5, 0, 0.5, 0.8)] })!, /leave \d+ %/, "together");
  const region = box(0.8, 0.8, 0.1, 0.1);
  assert.equal(viewFault({ region, masks: [] }), undefined, "a small region is looked at closely");
  assert.match(viewFault({ region, masks: [box(0.7, 0.7, 0.3, 0.3)] })!, /leave 0 %/);
  assert.equal(viewFault({ region, masks: [box(0, 0, 0.8, 1)] }), undefined, "a mask beside it");
});

Deno.test("viewFault: areas with corners count as what they cover, and one without any area is refused", () => {
  const corner = { points: [[0, 0], [1, 0], [0, 1]] as [number, number][] };
  assert.equal(viewFault({ masks: [corner] }), undefined);
  assert.equal(viewFault({ region: corner, masks: [] }), undefined);
  assert.match(viewFault({ region: corner, masks: [corner] })!, /leave 0 %/);
  assert.match(viewFault({ region: box(0.2, 0.2, 0, 0.5), masks: [] })!, /the region is empty/);
  const line = { points: [[0, 0], [0.5, 0.5], [1, 1]] as [number, number][] };
  assert.match(viewFault({ region: line, masks: [] })!, /the region is empty/);
});

Deno.test("a configuration in which a camera would be blind is refused, and says which", () => {
  const refused = parseConfig(`
zones: [{id: hall}]
cameras: [{id: c1, zone: hall, source: "test:room", masks: [{x: 0, y: 0, width: 1, height: 1}]}]
outputs: [{id: siren, kind: siren, driver: simulated}]
`);
  assert(!refused.ok);
  assert.deepEqual(refused.fault.map(({ path }) => path), ["cameras[0].masks"]);
});
