import assert from "node:assert/strict";
import { FakeClock } from "../../clock/fake_clock.ts";
import { fail, ok } from "../../reading/result.ts";
import type { FrameTarget } from "./feed.ts";
import { checkFfmpeg, FfmpegFeed, KILL_GRACE_MS } from "./ffmpeg.ts";
import type { ProcessCommand, ProcessPort, RunningProcess } from "./process.ts";
import { type CameraSource, parseCameraSource } from "./source.ts";

const FORMAT = { width: 4, height: 2, fps: 5 };
const FRAME_BYTES = 24;

/** An ffmpeg in the test's hands. */
class FakeProcess implements RunningProcess {
  readonly pid = 4711;
  readonly killed: string[] = [];
  readonly stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly stderr: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly ended: Promise<{ code: number; signal: string | null }>;
  /** Signals that end it. */
  mortal: string[] = ["SIGTERM", "SIGKILL"];
  #out!: ReadableByteStreamController;
  #err!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  #gone = false;
  #end!: (status: { code: number; signal: string | null }) => void;

  constructor() {
    this.stdout = new ReadableStream({ type: "bytes", start: (controller) => void (this.#out = controller) });
    this.stderr = new ReadableStream({ start: (controller) => void (this.#err = controller) });
    this.ended = new Promise((resolve) => this.#end = resolve);
  }

  write(length: number, value: number): void {
    this.#out.enqueue(new Uint8Array(length).fill(value));
  }

  say(line: string): void {
    this.#err.enqueue(new TextEncoder().encode(`${line}\n`));
  }

  exit(code: number, signal: string | null = null): void {
    this.#gone = true;
    this.#out.close();
    this.#out.byobRequest?.respond(0);
    this.#err.close();
    this.#end({ code, signal });
  }

  kill(signal: "SIGTERM" | "SIGKILL"): void {
    if (this.#gone) return;
    this.killed.push(signal);
    if (this.mortal.includes(signal)) this.exit(0, signal);
  }
}

class Frames implements FrameTarget {
  readonly frames: number[][] = [];
  incomplete = 0;
  isOut = false;

  take(): Uint8Array<ArrayBuffer> {
    assert(!this.isOut);
    this.isOut = true;
    return new Uint8Array(FRAME_BYTES);
  }

  give(pixels: Uint8Array<ArrayBuffer> | undefined, complete: boolean): void {
    assert(this.isOut);
    this.isOut = false;
    if (complete) this.frames.push([...pixels!]);
    else this.incomplete++;
  }
}

function started(source = "rtsp://admin:hunter2@cam/live") {
  const process = new FakeProcess();
  const commands: ProcessCommand[] = [];
  const processes: ProcessPort = { spawn: (command) => (commands.push(command), ok(process)) };
  const parsed = parseCameraSource({ source });
  assert(parsed.ok);
  const clock = new FakeClock();
  const feed = new FfmpegFeed({
    source: parsed.value as Exclude<CameraSource, { kind: "test" }>,
    format: FORMAT,
    processes,
    clock,
  });
  const frames = new Frames();
  const abort = new AbortController();
  return { process, commands, clock, feed, frames, abort, run: feed.run(frames, abort.signal) };
}

Deno.test("FfmpegFeed puts frames together from whatever pieces arrive", async () => {
  const { process, clock, frames, run } = started();
  process.write(10, 1);
  process.write(14 + 5, 2);
  process.write(19, 3);
  process.write(7, 4);
  // A pipe that closes while something waits in it is read empty first.
  await clock.advance(0);
  process.exit(0);
  const fault = await run;
  assert.equal(fault.kind, "ended");
  assert.deepEqual(frames.frames, [
    [...Array(10).fill(1), ...Array(14).fill(2)],
    [...Array(5).fill(2), ...Array(19).fill(3)],
  ]);
  assert.equal(frames.incomplete, 1, "the piece at the end is no frame");
  assert.equal(frames.isOut, false);
});

Deno.test("FfmpegFeed does not believe an exit code of 0: a camera that went away is a fault", async () => {
  const { process, run } = started("v4l2:/dev/video0");
  process.write(FRAME_BYTES, 9);
  process.say("[video4linux2,v4l2 @ 0x5] [error] ioctl(VIDIOC_DQBUF): No such device");
  process.exit(0);
  assert.deepEqual(await run, { kind: "no-device" });
});

Deno.test("FfmpegFeed says why in plain words and without the password", async () => {
  const { process, commands, run } = started();
  process.say("[concat @ 0x55] [error] Impossible to open 'rtsp://admin:hunter2@cam/live'");
  process.exit(1);
  const fault = await run;
  assert.deepEqual(fault, { kind: "ended", detail: "Impossible to open 'rtsp://cam/...'" });
  assert.doesNotMatch(commands[0].args.join(" "), /hunter2/);
});

Deno.test("FfmpegFeed ends its process when told, and kills the one that does not go", async () => {
  const { process, clock, feed, abort, frames, run } = started();
  process.mortal = ["SIGKILL"];
  process.write(FRAME_BYTES, 1);
  await clock.advance(0);
  assert.equal(feed.pid, 4711);
  abort.abort();
  await clock.advance(KILL_GRACE_MS - 1);
  assert.deepEqual(process.killed, ["SIGTERM"]);
  await clock.advance(1);
  assert.deepEqual(process.killed, ["SIGTERM", "SIGKILL"]);
  assert.deepEqual(await run, { kind: "stopped" });
  assert.equal(feed.pid, undefined);
  assert.equal(frames.isOut, false);
});

Deno.test("FfmpegFeed ends its process when whoever takes the frames fails", async () => {
  const process = new FakeProcess();
  const broken: FrameTarget = {
    take: () => {
      throw new Error("no memory");
    },
    give: () => {},
  };
  const parsed = parseCameraSource({ source: "file:/x.mp4" });
  assert(parsed.ok && parsed.value.kind === "file");
  const feed = new FfmpegFeed({
    source: parsed.value,
    format: FORMAT,
    processes: { spawn: () => ok(process) },
    clock: new FakeClock(),
  });
  await assert.rejects(feed.run(broken, new AbortController().signal), /no memory/);
  assert.deepEqual(process.killed, ["SIGTERM"]);
});

Deno.test("FfmpegFeed and checkFfmpeg say what to do where there is no ffmpeg", async () => {
  const processes: ProcessPort = { spawn: () => fail({ kind: "missing" }) };
  const feed = new FfmpegFeed({
    source: { kind: "file", path: "/x.mp4" },
    format: FORMAT,
    processes,
    clock: new FakeClock(),
  });
  assert.deepEqual(await feed.run(new Frames(), new AbortController().signal), { kind: "ffmpeg-missing" });
  const checked = await checkFfmpeg(processes);
  assert.deepEqual(checked, fail({ kind: "ffmpeg-missing" }));
});

Deno.test("checkFfmpeg takes new versions and those without a number, and refuses old ones", async () => {
  const check = (text: string) => {
    const process = new FakeProcess();
    const result = checkFfmpeg({ spawn: () => ok(process) });
    for (const byte of new TextEncoder().encode(text)) process.write(1, byte);
    process.exit(0);
    return result;
  };
  assert.deepEqual(await check("ffmpeg version 5.1.9-0+deb12u1 Copyright"), ok("5.1.9-0+deb12u1"));
  assert.deepEqual(await check("ffmpeg version 7.1 Copyright"), ok("7.1"));
  assert.deepEqual(await check("ffmpeg version n6.0 Copyright"), ok("n6.0"));
  assert.deepEqual(await check("ffmpeg version N-117770-g3f3b2 Copyright"), ok("N-117770-g3f3b2"));
  assert.deepEqual(
    await check("ffmpeg version 4.4.2 Copyright"),
    fail({ kind: "ffmpeg-old", version: "4.4.2" }),
  );
  assert.equal((await check("not at all")).ok, false);
});
