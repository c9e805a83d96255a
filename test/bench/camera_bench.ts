/**
 * Measures what a frame costs on its way from a camera to the detector's door: the ring, the notice, the checks on the
 * picture, the evidence file, and a whole camera shard.
 *
 * Run by itself with `shard` and its arguments it is the shard that is measured.
 */
import { Channel } from "../../src/bus/channel.ts";
import { createFrameRing } from "../../src/bus/frame_ring.ts";
import { frameMessage } from "../../src/bus/frame_ring_notice.ts";
import { type FrameRingReader, openFrameRing } from "../../src/bus/frame_ring_reader.ts";
import { systemClock } from "../../src/clock/system_clock.ts";
import { makeCameraFeed } from "../../src/hal/camera/make_feed.ts";
import { denoProcesses } from "../../src/hal/camera/process.ts";
import { parseCameraSource } from "../../src/hal/camera/source.ts";
import { TestSceneArtist } from "../../src/hal/camera/test_scene.ts";
import { PictureHealth } from "../../src/ingest/cameras/health.ts";
import { JpegEncoder } from "../../src/ingest/cameras/jpeg/encoder.ts";
import { measurePicture, PictureMeasure } from "../../src/ingest/cameras/picture_measure.ts";
import { CameraShard } from "../../src/ingest/cameras/shard.ts";
import { hasFfmpeg, makeFilm } from "../cameras/support.ts";
import { quantile } from "./statistics.ts";

/** Milliseconds of many rounds. A busy machine shows in the distance between them. */
export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** One shard of cameras at 5 frames a second. */
export interface ShardBench {
  readonly cameras: number;
  readonly seconds: number;
  /** From the frame's being complete in the ring to the reader's looking at it in another process. */
  readonly handOverMs: Spread;
  readonly frames: number;
  /** Of the frames that all cameras owe together. */
  readonly missingPercent: number;
  readonly lateOrTorn: number;
  /** Resident memory of the shard, the touched part of the ring included, without any ffmpeg. */
  readonly residentMb: number;
  /** Growth from the middle of the run to its end. */
  readonly growthMb: number;
  /** Of one core, without any ffmpeg. */
  readonly cpuPercent: number;
}

/** What the benchmark found, for pictures of 640 x 480. */
export interface CameraBench {
  /** Publishing a frame and looking at it, in one process: the ring alone. Microseconds. */
  readonly ringUs: Spread;
  /** Copying a frame out of the ring. */
  readonly copyMs: Spread;
  /** Freeze, darkness, glare, focus and view of one picture. */
  readonly healthMs: Spread;
  readonly jpegMs: Spread;
  readonly jpegBytes: number;
  /** The built-in camera, which draws its own pictures in the shard's process. */
  readonly testCameras: ShardBench;
  /** Films decoded by an ffmpeg each; absent where there is none. */
  readonly ffmpegCameras?: ShardBench;
  readonly target: { readonly handOverMs: 0.1; readonly residentMb: 120 };
}

const WIDTH = 640;
const HEIGHT = 480;
const FPS = 5;
const CAMERAS = 8;
const SHARD_MS = 20_000;
/** Start of the captures and the just-in-time compiler's first rounds are not measured. */
const SETTLE_MS = 5_000;
const ROUNDS = 1_000;

