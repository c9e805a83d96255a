/**
 * Cameras of a box that dies, as processes with a real server: another box watches them, alarms for what they see, and gives them back.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { SiteBox } from "./boxes.ts";
import { eventually, natsLacking, NatsServer, skippedWithout } from "./nats.ts";

const ignore = skippedWithout(natsLacking(), "cameras of a dead box and a real NATS server");

/** What the issue asks for. */
const TAKEN_MS = 30_000;

interface Camera {
  readonly cameraId: string;
  readonly isLive: boolean;
  readonly name: string;
}

async function cameras({ box }: SiteBox): Promise<Camera[]> {
  return await box.get("/api/v1/cameras");
}

async function zoneNames({ box }: SiteBox): Promise<string[]> {
  const zones = await box.get("/api/v1/zones");
  return zones.map(({ name }: { name: string }) => name);
}

async function alarmZones({ box }: SiteBox): Promise<string[]> {
  const alarms = await box.get("/api/v1/alarms");
  return alarms.map(({ zoneId }: { zoneId: string }) => zoneId);
}

/** What `embereye fleet cameras` says. */
async function shared(config: string): Promise<{ readonly watchedBy: readonly string[] }[]> {
  const { stdout, stderr, code } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-prompt",
      "--quiet",
      "main.ts",
      "fleet",
      "cameras",
      "--json",
      "--config",
      config,
    ],
    signal: AbortSignal.timeout(60_000),
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout)).cameras;
}

Deno.test({
  name:
    "run: the camera of a box that dies is watched by another within 30 s, its fire alarms there, and the box gets it back",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start();
    const servers = [server.url];
    await using north = await SiteBox.start("north", {
      servers,
      zones: ["boiler"],
      cameras: ["{id: kettle, zone: boiler, home: north, fps: 2, source: 'test:room'}"],
    });
    await using south = await SiteBox.start("south", {
      servers,
      zones: ["office"],
      bareZones: ["{id: north-boiler, name: Boiler room, limits: {visionAlone: true}}"],
      cameras: ["{id: kettle, name: Kettle, zone: north-boiler, home: north, fps: 2, source: 'test:fire@3'}"],
    });
    await eventually("north to watch its camera", async () => (await cameras(north))[0]?.isLive);
    // Had south not heard north, it would have taken the camera by then.
    await south.box.pidOf("fleet");
    await new Promise((resolve) => setTimeout(resolve, 14_000));
    assert.deepEqual(await cameras(south), []);
    assert.deepEqual(await zoneNames(south), ["Zone office"]);

    await north.box.die();
    const startMs = performance.now();
    const camera = await eventually("south to take the camera", async () => (await cameras(south))[0]);
    const takenMs = performance.now() - startMs;
    assert(takenMs < TAKEN_MS, `it took ${takenMs.toFixed(0)} ms`);
    assert.equal(camera.name, "Kettle (box north)");
    await eventually("its pictures", async () => (await cameras(south))[0]?.isLive);
    console.log(
      `taken after ${takenMs.toFixed(0)} ms, pictures after ${(performance.now() - startMs).toFixed(0)} ms`,
    );
    await eventually("the alarm", async () => (await alarmZones(south)).includes("north-boiler"));
    assert.deepEqual(await zoneNames(south), ["Zone office", "Boiler room (box north)"]);
    await eventually("the siren", () => south.sounds());
    await eventually("the trouble", async () => (await south.troubles()).includes("fleet-guarding"));
    assert(!JSON.stringify(await south.box.get("/api/v1/events")).includes("was removed"));

    const file = join(south.folder, "site.yaml");
    await Deno.writeTextFile(file, `fleet: {site: plant, servers: ["${server.url}"]}\n`);
    // A heartbeat may be late on a busy machine.
    const [kettle] = await eventually("south to be heard", async () => {
      const all = await shared(file);
      return all[0]?.watchedBy.length > 0 && all;
    });
    assert.deepEqual(kettle, { home: "north", id: "kettle", watchedBy: ["south"], wouldTake: ["south"] });

    await north.restart();
    await eventually("north to watch its camera", async () => (await cameras(north))[0]?.isLive);
    await eventually("south to let go", async () => (await cameras(south)).length === 0);
    await eventually(
      "the end of the trouble",
      async () => !(await south.troubles()).includes("fleet-guarding"),
    );
    assert.deepEqual(await alarmZones(south), ["north-boiler"], "an alarm stands until a person resets it");
    assert(await south.sounds());

    // Without the bus each watches its own, and knows nothing of the other.
    await server.kill();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await eventually("north still to watch", async () => (await cameras(north))[0]?.isLive);
    assert.deepEqual(await cameras(south), []);
  },
});
