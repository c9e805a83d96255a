/**
 * Watchers of a site as processes, with a real server: one page for all, one fire seen by two boxes is one, a dead box is seen, and of two
 * watchers one leads.
 */
import { jetstream } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import assert from "node:assert/strict";
import { keyBucket } from "../../src/fleet/wire.ts";
import { SiteBox } from "./boxes.ts";
import { eventually, natsLacking, NatsServer, skippedWithout } from "./nats.ts";
import { Watcher } from "./watcher.ts";

const ignore = skippedWithout(natsLacking(), "watchers of a site and a real NATS server");

/** Five seconds are promised; a machine that runs all tests at once gets some more. */
const FAIL_OVER_MS = 15_000;

const NEIGHBOURS = `neighbours: [[north/hall, south/hall]]\nboxes: [north, south]\nsilentSeconds: 4\n`;

Deno.test({
  name:
    "site: one fire seen by two boxes is one on the page, a box that dies is a trouble and its alarm stands, and a new watcher knows all of it",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start();
    await using watcher = await Watcher.start(server, NEIGHBOURS);
    await using north = await SiteBox.start("north", { servers: [server.url] });
    const south = await SiteBox.start("south", { servers: [server.url], zones: ["hall", "attic"] });
    try {
      await eventually("both boxes to be heard", async () => {
        const { boxes } = await watcher.report();
        return boxes.length === 2 && boxes.every(({ heardAgoMs }) => heardAgoMs !== undefined);
      });
      await Promise.all([north.burn(), south.burn()]);
      const { incidents } = await eventually("both alarms with their sentences", async () => {
        const report = await watcher.report();
        const alarms = report.incidents.flatMap((incident) => incident.alarms);
        return alarms.length === 2 && alarms.every(({ text }) => text !== undefined) && report;
      });
      assert.equal(incidents.length, 1, "neighbours see one fire");
      assert.deepEqual([...incidents[0].boxes].sort(), ["north", "south"]);
      await south.burn("attic");
      await eventually(
        "a fire elsewhere to be another",
        async () => (await watcher.report()).incidents.length === 2,
      );
      const page = await watcher.page();
      assert.match(page, /2 fire alarms/);
      assert.match(page, /Zone attic/);
    } finally {
      await south[Symbol.asyncDispose]();
    }
    const dead = await eventually("the dead box to be missed", async () => {
      const report = await watcher.report();
      return report.troubles.some(({ code, subject }) => code === "box-silent" && subject === "south") &&
        report;
    });
    assert.equal(dead.incidents.length, 2, "the alarms of a box that is gone stand");
    // A watcher that begins with nothing reads the same out of the stream; one that is killed goes on.
    await using fresh = await Watcher.start(server, NEIGHBOURS);
    await eventually("a new watcher to know", async () => {
      const { incidents } = await fresh.report();
      return incidents.length === 2 &&
        incidents.every(({ alarms }) => alarms.every(({ text }) => text !== undefined));
    });
  },
});

Deno.test({
  name:
    "site: of two watchers one leads; when it is killed or hangs the other leads within seconds, and never both",
  ignore,
  fn: async () => {
    await using server = await NatsServer.start();
    const nc = await server.connect();
    const kv = await new Kvm(jetstream(nc)).create(keyBucket("plant"), { history: 1 });
    const lease = async () => (await kv.get("leader"))?.json<{ holder: string; term: number }>();
    await using one = await Watcher.start(server, "");
    await using two = await Watcher.start(server, "");
    const leaders = async (watchers: readonly Watcher[]) => {
      const reports = await Promise.all(watchers.map((watcher) => watcher.report()));
      return watchers.filter((_, i) => reports[i].leads);
    };
    const leader = () => eventually("a leader", async () => (await leaders([one, two])).at(0));
    await leader();
    for (let i = 0; i < 20; i++) {
      assert((await leaders([one, two])).length <= 1, "never both");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const first = await leader();
    const second = first === one ? two : one;
    const { term } = (await lease())!;
    first.freeze();
    const frozenMs = performance.now();
    await eventually("the other to lead", async () => (await second.report()).leads);
    const tookMs = performance.now() - frozenMs;
    console.log(`fail-over after a hang: ${Math.round(tookMs)} ms`);
    assert(tookMs < FAIL_OVER_MS, `${tookMs} ms`);
    assert.equal((await lease())?.term, term + 1);
    first.thaw();
    // From its first answer on it must not believe what it believed before it was frozen.
    for (let i = 0; i < 20; i++) {
      assert(!(await leaders([first, second])).includes(first));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await second.kill();
    const killedMs = performance.now();
    await eventually("the first to lead again", async () => (await first.report()).leads);
    console.log(`fail-over after a kill: ${Math.round(performance.now() - killedMs)} ms`);
    assert(performance.now() - killedMs < FAIL_OVER_MS);
    await nc.close();
  },
});
