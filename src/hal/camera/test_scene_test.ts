import assert from "node:assert/strict";
import { FakeClock } from "../../clock/fake_clock.ts";
import type { FrameTarget } from "./feed.ts";
import { TestFeed } from "./test_feed.ts";
import { TestSceneArtist } from "./test_scene.ts";

const WIDTH = 96;
const HEIGHT = 64;

function drawn(artist: TestSceneArtist, atMs: number): Uint8Array {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
  artist.draw(pixels, atMs);
  return pixels;
}

/** Pixels as bright and as orange as a flame. */
function flamePixels(pixels: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < pixels.length; at += 3) {
    if (pixels[at] > 200 && pixels[at] > pixels[at + 1] + 30 && pixels[at + 1] > pixels[at + 2]) count++;
  }
  return count;
}

Deno.test("TestSceneArtist draws the same moment the same way, and no two moments alike", () => {
  const one = drawn(new TestSceneArtist(WIDTH, HEIGHT, "fire", 0), 5_000);
  const two = drawn(new TestSceneArtist(WIDTH, HEIGHT, "fire", 0), 5_000);
  assert.deepEqual(one, two);
  const artist = new TestSceneArtist(WIDTH, HEIGHT, "room", 0);
  assert.notDeepEqual(drawn(artist, 5_000), drawn(artist, 5_200));
});

Deno.test("TestSceneArtist lights its fire when told, and never in the room", () => {
  const artist = new TestSceneArtist(WIDTH, HEIGHT, "fire", 3_000);
  assert.equal(flamePixels(drawn(artist, 2_900)), 0);
  assert(flamePixels(drawn(artist, 8_000)) > 20);
  assert.equal(flamePixels(drawn(new TestSceneArtist(WIDTH, HEIGHT, "room", 0), 8_000)), 0);
});

Deno.test("TestFeed delivers at its rate until it is stopped, and gives all memory back", async () => {
  const clock = new FakeClock();
  let taken = 0;
  let given = 0;
  const target: FrameTarget = {
    take: () => (taken++, new Uint8Array(WIDTH * HEIGHT * 3)),
    give: (_, complete) => void (given += complete ? 1 : 0),
  };
  const source = { kind: "test", scene: "room", fireAfterMs: 0 } as const;
  const feed = new TestFeed({ source, format: { width: WIDTH, height: HEIGHT, fps: 5 }, clock });
  const abort = new AbortController();
  const run = feed.run(target, abort.signal);
  await clock.advance(1_999);
  assert.equal(given, 10);
  abort.abort();
  assert.deepEqual(await run, { kind: "stopped" });
  assert.equal(taken, given);
});
