/**
 * What a siren does while a change of the outputs is taken back under its alarm.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { askSupervisor } from "../../src/app/config_client.ts";
import { pathsOf } from "../../src/app/paths.ts";
import { Box } from "./box.ts";
import { TestDevice } from "./device.ts";

const CONFIG = `
zones: [{id: hall, pattern: continuous}]
sensors: [{id: room, zone: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
sensorPort: {host: 127.0.0.1, port: 0}
page: {host: 127.0.0.1, port: 0, viewing: open}
`;
/** The outputs alone start anew within this, also on a loaded machine. */
const GAP_MS_MAX = 500;

/** The longest time for which `line` was off after it had first been on, by the trace of its driver. */
async function longestGap(folder: string, line: string): Promise<number> {
  const text = await Deno.readTextFile(join(folder, "run", "lines", "trace.jsonl"));
  const records: { atMs: number; line: string; on: boolean }[] = text.trim().split("\n").map((one) =>
    JSON.parse(one)
  ).filter((record) => record.line === line);
  let offMs = NaN;
  let longest = 0;
  for (const { atMs, on } of records.slice(records.findIndex((record) => record.on))) {
    if (!on && Number.isNaN(offMs)) offMs = atMs;
    if (!on || Number.isNaN(offMs)) continue;
    longest = Math.max(longest, atMs - offMs);
    offMs = NaN;
  }
  assert.ok(Number.isNaN(offMs), `${line} is off`);
  return longest;
}

Deno.test("run: a change of the outputs that is rolled back under an alarm does not make the siren pause", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  const file = join(folder, "embereye.yaml");
  await Deno.writeTextFile(file, CONFIG);
  {
    await using box = await Box.run(file, folder);
    const device = await TestDevice.connect(box.sensorPort, "room");
    await box.eventually("the sensor", async () => {
      await device.frame("calm");
      return (await box.get("/api/v1/sensors"))[0]?.fresh;
    });
    const text = CONFIG.replace("continuous}", "continuous, limits: {smokePercent: 30}}")
      .replace("simulated}]", "simulated}, {id: horn, kind: siren, driver: simulated}]");
    const changed = await askSupervisor(pathsOf(join(folder, "state"), join(folder, "run")), "anna", {
      act: "apply",
      text,
      reason: "a second siren",
      trialSeconds: 300,
      mustConfirm: false,
      dryRun: false,
    });
    assert.ok(changed.ok, changed.message);
    // A fire in the zone that was changed: the box must think that it is the change's doing.
    await box.eventually("the roll-back", async () => {
      await device.frame("fire");
      const troubles: { code: string }[] = await box.get("/api/v1/troubles");
      return troubles.some(({ code }) => code === "config-rolled-back");
    });
    const endMs = performance.now() + 4_000;
    while (performance.now() < endMs) {
      await device.frame("fire");
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    const outputs: { id: string; on: boolean }[] = await box.get("/api/v1/outputs");
    assert.deepEqual(outputs.map(({ id, on }) => [id, on]), [["bell", true], ["horn", true]], "both go on");
    const gaps = [await longestGap(folder, "bell"), await longestGap(folder, "horn")];
    console.log(`longest pause of a siren under a roll-back of the outputs: ${Math.max(...gaps)} ms`);
    assert.ok(Math.max(...gaps) <= GAP_MS_MAX, `${gaps} ms`);
    device[Symbol.dispose]();
  }
  await Deno.remove(folder, { recursive: true });
});
