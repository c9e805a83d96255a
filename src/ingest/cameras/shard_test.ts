import assert from "node:assert/strict";
import type { Clock } from "../../clock/clock.ts";
import type { CameraFault } from "../../hal/camera/fault.ts";
import type { CameraFeed, FrameTarget } from "../../hal/camera/feed.ts";
import { type FrameNotice, type ShardCamera, type ShardLane } from "./running_camera.ts";
import { CameraShard } from "./shard.ts";
import type { CameraTrouble } from "./trouble.ts";

const FORMAT = { width: 16, height: 12, fps: 5 };
const FRAME_BYTES = 16 * 12 * 3;

/** Like `FakeClock`, but lets only promises run between its steps: thousands of them take no time. */
class StepClock implements Clock {
  #nowMs = 1_000_000;
  readonly #sleepers = new Set<{ readonly untilMs: number; wake(): void }>();

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const aborted = () => {
        this.#sleepers.delete(sleeper);
        reject(signal!.reason);
      };
      const sleeper = {
        untilMs: this.#nowMs + ms,
        wake: () => {
          signal?.removeEventListener("abort", aborted);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", aborted);
    });
  }

  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    for (;;) {
      const nextMs = Math.min(...[...this.#sleepers].map(({ untilMs }) => untilMs));
      if (nextMs > endMs) break;
      this.#nowMs = Math.max(this.#nowMs, nextMs);
      for (const sleeper of this.#sleepers) {
        if (sleeper.untilMs > nextMs) continue;
        this.#sleepers.delete(sleeper);
        sleeper.wake();
      }
      await settle();
    }
    this.#nowMs = endMs;
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}

/** A camera in the test's hands: alive or dead, and what it shows. */
class FakeCamera implements CameraFeed, ShardLane {
  unreachable: CameraFault | undefined;
  /** What it delivers: new pictures, the same again, or none. */
  shows: "life" | "still" | "nothing" = "life";
  runs = 0;
  running = 0;
  reachCount = 0;
  commits = 0;
  throws: Error | undefined;
  readonly #clock: StepClock;
  readonly #pixels = new Uint8Array(FRAME_BYTES);
  #end: (fault: CameraFault) => void = () => {};
  #count = 0;

  constructor(clock: StepClock) {
    this.#clock = clock;
  }

  spec(cameraId: string): ShardCamera {
    const reach = () => (this.reachCount++, Promise.resolve(this.unreachable));
    return { cameraId, format: FORMAT, feed: this, lane: this, reach };
  }

  /** Its process dies. */
  die(fault: CameraFault = { kind: "ended", detail: "killed" }): void {
    this.#end(fault);
  }

  async run(target: FrameTarget, signal: AbortSignal): Promise<CameraFault> {
    this.runs++;
    this.running++;
    const ended = new AbortController();
    const fault = new Promise<CameraFault>((resolve) => this.#end = resolve);
    const deliver = async () => {
      while (!ended.signal.aborted) {
        if (this.throws !== undefined) throw this.throws;
        if (this.shows !== "nothing") this.#deliver(target);
        await this.#clock.sleep(1000 / FORMAT.fps, ended.signal).catch(() => {});
      }
      return await fault;
    };
    const stop = () => this.die({ kind: "stopped" });
    signal.addEventListener("abort", stop);
    void fault.then(() => ended.abort());
    try {
      return await deliver();
    } finally {
      ended.abort();
      this.running--;
    }
  }

  #deliver(target: FrameTarget): void {
    const pixels = target.take();
    if (this.shows === "life") this.#count++;
    for (let at = 0; at < FRAME_BYTES; at++) pixels[at] = 60 + (at * 7 + this.#count) % 100;
    target.give(pixels, true);
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#pixels;
  }

  give(): void {}

  commit(): { slot: number; sequence: number } {
    this.commits++;
    return { slot: 0, sequence: this.commits * 2 };
  }
}

function site(count: number, unreachable?: CameraFault) {
  const clock = new StepClock();
  const cameras = Array.from({ length: count }, () => new FakeCamera(clock));
  for (const camera of cameras) camera.unreachable = unreachable;
  const notices: FrameNotice[] = [];
  const troubles: CameraTrouble[] = [];
  const notes: string[] = [];
  const link = { takes: true };
  let seed = 1;
  const shard = new CameraShard({
    cameras: cameras.map((camera, i) => camera.spec(`cam${i}`)),
    clock,
    attemptsPerSecond: 20,
    random: () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647,
    notice: (notice) => (notices.push(notice), link.takes),
    trouble: (trouble) => troubles.push(trouble),
    note: (text) => notes.push(text),
  });
  const abort = new AbortController();
  const running = shard.run(abort.signal);
  const stop = async () => {
    abort.abort();
    await clock.advance(0);
    await running;
  };
  const said = () =>
    troubles.map(({ code, subject, active }) => `${code}:${subject} ${active ? "on" : "off"}`);
  return { clock, cameras, notices, troubles, notes, link, shard, stop, said, running };
}

Deno.test("CameraShard brings its cameras to life and tells each frame", async () => {
  const { clock, notices, shard, stop, said, cameras } = site(3);
  await clock.advance(3_000);
  assert.deepEqual(shard.status().map(({ isLive, phase }) => [isLive, phase]), Array(3).fill([true, "live"]));
  for (let camera = 0; camera < 3; camera++) {
    const own = notices.filter((notice) => notice.cameraId === `cam${camera}`);
    assert(own.length >= 14, `${own.length} notices`);
    assert(own.every(({ sequence }, i) => sequence === (i + 1) * 2));
  }
  const [first] = shard.status();
  assert.equal(Math.round(first.fps), 5);
  assert(first.freshAgeMs <= 200);
  assert.deepEqual(said(), []);
  await stop();
  assert.equal(cameras.reduce((sum, { running }) => sum + running, 0), 0, "no capture is left");
});

Deno.test("CameraShard lets the notice of a frame leave before it looks at the picture", async () => {
  const clock = new StepClock();
  const order: string[] = [];
  const shard = new CameraShard({
    cameras: [new FakeCamera(clock).spec("cam0")],
    clock,
    attemptsPerSecond: 20,
    random: () => 0.5,
    // As a channel does: what is sent is written in a microtask.
    notice: () => (queueMicrotask(() => order.push("written")), true),
    trouble: () => {},
    note: (text) => order.push(text),
  });
  const abort = new AbortController();
  const running = shard.run(abort.signal);
  await clock.advance(150);
  assert.deepEqual(order, ["written", "camera 'cam0' is live"]);
  abort.abort();
  await clock.advance(0);
  await running;
});

Deno.test("CameraShard heals a capture that is killed, within a second and without a trouble", async () => {
  const { clock, cameras, shard, stop, said, notes } = site(1);
  await clock.advance(30_000);
  cameras[0].die({ kind: "ended", detail: "ffmpeg gave no reason" });
  await clock.advance(1_000);
  assert.equal(cameras[0].runs, 2);
  assert.equal(shard.status()[0].isLive, true);
  assert.deepEqual(said(), []);
  assert.deepEqual(notes, [
    "camera 'cam0' is live",
    "camera 'cam0': the stream ended (ffmpeg gave no reason)",
    "camera 'cam0' is live",
  ]);
  await stop();
});

Deno.test("CameraShard says why a camera is away, asks for it cheaply, and has it back within 3 s", async () => {
  const { clock, cameras, shard, troubles, stop, notes } = site(2);
  await clock.advance(15_000);
  cameras[0].unreachable = { kind: "refused" };
  cameras[0].die();
  await clock.advance(40_000);
  assert.equal(cameras[0].runs, 1, "no process is started for a camera that cannot be reached");
  assert(cameras[0].reachCount > 20);
  assert.equal(troubles.length, 1);
  assert.deepEqual([troubles[0].code, troubles[0].subject, troubles[0].active], [
    "camera-silent",
    "cam0",
    true,
  ]);
  assert.match(troubles[0].detail, /no picture for \d s: the camera refuses the connection/);
  const [away, other] = shard.status();
  assert.equal(away.isLive, false);
  assert.equal(away.fps, 0);
  assert(away.freshAgeMs >= 40_000);
  assert.match(away.fault!, /refuses the connection/);
  assert.deepEqual(away.troubles, ["camera-silent"]);
  assert.equal(other.isLive, true);
  assert.equal(notes.filter((note) => /refuses/.test(note)).length, 1, "once, not with every attempt");
  cameras[0].unreachable = undefined;
  await clock.advance(3_000);
  assert.equal(shard.status()[0].isLive, true);
  await clock.advance(2_000);
  assert.deepEqual(troubles.at(-1), {
    code: "camera-silent",
    subject: "cam0",
    active: false,
    detail: "camera 'cam0': it delivers pictures again",
  });
  await stop();
});

Deno.test("CameraShard ends a capture that hangs, and starts it anew", async () => {
  const { clock, cameras, stop, shard } = site(1);
  await clock.advance(12_000);
  cameras[0].shows = "nothing";
  await clock.advance(3_500);
  cameras[0].shows = "life";
  await clock.advance(1_500);
  assert.equal(cameras[0].runs, 2);
  assert.equal(cameras[0].running, 1);
  assert.equal(shard.status()[0].isLive, true);
  await stop();
});

Deno.test("CameraShard never shows a picture that stands still as live", async () => {
  const { clock, cameras, shard, said, stop } = site(1);
  await clock.advance(5_000);
  cameras[0].shows = "still";
  await clock.advance(35_000);
  const [status] = shard.status();
  assert.equal(status.isLive, false);
  assert.equal(status.phase, "live");
  assert(status.freshAgeMs > 30_000);
  assert.deepEqual(said(), ["camera-frozen:cam0 on"]);
  cameras[0].shows = "life";
  await clock.advance(1_000);
  assert.deepEqual(said(), ["camera-frozen:cam0 on", "camera-frozen:cam0 off"]);
  await stop();
});

Deno.test("CameraShard keeps 30 cameras at a dead address under the staggered limit for two minutes", async () => {
  const { clock, cameras, shard, stop, said } = site(30, { kind: "timed-out" });
  let before = 0;
  for (let second = 0; second < 120; second++) {
    await clock.advance(1_000);
    const count = shard.attemptCount - before;
    // The very first attempt stands at the edge of the first second.
    assert(count <= (second === 0 ? 21 : 20), `${count} attempts in second ${second}`);
    if (second > 2 && second < 50) assert(count >= 15, `only ${count} attempts in second ${second}`);
    before = shard.attemptCount;
  }
  assert(cameras.every(({ runs }) => runs === 0));
  assert.equal(said().length, 30);
  await stop();
});

Deno.test("CameraShard changes the rate without connecting anything anew", async () => {
  const { clock, cameras, shard, notices, stop } = site(1);
  await clock.advance(2_000);
  shard.setFactor(0.75);
  notices.length = 0;
  const { frames } = shard.status()[0];
  await clock.advance(20_000);
  const status = shard.status()[0];
  assert(Math.abs(notices.length - 75) <= 1, `${notices.length} of 100 notices`);
  assert.equal(status.frames - frames, 100);
  assert.equal(status.thinned, 100 - notices.length);
  assert.equal(status.dropped, 0);
  assert.equal(cameras[0].commits, status.frames - status.thinned);
  assert.equal(cameras[0].runs, 1);
  await stop();
});

Deno.test("CameraShard counts the frames that the detector's link refuses", async () => {
  const { clock, link, shard, stop } = site(1);
  await clock.advance(1_000);
  link.takes = false;
  await clock.advance(2_000);
  assert.equal(shard.status()[0].dropped, 10);
  await stop();
});

Deno.test("CameraShard makes one trouble of a missing ffmpeg, and asks seldom", async () => {
  const { clock, cameras, said, troubles, stop } = site(3, { kind: "ffmpeg-missing" });
  await clock.advance(14_000);
  assert.deepEqual(said(), ["ffmpeg-missing:box on"]);
  assert.match(troubles[0].detail, /apt install ffmpeg/);
  assert(cameras[0].reachCount <= 3);
  for (const camera of cameras) camera.unreachable = undefined;
  await clock.advance(120_000);
  assert.deepEqual(said().filter((text) => text.startsWith("ffmpeg")), [
    "ffmpeg-missing:box on",
    "ffmpeg-missing:box off",
  ]);
  await stop();
});

Deno.test("CameraShard gives a camera away and leaves the others alone", async () => {
  const { clock, cameras, shard, said, notices, stop } = site(2);
  await clock.advance(2_000);
  cameras[1].unreachable = { kind: "timed-out" };
  cameras[1].die();
  await clock.advance(10_000);
  assert.deepEqual(said(), ["camera-silent:cam1 on"]);
  assert.equal(await shard.retire("cam1"), true);
  assert.deepEqual(said(), ["camera-silent:cam1 on", "camera-silent:cam1 off"]);
  assert.equal(await shard.retire("cam1"), false);
  assert.equal(await shard.retire("nobody"), false);
  const retiring = shard.retire("cam0");
  await clock.advance(0);
  assert.equal(await retiring, true);
  notices.length = 0;
  cameras[1].unreachable = undefined;
  await clock.advance(20_000);
  assert.deepEqual([notices.length, shard.status().length, cameras[0].running + cameras[1].running], [
    0,
    0,
    0,
  ]);
  await stop();
});

Deno.test("CameraShard takes in a camera that comes later, at the reduced rate, in the place of one that went", async () => {
  const { clock, shard, notices, stop, cameras } = site(2);
  await clock.advance(2_000);
  shard.setFactor(0.5);
  const retiring = shard.retire("cam0");
  await clock.advance(0);
  await retiring;
  const late = new FakeCamera(clock);
  shard.add(late.spec("late"));
  assert.throws(() => shard.add(late.spec("late")), /here already/);
  notices.length = 0;
  await clock.advance(10_000);
  assert.deepEqual(shard.status().map(({ cameraId, isLive, factor }) => [cameraId, isLive, factor]), [
    ["cam1", true, 0.5],
    ["late", true, 0.5],
  ]);
  const own = notices.filter(({ cameraId }) => cameraId === "late").length;
  assert(Math.abs(own - 25) <= 1, `${own} of 50 pictures`);
  assert.equal(cameras[0].running, 0);
  // The one that went may come back.
  shard.add(cameras[0].spec("cam0"));
  await clock.advance(2_000);
  assert(shard.status().every(({ isLive }) => isLive));
  await stop();
});

Deno.test("CameraShard keeps to its share of the attempts when it changes", async () => {
  const { clock, shard, stop } = site(30, { kind: "timed-out" });
  await clock.advance(10_000);
  shard.attemptsPerSecond = 5;
  await clock.advance(200);
  const before = shard.attemptCount;
  await clock.advance(10_000);
  assert(shard.attemptCount - before <= 51, `${shard.attemptCount - before} attempts in 10 s`);
  await stop();
});

Deno.test("CameraShard fails as a whole for a bug, with no capture left behind", async () => {
  const { clock, cameras, running } = site(2);
  await clock.advance(1_000);
  cameras[0].throws = new Error("a bug");
  const failing = assert.rejects(running, /a bug/);
  await clock.advance(1_000);
  await failing;
  assert.equal(cameras[1].running, 0);
});
