/**
 * Changes of the configuration on a running box: what they may not touch, and what brings them back.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { ConfigAct, ConfigAnswer } from "../../src/bus/messages.ts";
import { askSupervisor } from "../../src/app/config_client.ts";
import { pathsOf } from "../../src/app/paths.ts";
import { canMountSmallDisk, withSmallDisk } from "../../src/store/small_disk_for_tests.ts";
import { PATIENCE_MS } from "../eventually.ts";
import { Box } from "./box.ts";
import { TestDevice } from "./device.ts";

const CONFIG = `
zones: [{id: hall}, {id: attic}]
sensors: [{id: room, zone: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
sensorPort: {host: 127.0.0.1, port: 0}
page: {host: 127.0.0.1, port: 0, viewing: open}
`;

class Site implements AsyncDisposable {
  private constructor(readonly box: Box, readonly folder: string, readonly file: string) {}

  static async start(text = CONFIG, folder?: string): Promise<Site> {
    const own = folder ?? await Deno.makeTempDir({ prefix: "embereye-test-" });
    await Deno.mkdir(own, { recursive: true });
    const file = join(own, "embereye.yaml");
    await Deno.writeTextFile(file, text);
    return new Site(await Box.run(file, own), own, file);
  }

  ask(act: ConfigAct): Promise<ConfigAnswer> {
    return askSupervisor(pathsOf(join(this.folder, "state"), join(this.folder, "run")), "anna", act);
  }

  apply(text: string, trialSeconds?: number): Promise<ConfigAnswer> {
    const trial = trialSeconds === undefined ? {} : { trialSeconds };
    return this.ask({ act: "apply", text, reason: "a test", mustConfirm: false, dryRun: false, ...trial });
  }

  async pids(): Promise<Record<string, number>> {
    const { roles } = await this.box.get("/api/v1/status");
    return Object.fromEntries(roles.map(({ role, pid }: { role: string; pid: number }) => [role, pid]));
  }

  async troubles(): Promise<string[]> {
    const troubles: { code: string }[] = await this.box.get("/api/v1/troubles");
    return troubles.map(({ code }) => code);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.box.stop();
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Keeps a device of the sensor `room` sending and connecting anew, as real ones do, until the returned function is called. */
function keepSending(box: Box): () => Promise<void> {
  let going = true;
  const loop = (async () => {
    let device: TestDevice | undefined;
    while (going) {
      try {
        device ??= await TestDevice.connect(box.sensorPort, "room");
        await device.frame("calm");
      } catch (error) {
        if (!isCut(error)) throw error;
        device?.[Symbol.dispose]();
        device = undefined;
      }
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    device?.[Symbol.dispose]();
  })();
  return () => {
    going = false;
    return loop;
  };
}

/** The box has ended the connection, or takes none now. */
function isCut(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.ConnectionRefused || error instanceof Deno.errors.ConnectionAborted;
}

Deno.test("run: a change of limits, zones and outputs under a standing alarm keeps the alarm and restarts only what it must", async () => {
  await using site = await Site.start();
  const { box } = site;
  using device = await TestDevice.connect(box.sensorPort, "room");
  await box.eventually("an alarm", async () => {
    await device.frame("fire");
    return (await box.get("/api/v1/alarms"))[0];
  });
  const [{ id }] = await box.get("/api/v1/alarms");
  const before = await site.pids();
  const calm = CONFIG.replace("{id: attic}", "{id: attic, limits: {criticalC: 90}}, {id: cellar}");

  const changed = await site.apply(calm);
  assert(changed.ok, changed.message);
  assert.deepEqual(changed.changes.map(({ path }) => path), [
    "zones[attic].limits.criticalC",
    "zones[cellar]",
  ]);
  assert.deepEqual(await site.pids(), before, "nobody was restarted");
  await box.eventually("the new zone", async () => (await box.get("/api/v1/zones")).length === 3);
  const alarms = await box.get("/api/v1/alarms");
  assert.deepEqual(alarms.map((alarm: { id: string; latched: boolean }) => [alarm.id, alarm.latched]), [[
    id,
    true,
  ]]);
  assert.equal((await box.get("/api/v1/outputs"))[0].on, true);
  await new Promise((resolve) => setTimeout(resolve, 300));

  const refused = await site.apply(
    `${calm.replace("simulated}", "simulated}, {id: b2, kind: siren, driver: simulated}")}`,
  );
  assert.equal(refused.code, "alarm-stands", "sirens are not exchanged under an alarm");

  const masks = "{id: room, zone: hall, masks: [{column: 0, row: 0, columns: 8, rows: 8}]}";
  const hidden = await site.apply(calm.replace("{id: room, zone: hall}", masks));
  assert.equal(hidden.code, "alarm-stands", "no mask is laid over a fire");
  assert.match(hidden.message, /what 'room' looks at .* reset it first/);

  const moved = await site.apply(`${calm}log: {level: debug}\ndetect: {threads: 2}\nsite: {name: Mill}`);
  assert(moved.ok, moved.message);
  assert.deepEqual(await site.pids(), before);
  await box.eventually(
    "the new name",
    async () => (await box.get("/api/v1/status")).site.siteName === "Mill",
  );
});

Deno.test("run: a change that loses a sensor is rolled back by itself, and says why", async () => {
  await using site = await Site.start();
  const { box } = site;
  let stop = keepSending(box);
  await box.eventually("the sensor", async () => (await box.get("/api/v1/sensors"))[0]?.fresh);
  await new Promise((resolve) => setTimeout(resolve, 1_500));

  const bad = await site.apply(CONFIG.replace("{id: room,", "{id: room, location: romo,"), 300);
  assert(bad.ok, bad.message);
  assert.equal(bad.state.state, "trial");
  await stop();
  // The device is refused from now on, whatever it tries; the box must find out by itself.
  await box.eventually("the roll-back", async () => (await site.troubles()).includes("config-rolled-back"));
  const [trouble] = (await box.get("/api/v1/troubles")).filter(({ code }: { code: string }) =>
    code === "config-rolled-back"
  );
  assert.match(trouble.detail, /version 2 was rolled back to version 1: .*sensor-silent:room/);
  stop = keepSending(box);
  await box.eventually("the sensor again", async () => (await box.get("/api/v1/sensors"))[0]?.fresh);
  await stop();
  const state = await site.ask({ act: "confirm" });
  assert.deepEqual([state.code, state.state.version, state.state.state], ["no-trial", 1, "good"]);
});

Deno.test("run: a broken file neither stops a running box nor keeps it from starting", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  {
    const site = await Site.start(CONFIG, folder);
    await Deno.writeTextFile(site.file, CONFIG.replace("id: attic", "idd: attic"));
    await site.box.eventually("the trouble", async () => (await site.troubles()).includes("config-refused"));
    assert.equal((await site.box.get("/api/v1/zones")).length, 2);
    await site.box.stop();
  }
  {
    await using site = await Site.start(CONFIG.replace("id: attic", "idd: attic"), folder);
    const trouble = await site.box.eventually("the trouble", async () => {
      const troubles = await site.box.get("/api/v1/troubles");
      return troubles.find(({ code }: { code: string }) => code === "config-refused");
    });
    assert.match(trouble.detail, /unknown key 'idd'; did you mean 'id'/);
    assert.equal((await site.box.get("/api/v1/zones")).length, 2);
    await Deno.writeTextFile(site.file, CONFIG.replace("id: attic", "id: loft"));
    await site.box.eventually("the corrected file", async () => {
      const zones = await site.box.get("/api/v1/zones");
      return zones.some(({ id }: { id: string }) => id === "loft");
    });
    await site.box.eventually("the end of the trouble", async () => {
      const troubles = await site.box.get("/api/v1/troubles");
      return !troubles.some(({ code, active }: { code: string; active: boolean }) =>
        code === "config-refused" && active
      );
    });
  }
});

