/**
 * The cameras role: streams in, pictures into the shared ring, word of each to the detector and the page.
 *
 * It must never decide what a picture shows, never wait for who looks at them, and never let one camera hold up another.
 */
import { Counter, Gauge } from "prom-client";
import { createFrameRing } from "../bus/frame_ring.ts";
import { describeRingFault } from "../bus/frame_ring_memory.ts";
import { Link } from "../bus/link.ts";
import { denoProcesses } from "../hal/camera/process.ts";
import { makeCameraFeed } from "../hal/camera/make_feed.ts";
import { reachCamera, type ReachPorts } from "../hal/camera/reach.ts";
import { SITE_ATTEMPTS_PER_SECOND } from "../ingest/cameras/reconnect.ts";
import { CameraShard } from "../ingest/cameras/shard.ts";
import type { CameraTrouble } from "../ingest/cameras/trouble.ts";
import { cameraSources } from "./camera_sources.ts";
import { ringPath } from "./ring_path.ts";
import type { RoleBody, RoleContext } from "./role.ts";

/**
 * Frames kept for each camera: one that is written, one that the detector looks at, one for the page, one to spare. Fewer and a
 * busy detector finds its frame overwritten; more only takes memory.
 */
const SLOTS_PER_CAMERA = 4;
/** Notices that may wait for the detector; they are small, and old ones point to frames that are gone. */
const NOTICE_BYTES_MAX = 64 * 1024;
const REPORT_MS = 1_000;
/** The one camera process there is. */
const SHARD = 0;

