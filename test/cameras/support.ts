/**
 * What the camera tests share: a film with a fire in it, a real RTSP server, and one camera run as the product runs it.
 */
import assert from "node:assert/strict";
import { createFrameRing, type FrameRingWriter } from "../../src/bus/frame_ring.ts";
import { describeRingFault } from "../../src/bus/frame_ring_memory.ts";
import { type FrameRingReader, openFrameRing } from "../../src/bus/frame_ring_reader.ts";
import { systemClock } from "../../src/clock/system_clock.ts";
import type { FrameFormat } from "../../src/hal/camera/feed.ts";
import { FfmpegFeed } from "../../src/hal/camera/ffmpeg.ts";
import { makeCameraFeed } from "../../src/hal/camera/make_feed.ts";
import { denoProcesses } from "../../src/hal/camera/process.ts";
import { reachCamera } from "../../src/hal/camera/reach.ts";
import { parseCameraSource, type SourceText } from "../../src/hal/camera/source.ts";
import { TestSceneArtist } from "../../src/hal/camera/test_scene.ts";
import type { CameraTrouble } from "../../src/ingest/cameras/trouble.ts";
import type { FrameNotice } from "../../src/ingest/cameras/running_camera.ts";
import { CameraShard } from "../../src/ingest/cameras/shard.ts";
import { freePort } from "../free_port.ts";

export const FORMAT: FrameFormat = { width: 160, height: 120, fps: 5 };
/** Only a machine that hangs takes so long. */
const DEADLINE_MS = 60_000;
const PYTHON = "/usr/bin/python3";

export const processes = denoProcesses(Deno.env.get("PATH") ?? "");