/** Runs for about a minute. */
export async function benchCameras(): Promise<CameraBench> {
  const folder = Deno.makeTempDirSync({ dir: "/dev/shm" });
  try {
    const film = `${folder}/film.mp4`;
    if (hasFfmpeg) await makeFilm(film, 10_000, 3_000);
    return {
      ...benchRing(`${folder}/own`),
      ...benchPicture(),
      testCameras: await benchShard(folder, "test:room"),
      ...(hasFfmpeg ? { ffmpegCameras: await benchShard(folder, `file:${film}`) } : {}),
      target: { handOverMs: 0.1, residentMb: 120 },
    };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function benchRing(path: string): Pick<CameraBench, "ringUs" | "copyMs"> {
  const made = createFrameRing({ path, cameras: [{ width: WIDTH, height: HEIGHT }], slotsPerCamera: 4 });
  if (!made.ok) throw new Error(made.fault.kind);
  const reader = opened(path);
  const [lane] = made.value.lanes;
  const target = new Uint8Array(WIDTH * HEIGHT * 3);
  const ring: number[] = [];
  const copies: number[] = [];
  for (let round = 0; round < 2 * ROUNDS; round++) {
    lane.give(lane.take());
    const startMs = performance.now();
    const ref = lane.commit(round);
    const view = reader.view(ref);
    if (view === undefined || !reader.holds(ref)) throw new Error("the ring lost a frame");
    const seenMs = performance.now();
    reader.copy(ref, target);
    const copiedMs = performance.now();
    if (round < ROUNDS) continue;
    ring.push((seenMs - startMs) * 1000);
    copies.push(copiedMs - seenMs);
  }
  reader.close();
  made.value.close();
  return { ringUs: spread(ring), copyMs: spread(copies) };
}

function benchPicture(): Pick<CameraBench, "healthMs" | "jpegMs" | "jpegBytes"> {
  const artist = new TestSceneArtist(WIDTH, HEIGHT, "fire", 0);
  const pictures = Array.from({ length: 8 }, (_, i) => {
    const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
    artist.draw(pixels, 5_000 + i * 200);
    return pixels;
  });
  const measure = new PictureMeasure();
  const health = new PictureHealth();
  const encoder = new JpegEncoder(WIDTH, HEIGHT);
  let jpegBytes = 0;
  const healthMs = timed(ROUNDS, (round) => {
    measurePicture(pictures[round % 8], WIDTH, HEIGHT, measure);
    health.step(measure, round * 200);
  });
  const jpegMs = timed(100, (round) => void (jpegBytes = encoder.encode(pictures[round % 8]).length));
  return { healthMs, jpegMs, jpegBytes };
}

/** Measures a shard in a process of its own, as the service runs it. */
async function benchShard(folder: string, source: string): Promise<ShardBench> {
  const clock = systemClock();
  const [socket, ring] = [`${folder}/sock`, `${folder}/ring`];
  const listener = Deno.listen({ transport: "unix", path: socket });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", new URL(import.meta.url).pathname, "shard", ring, socket, source],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  const conn = await listener.accept();
  let reader: FrameRingReader | undefined;
  const handOver: number[] = [];
  let isMeasured = false;
  let lateOrTorn = 0;
  const channel = new Channel(conn, {
    message(message) {
      const parsed = frameMessage.safeParse(message);
      if (!parsed.success) return void (reader = opened(ring));
      const view = reader!.view(parsed.data);
      const nowMs = clock.monotonicMs();
      if (!isMeasured) return;
      if (view === undefined || !reader!.holds(parsed.data)) lateOrTorn++;
      handOver.push(nowMs - parsed.data.atMs);
    },
  });
  const running = channel.run();
  await clock.sleep(SETTLE_MS);
  isMeasured = true;
  const cpuStartMs = cpuMs(child.pid);
  await clock.sleep(SHARD_MS / 2);
  const middleMb = residentMb(child.pid);
  await clock.sleep(SHARD_MS / 2);
  const cpuPercent = (cpuMs(child.pid) - cpuStartMs) / SHARD_MS * 100;
  const endMb = residentMb(child.pid);
  const owed = CAMERAS * FPS * SHARD_MS / 1000;
  child.kill("SIGTERM");
  await child.status;
  channel.close();
  await running;
  listener.close();
  reader?.close();
  return {
    cameras: CAMERAS,
    seconds: SHARD_MS / 1000,
    handOverMs: spread(handOver),
    frames: handOver.length,
    missingPercent: Math.round(Math.max(0, owed - handOver.length) / owed * 1000) / 10,
    lateOrTorn,
    residentMb: Math.round(endMb),
    growthMb: Math.round((endMb - middleMb) * 10) / 10,
    cpuPercent: Math.round(cpuPercent * 10) / 10,
  };
}

/** The measured process: a shard as the cameras role wires it. */
async function runShard(ring: string, socket: string, source: string): Promise<void> {
  const clock = systemClock();
  const format = { width: WIDTH, height: HEIGHT, fps: FPS };
  const parsed = parseCameraSource({ source });
  if (!parsed.ok) throw new Error(parsed.fault);
  const made = createFrameRing({ path: ring, cameras: Array(CAMERAS).fill(format), slotsPerCamera: 4 });
  if (!made.ok) throw new Error(made.fault.kind);
  const { generation, lanes } = made.value;
  const channel = new Channel(await Deno.connect({ transport: "unix", path: socket }), {});
  channel.send({ kind: "ring" });
  const processes = denoProcesses(Deno.env.get("PATH") ?? "");
  const shard = new CameraShard({
    cameras: lanes.map((lane, i) => ({
      cameraId: `cam${i}`,
      format,
      lane,
      feed: makeCameraFeed(parsed.value, format, { processes, clock }),
      reach: () => Promise.resolve(undefined),
    })),
    clock,
    attemptsPerSecond: 20,
    random: Math.random,
    notice: (notice) => channel.send({ kind: "frame", generation, ...notice }),
    trouble: ({ detail }) => console.error(detail),
    note: () => {},
  });
  const abort = new AbortController();
  Deno.addSignalListener("SIGTERM", () => abort.abort());
  await shard.run(abort.signal);
  channel.close();
  Deno.exit(0);
}

function opened(path: string): FrameRingReader {
  const result = openFrameRing(path);
  if (!result.ok) throw new Error(result.fault.kind);
  return result.value;
}

function timed(rounds: number, body: (round: number) => void): Spread {
  const times: number[] = [];
  for (let round = 0; round < 2 * rounds; round++) {
    const startMs = performance.now();
    body(round);
    if (round >= rounds) times.push(performance.now() - startMs);
  }
  return spread(times);
}

function spread(values: readonly number[]): Spread {
  return { p50: quantile(values, 0.5), p95: quantile(values, 0.95), max: quantile(values, 1) };
}

function residentMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))![1]) / 1024;
}

/** Processor time of one process so far (proc(5), utime and stime, in hundredths of a second). */
function cpuMs(pid: number): number {
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /s, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

if (import.meta.main) {
  if (Deno.args[0] === "shard") await runShard(Deno.args[1], Deno.args[2], Deno.args[3]);
  else console.log(JSON.stringify(await benchCameras(), null, 2));
}
