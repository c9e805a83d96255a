/**
 * Central configuration with real boxes and a real server: a canary first, forged and replayed versions refused, a bad one taken back, a
 * command that is killed gone on with; and an alarm that stands through all of it.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { centralBucket, offerKey, reportKey } from "../../src/fleet/central/wire.ts";
import { storeOf } from "../../src/fleet/kv.ts";
import { TestDevice } from "../e2e/device.ts";
import { SiteBox } from "./boxes.ts";
import { eventually, natsLacking, NatsServer, skippedWithout } from "./nats.ts";

const ignore = skippedWithout(natsLacking(), "central configuration and a real NATS server");
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const COMMAND_MS = 240_000;

/** A command that runs. */
function start(...args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", "--quiet", "main.ts", "fleet", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(COMMAND_MS),
  }).spawn();
}

async function ended(process: Deno.ChildProcess): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await process.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

function fleet(...args: string[]) {
  return ended(start(...args));
}

/** The site's configuration: what the boxes have, and the limits that are asked for. */
function documentOf(limits: string, trialMinutes: number): string {
  return `
site: plant
base:
  zones: [{id: hall, name: Zone hall, limits: ${limits}}]
  sensors: [{id: s-hall, zone: hall}]
  outputs: [{id: bell, kind: siren, driver: simulated}]
  sensorPort: {host: 127.0.0.1, port: 0}
  page: {host: 127.0.0.1, port: 0, viewing: open}
  timeSync: {watch: false}
  changes: {trialMinutes: ${trialMinutes}}
boxes:
  north: {site: {name: Box north}}
  south: {site: {name: South of the plant}}
`;
}

async function criticalC({ folder }: SiteBox): Promise<number> {
  return JSON.parse(await Deno.readTextFile(join(folder, "run", "config.json"))).zones[0].limits.criticalC;
}

/** The detail of the trouble about what lies on the servers; undefined where it is not there. */
async function refusal({ box }: SiteBox): Promise<string | undefined> {
  const troubles = await box.get("/api/v1/troubles") as { code: string; active: boolean; detail: string }[];
  return troubles.find(({ code, active }) => active && code === "central-refused")?.detail;
}

