import assert from "node:assert/strict";
import { openFrameRing } from "../bus/frame_ring_reader.ts";
import { configSchema } from "../config/schema.ts";
import type { ShardCamera } from "../ingest/cameras/running_camera.ts";
import { CameraShare } from "./camera_share.ts";
import { openCameraSources } from "./camera_sources.ts";

const options = { ignore: Deno.build.os !== "linux" };

const CONFIG = configSchema.parse({
  zones: [{ id: "z" }],
  cameras: ["a", "b", "c"].map((id) => ({ id, zone: "z", source: "test:room", width: 64, height: 48 })),
});

/** A process with a share, whose captures end when the test lets them. */
function processAt(folder: string, path = (index: number) => `${folder}/ring-${index}`) {
  const cameras = openCameraSources(CONFIG).cameras;
  const running = new Set<string>();
  const told: string[] = [];
  const refusals: (string | undefined)[] = [];
  let letGo = () => {};
  let held: Promise<void> | undefined;
  const share: CameraShare = new CameraShare(cameras, {
    shard: {
      add: ({ cameraId }: ShardCamera) => void running.add(cameraId),
      retire: async (cameraId) => {
        await held;
        return running.delete(cameraId);
      },
    },
    path: (camera) => path(cameras.indexOf(camera)),
    prepare: ({ config }) => ({
      cameraId: config.id,
      format: { width: 64, height: 48, fps: 5 },
      feed: { run: () => Promise.resolve({ kind: "stopped" }) },
      reach: () => Promise.resolve(undefined),
    }),
    opened: ({ cameraId }) => told.push(`+${cameraId}`),
    leaving: () => {},
    closed: (cameraId) => told.push(`-${cameraId}`),
    refused: (detail) => refusals.push(detail),
  });
  const hold = () => held = new Promise<void>((resolve) => letGo = resolve);
  return { share, running, told, refusals, hold, letGo: () => letGo() };
}

async function inMemory(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: "/dev/shm" });
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

Deno.test(
  "CameraShare moves a camera to another process as soon as the first has let go, in the same memory",
  options,
  async () => {
    await inMemory(async (folder) => {
      const first = processAt(folder);
      const second = processAt(folder);
      first.share.order(["a", "b", "c", "unknown"]);
      assert.deepEqual([...first.running], ["a", "b", "c"]);
      const [{ path, generation }] = first.share.rings();
      const before = openFrameRing(path);
      assert(before.ok);

      first.hold();
      first.share.order(["b", "c"]);
      second.share.order(["a"]);
      assert.deepEqual([...second.running], [], "one camera is never captured twice");
      assert.equal(second.share.isComplete, false);
      assert.deepEqual(second.refusals, [], "that it is not free yet is no fault");
      first.letGo();
      await settle();
      second.share.step();
      assert.deepEqual([...second.running], ["a"]);
      assert(second.share.isComplete && first.share.isComplete);
      assert.deepEqual(first.told.slice(3), ["-a"]);
      assert.equal(second.share.rings()[0].path, path);
      assert.notEqual(second.share.rings()[0].generation, generation);
      assert.equal(before.value.isStale, true, "who read the first process's frames sees that they are over");
      before.value.close();
      first.share.close();
      second.share.close();
    });
  },
);

Deno.test("CameraShare takes a camera back that it was just giving away", options, async () => {
  await inMemory(async (folder) => {
    const { share, running, hold, letGo, told } = processAt(folder);
    share.order(["a"]);
    hold();
    share.order([]);
    share.order(["a"]);
    assert.equal(share.isComplete, false);
    letGo();
    await settle();
    assert.deepEqual([...running], ["a"]);
    assert.deepEqual(told, ["+a", "-a", "+a"]);
    assert(share.isComplete);
    share.close();
  });
});

Deno.test(
  "CameraShare refuses what has no place with the sizes, runs the others, and tries again",
  options,
  async () => {
    await inMemory(async (folder) => {
      const disk = await Deno.makeTempDir();
      let isMended = false;
      const { share, running, refusals } = processAt(
        folder,
        (index) => index === 1 && !isMended ? `${disk}/ring-1` : `${folder}/ring-${index}`,
      );
      share.order(["a", "b", "c"]);
      share.step();
      assert.deepEqual([...running], ["a", "c"]);
      assert.equal(refusals.length, 1, "once, not with every look");
      assert.match(refusals[0]!, /^no pictures of 'b': .* must lie on a tmpfs/);
      assert.match(refusals[0]!, /the 3 cameras of this process need 0\.\d MiB together$/);
      isMended = true;
      share.step();
      assert.deepEqual([...running].sort(), ["a", "b", "c"]);
      assert.equal(refusals.at(-1), undefined);
      share.close();
      await Deno.remove(disk, { recursive: true });
    });
  },
);
