import assert from "node:assert/strict";
import { configuredLines } from "./hardware_check.ts";
import { parseConfig } from "./load.ts";

const SITE = `
zones: [{id: hall}]
outputs:
  - id: bell
    kind: siren
    driver: gpio
    chip: board
    line: 17
    feedback: {chip: board, line: 27}
callPoints: [{id: door, zone: hall, chip: board, line: BUTTON}]
sensors:
  - id: s1
    zone: hall
    attached: {bus: i2c, path: /dev/i2c-1, power: {chip: board, line: 5}}
`;

function faultsOf(text: string): string[] {
  const parsed = parseConfig(SITE + text);
  return parsed.ok ? [] : parsed.fault.map(({ path, message }) => `${path}: ${message}`);
}

Deno.test("configuredLines finds every line, wherever it is named", () => {
  const parsed = parseConfig(`${SITE}inputs: [{id: lid, kind: tamper, chip: board, line: LID}]\n`);
  assert(parsed.ok, JSON.stringify(parsed));
  const lines = configuredLines(parsed.value);
  assert.deepEqual(lines.map(({ path, purpose, line }) => `${path} ${line}: ${purpose}`), [
    "outputs[0] 17: siren bell",
    "outputs[0].feedback 27: feedback of siren bell",
    "callPoints[0] BUTTON: call point door",
    "inputs[0] LID: tamper contact lid",
    "sensors[0].attached.power 5: supply of sensor s1",
  ]);
});

Deno.test("checkHardware names both places of a line that is given twice; the same number of another chip is another line", () => {
  assert.deepEqual(faultsOf("inputs: [{id: lid, kind: tamper, chip: board, line: 17}]\n"), [
    "inputs[0].line: line 17 of 'board' is outputs[0]'s already",
  ]);
  assert.deepEqual(faultsOf("inputs: [{id: lid, kind: tamper, chip: expander, line: 17}]\n"), []);
});

Deno.test("checkHardware refuses an input whose troubles could not be told from another thing's", () => {
  const line = "chip: board, line: 3";
  assert.deepEqual(faultsOf(`inputs: [{id: bell, kind: tamper, ${line}}]\n`), [
    "inputs[0].id: 'bell' is an output's already",
  ]);
  assert.deepEqual(
    faultsOf(
      `inputs: [{id: lid, kind: tamper, ${line}}, {id: lid, kind: mains-fail, chip: board, line: 4}]\n`,
    ),
    ["inputs[1].id: 'lid' is inputs[0]'s already"],
  );
});

Deno.test("checkHardware refuses two sensors at one address of a bus", () => {
  const parsed = parseConfig(`
zones: [{id: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
sensors:
  - {id: a, zone: hall, attached: {bus: i2c, path: /dev/i2c-1}}
  - {id: b, zone: hall, attached: {bus: i2c, path: /dev/i2c-1, address: 0x34}}
  - {id: c, zone: hall, attached: {bus: i2c, path: /dev/i2c-1, address: 0x33}}
`);
  assert(!parsed.ok);
  assert.deepEqual(parsed.fault, [{
    path: "sensors[2].attached",
    line: 7,
    message: "address 0x33 of /dev/i2c-1 is sensors[0].attached's already",
  }]);
});