Deno.test("run: an installer changes the configuration over the API, compares versions, and it is in the audit log once", async () => {
  await using box = await Box.start(["--fire-after", "600"]);
  const headers = { authorization: `Bearer ${box.ready.installerToken}`, "content-type": "application/json" };
  const api = async (method: string, path: string, body?: unknown) => {
    const url = new URL(`/api/v1${path}`, box.ready.ui);
    const answer = await fetch(url, {
      method,
      headers,
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, body: await answer.json() };
  };
  const changed = await api("PATCH", "/config", {
    reason: "its name",
    patch: { site: { name: "Mill" } },
  });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  const { version } = changed.body.state;
  // The role that answers has given up its rights: it must not need them to compare.
  const earlier = await box.eventually("the earlier version", async () => {
    const { status, body } = await api("GET", `/config/history/${version - 1}`);
    if (status === 404) return undefined;
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  });
  assert.deepEqual(earlier.changes.map(({ path }: { path: string }) => path), ["site.name"]);
  assert.equal((await api("GET", "/config/history/9999")).status, 404);
  const entries = await box.eventually("the audit log", async () => {
    const { body } = await api("GET", "/audit?limit=50");
    const found = body.filter(({ act }: { act: string }) => act.startsWith("config-"));
    return found.length > 0 ? found : undefined;
  });
  assert.deepEqual(entries.map(({ act, outcome }: { act: string; outcome: string }) => [act, outcome]), [
    ["config-apply", "done"],
  ]);
});

Deno.test({
  name:
    "run: a change that asks for more than the disk has is refused with the sum; what asks for no more is taken",
  ignore: !canMountSmallDisk(),
  fn: () =>
    withSmallDisk("96m", async (disk) => {
      await using site = await Site.start(CONFIG, join(disk, "box"));
      const more = await site.apply(`${CONFIG}retention: {historyMegabytes: 600}`);
      assert.equal(more.code, "config-refused");
      assert.match(
        more.message,
        /^retention: evidenceMegabytes 512 and historyMegabytes 600 are 1,223 MB .* at most 86 MB are allowed on a disk of 96 MB/,
      );
      const less = await site.apply(`${CONFIG}retention: {historyMegabytes: 40}`);
      assert.ok(less.ok, less.message);
    }),
});
