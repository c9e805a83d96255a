import assert from "node:assert/strict";
import { ASK_MS, CAMERA_PICTURES_PER_SECOND, CameraPictures } from "./camera_pictures.ts";
import type { CameraPicture } from "./deps.ts";

function setUp(cameraMs = 100) {
  let nowMs = 1_000;
  // Nothing here waits: a plain number is time enough.
  const clock = { monotonicMs: () => nowMs, advance: (ms: number) => nowMs += ms };
  const asked: string[] = [];
  let gone = false;
  const pictures = new CameraPictures(clock, (cameraId): CameraPicture | undefined => {
    asked.push(cameraId);
    const atMs = Math.floor(clock.monotonicMs() / cameraMs) * cameraMs;
    return gone ? undefined : { atMs, jpeg: new Uint8Array([asked.length]) };
  });
  return { clock, asked, pictures, lose: () => gone = true };
}

Deno.test("CameraPictures makes a picture twice a second at most, however many look", () => {
  const { clock, asked, pictures } = setUp();
  for (let step = 0; step < 100; step++) {
    for (let viewer = 0; viewer < 20; viewer++) pictures.get("north");
    clock.advance(50);
  }
  assert.equal(asked.length, 5_000 / ASK_MS);
});

Deno.test("CameraPictures asks each camera by itself, and gives what it has between two asks", () => {
  const { clock, asked, pictures } = setUp();
  const first = pictures.get("north");
  clock.advance(ASK_MS / 2);
  pictures.get("gate");
  assert.equal(pictures.get("north"), first);
  clock.advance(ASK_MS / 2);
  assert.notEqual(pictures.get("north"), first);
  assert.deepEqual(asked, ["north", "gate", "north"]);
});

Deno.test("CameraPictures of a wall of 64 cameras takes no more from the processor than it may", () => {
  const { clock, asked, pictures } = setUp();
  const cameraIds = Array.from({ length: 64 }, (_, i) => `camera-${i}`);
  for (const cameraId of cameraIds) pictures.get(cameraId);
  asked.length = 0;
  for (let step = 0; step < 200; step++) {
    clock.advance(100);
    for (const cameraId of cameraIds) pictures.get(cameraId);
  }
  const perSecond = asked.length / 20;
  assert.ok(perSecond <= CAMERA_PICTURES_PER_SECOND, `${perSecond} a second`);
  const counts = cameraIds.map((cameraId) => asked.filter((id) => id === cameraId).length);
  assert.ok(Math.min(...counts) >= 7, "every camera is asked again before its picture counts as old");
});

Deno.test("CameraPictures does not ask more often for a camera that has none, and forgets whom nobody looks at", () => {
  const { clock, asked, pictures, lose } = setUp();
  const first = pictures.get("north");
  lose();
  clock.advance(ASK_MS);
  assert.equal(pictures.get("north"), first, "its age tells what it is worth");
  asked.length = 0;
  clock.advance(6_000);
  for (let viewer = 0; viewer < 20; viewer++) assert.equal(pictures.get("north"), undefined);
  assert.equal(asked.length, 1);
});
