/**
 * What systemd hears of a real box: up, a reload, how it is, down; and that a reload takes the shares of the machine in.
 */
import assert from "node:assert/strict";
import { listenAsSystemd, type SystemdEnd } from "../../src/watchdog/sd_listener_for_tests.ts";
import { Box } from "./box.ts";

const ignore = Deno.build.os !== "linux";
if (ignore) console.log("SKIPPED what systemd hears: it needs Linux");

function site(uiNice: number): string {
  return `
zones: [{id: hall, name: Hall B}]
sensors: [{id: room, zone: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
inputs: [{id: lid, kind: tamper, chip: no-such-chip, line: 1}]
sensorPort: {host: 127.0.0.1, port: 0}
page: {host: 127.0.0.1, port: 0, viewing: open}
timeSync: {watch: false}
resources: {ui: {nice: ${uiNice}}}
`;
}

const TROUBLE = /STATUS=.*trouble.*device-missing \(lid\)/;

/** Reads what comes until one message matches. */
async function hears(systemd: SystemdEnd, box: Box, expected: RegExp): Promise<string[]> {
  const before: string[] = [];
  await box.eventually(`systemd to hear ${expected}`, () => {
    for (let said = systemd.receive(); said !== undefined; said = systemd.receive()) {
      before.push(said);
      if (expected.test(said)) return Promise.resolve(true);
    }
    return Promise.resolve(false);
  });
  return before;
}

async function niceOf(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
}

Deno.test({
  name: "run: systemd hears READY, the troubles, RELOADING around a changed configuration, and STOPPING",
  ignore,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
    const file = `${folder}/site.yaml`;
    await Deno.writeTextFile(file, site(11));
    const address = `@embereye-test-${crypto.randomUUID()}`;
    const systemd = listenAsSystemd(address);
    {
      await using box = await Box.run(file, folder, { NOTIFY_SOCKET: address, WATCHDOG_USEC: "10000000" });
      const first = await hears(systemd, box, /^READY=1/);
      assert.equal(first.filter((said) => said.startsWith("READY=1")).length, 1);
      // It may stand in the very first line.
      if (!first.some((said) => TROUBLE.test(said))) await hears(systemd, box, TROUBLE);
      await hears(systemd, box, /^WATCHDOG=1$/);
      const ui = await box.pidOf("ui");
      await box.eventually("the page's priority", async () => await niceOf(ui) === 11);

      await Deno.writeTextFile(file, site(14));
      Deno.kill(box.pid, "SIGHUP");
      await hears(systemd, box, /^RELOADING=1\nMONOTONIC_USEC=\d+$/);
      const after = await hears(systemd, box, /^READY=1\nSTATUS=/);
      assert(!after.some((said) => said.startsWith("STATUS=")), "a reload ends with READY");
      await box.eventually("the page's new priority", async () => await niceOf(ui) === 14);
      assert.equal(await box.pidOf("ui"), ui, "nothing was started anew for it");
    }
    const last: string[] = [];
    for (let said = systemd.receive(); said !== undefined; said = systemd.receive()) last.push(said);
    assert(last.some((said) => said.startsWith("STOPPING=1")), last.join("\n"));
    systemd.close();
    await Deno.remove(folder, { recursive: true });
  },
});
