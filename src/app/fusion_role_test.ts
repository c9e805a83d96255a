import assert from "node:assert/strict";
import { startFusion } from "./fusion_role.ts";
import { startOutputs } from "./outputs_role.ts";
import { eventually, IN_PROCESS, RoleRig } from "./role_for_tests.ts";

Deno.test(
  "startFusion: with a journal that is rubbish and outputs that hold an alarm it runs, takes the alarm over, and says what it lost",
  IN_PROCESS,
  async () => {
    await using rig = await RoleRig.make();
    Deno.writeTextFileSync(rig.paths.eventsDatabase, "no database at all, but for its length".repeat(100));
    await rig.start("outputs", startOutputs);
    {
      using before = await rig.connect("outputs", "fusion");
      const order = {
        epoch: 7,
        revision: 1,
        sirens: { bell: "continuous" },
        relays: {},
        latched: [{ alarmId: "a1", zoneId: "hall", silenced: false, raisedAtWallMs: 1 }],
        released: [],
      };
      before.channel.send({ kind: "order", order });
      await eventually(
        "the outputs to hold it",
        () => before.heard.some(({ latched }) => latched?.length === 1),
      );
    }
    await rig.start("fusion", startFusion);
    using page = await rig.connect("fusion", "ui");
    const site = await eventually(
      "the alarm on the page",
      () =>
        page.heard.findLast(({ kind, alarms, troubles }) =>
          kind === "site" && alarms.some(({ id }: { id: string }) => id === "a1") &&
          troubles.some(({ code }: { code: string }) => code === "store-failed")
        ),
    );
    assert.equal(site.outputs.find(({ id }: { id: string }) => id === "bell")?.on, true);
  },
);

Deno.test(
  "startFusion: messages that nobody understands, from whomever, change nothing, and a sensor that comes after them is taken in",
  IN_PROCESS,
  async () => {
    await using rig = await RoleRig.make();
    await rig.start("outputs", startOutputs);
    await rig.start("fusion", startFusion);
    const junk = [null, 5, "text", [], {}, { kind: "act" }, {
      kind: "fault",
      code: "no-such-code",
      subject: "x",
    }, {
      kind: "order",
      order: {},
    }];
    for (const role of ["ui", "notify", "fleet", "detect", "cameras-0", "sensors"]) {
      using peer = await rig.connect("fusion", role);
      for (const message of junk) peer.channel.send(message);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    using sensors = await rig.connect("fusion", "sensors");
    sensors.channel.send({
      kind: "sensor",
      index: 65_535,
      sensorId: "point",
      zoneId: "hall",
      admitted: true,
    });
    using page = await rig.connect("fusion", "ui");
    await eventually(
      "the sensor on the page",
      () =>
        page.heard.some(({ kind, sensors }) =>
          kind === "site" && sensors.some(({ id }: { id: string }) => id === "point")
        ),
    );
  },
);
