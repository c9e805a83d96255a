/**
 * Sirens of one box for an alarm of another, as processes with a real server: confirmed, never for old words, and standing when the bus is gone.
 */
import assert from "node:assert/strict";
import { callSubject } from "../../src/fleet/calls/words.ts";
import { SiteBox } from "./boxes.ts";
import { eventually, natsLacking, NatsServer, skippedWithout } from "./nats.ts";

const ignore = skippedWithout(natsLacking(), "sirens across boxes and a real NATS server");

const KEY = "the-key-of-this-site";

async function withKey(server: NatsServer, key: string, rest: string): Promise<string> {
  const path = await Deno.makeTempFile({ dir: server.folder });
  await Deno.writeTextFile(path, key);
  await Deno.chmod(path, 0o600);
  return `  key: {file: ${path}}\n  ${rest}\n`;
}

/** Calls south for its zone `hall`. */
async function startNorth(server: NatsServer): Promise<SiteBox> {
  const fleet = await withKey(server, KEY, "calls: [{zones: [hall], boxes: [south]}]");
  return await SiteBox.start("north", { servers: [server.url], zones: ["hall", "attic"], fleet });
}

/** Sounds in its zone `evac` for north. */
async function startSouth(server: NatsServer, key = KEY): Promise<SiteBox> {
  const fleet = await withKey(server, key, "answers: [{box: north, zone: evac}]");
  return await SiteBox.start("south", { servers: [server.url], zones: ["evac"], fleet });
}

/** How many calls a box has refused for a reason. */
async function refused({ box }: SiteBox, reason: string): Promise<number> {
  const response = await fetch(new URL("/metrics", box.ready.ui), { signal: AbortSignal.timeout(10_000) });
  const line = new RegExp(
    `^embereye_fleet_calls_refused_total\\{[^}]*reason="${reason}"[^}]*\\} (\\d+)`,
    "m",
  );
  return Number(line.exec(await response.text())?.[1] ?? 0);
}

async function alarms(box: SiteBox) {
  return await box.box.get("/api/v1/alarms") as {
    id: string;
    zoneId: string;
    active: boolean;
    latched: boolean;
  }[];
}

/** Whether a box hears the other: its sensor `box:north` delivers. */
async function hears(box: SiteBox): Promise<boolean> {
  const sensors = await box.box.get("/api/v1/sensors");
  return sensors.some(({ id, fresh }: { id: string; fresh: boolean }) => id === "box:north" && fresh);
}

Deno.test({
  name:
    "run: an alarm of the zone that calls sounds the other box's sirens, is confirmed, and stands there when the bus is gone",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start();
    await using north = await startNorth(server);
    await using south = await startSouth(server);
    {
      await eventually("south to hear north", () => hears(south));
      await north.burn("attic");
      await north.burn("hall");
      await eventually("the other siren", () => south.sounds());
      const [called] = await alarms(south);
      assert.equal(called.zoneId, "evac");
      assert.match(
        JSON.stringify(await south.box.get("/api/v1/events")),
        /a fire alarm of another box at north/,
      );
      // Confirmed: longer than a confirmation may take, no trouble.
      await new Promise((resolve) => setTimeout(resolve, 7_000));
      assert(!(await north.troubles()).includes("fleet-unanswered"));
      await server.kill();
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      assert(await south.sounds(), "what sounds goes on without the bus");
      assert(await north.sounds());
      await eventually(
        "north to say that nobody confirms any more",
        async () => (await north.troubles()).includes("fleet-unanswered"),
      );
      await eventually(
        "south to miss north",
        async () => (await south.troubles()).includes("sensor-silent"),
        90_000,
      );
      assert(await south.sounds());
      await server.restart();
      await eventually(
        "the confirmation again",
        async () => !(await north.troubles()).includes("fleet-unanswered"),
      );
    }
  },
});

Deno.test({
  name:
    "run: recorded calls that are played again, calls without the key and made-up ones sound nothing; a box with another key is told of",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start();
    const nc = await server.connect();
    const recorded: { subject: string; data: Uint8Array }[] = [];
    nc.subscribe("embereye.plant.call.>", {
      callback: (_error, { subject, data }) => void recorded.push({ subject, data: data.slice() }),
    });
    await nc.flush();
    {
      await using north = await startNorth(server);
      await using south = await startSouth(server);
      await eventually("south to hear north", () => hears(south));
      await north.burn("hall");
      await eventually("the other siren", () => south.sounds());
    }
    const fire = recorded.filter(({ data }) => new TextDecoder().decode(data).includes("A1-"));
    assert(fire.length > 0);
    {
      // South begins with an empty disk, and north is gone: the words of the fire are all there is.
      await using south = await startSouth(server);
      await eventually("all of them to be refused", async () => {
        for (const { subject, data } of fire) nc.publish(subject, data);
        nc.publish(callSubject("plant", "south", "north"), '{"v":1}');
        nc.publish(callSubject("plant", "south", "west"), fire[0].data);
        await nc.flush();
        return await refused(south, "old-ticket") >= fire.length && await refused(south, "broken-seal") >= 2;
      });
      assert.deepEqual(await alarms(south), []);
      assert.equal(await south.sounds(), false);
    }
    await using north = await startNorth(server);
    await using south = await startSouth(server, "another-key-of-another-site");
    await south.box.pidOf("fleet");
    await north.burn("hall");
    await eventually(
      "north to say that south does not confirm",
      async () => (await north.troubles()).includes("fleet-unanswered"),
    );
    assert.equal(await south.sounds(), false);
    await nc.close();
  },
});
