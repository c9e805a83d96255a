import assert from "node:assert/strict";
import { KEEP_EVERY_MS, SHOT_DISTANCE_MS, SnapshotAlbum } from "./snapshots.ts";

const SIZE = { width: 16, height: 16 };

/** An album with one camera that is offered a picture every 200 ms; each picture's brightness tells its time. */
function filled(untilMs: number) {
  const album = new SnapshotAlbum([{ cameraId: "hall", ...SIZE }]);
  let copies = 0;
  const offer = (nowMs: number) =>
    album.offer("hall", nowMs, (target) => {
      copies++;
      target.fill(nowMs / 200 % 256);
      return nowMs - 5;
    });
  for (let nowMs = 0; nowMs <= untilMs; nowMs += 200) assert.deepEqual(offer(nowMs), []);
  return { album, offer, copies: () => copies };
}

Deno.test("SnapshotAlbum copies one picture every few seconds and no more", () => {
  const { copies } = filled(20_000);
  assert.equal(copies(), 20_000 / KEEP_EVERY_MS + 1);
});

Deno.test("SnapshotAlbum shows an alarm before, at and after", () => {
  const { album, offer } = filled(20_000);
  const [before, at] = album.alarm("a1", "hall", 20_100);
  assert.deepEqual([before.moment, at.moment], ["before", "at"]);
  assert(at.atMs <= 20_100 && at.atMs > 20_100 - KEEP_EVERY_MS);
  assert(
    before.atMs <= 20_100 - SHOT_DISTANCE_MS + KEEP_EVERY_MS && before.atMs > 20_100 - 3 * SHOT_DISTANCE_MS,
  );
  assert.deepEqual([...at.jpeg.subarray(0, 2)], [0xff, 0xd8]);
  const later = [];
  for (let nowMs = 20_200; nowMs < 30_000; nowMs += 200) later.push(...offer(nowMs));
  assert.equal(later.length, 1);
  assert.equal(later[0].moment, "after");
  assert.equal(later[0].alarmId, "a1");
  assert(later[0].atMs >= 20_100 + SHOT_DISTANCE_MS && later[0].atMs < 20_100 + SHOT_DISTANCE_MS + 500);
});

Deno.test("SnapshotAlbum gives what it has where the camera has just started, and nothing of an unknown one", () => {
  const { album } = filled(0);
  assert.deepEqual(album.alarm("a1", "hall", 100).map(({ moment }) => moment), ["at"]);
  assert.deepEqual(new SnapshotAlbum([{ cameraId: "hall", ...SIZE }]).alarm("a1", "hall", 100), []);
  assert.deepEqual(album.alarm("a1", "cellar", 100), []);
  assert.deepEqual(album.offer("cellar", 100, () => 1), []);
});

Deno.test("SnapshotAlbum passes no picture of a camera that has been away for that of the alarm", () => {
  const { album } = filled(20_000);
  assert.deepEqual(album.alarm("a1", "hall", 26_000).map(({ moment }) => moment), ["before"]);
  assert.deepEqual(album.alarm("a2", "hall", 90_000), []);
});

Deno.test("SnapshotAlbum does not pass a picture that was overwritten, nor one that comes far too late", () => {
  const { album, offer } = filled(10_000);
  album.alarm("a1", "hall", 10_000);
  assert.deepEqual(album.offer("hall", 15_000, () => undefined), []);
  assert.equal(offer(15_200).length, 1, "the next good one does");
  album.alarm("a2", "hall", 16_000);
  album.alarm("a3", "hall", 16_000);
  assert.deepEqual(
    album.offer("hall", 90_000, () => 10_000),
    [],
    "a picture from before the alarm is no after",
  );
  assert.equal(album.missedCount, 2);
});

Deno.test("SnapshotAlbum bounds what waits", () => {
  const { album } = filled(10_000);
  for (let i = 0; i < 100; i++) album.alarm(`a${i}`, "hall", 10_000);
  assert.equal(album.missedCount, 100 - 64);
});
