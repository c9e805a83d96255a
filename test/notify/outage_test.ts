/**
 * A whole box and a receiver that is away: what happened meanwhile is told afterwards, all of it, once, in order.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { Box } from "../e2e/box.ts";
import { TestDevice } from "../e2e/device.ts";
import { HttpSink } from "./sinks.ts";

const SECRET = "a secret of sixteen letters";

Deno.test("run: a receiver that dies in mid-outage is told exactly the backlog; killing the notifiers loses nothing, and what comes twice is known by its id", async () => {
  await using sink = new HttpSink(SECRET);
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  const file = join(folder, "embereye.yaml");
  const zones = ["a", "b", "c", "d"];
  await Deno.writeTextFile(
    file,
    `
zones: [${zones.map((zone) => `{id: ${zone}, name: Zone ${zone}}`).join(", ")}]
sensors: [${zones.map((zone) => `{id: s-${zone}, zone: ${zone}}`).join(", ")}]
outputs: [{id: bell, kind: siren, driver: simulated}]
sensorPort: {host: 127.0.0.1, port: 0}
page: {host: 127.0.0.1, port: 0, viewing: open}
notify: {targets: [{id: ops, kind: webhook, url: "http://127.0.0.1:${sink.port}/", secret: ${SECRET}, events: [alarm]}]}
`,
  );
  {
    await using box = await Box.run(file, folder);
    await box.pidOf("notify");
    const burn = async (zone: string): Promise<string> => {
      using device = await TestDevice.connect(box.sensorPort, `s-${zone}`);
      return await box.eventually(`the alarm in ${zone}`, async () => {
        await device.frame("fire");
        const alarms = await box.get("/api/v1/alarms");
        return alarms.find(({ zoneId }: { zoneId: string }) => zoneId === zone)?.id;
      });
    };
    const alarms = () =>
      sink.received.filter(({ body }) => body.kind === "alarm").map(({ body }) => body.alarmId);

    const ids = [await burn("a")];
    await box.eventually("the first alarm to be told", () => Promise.resolve(alarms().length === 1));
    assert.match(String(sink.received[0].body.text), /Zone a/);

    await sink.stop();
    ids.push(await burn("b"));
    await box.kill("notify");
    ids.push(await burn("c"));
    await box.pidOf("notify");
    ids.push(await burn("d"));
    sink.start();
    await box.eventually("the backlog", () => Promise.resolve(alarms().length === 4));
    assert.deepEqual(alarms(), ids);
    await box.kill("notify");
    await box.pidOf("notify");
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const copies = sink.received.length - new Set(sink.received.map(({ id }) => id)).size;
    assert(copies <= 2, `${copies} copies after two kills: one each, where the answer was not noted yet`);
    const once = new Map(sink.received.map((message) => [message.id, message.body]));
    const told = [...once.values()].filter(({ kind }) => kind === "alarm").map(({ alarmId }) => alarmId);
    assert.deepEqual(told, ids, "known by its id, each is told once and in order");
  }
  await Deno.remove(folder, { recursive: true });
});
