/**
 * What hangs on the machine itself and is not there, is pulled out, comes back: a trouble each by its name, and nobody has to help.
 */
import assert from "node:assert/strict";
import { openKernel } from "../../src/hal/linux/libc.ts";
import { openPty } from "../../src/hal/linux/pty_testdata.ts";
import { Box } from "./box.ts";

/** Configured device paths lie in /dev; a link there is plugged and pulled by the test. */
const PORT = `/dev/embereye-test-${Deno.pid}`;

const kernel = openKernel();
const ignore = !kernel.ok || !mayLinkInDev();
if (ignore) {
  console.log("SKIPPED the devices that come and go: it needs Linux and a /dev that can be written (root)");
}

function mayLinkInDev(): boolean {
  try {
    Deno.symlinkSync("/dev/null", PORT);
    Deno.removeSync(PORT);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) return false;
    throw error;
  }
}

interface Trouble {
  readonly code: string;
  readonly subject: string;
  readonly active: boolean;
  readonly detail: string;
}

async function activeTroubles(box: Box): Promise<string[]> {
  const troubles: Trouble[] = await box.get("/api/v1/troubles");
  return troubles.filter(({ active }) => active).map(({ code, subject }) => `${code} ${subject}`);
}

Deno.test({
  name:
    "run: each device that is missing is named, and a serial port that is plugged, pulled and plugged again heals by itself",
  ignore,
  fn: async () => {
    assert(kernel.ok);
    const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
    const config = `${folder}/site.yaml`;
    await Deno.writeTextFile(
      config,
      `
zones: [{id: cellar}]
outputs:
  - {id: bell, kind: siren, driver: gpio, chip: no-such-chip, line: 1, feedback: {chip: no-such-chip, line: 2}}
callPoints: [{id: door, zone: cellar, chip: no-such-chip, line: 3}]
inputs: [{id: lid, kind: tamper, chip: no-such-chip, line: 4}]
sensors:
  - {id: wire, zone: cellar, calibration: linear, attached: {bus: serial, path: ${PORT}}}
  - {id: chip, zone: cellar, attached: {bus: i2c, path: /dev/i2c-199}}
hardwareWatchdog: {device: no-such-watchdog}
sensorPort: {host: 127.0.0.1, port: 0}
page: {host: 127.0.0.1, port: 0, viewing: open}
timeSync: {watch: false}
`,
    );
    {
      await using box = await Box.run(config, folder);
      const missing = [
        "output-fault bell",
        "device-missing bell",
        "device-missing door",
        "device-missing lid",
        "device-missing wire",
        "device-missing chip",
        "device-missing watchdog",
      ];
      await box.eventually("a trouble for each device", async () => {
        const found = await activeTroubles(box);
        const lacking = missing.filter((one) => !found.includes(one));
        if (lacking.length > 0) throw new Error(`lacking ${lacking.join(", ")}`);
        return true;
      });
      const has = (what: string, code: string, expected: boolean) =>
        box.eventually(what, async () => (await activeTroubles(box)).includes(code) === expected);

      let pty = openPty(kernel.value);
      await Deno.symlink(pty.slavePath, PORT);
      await has("the port that was plugged in", "device-missing wire", false);
      await Deno.remove(PORT);
      pty.master.close();
      await has("the port that was pulled out", "device-gone wire", true);
      pty = openPty(kernel.value);
      await Deno.symlink(pty.slavePath, PORT);
      await has("the port that is back", "device-gone wire", false);
      await Deno.remove(PORT);
      pty.master.close();

      // Fusion starts anew: whoever owns a trouble tells it again.
      const pid = await box.kill("fusion");
      await box.eventually("fusion to be back", async () => await box.pidOf("fusion") !== pid);
      await box.eventually("the troubles of the devices after that", async () => {
        const found = await activeTroubles(box);
        return missing.filter((one) => !one.endsWith("wire")).every((one) => found.includes(one));
      });
    }
    await Deno.remove(folder, { recursive: true });
  },
});