Deno.test({
  name:
    "fleet rollout: canary first; forged and replayed versions refused; a bad one taken back with its alarm standing; a killed command gone on with",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start();
    const folder = server.folder;
    const key = join(folder, "installer.key");
    const made = await fleet("key", "new", key);
    assert.equal(made.code, 0, made.err);
    assert.equal((await Deno.stat(key)).mode! & 0o777, 0o600);
    const publicKey = made.out.trim();
    const config = join(folder, "site.yaml");
    await Deno.writeTextFile(
      config,
      `fleet: {site: plant, servers: ["${server.url}"]}\nboxes: [north, south]\n`,
    );
    const options = { servers: [server.url], fleet: `  central: {keys: ["${publicKey}"]}` };
    await using north = await SiteBox.start("north", options);
    await using south = await SiteBox.start("south", options);
    const rollout = async (limits: string, trialMinutes = 0.1) => {
      const file = join(folder, "plant.yaml");
      await Deno.writeTextFile(file, documentOf(limits, trialMinutes));
      return [
        "rollout",
        file,
        "--config",
        config,
        "--key",
        key,
        "--canary",
        "north",
        "--wait",
        "1s",
        "--reason",
        "a test",
      ];
    };
    // The command is killed while the canary proves it. Another machine, which has the key alone and not the file, goes on with it; there the server dies.
    const beginning = start(...await rollout("{criticalC: 70}"));
    await eventually("the canary to have it", async () => await criticalC(north) === 70);
    beginning.kill("SIGKILL");
    await ended(beginning);
    const elsewhere = await Deno.makeTempDir({ dir: folder });
    for (const file of ["site.yaml", "installer.key"]) {
      await Deno.copyFile(join(folder, file), join(elsewhere, file));
    }
    const resumed = start(
      "rollout",
      "--resume",
      "--config",
      join(elsewhere, "site.yaml"),
      "--key",
      join(elsewhere, "installer.key"),
    );
    await eventually(
      "somebody to work on it again",
      async () => JSON.parse((await fleet("status", "--config", config, "--json")).out).isWorkedOn,
    );
    await server.kill();
    await server.restart();
    const first = await ended(resumed);
    assert.equal(first.code, 0, first.err);
    assert.match(first.out, /^v1: all boxes have it/);
    assert.deepEqual([await criticalC(north), await criticalC(south)], [70, 70]);
    const told = (line: string) => {
      const place = first.err.indexOf(line);
      assert(place >= 0, `'${line}' in:\n${first.err}`);
      return place;
    };
    assert(told("north: good") < told("south: offered"), "the canary first");
    const drift = await fleet("drift", "--config", config, "--check");
    assert.deepEqual([drift.code, drift.out], [0, "2 boxes run v1\n"], drift.err);

    const nc = await server.connect();
    try {
      const kv = await storeOf(nc, centralBucket("plant"));
      const offered = async (box: string) => (await kv.get(offerKey(box)))!.string();
      const right = await offered("south");
      const taken = await offered("north");
      const forged = right.replace(/(criticalC\W+)70/, (_, key) => `${key}99`);
      assert.notEqual(forged, right);
      await kv.put(offerKey("south"), forged);
      const look = () => nc.publish("embereye.plant.central");
      look();
      assert.match(
        await eventually("the forged one to be refused", () => refusal(south)),
        /signature is broken/,
      );
      await kv.put(offerKey("south"), right);
      look();
      await eventually("the right one to be known", async () => await refusal(south) === undefined);
      await kv.put(offerKey("north"), right);
      look();
      assert.match(
        await eventually("another box's to be refused", () => refusal(north)),
        /not signed for this box/,
      );
      assert.deepEqual([await criticalC(north), await criticalC(south)], [70, 70]);

      // The canary's room is warmer than this allows: its own trial takes it back, and south never has it.
      using device = await TestDevice.connect(north.box.sensorPort, "s-hall");
      const streaming = new AbortController();
      const stream = (async () => {
        while (!streaming.signal.aborted) {
          await device.frame("calm");
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      })();
      const bad = await fleet(...await rollout("{criticalC: 15, preAlarmC: 5}", 2));
      streaming.abort();
      await stream;
      assert.equal(bad.code, 1, bad.err);
      assert.match(bad.out.replaceAll("\n", " "), /^v2: it was taken back: north: rolled back/);
      assert.deepEqual([await criticalC(north), await criticalC(south)], [70, 70]);
      assert.doesNotMatch(bad.err, /south: (offered|on trial)/);
      assert.equal((await north.box.get("/api/v1/alarms")).length, 1, "its alarm stands all the same");
      assert.equal(await north.sounds(), true);

      const withdrawal = await offered("north");
      await kv.put(offerKey("north"), taken);
      look();
      assert.match(
        await eventually("the replayed one to be refused", () => refusal(north)),
        /v1 is older than v3/,
      );
      await kv.put(offerKey("north"), withdrawal);
      look();
      await eventually("the withdrawal to be known", async () => await refusal(north) === undefined);

      // While the alarm stands nothing is changed there; the command is killed, and another takes the version back.
      const waiting = start(...await rollout("{criticalC: 72}"));
      const report = async (box: string) => JSON.parse((await kv.get(reportKey(box)))!.string());
      await eventually(
        "north to wait for the end of the alarm",
        async () => (await report("north")).order.state === "waiting",
      );
      waiting.kill("SIGKILL");
      await ended(waiting);
      const status = JSON.parse((await fleet("status", "--config", config, "--json")).out);
      assert.deepEqual([status.isWorkedOn, status.rollout.phase], [false, "proving"]);
      const again = await fleet(...await rollout("{criticalC: 73}"));
      assert.deepEqual([again.code, again.out], [1, ""]);
      assert.match(again.err, /roll-out of v4 is not over: --resume goes on with it/);
      const stopped = await fleet("rollout", "--stop", "--config", config, "--key", key);
      assert.equal(stopped.code, 0, stopped.err);
      assert.match(stopped.out, /^v4: it was taken back: stopped by /);
      assert.deepEqual([await criticalC(north), await criticalC(south)], [70, 70]);
      assert.equal(await north.sounds(), true, "and the siren sounds on");

      // A person at the box may always change it, and it shows.
      const file = join(south.folder, "embereye.yaml");
      const text = await Deno.readTextFile(file);
      await Deno.writeTextFile(
        file,
        text.replace("Box south}", "South of the plant}\nchanges: {trialMinutes: 0.1}")
          .replace("id: hall, name: Zone hall", "id: hall, name: Zone hall, limits: {criticalC: 66}"),
      );
      await eventually("the file to be taken in", async () => await criticalC(south) === 66);
      await eventually("the drift to be told", async () => (await report("south")).drift.count > 0);
      const { code, out: edited } = await fleet("drift", "--config", config, "--check");
      assert.equal(code, 1);
      assert.match(edited, /^1 box runs v1, 1 differs by hand in thresholds\n/);
      assert(edited.split("\n").every((line) => line.length <= 80), edited);
    } finally {
      await nc.close();
    }
  },
});
