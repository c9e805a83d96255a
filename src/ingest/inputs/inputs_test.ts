import assert from "node:assert/strict";
import type { NoData, Reading } from "../../reading/reading.ts";
import { encodeInputs } from "../protocol/encoder.ts";
import { InputValues } from "../protocol/packet.ts";
import { recordPackets } from "../protocol/packet_recorder.ts";
import { PacketParser } from "../protocol/parser.ts";
import { FLAME_SCALE, SMOKE_SCALE } from "./adc.ts";
import { InputReader, type InputSettings } from "./inputs.ts";

const CAPTURE = new URL("../../../../shared/data/pfds-capture/capture.tsv", import.meta.url);
const hasCapture = await Deno.stat(CAPTURE).then(() => true, () => false);
if (!hasCapture) console.log("skipping tests on the captured device: ../shared/data/pfds-capture is absent");

const SETTINGS: InputSettings = {
  smoke: { ...SMOKE_SCALE, fitted: true },
  flame: { ...FLAME_SCALE, fitted: true },
  gas: { curve: "co", loadOhm: 10_000, fitted: true },
};

function read(
  reader: InputReader,
  values: Record<string, number> | InputValues,
  atMs = 5,
): (Reading | NoData)[] {
  let named = new InputValues();
  if (values instanceof InputValues) named = values;
  else for (const [name, value] of Object.entries(values)) named.add(name, value);
  const readings: (Reading | NoData)[] = [];
  reader.read(named, atMs, (reading) => void readings.push(reading));
  return readings;
}

Deno.test("InputReader reads each input that the packet names, and no other", () => {
  const reader = new InputReader("s1", SETTINGS);
  assert.deepEqual(read(reader, { ADC1: 4095, DIO: 1, Button: 7 }), [
    { kind: "smoke", sensorId: "s1", atMs: 5, value: 100 },
    { kind: "flameDigital", sensorId: "s1", atMs: 5, active: true },
  ]);
  assert.deepEqual(read(reader, { Battery: 3.6 }), []);
  assert.deepEqual(read(reader, { ADC2: 4095, ADC3: 4000 }).map(({ kind }) => kind), ["flame", "gas"]);
});

Deno.test("InputReader tells an input that was never connected from one that failed", () => {
  const reader = new InputReader("s1", SETTINGS);
  const absent = { kind: "noData", sensorId: "s1", input: "gas", atMs: 5, reason: "never-received" };
  assert.deepEqual(read(reader, { ADC3: 1 }), [absent]);
  assert.deepEqual(read(reader, { ADC3: 1 }), [absent]);
  assert.equal(read(reader, { ADC3: 140 })[0].kind, "gas");
  assert.deepEqual(read(reader, { ADC3: 1 }), [{ ...absent, reason: "implausible" }]);
  assert.deepEqual(read(new InputReader("s1", SETTINGS), { ADC1: 99_999 }), [{ ...absent, input: "smoke" }]);
});

Deno.test("InputReader takes any active digital flame input for flame", () => {
  const reader = new InputReader("s1", SETTINGS);
  const active = (values: Record<string, number>) =>
    read(reader, values).map((reading) => reading.kind === "flameDigital" ? reading.active : reading.kind);
  assert.deepEqual(active({ DIO: 0 }), [false]);
  assert.deepEqual(active({ MPY30: 1 }), [true]);
  assert.deepEqual(active({ MPY_IN: 1 }), [true]);
  assert.deepEqual(active({ DIO: 0, MPY30: 1 }), [true]);
  assert.deepEqual(active({ DIO: 0, MPY30: 7 }), ["noData"]);
});

Deno.test("InputReader reports nothing of inputs that are not fitted", () => {
  const reader = new InputReader("s1", {
    smoke: { ...SETTINGS.smoke, fitted: false },
    flame: { ...SETTINGS.flame, fitted: false },
    gas: { ...SETTINGS.gas, fitted: false },
  });
  assert.deepEqual(read(reader, { ADC1: 4095, ADC2: 4095, ADC3: 4000, DIO: 0 }).map(({ kind }) => kind), [
    "flameDigital",
  ]);
});

Deno.test("InputReader reads a simulator's packet from its bytes", () => {
  const record = recordPackets();
  const readings: (Reading | NoData)[] = [];
  const reader = new InputReader("s1", SETTINGS);
  new PacketParser().push(encodeInputs({ ADC1: 2048, ADC2: 2560, MPY30: 0 }), {
    ...record.sink,
    inputs: ({ values }) => reader.read(values, 9, (reading) => void readings.push(reading)),
  });
  assert.deepEqual(
    readings.map((reading) =>
      reading.kind === "smoke" || reading.kind === "flame" ? Math.round(reading.value) : reading.kind
    ),
    [50, 50, "flameDigital"],
  );
});

Deno.test({
  name: "InputReader sees no smoke, flame or gas in the capture of a calm room",
  ignore: !hasCapture,
  fn() {
    const reader = new InputReader("s1", SETTINGS);
    const readings: (Reading | NoData)[] = [];
    const { sink } = recordPackets();
    new PacketParser().push(Deno.readFileSync(CAPTURE).subarray(2), {
      ...sink,
      inputs: ({ values }) => readings.push(...read(reader, values.copy())),
    });
    assert.equal(readings.length, 192 * 4);
    for (const reading of readings) {
      if (reading.kind === "smoke") assert.ok(reading.value > 6 && reading.value < 8, String(reading.value));
      else if (reading.kind === "flame") {
        assert.ok(reading.value > 8 && reading.value < 11, String(reading.value));
      } else if (reading.kind === "flameDigital") assert.equal(reading.active, false);
      else {assert.deepEqual([reading.kind, "reason" in reading && reading.reason], [
          "noData",
          "never-received",
        ]);}
    }
  },
});
