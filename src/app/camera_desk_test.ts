import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import type { Shot } from "../ingest/cameras/snapshots.ts";
import { sceneSite } from "../ui/fake_scenes.ts";
import { CameraDesk } from "./camera_desk.ts";
import type { RingNews } from "./ring_readers.ts";

const SIZE = { width: 16, height: 16 };

/** A ring in which the picture lies as long as the test leaves it there. */
class FakeRing {
  isOverwritten = false;
  readonly reader = {
    copy: (_notice: unknown, target: Uint8Array) => this.isOverwritten ? undefined : target.fill(100),
  } as unknown as RingNews["reader"];

  news(cameraId: string, atMs: number): RingNews {
    return { cameraId, ...SIZE, reader: this.reader, notice: { cameraId, atMs } as RingNews["notice"] };
  }
}

function setUp() {
  const clock = new FakeClock();
  const kept: Shot[] = [];
  const cameras = [
    { cameraId: "north", zoneId: "boiler", ...SIZE },
    { cameraId: "gate", zoneId: "dock", ...SIZE },
  ];
  const desk = new CameraDesk(cameras, clock, (shot) => kept.push(shot));
  const ring = new FakeRing();
  return {
    clock,
    kept,
    desk,
    ring,
    /** Both cameras deliver for so long, twice a second. */
    deliver: (ms: number) => {
      for (let passed = 0; passed < ms; passed += 500) {
        for (const { cameraId } of cameras) desk.frame(ring.news(cameraId, clock.monotonicMs()));
        clock.jump(500);
      }
    },
    /** A site whose boiler room burns since `agoMs`. */
    burning: (agoMs: number, id = "alarm-1") => {
      const site = sceneSite("alarm", clock.monotonicMs(), clock.wallMs());
      Object.assign(site.alarms[0], { id, raisedAtMs: site.atMs - agoMs });
      return site;
    },
  };
}

Deno.test("CameraDesk gives the newest picture with its time, and none where the ring has moved on or its process is gone", () => {
  const { clock, desk, ring } = setUp();
  assert.equal(desk.picture("north"), undefined);
  desk.frame(ring.news("north", clock.monotonicMs()));
  desk.frame(ring.news("a stranger", clock.monotonicMs()));
  const picture = desk.picture("north");
  assert.equal(picture?.atMs, clock.monotonicMs());
  assert.deepEqual([...picture!.jpeg.slice(0, 2)], [0xff, 0xd8]);
  assert.equal(desk.picture("gate"), undefined);
  assert.equal(desk.picture("a stranger"), undefined);
  ring.isOverwritten = true;
  assert.equal(desk.picture("north"), undefined);
  ring.isOverwritten = false;
  desk.forget(ring.reader);
  assert.equal(desk.picture("north"), undefined, "memory that was given back is not looked at");
});

Deno.test("CameraDesk keeps before, at and after of a new alarm, of the cameras of its zone alone, once", () => {
  const { kept, desk, deliver, burning } = setUp();
  deliver(8_000);
  desk.site(burning(100));
  desk.site(burning(200));
  deliver(8_000);
  desk.site(burning(8_000));
  assert.deepEqual(kept.map(({ alarmId, cameraId, moment }) => [alarmId, cameraId, moment]), [
    ["alarm-1", "north", "before"],
    ["alarm-1", "north", "at"],
    ["alarm-1", "north", "after"],
  ]);
});

Deno.test("CameraDesk takes no picture of now for the evidence of an alarm that stood before it began", () => {
  const { kept, desk, deliver, burning } = setUp();
  deliver(8_000);
  desk.site(burning(60_000));
  deliver(8_000);
  assert.deepEqual(kept, []);
  desk.site(burning(0, "alarm-2"));
  assert.deepEqual(kept.map(({ alarmId }) => alarmId), ["alarm-2", "alarm-2"]);
});
