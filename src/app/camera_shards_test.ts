import assert from "node:assert/strict";
import { CameraShards } from "./camera_shards.ts";

const CAMERAS = ["a", "b", "c", "d", "e"];

function rig(cameraIds = CAMERAS) {
  const deeds: string[] = [];
  const shares = new Map<string, readonly string[]>();
  const shards = new CameraShards(cameraIds, {
    run: (count) => {
      deeds.push(`run ${count}`);
      for (const process of shares.keys()) if (Number(process.slice(8)) >= count) shares.delete(process);
    },
    tell: (process, ids, count) => {
      deeds.push(`tell ${process} ${ids.join("")} of ${count}`);
      shares.set(process, ids);
    },
  });
  const covered = () => [...shares.values()].flat().sort().join("");
  return { shards, deeds, shares, covered };
}

Deno.test("CameraShards gives the first process all cameras when it connects, and again when it comes back", () => {
  const { shards, deeds } = rig();
  shards.connected(0);
  shards.connected(0);
  assert.deepEqual(deeds, ["tell cameras-0 abcde of 1", "tell cameras-0 abcde of 1"]);
});

Deno.test("CameraShards moves cameras only once the new process is there to take them", () => {
  const { shards, deeds, covered } = rig();
  shards.connected(0);
  deeds.length = 0;
  shards.order(2);
  assert.deepEqual(deeds, ["run 2"]);
  // The first one dies and comes back meanwhile: it is still everybody's.
  shards.connected(0);
  assert.equal(deeds.at(-1), "tell cameras-0 abcde of 1");
  deeds.length = 0;
  shards.connected(1);
  assert.deepEqual(deeds, ["tell cameras-0 abc of 2", "tell cameras-1 ed of 2"]);
  assert.equal(covered(), "abcde");
  shards.connected(1);
  assert.equal(deeds.at(-1), "tell cameras-1 ed of 2");
});

Deno.test("CameraShards gives cameras back before it ends the process that had them", () => {
  const { shards, deeds, covered } = rig();
  shards.connected(0);
  shards.order(3);
  shards.connected(2);
  assert.equal(covered(), "abcde", "the third is there, the second is not: nothing is moved yet");
  shards.connected(1);
  assert.equal(covered(), "abcde");
  deeds.length = 0;
  shards.order(2);
  assert.deepEqual(deeds, ["tell cameras-0 abc of 2", "tell cameras-1 ed of 2", "run 2"]);
  shards.order(1);
  assert.equal(deeds.at(-1), "run 1");
  assert.equal(covered(), "abcde");
  deeds.length = 0;
  shards.order(2);
  assert.deepEqual(deeds, ["run 2"], "it must connect anew before it is given anything");
});

Deno.test("CameraShards takes back a process that never came", () => {
  const { shards, deeds } = rig();
  shards.connected(0);
  shards.order(2);
  shards.order(1);
  assert.deepEqual(deeds, ["tell cameras-0 abcde of 1", "run 2", "run 1"]);
});

Deno.test("CameraShards runs no more processes than cameras, and never none", () => {
  const few = rig(["a", "b"]);
  few.shards.order(7);
  assert.equal(few.shards.count, 2);
  few.shards.order(0);
  assert.equal(few.shards.count, 1);
});

Deno.test("CameraShards shares out other cameras after a change of the configuration", () => {
  const { shards, deeds } = rig();
  shards.connected(0);
  shards.order(2);
  shards.connected(1);
  deeds.length = 0;
  shards.configure(["x", "y", "z"]);
  assert.deepEqual(deeds, [], "who runs is told when it has started anew");
  shards.connected(1);
  assert.equal(deeds.at(-1), "tell cameras-1 z of 2");
  deeds.length = 0;
  shards.configure(["x"]);
  assert.deepEqual(deeds, ["tell cameras-0 x of 1", "run 1"]);
});
