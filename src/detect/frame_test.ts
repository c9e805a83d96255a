import assert from "node:assert/strict";
import { createFrameRing } from "../bus/frame_ring.ts";
import { openFrameRing } from "../bus/frame_ring_reader.ts";
import { RingFrame } from "./frame.ts";

const ignore = !hasShm();
if (ignore) console.warn("NOTE: /dev/shm is missing: frames in a ring are not tested");

function hasShm(): boolean {
  try {
    return Deno.statSync("/dev/shm").isDirectory;
  } catch {
    return false;
  }
}

Deno.test({
  name: "RingFrame shows the pixels in the ring and notices when they are written over",
  ignore,
  fn() {
    const folder = Deno.makeTempDirSync({ dir: "/dev/shm" });
    const made = createFrameRing({
      path: `${folder}/ring`,
      cameras: [{ width: 4, height: 2 }],
      slotsPerCamera: 3,
    });
    assert(made.ok);
    const opened = openFrameRing(`${folder}/ring`);
    assert(opened.ok);
    const [lane] = made.value.lanes;
    const put = (value: number) => {
      const pixels = lane.take();
      pixels.fill(value);
      lane.give(pixels);
      return lane.commit(value);
    };
    const frame = new RingFrame("hall", opened.value, { ...put(7), atMs: 7 });
    const view = frame.view();
    assert.deepEqual([view?.width, view?.height, view?.pixels.length, view?.pixels[0]], [4, 2, 24, 7]);
    assert.equal(frame.holds(), true);
    for (let i = 0; i < 3; i++) put(9);
    assert.equal(frame.holds(), false);
    assert.equal(frame.view(), undefined);
    opened.value.close();
    made.value.close();
    Deno.removeSync(folder, { recursive: true });
  },
});
