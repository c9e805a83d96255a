import assert from "node:assert/strict";
import { EventStore } from "../store/event_store.ts";
import { sampleAlarm, sampleBatch } from "../store/samples_for_tests.ts";
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

/** Threads whose disk does not answer what the journal remembers before it is let go. */
function withHangingDisk(): { letGo(): void } & Disposable {
  const held: (() => void)[] = [];
  const real = globalThis.Worker;
  globalThis.Worker = class extends real {
    override postMessage(message: { readonly kind: string }): void {
      if (message.kind === "recall") held.push(() => super.postMessage(message));
      else super.postMessage(message);
    }
  };
  return {
    letGo: () => held.forEach((send) => send()),
    [Symbol.dispose]: () => void (globalThis.Worker = real),
  };
}

Deno.test(
  "startFusion: with a disk that hangs it runs on what the outputs hold, raises alarms, says what it does not know, and knows it once the disk answers",
  IN_PROCESS,
  async () => {
    await using rig = await RoleRig.make();
    const opened = EventStore.open({ path: rig.paths.eventsDatabase, nowWallMs: 0 });
    assert.ok(opened.ok);
    const place = { zoneId: "hall", acknowledged: true };
    const alarms = ["a1", "a2"].map((id) => ({ alarm: sampleAlarm(id, place), ended: false }));
    assert.ok(opened.value.write(sampleBatch({ alarms })).ok);
    opened.value.close();
    await rig.start("outputs", startOutputs);
    {
      using before = await rig.connect("outputs", "fusion");
      const latched = [{ alarmId: "a1", zoneId: "hall", silenced: false, raisedAtWallMs: 1 }];
      const order = {
        epoch: 7,
        revision: 1,
        sirens: { bell: "continuous" },
        relays: {},
        latched,
        released: [],
      };
      before.channel.send({ kind: "order", order });
      await eventually("the outputs to hold it", () => before.heard.some(({ latched: [one] }) => one));
    }
    using disk = withHangingDisk();
    await rig.start("fusion", startFusion);
    using page = await rig.connect("fusion", "ui");
    const lost = await eventually(
      "the alarm of the outputs, and the trouble",
      () =>
        page.heard.findLast(({ kind, alarms, troubles }) =>
          kind === "site" && alarms.length === 1 &&
          troubles.some(({ id, active }: { id: string; active: boolean }) =>
            id === "store-failed:memory" && active
          )
        ),
    );
    assert.deepEqual([lost.alarms[0].id, lost.alarms[0].acknowledged], ["a1", false]);
    assert.equal(lost.outputs.find(({ id }: { id: string }) => id === "bell")?.on, true);
    disk.letGo();
    const known = await eventually(
      "what the journal knows",
      () => page.heard.findLast(({ kind, alarms }) => kind === "site" && alarms.length === 2),
    );
    assert.deepEqual(
      known.alarms.map(({ id, acknowledged }: Record<string, unknown>) => [id, acknowledged]).sort(),
      [["a1", true], ["a2", true]],
    );
    await eventually(
      "the end of the trouble",
      () =>
        page.heard.some(({ kind, troubles }) =>
          kind === "site" &&
          troubles.some(({ id, active }: { id: string; active: boolean }) =>
            id === "store-failed:memory" && !active
          )
        ),
    );
  },
);
