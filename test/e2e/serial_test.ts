/**
 * A sensor on a serial port of this machine, through a real terminal device of the kernel.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openKernel } from "../../src/hal/linux/libc.ts";
import { openPty } from "../../src/hal/linux/pty_testdata.ts";
import { SimulatedSensor } from "../../src/hal/thermal/simulated_sensor.ts";
import { encodeFrame, encodeInputs } from "../../src/ingest/protocol/encoder.ts";
import { Box } from "./box.ts";

const kernel = openKernel();
if (!kernel.ok) console.log("SKIPPED the serial sensor: it needs Linux");

Deno.test({
  name: "run: a sensor on a serial port is read like one of the network",
  ignore: !kernel.ok,
  fn: async () => {
    assert(kernel.ok);
    const { master, slavePath } = openPty(kernel.value);
    const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
    const config = join(folder, "site.yaml");
    await Deno.writeTextFile(
      config,
      `
zones: [{id: cellar, name: Cellar}]
sensors: [{id: c1, zone: cellar, calibration: linear, attached: {bus: serial, path: ${slavePath}}}]
outputs: [{id: bell, kind: siren, driver: simulated}]
sensorPort: {host: 127.0.0.1, port: 0}
page: {host: 127.0.0.1, port: 0, viewing: open}
`,
    );
    {
      await using box = await Box.run(config, folder);
      const sensor = new SimulatedSensor({ kind: "linear", seed: 4 });
      let tMs = 0;
      const found = await box.eventually("the sensor's picture", async () => {
        // The terminal takes a few kilobytes at a time, so the frame goes in pieces.
        const bytes = new Uint8Array([
          ...encodeFrame(sensor.frame(tMs += 500), { tag: String(tMs) }),
          ...encodeInputs(sensor.inputs(tMs)),
        ]);
        for (let at = 0; at < bytes.length;) {
          const written = master.write(bytes.slice(at, at + 1_024));
          if (written.ok) at += written.value;
          else await new Promise((resolve) => setTimeout(resolve, 5));
        }
        const sensors: { id: string; fresh: boolean; inputs: { input: string; value?: number }[] }[] =
          await box.get(
            "/api/v1/sensors",
          );
        return sensors.find(({ id, fresh }) => id === "c1" && fresh);
      });
      const thermal = found.inputs.find(({ input }) => input === "thermal");
      assert(thermal?.value !== undefined && thermal.value > 15 && thermal.value < 40, `${thermal?.value}`);
    }
    master.close();
    await Deno.remove(folder, { recursive: true });
  },
});
