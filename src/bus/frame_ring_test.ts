import assert from "node:assert/strict";
import { createFrameRing, frameRingBytes, type FrameRingWriter } from "./frame_ring.ts";
import { describeRingFault } from "./frame_ring_memory.ts";
import { type FrameRingReader, openFrameRing } from "./frame_ring_reader.ts";

const ignore = Deno.build.os !== "linux";
if (ignore) console.log("frame ring tests are skipped: they need Linux and /dev/shm");
const SIZE = { width: 32, height: 24 };
/** A second is enough for thousands of pictures, also on a machine that does other things as well. */
const RACE_MS_MAX = 60_000;

function withRing(
  body: (writer: FrameRingWriter, reader: FrameRingReader, path: string) => void | Promise<void>,
  slotsPerCamera = 3,
): () => Promise<void> {
  return async () => {
    const folder = Deno.makeTempDirSync({ dir: "/dev/shm" });
    const path = `${folder}/ring`;
    try {
      const writer = made({ path, cameras: [SIZE, { width: 8, height: 8 }], slotsPerCamera });
      const reader = opened(path);
      await body(writer, reader, path);
      reader.close();
      writer.close();
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  };
}

function made(options: Parameters<typeof createFrameRing>[0]): FrameRingWriter {
  const result = createFrameRing(options);
  assert(result.ok, result.ok ? "" : describeRingFault(result.fault));
  return result.value;
}

function opened(path: string): FrameRingReader {
  const result = openFrameRing(path);
  assert(result.ok, result.ok ? "" : describeRingFault(result.fault));
  return result.value;
}

function write(writer: FrameRingWriter, camera: number, value: number, atMs: number) {
  const lane = writer.lanes[camera];
  const pixels = lane.take();
  pixels.fill(value);
  lane.give(pixels);
  return lane.commit(atMs);
}

Deno.test({
  name: "FrameRingReader.view shows a published frame with its size and time, and only its own camera's",
  ignore,
  fn: withRing((writer, reader) => {
    const first = write(writer, 0, 7, 1234.5);
    const second = write(writer, 1, 9, 1235);
    const view = reader.view(first);
    assert(view);
    assert.deepEqual([view.camera, view.width, view.height, view.stride, view.atMs], [0, 32, 24, 96, 1234.5]);
    assert.equal(view.pixels.length, 32 * 24 * 3);
    assert(view.pixels.every((value) => value === 7));
    assert.deepEqual(reader.latest(1), second);
    assert.equal(reader.view(second)?.pixels.length, 8 * 8 * 3);
    assert(reader.holds(first));
    assert.equal(reader.lateCount + reader.tornCount, 0);
  }),
});

Deno.test({
  name:
    "FrameRingWriter drops the oldest: a reader that is too late is told so, and the newest frames survive",
  ignore,
  fn: withRing((writer, reader) => {
    const refs = [1, 2, 3, 4].map((value) => write(writer, 0, value, value));
    assert.equal(reader.view(refs[0]), undefined);
    assert.equal(reader.lateCount, 1);
    for (const [at, value] of [[1, 2], [2, 3], [3, 4]]) {
      assert.equal(reader.view(refs[at])?.pixels[0], value);
    }
    assert.deepEqual(reader.latest(0), refs[3]);
    for (let i = 1; i < refs.length; i++) assert(refs[i].sequence > refs[i - 1].sequence);
    assert.equal(reader.latest(1), undefined);
  }),
});

Deno.test({
  name: "FrameRingReader.holds finds a frame that was overwritten while it was in use",
  ignore,
  fn: withRing((writer, reader) => {
    const ref = write(writer, 0, 1, 1);
    const view = reader.view(ref);
    assert(view);
    write(writer, 0, 2, 2);
    write(writer, 0, 3, 3);
    assert(reader.holds(ref));
    const pixels = writer.lanes[0].take();
    assert(!reader.holds(ref), "the first byte of the next frame makes the old one untrustworthy");
    assert.equal(reader.tornCount, 1);
    const target = new Uint8Array(SIZE.width * SIZE.height * 3);
    assert.equal(reader.copy(ref, target), undefined);
    writer.lanes[0].give(pixels);
  }),
});

Deno.test({
  name: "FrameRingReader copies without a torn frame while another process overwrites as fast as it can",
  ignore,
  fn: async () => {
    const folder = Deno.makeTempDirSync({ dir: "/dev/shm" });
    const path = `${folder}/ring`;
    const script = `
      import { createFrameRing } from ${JSON.stringify(new URL("./frame_ring.ts", import.meta.url).href)};
      const made = createFrameRing({ path: ${
      JSON.stringify(path)
    }, cameras: [{ width: 160, height: 120 }], slotsPerCamera: 3 });
      const lane = made.value.lanes[0];
      console.log("ready");
      for (let n = 0;; n++) { const p = lane.take(); p.fill(n & 255); lane.give(p); lane.commit(n); }`;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--quiet", script],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    let running = true;
    try {
      const output = child.stdout.getReader();
      await output.read();
      const reader = opened(path);
      const target = new Uint8Array(160 * 120 * 3);
      let whole = 0;
      // By the clock and not by turns: the other process may have to wait for a processor before its first picture.
      const endMs = performance.now() + RACE_MS_MAX;
      while (performance.now() < endMs && (whole < 500 || reader.tornCount + reader.lateCount === 0)) {
        const ref = reader.latest(0);
        if (ref === undefined || reader.copy(ref, target) === undefined) continue;
        whole++;
        assert(target.every((value) => value === target[0]), "a copy that was said to be whole is torn");
      }
      assert(whole >= 500, `${whole} whole copies, ${reader.tornCount} torn, ${reader.lateCount} late`);

      // The writer dies in the middle of whatever it does; the next one takes its file over under the reader's eyes.
      child.kill("SIGKILL");
      running = false;
      await child.status;
      await output.cancel();
      assert.equal(reader.isStale, false);
      const next = made({ path, cameras: [{ width: 160, height: 120 }], slotsPerCamera: 3 });
      assert.equal(next.generation, reader.generation + 1);
      assert.equal(reader.isStale, true);
      assert.equal(reader.latest(0), undefined, "frames of the dead writer are not of today");
      const again = opened(path);
      assert.equal(again.latest(0), undefined);
      const ref = write(next, 0, 42, 1);
      assert.equal(reader.view(ref), undefined);
      assert.equal(again.copy(ref, target)?.atMs, 1);
      assert.equal(target[100], 42);
      again.close();
      reader.close();
      next.close();
    } finally {
      if (running) child.kill("SIGKILL");
      await child.status;
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "createFrameRing of another shape leaves the readers of the old file their memory and tells them",
  ignore,
  fn: withRing((writer, reader, path) => {
    const ref = write(writer, 0, 5, 1);
    const held = reader.view(ref)!.pixels;
    writer.close();
    const other = made({ path, cameras: [SIZE], slotsPerCamera: 8 });
    assert.equal(reader.isStale, true);
    assert.equal(reader.view(ref), undefined);
    assert.equal(held[0], 5, "what was looked at stays in memory until the reader closes");
    const again = opened(path);
    assert.equal(again.cameras, 1);
    again.close();
    other.close();
  }),
});

Deno.test({
  name: "createFrameRing refuses a ring that another writer holds",
  ignore,
  fn: withRing((_writer, _reader, path) => {
    const second = createFrameRing({ path, cameras: [SIZE], slotsPerCamera: 3 });
    assert(!second.ok);
    assert.match(describeRingFault(second.fault), /being written by another process/);
  }),
});

Deno.test({
  name: "createFrameRing refuses more than the tmpfs holds, with both sizes, and leaves nothing behind",
  ignore,
  fn: () => {
    const folder = Deno.makeTempDirSync({ dir: "/dev/shm" });
    try {
      const options = {
        path: `${folder}/ring`,
        cameras: Array(64).fill({ width: 3840, height: 2160 }),
        slotsPerCamera: 32,
      };
      assert(frameRingBytes(options) > 50e9);
      const result = createFrameRing(options);
      assert(!result.ok);
      assert.match(describeRingFault(result.fault), /needs 4\d{4}\.\d MiB, its tmpfs has \d+\.\d MiB free/);
      assert.deepEqual([...Deno.readDirSync(folder)], []);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "createFrameRing refuses a folder that is not in memory, and one that is not there",
  ignore,
  fn: () => {
    const folder = Deno.makeTempDirSync();
    try {
      const result = createFrameRing({ path: `${folder}/ring`, cameras: [SIZE], slotsPerCamera: 3 });
      // A machine may keep its temporary files in memory; then there is nothing to refuse.
      if (!result.ok) assert.match(describeRingFault(result.fault), /must lie on a tmpfs/);
      else result.value.close();
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "openFrameRing refuses a missing, an empty and a foreign file",
  ignore,
  fn: () => {
    const folder = Deno.makeTempDirSync({ dir: "/dev/shm" });
    try {
      const faultOf = (name: string) => {
        const result = openFrameRing(`${folder}/${name}`);
        assert(!result.ok);
        return describeRingFault(result.fault);
      };
      assert.match(faultOf("none"), /open failed: No such file/);
      Deno.writeFileSync(`${folder}/empty`, new Uint8Array(0));
      assert.match(faultOf("empty"), /the file is empty/);
      Deno.writeFileSync(`${folder}/foreign`, new Uint8Array(100_000));
      assert.match(faultOf("foreign"), /its mark is wrong/);
      const lying = new Uint32Array(2_000);
      lying.set([0x45455231, 1, 4, 4, 1_000_000]);
      Deno.writeFileSync(`${folder}/lying`, new Uint8Array(lying.buffer));
      assert.match(faultOf("lying"), /it holds 8000 of \d+ bytes/);
      lying.set([0x45455231, 1, 4_000_000_000, 4, 1_000_000]);
      Deno.writeFileSync(`${folder}/lying`, new Uint8Array(lying.buffer));
      assert.match(faultOf("lying"), /its sizes are impossible/);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "FrameRingReader and FrameRingWriter leave nothing to touch after close",
  ignore,
  fn: withRing((writer, reader) => {
    const ref = write(writer, 0, 1, 1);
    const seen = reader.view(ref)!.pixels;
    reader.close();
    assert.equal(seen.length, 0, "a view kept too long is empty, not a crash");
    const pixels = writer.lanes[0].take();
    assert.equal(writer.close(), false, "memory that is out stays mapped");
    assert.equal(pixels.length, 0);
    writer.lanes[0].give(pixels);
    assert.throws(() => writer.lanes[0].take(), /closed/);
    assert.equal(writer.close(), true);
  }),
});

Deno.test({
  name: "FrameLane takes a stream's read straight into its slot, and survives a read that lost the memory",
  ignore,
  fn: withRing(async (writer, reader) => {
    const lane = writer.lanes[0];
    const bytes = SIZE.width * SIZE.height * 3;
    const child = new Deno.Command("head", {
      args: ["-c", String(bytes + 100), "/dev/zero"],
      stdout: "piped",
      stdin: "null",
    }).spawn();
    const stream = child.stdout.getReader({ mode: "byob" });
    write(writer, 0, 255, 1);
    const whole = await stream.read(lane.take(), { min: bytes });
    lane.give(whole.value as Uint8Array<ArrayBuffer>);
    const ref = lane.commit(5);
    assert(reader.view(ref)!.pixels.every((value) => value === 0));
    const short = await stream.read(lane.take(), { min: bytes });
    assert(short.done);
    lane.give(undefined);
    await child.status;
    assert.equal(reader.holds(ref), true);
    assert.equal(lane.take().length, bytes);
    lane.give(undefined);
    assert.throws(() => {
      write(writer, 0, 1, 1);
      lane.commit(2);
    }, /never taken/);
  }),
});
