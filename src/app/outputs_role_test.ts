import assert from "node:assert/strict";
import { join } from "node:path";
import { startOutputs } from "./outputs_role.ts";
import { eventually, IN_PROCESS, type Peer, RoleRig } from "./role_for_tests.ts";

const ALARM = { alarmId: "a1", zoneId: "hall", silenced: false, raisedAtWallMs: 1 };

function order(revision: number, changes: Record<string, unknown> = {}) {
  const order = {
    epoch: 1,
    revision,
    sirens: { bell: "continuous" },
    relays: {},
    latched: [ALARM],
    released: [],
    ...changes,
  };
  return { kind: "order", order };
}

function level(rig: RoleRig): string {
  try {
    return Deno.readTextFileSync(join(rig.paths.simulatedLines, "bell.level")).trim();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return "none";
  }
}

const faultOf = ({ heard }: Peer, code: string) =>
  heard.findLast(({ kind, code: told }) => kind === "fault" && told === code);

Deno.test(
  "startOutputs: an order sounds the siren, and the next process sounds it again before anybody orders anything",
  IN_PROCESS,
  async () => {
    await using rig = await RoleRig.make();
    const stop = await rig.start("outputs", startOutputs);
    {
      using fusion = await rig.connect("outputs", "fusion");
      fusion.channel.send(order(1));
      await eventually("the siren", () => level(rig) === "1");
    }
    await eventually("the latch on the disk", () => [...Deno.readDirSync(rig.paths.latch)].length > 0);
    await stop();
    Deno.writeTextFileSync(join(rig.paths.simulatedLines, "bell.level"), "0\n");
    await rig.start("outputs", startOutputs);
    assert.equal(level(rig), "1");
  },
);

Deno.test(
  "startOutputs: an order that is not understood is a trouble, the siren stays as it is, and one that is understood ends the trouble",
  IN_PROCESS,
  async () => {
    await using rig = await RoleRig.make();
    await rig.start("outputs", startOutputs);
    using fusion = await rig.connect("outputs", "fusion");
    fusion.channel.send(order(1));
    await eventually("the siren", () => level(rig) === "1");
    fusion.channel.send(order(2, { sirens: { bell: "a pattern of tomorrow" }, latched: [] }));
    const fault = await eventually("the trouble", () => faultOf(fusion, "orders-refused"));
    assert.equal(fault.active, true);
    assert.match(fault.detail, /was not understood/);
    assert.equal(level(rig), "1");
    // A fusion that has started anew must hear of it too.
    using next = await rig.connect("outputs", "fusion");
    await eventually("the trouble for the next fusion", () => faultOf(next, "orders-refused")?.active);
    next.channel.send(order(3, { latched: [], released: ["a1"], sirens: {} }));
    await eventually("the end of the trouble", () => faultOf(next, "orders-refused")?.active === false);
    await eventually("silence", () => level(rig) === "0");
  },
);

Deno.test(
  "startOutputs: with a latch that is rubbish or a folder that is gone it obeys all the same, and says so",
  IN_PROCESS,
  async () => {
    await using rig = await RoleRig.make();
    for (const file of ["latch-0", "latch-1"]) {
      Deno.writeTextFileSync(join(rig.paths.latch, file), "\0 rubbish");
    }
    const stop = await rig.start("outputs", startOutputs);
    {
      using fusion = await rig.connect("outputs", "fusion");
      await eventually("the trouble", () => faultOf(fusion, "store-failed")?.active);
      fusion.channel.send(order(1));
      await eventually("the siren", () => level(rig) === "1");
      await eventually("the end of the trouble", () => faultOf(fusion, "store-failed")?.active === false);
    }
    await stop();
    Deno.removeSync(rig.paths.latch, { recursive: true });
    await rig.start("outputs", startOutputs);
    using fusion = await rig.connect("outputs", "fusion");
    fusion.channel.send(order(1));
    await eventually("the siren", () => level(rig) === "1");
    await eventually("the trouble", () => faultOf(fusion, "store-failed")?.active);
  },
);
