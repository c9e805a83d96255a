import assert from "node:assert/strict";
import { parseConfig } from "./load.ts";

const SITE = `
zones: [{id: hall}, {id: yard}]
sensors: [{id: heat, zone: hall}, {id: other, zone: yard}]
outputs: [{id: siren, kind: siren, driver: simulated}]
cameras:
  - id: cam
    zone: hall
    source: "test:room"
    registered:
`;
const CORNERS = [
  "{x: 0.1, y: 0.1, column: 2, row: 2}",
  "{x: 0.9, y: 0.1, column: 29, row: 2}",
  "{x: 0.9, y: 0.9, column: 29, row: 21}",
  "{x: 0.1, y: 0.9, column: 2, row: 21}",
];

function faults(sensor: string, points: readonly string[]): string[] {
  const parsed = parseConfig(`${SITE}      - {sensor: ${sensor}, points: [${points.join(", ")}]}\n`);
  return parsed.ok ? [] : parsed.fault.map(({ path, message }) => `${path}: ${message}`);
}

Deno.test("a camera may be registered to a sensor of its zone by four corners", () => {
  assert.deepEqual(faults("heat", CORNERS), []);
});

Deno.test("check says what is wrong with a registration", () => {
  assert.match(
    faults("heatt", CORNERS)[0],
    /registered\[0\]\.sensor: there is no sensor 'heatt'; did you mean 'heat'/,
  );
  assert.match(faults("other", CORNERS)[0], /'other' is in zone 'yard', the camera in 'hall'/);
  const flat = CORNERS.map((corner) => corner.replace(/y: 0\.9/, "y: 0.1"));
  assert.match(faults("heat", flat)[0], /points 1, 2 and 3 lie on one line in the camera's picture/);
  const narrow = CORNERS.map((corner) => corner.replace(/column: \d+/, "column: 5"));
  assert.match(faults("heat", narrow)[0], /on one line in the thermal picture/);
  const swapped = [
    CORNERS[0],
    CORNERS[2].replace("29, row: 21", "29, row: 2"),
    CORNERS[1].replace("row: 2}", "row: 21}"),
    CORNERS[3],
  ];
  assert.match(faults("heat", swapped)[0], /another order/);
  assert(faults("heat", CORNERS.slice(0, 3)).length > 0, "three points are none");
  assert(faults("heat", [...CORNERS.slice(0, 3), "{x: 0.1, y: 0.9, column: 32, row: 21}"]).length > 0);
});