/** Starts the role. */
export function startCameras(context: RoleContext): Promise<RoleBody> {
  const { config, paths, clock, log, metrics, signal } = context;
  const cameras = cameraSources(config);
  const path = ringPath(paths.run, SHARD);
  const faults = new Map<
    string,
    CameraTrouble | { code: string; subject: string; active: boolean; detail: string }
  >();
  const hello = { kind: "hello", role: "cameras", pid: Deno.pid };

  const fusion = new Link({
    clock,
    connect: () => Deno.connect({ transport: "unix", path: paths.socket("fusion") }),
    handlers: {},
    opened: (channel) => {
      channel.send(hello);
      for (const fault of faults.values()) channel.send({ kind: "fault", ...fault });
    },
  });
  const tell = (
    fault: CameraTrouble | { code: string; subject: string; active: boolean; detail: string },
  ): void => {
    const id = `${fault.code}:${fault.subject}`;
    if (fault.active) faults.set(id, fault);
    else faults.delete(id);
    fusion.send({ kind: "fault", ...fault });
  };

  const ring = createFrameRing({
    path,
    cameras: cameras.map(({ config: { width, height } }) => ({ width, height })),
    slotsPerCamera: SLOTS_PER_CAMERA,
  });
  if (!ring.ok) {
    const detail = describeRingFault(ring.fault);
    log.error("{detail}", { detail });
    // Trying again soon would find the same; the role stays, so that the trouble stays, and the rest of the box works.
    tell({ code: "cameras-unusable", subject: "box", active: true, detail });
    const linked = fusion.run(signal);
    context.ready();
    return Promise.resolve({
      work: () => ({ progress: 0, pending: 0, queues: [] }),
      stop: () => linked,
    });
  }
  const ringMessage = {
    kind: "ring",
    shard: SHARD,
    path,
    generation: ring.value.generation,
    cameras: cameras.map(({ config: { id, width, height } }) => ({ cameraId: id, width, height })),
  };
  const toReader = (socket: string) =>
    new Link({
      clock,
      connect: () => Deno.connect({ transport: "unix", path: socket }),
      handlers: {},
      opened: (channel) => {
        channel.send(hello);
        channel.send(ringMessage);
      },
    });
  const detect = toReader(paths.socket("detect"));
  const page = toReader(paths.socket("ui"));

  const processes = denoProcesses(Deno.env.get("PATH") ?? "/usr/local/bin:/usr/bin:/bin");
  let noticeCount = 0;
  const shard = new CameraShard({
    clock,
    random: Math.random,
    attemptsPerSecond: SITE_ATTEMPTS_PER_SECOND,
    notice: (notice) => {
      noticeCount++;
      const message = { kind: "frame", generation: ring.value.generation, ...notice };
      if (page.isOpen && page.channel!.waitingBytes === 0) page.send(message);
      if (!detect.isOpen || detect.channel!.waitingBytes > NOTICE_BYTES_MAX) return false;
      return detect.send(message);
    },
    trouble: tell,
    note: (text) => log.info("{text}", { text }),
    cameras: cameras.map(({ config: camera, source }, index) => {
      const format = { width: camera.width, height: camera.height, fps: camera.fps };
      return {
        cameraId: camera.id,
        format,
        feed: makeCameraFeed(source, format, { processes, clock }),
        reach: (reaching) => reachCamera(source, REACH, reaching),
        lane: ring.value.lanes[index],
      };
    }),
  });

  const gauges = {
    fps: new Gauge({
      name: "embereye_camera_fps",
      help: "Pictures a second that arrive",
      labelNames: ["camera"],
      registers: [metrics.registry],
    }),
    freshAge: new Gauge({
      name: "embereye_camera_fresh_age_seconds",
      help: "Age of the last picture that differed from the one before",
      labelNames: ["camera"],
      registers: [metrics.registry],
    }),
    attempts: new Counter({
      name: "embereye_camera_attempts_total",
      help: "Connection attempts",
      labelNames: ["camera"],
      registers: [metrics.registry],
    }),
    frames: new Counter({
      name: "embereye_camera_frames_total",
      help: "Pictures that arrived",
      labelNames: ["camera"],
      registers: [metrics.registry],
    }),
    dropped: new Counter({
      name: "dropped_frames_total",
      help: "Pictures that went no further, by camera and reason",
      labelNames: ["camera", "reason"],
      registers: [metrics.registry],
    }),
  };
  const counted = new Map<string, { attempts: number; frames: number; dropped: number; thinned: number }>();
  const report = setInterval(() => {
    const told = shard.status().map((status) => {
      const { cameraId, attempts, frames, dropped, thinned } = status;
      const { zone, name } = cameras.find(({ config: { id } }) => id === cameraId)!.config;
      const before = counted.get(cameraId) ?? { attempts: 0, frames: 0, dropped: 0, thinned: 0 };
      counted.set(cameraId, { attempts, frames, dropped, thinned });
      gauges.fps.labels({ camera: cameraId }).set(status.fps);
      gauges.freshAge.labels({ camera: cameraId }).set(status.freshAgeMs / 1000);
      gauges.attempts.labels({ camera: cameraId }).inc(attempts - before.attempts);
      gauges.frames.labels({ camera: cameraId }).inc(frames - before.frames);
      gauges.dropped.labels({ camera: cameraId, reason: "detector-busy" }).inc(dropped - before.dropped);
      gauges.dropped.labels({ camera: cameraId, reason: "rate-reduced" }).inc(thinned - before.thinned);
      const { phase, isLive, freshAgeMs, fps, factor, fault } = status;
      return {
        cameraId,
        zoneId: zone,
        name: name ?? cameraId,
        phase,
        isLive,
        freshAgeMs,
        fps,
        factor,
        frames,
        dropped,
        ...(fault === undefined ? {} : { fault }),
      };
    });
    fusion.send({ kind: "cameras", cameras: told });
  }, REPORT_MS);

  const running = [fusion.run(signal), detect.run(signal), page.run(signal), shard.run(signal)];
  context.ready();
  return Promise.resolve({
    work: () => ({ progress: noticeCount, pending: 0, queues: [] }),
    message: (message) => {
      if (message.kind === "camera-rate" && "factor" in message && typeof message.factor === "number") {
        shard.setFactor(message.factor);
      }
    },
    stop: async () => {
      clearInterval(report);
      await Promise.all(running);
      ring.value.close();
      await Deno.remove(path);
    },
  });
}

const REACH: ReachPorts = {
  async connect(host, port, signal) {
    const conn = await Deno.connect({ hostname: host, port, signal });
    conn.close();
  },
  async exists(path) {
    try {
      await Deno.stat(path);
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  },
  timeout: (ms) => AbortSignal.timeout(ms),
};
