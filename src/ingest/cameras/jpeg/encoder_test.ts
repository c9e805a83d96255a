import assert from "node:assert/strict";
import { TestSceneArtist } from "../../../hal/camera/test_scene.ts";
import { JpegEncoder } from "./encoder.ts";

const hasFfmpeg = await new Deno.Command("ffmpeg", { args: ["-version"], stdout: "null", stderr: "null" })
  .output().then(({ success }) => success, () => false);
if (!hasFfmpeg) console.log("JpegEncoder's pictures are not decoded here: ffmpeg is missing");

/** The picture as another decoder sees it. */
async function decoded(jpeg: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const child = new Deno.Command("ffmpeg", {
    args: ["-v", "error", "-f", "mjpeg", "-i", "pipe:0", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(jpeg);
  await writer.close();
  const { stdout, stderr } = await child.output();
  assert.equal(new TextDecoder().decode(stderr).replaceAll(/.*deprecated pixel format.*\n/g, ""), "");
  return stdout;
}

function meanError(a: Uint8Array, b: Uint8Array): number {
  assert.equal(a.length, b.length);
  return a.reduce((sum, value, at) => sum + Math.abs(value - b[at]), 0) / a.length;
}

function scene(width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  new TestSceneArtist(width, height, "fire", 0).draw(pixels, 6_000);
  return pixels;
}

/** Without fine detail, which half the colour resolution would rightly lose. */
function slope(width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.set([60 + x * 2, 100, 60 + y * 2], (y * width + x) * 3);
  }
  return pixels;
}

Deno.test({
  name: "JpegEncoder makes a file that another decoder sees as the same picture, whatever its size",
  ignore: !hasFfmpeg,
  fn: async () => {
    for (const [width, height] of [[320, 240], [33, 17], [8, 8], [16, 16], [200, 1]]) {
      const pixels = width > 100 ? scene(width, height) : slope(width, height);
      const error = meanError(await decoded(new JpegEncoder(width, height, 90).encode(pixels)), pixels);
      assert(error < 5, `${width} x ${height}: a mean error of ${error.toFixed(2)}`);
    }
  },
});

Deno.test({
  name: "JpegEncoder keeps red apart from blue",
  ignore: !hasFfmpeg,
  fn: async () => {
    const pixels = new Uint8Array(32 * 32 * 3);
    for (let at = 0; at < pixels.length; at += 3) pixels[at] = 230;
    const seen = await decoded(new JpegEncoder(32, 32).encode(pixels));
    assert(seen[0] > 220 && seen[1] < 10 && seen[2] < 10, `${seen.subarray(0, 3)}`);
  },
});

Deno.test({
  name: "JpegEncoder survives a picture of noise at the highest quality",
  ignore: !hasFfmpeg,
  fn: async () => {
    const pixels = new Uint8Array(160 * 120 * 3);
    crypto.getRandomValues(pixels);
    const file = new JpegEncoder(160, 120, 100).encode(pixels);
    assert(file.length > 20_000);
    assert.equal((await decoded(file)).length, pixels.length);
  },
});

Deno.test("JpegEncoder makes the same file of the same picture, whatever came before", () => {
  const encoder = new JpegEncoder(64, 48);
  const first = encoder.encode(scene(64, 48));
  encoder.encode(new Uint8Array(64 * 48 * 3).fill(255));
  assert.deepEqual(encoder.encode(scene(64, 48)), first);
  assert.deepEqual([...first.subarray(0, 3), ...first.subarray(-2)], [0xff, 0xd8, 0xff, 0xff, 0xd9]);
});

Deno.test("JpegEncoder makes a better file of a higher quality, at the price of its size", () => {
  const sizes = [10, 50, 75, 95].map((quality) =>
    new JpegEncoder(320, 240, quality).encode(scene(320, 240)).length
  );
  assert.deepEqual([...sizes].sort((a, b) => a - b), sizes);
});

Deno.test("JpegEncoder refuses sizes and qualities that are none, and pixels that do not fit", () => {
  for (
    const [width, height, quality] of [[0, 1, 75], [70_000, 1, 75], [1.5, 1, 75], [8, 8, 0], [8, 8, 101]]
  ) {
    assert.throws(() => new JpegEncoder(width, height, quality), /jpeg: /);
  }
  assert.throws(() => new JpegEncoder(8, 8).encode(new Uint8Array(10)), /10 bytes are not 8 x 8/);
});
