import assert from "node:assert/strict";
import { ok } from "../../../reading/result.ts";
import { parseRecording, PlaybackBus, RecordingBus } from "../../i2c/recording.ts";
import { CalibrationKeeper } from "../calibration_keeper.ts";
import { readCapture } from "../capture_testdata.ts";
import { BusSensor } from "./bus_sensor.ts";
import { keepAll, sensorRig, SequentialClock, SETTINGS, type Told } from "./bus_sensor_testdata.ts";
import { ADDRESS_DEFAULT } from "./bus_sensor_registers.ts";

/** What a sensor tells that hears `lines` of a recording. */
async function play(lines: readonly string[]): Promise<Told> {
  const parsed = parseRecording(lines.join("\n"));
  assert.ok(parsed.ok);
  const bus = new PlaybackBus(parsed.value);
  const clock = new SequentialClock();
  const { told, sink } = keepAll();
  const sensor = new BusSensor({
    openBus: () => ok(bus),
    address: ADDRESS_DEFAULT,
    settings: SETTINGS,
    clock,
    sink,
  });
  const abort = new AbortController();
  const running = sensor.run(abort.signal);
  for (let steps = 0; bus.remaining > 0 && steps < 1_000; steps++) await clock.advance(100);
  assert.equal(bus.remaining, 0);
  abort.abort();
  await running;
  return told;
}

Deno.test("BusSensor tells the same from a recording as from the chip that was recorded, faults included", async () => {
  const lines: string[] = [];
  const rig = sensorRig({
    wrap: (bus, clock) => new RecordingBus(bus, clock, (line) => lines.push(line)),
  });
  await rig.pass(1_500);
  rig.site.bus!.faults.push({ kind: "failed", detail: "noise" });
  await rig.pass(600);
  rig.chip.garble = (_, bytes) => bytes.fill(0xFF);
  await rig.pass(1_500);
  rig.chip.garble = undefined;
  await rig.pass(2_000);
  await rig.stop();
  assert.ok(rig.told.frames.length >= 6);
  assert.equal(rig.told.faults.length, 3);

  const told = await play(lines);
  assert.deepEqual(told.eeproms, rig.told.eeproms);
  assert.deepEqual(told.faults.slice(0, 3), rig.told.faults);
  assert.deepEqual(told.frames.map(({ words }) => words), rig.told.frames.map(({ words }) => words));
});

const capture = readCapture();

Deno.test({
  name:
    "BusSensor gives the converter the same temperatures as the device of the capture does over the network",
  ignore: capture === undefined,
  async fn() {
    const { eeprom, frames } = capture!;
    const shown = frames.slice(140, 150);
    // Each picture of the capture is shown for two sub-pages, so that both halves are of it.
    const lines: string[] = [];
    const rig = sensorRig({
      eeprom,
      frame: (atMs) => shown[Math.min(shown.length - 1, Math.floor(atMs / 500 - 0.25))],
      wrap: (bus, clock) => new RecordingBus(bus, clock, (line) => lines.push(line)),
    });
    await rig.pass(5_400);
    await rig.stop();
    assert.deepEqual(rig.told.faults, []);
    const told = await play(lines);
    assert.deepEqual(told.frames.map(({ words }) => words), rig.told.frames.map(({ words }) => words));

    const options = { mode: "auto", emissivity: 0.95 } as const;
    const network = new CalibrationKeeper(options);
    const local = new CalibrationKeeper(options);
    network.eeprom(eeprom);
    local.eeprom(told.eeproms[0]);
    const [expected, got] = [new Float32Array(768), new Float32Array(768)];
    let compared = 0;
    for (const frame of shown) {
      const outcome = network.frame(frame, 834, 0, expected);
      assert.equal(outcome.kind, "converted");
      const found = told.frames.find(({ words }) => words.every((word, i) => i >= 832 || word === frame[i]));
      if (found === undefined) continue;
      const localOutcome = local.frame(found.words, 834, 0, got);
      assert.ok(localOutcome.kind === "converted" && localOutcome.by === "melexis");
      assert.deepEqual(got, expected);
      compared++;
    }
    assert.ok(compared >= 8, `${compared} of ${shown.length} pictures came whole`);
  },
});