async function works(command: string, args: string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, { args, stdout: "null", stderr: "null" }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Whether the machine has what these tests run against. */
export const hasFfmpeg = Deno.build.os === "linux" && await works("ffmpeg", ["-version"]);
export const hasRtspServer = hasFfmpeg &&
  await works(PYTHON, ["-c", "import gi; gi.require_version('GstRtspServer', '1.0')"]);

/** Makes a film: a room, in which a fire begins after `fireAfterMs`. */
export async function makeFilm(path: string, lengthMs: number, fireAfterMs: number): Promise<void> {
  const [width, height, fps] = [320, 240, 10];
  const child = new Deno.Command("ffmpeg", {
    args: [
      ...[
        "-v",
        "error",
        "-y",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-s",
        `${width}x${height}`,
        "-r",
        `${fps}`,
      ],
      ...["-i", "pipe:0", "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", `${fps}`],
      ...["-pix_fmt", "yuv420p", path],
    ],
    stdin: "piped",
    stderr: "inherit",
  }).spawn();
  const artist = new TestSceneArtist(width, height, "fire", fireAfterMs);
  const writer = child.stdin.getWriter();
  for (let atMs = 0; atMs < lengthMs; atMs += 1000 / fps) {
    const pixels = new Uint8Array(width * height * 3);
    artist.draw(pixels, atMs);
    await writer.write(pixels);
  }
  await writer.close();
  assert.equal((await child.status).code, 0);
}

/** A server process. */
export interface Server {
  readonly port: number;
  kill(): Promise<void>;
}

/** Starts GStreamer's RTSP server; its stream is `/cam`. Resolves when it listens. It can be started anew at the same port. */
export async function startRtspServer(
  film: string,
  port = freePort(),
  login: string[] = [],
): Promise<Server> {
  const script = new URL("./rtsp_server.py", import.meta.url).pathname;
  const child = new Deno.Command(PYTHON, {
    args: [script, String(port), film, ...login],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    assert(!done, `the RTSP server did not start: ${text}`);
    text += decoder.decode(value, { stream: true });
  }
  const ready = /^ready (\d+)/.exec(text);
  assert(ready !== null, `the RTSP server says: ${text}`);
  return {
    port: Number(ready[1]),
    async kill() {
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();
    },
  };
}

/** One camera run as the product runs it, into a real ring. */
export class CameraRig implements AsyncDisposable {
  readonly clock = systemClock();
  readonly notices: FrameNotice[] = [];
  readonly troubles: CameraTrouble[] = [];
  readonly notes: string[] = [];
  readonly shard: CameraShard;
  readonly reader: FrameRingReader;
  readonly #feed: ReturnType<typeof makeCameraFeed>;
  readonly #writer: FrameRingWriter;
  readonly #folder: string;
  readonly #abort = new AbortController();
  readonly #running: Promise<void>;
  #changed: () => void = () => {};

  constructor(text: SourceText, format = FORMAT) {
    const parsed = parseCameraSource(text);
    assert(parsed.ok, parsed.ok ? "" : parsed.fault);
    this.#folder = Deno.makeTempDirSync({ dir: "/dev/shm" });
    const path = `${this.#folder}/ring`;
    const made = createFrameRing({ path, cameras: [format], slotsPerCamera: 4 });
    assert(made.ok, made.ok ? "" : describeRingFault(made.fault));
    this.#writer = made.value;
    const opened = openFrameRing(path);
    assert(opened.ok);
    this.reader = opened.value;
    this.#feed = makeCameraFeed(parsed.value, format, { processes, clock: this.clock });
    const add = <T>(list: T[]) => (item: T) => {
      list.push(item);
      this.#changed();
    };
    this.shard = new CameraShard({
      cameras: [{
        cameraId: "hall",
        format,
        feed: this.#feed,
        lane: this.#writer.lanes[0],
        reach: (signal) => reachCamera(parsed.value, REACH_PORTS, signal),
      }],
      clock: this.clock,
      attemptsPerSecond: 20,
      random: Math.random,
      notice: (notice) => (add(this.notices)(notice), true),
      trouble: add(this.troubles),
      note: add(this.notes),
    });
    this.#running = this.shard.run(this.#abort.signal);
  }

  /** Process id of its ffmpeg. */
  get pid(): number {
    assert(this.#feed instanceof FfmpegFeed && this.#feed.pid !== undefined, "no ffmpeg runs");
    return this.#feed.pid;
  }

  /** Resolves when `condition` holds. */
  async until(what: string, condition: () => boolean): Promise<void> {
    const late = AbortSignal.timeout(DEADLINE_MS);
    while (!condition()) {
      assert(!late.aborted, `${what}: not within ${DEADLINE_MS / 1000} s; ${this.notes.join("; ")}`);
      // The shard tells every change but the passing of time, which is looked at now and then.
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#changed = resolve;
      const timer = setTimeout(resolve, 100);
      await promise;
      clearTimeout(timer);
    }
  }

  /** Waits for `count` more frames. */
  async frames(count: number): Promise<void> {
    const enough = this.notices.length + count;
    await this.until(`${count} frames`, () => this.notices.length >= enough);
  }

  /** The newest picture. */
  picture(): Uint8Array {
    const target = new Uint8Array(FORMAT.width * FORMAT.height * 3);
    for (;;) {
      const ref = this.reader.latest(0);
      assert(ref !== undefined, "the ring is empty");
      if (this.reader.copy(ref, target) !== undefined) return target;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#running;
    this.reader.close();
    assert(this.#writer.close());
    await Deno.remove(this.#folder, { recursive: true });
  }
}

const REACH_PORTS = {
  async connect(hostname: string, port: number, signal: AbortSignal): Promise<void> {
    const connection = await Deno.connect({ hostname, port, signal });
    connection.close();
  },
  async exists(path: string): Promise<boolean> {
    try {
      await Deno.stat(path);
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  },
  timeout: (ms: number) => AbortSignal.timeout(ms),
};

/** Parts of the picture that burn: bright and orange. */
export function flamePart(pixels: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < pixels.length; at += 3) {
    if (pixels[at] > 190 && pixels[at] > pixels[at + 1] + 25 && pixels[at + 1] > pixels[at + 2]) count++;
  }
  return count * 3 / pixels.length;
}

/** Whether a process with this id runs. */
export function isRunning(pid: number): boolean {
  try {
    // A zombie has ended; its parent only has not asked yet.
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || /ESRCH|os error 3\b/.test(String(error))) return false;
    throw error;
  }
}
