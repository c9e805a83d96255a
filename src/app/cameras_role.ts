/**
 * The cameras role: streams in, pictures into shared rings, word of each to the detector and the page. The supervisor says which
 * cameras are this process's.
 *
 * It must never decide what a picture shows, never wait for who looks at them, and never let one camera hold up another.
 */
import { Link } from "../bus/link.ts";
import { acceptViewMessage, cameraRateMessage, cameraShareMessage } from "../bus/messages.ts";
import { denoProcesses } from "../hal/camera/process.ts";
import { makeCameraFeed } from "../hal/camera/make_feed.ts";
import { reachCamera, type ReachPorts } from "../hal/camera/reach.ts";
import { cameraName } from "../config/homes.ts";
import { PICTURE_FAULTS } from "../ingest/cameras/health.ts";
import { SITE_ATTEMPTS_PER_SECOND } from "../ingest/cameras/reconnect.ts";
import type { FrameNotice } from "../ingest/cameras/running_camera.ts";
import { CameraShard } from "../ingest/cameras/shard.ts";
import { pictureTrouble } from "../ingest/cameras/trouble.ts";
import type { CameraId } from "../reading/ids.ts";
import type { TroubleCode } from "../reading/trouble.ts";
import { CameraFigures } from "./camera_figures.ts";
import { CameraShare } from "./camera_share.ts";
import { type ConfiguredCamera, openCameraSources } from "./camera_sources.ts";
import { CameraViews } from "./camera_views.ts";
import { ringPath } from "./ring_path.ts";
import type { RoleBody, RoleContext } from "./role.ts";

/** Notices that may wait for the detector; they are small, and old ones point to frames that are gone. */
const NOTICE_BYTES_MAX = 64 * 1024;
const REPORT_MS = 1_000;
/** Between two looks at whether the ring of a camera has become free. Longer is felt as a gap when a camera is moved. */
const SHARE_MS = 100;
/** Views change with the seasons; a new one is kept with the next report. */
const VIEWS_MS = 3_600_000;

interface Fault {
  readonly code: TroubleCode;
  readonly subject: string;
  readonly active: boolean;
  readonly detail: string;
}

/** The troubles that are about one camera. */
const CAMERA_TROUBLES: readonly TroubleCode[] = ["camera-silent", ...PICTURE_FAULTS.map(pictureTrouble)];

/** Starts the role. */
export function startCameras(context: RoleContext): Promise<RoleBody> {
  const { config, paths, clock, log, metrics, signal, process } = context;
  const { cameras, unusable } = openCameraSources(config);
  const byId = new Map(cameras.map((camera) => [camera.config.id, camera]));
  const faults = new Map<string, Fault>();
  for (const { id, why } of unusable) {
    log.error("camera {id} is not used: {why}", { id, why });
    faults.set(`camera-silent:${id}`, { code: "camera-silent", subject: id, active: true, detail: why });
  }
  const views = new CameraViews(paths.views, (text) => log.warning("{text}", { text }));
  const kept = new Map<CameraId, number>();
  const figures = new CameraFigures(metrics.registry);
  const hello = { kind: "hello", role: process, pid: Deno.pid };

  const link = (socket: string, opened: (send: (message: unknown) => void) => void, take = ignore) =>
    new Link({
      clock,
      connect: () => Deno.connect({ transport: "unix", path: socket }),
      handlers: { message: take },
      opened: (channel) => {
        channel.send(hello);
        opened((message) => channel.send(message));
      },
    });
  const fusion = link(
    paths.socket("fusion"),
    (send) => {
      // A process before this one may have died with a trouble on its lips that nobody else would take back.
      for (const { cameraId } of share.rings()) for (const fault of gone(cameraId)) send(fault);
      for (const fault of faults.values()) send({ kind: "fault", ...fault });
    },
    (message) => {
      const accepted = acceptViewMessage.safeParse(message).data;
      if (accepted === undefined) return log.error("a message of fusion was not understood");
      if (!shard.acceptView(accepted.cameraId)) return;
      // Nothing is learned yet: the view before is forgotten, and the new one kept with the first report that has it.
      saveView(accepted.cameraId);
      kept.delete(accepted.cameraId);
    },
  );
  const toReader = (socket: string) =>
    link(socket, (send) => {
      for (const ring of share.rings()) send({ kind: "ring", ...ring });
    });
  const detect = toReader(paths.socket("detect"));
  const page = toReader(paths.socket("ui"));
  const tellReaders = (message: unknown): void => {
    detect.send(message);
    page.send(message);
  };

  const tell = (fault: Fault): void => {
    const id = `${fault.code}:${fault.subject}`;
    if (fault.active) faults.set(id, fault);
    else faults.delete(id);
    fusion.send({ kind: "fault", ...fault });
  };
  const gone = (cameraId: CameraId) =>
    CAMERA_TROUBLES.filter((code) => !faults.has(`${code}:${cameraId}`)).map((code) => ({
      kind: "fault",
      code,
      subject: cameraId,
      active: false,
      detail: "its camera process is new",
    }));
  const saveView = (cameraId: CameraId): void => {
    const { source } = byId.get(cameraId)!.config;
    kept.set(cameraId, clock.monotonicMs());
    views.save(cameraId, source, shard.references(cameraId), clock.wallMs());
  };

  let noticeCount = 0;
  const generations = new Map<CameraId, number>();
  const publish = (notice: FrameNotice): boolean => {
    noticeCount++;
    const message = { kind: "frame", generation: generations.get(notice.cameraId), ...notice };
    if (page.isOpen && page.channel!.waitingBytes === 0) page.send(message);
    if (!detect.isOpen || detect.channel!.waitingBytes > NOTICE_BYTES_MAX) return false;
    return detect.send(message);
  };
  const shard = new CameraShard({
    clock,
    random: Math.random,
    attemptsPerSecond: SITE_ATTEMPTS_PER_SECOND,
    notice: publish,
    trouble: tell,
    note: (text) => log.info("{text}", { text }),
    cameras: [],
  });
  const processes = denoProcesses(Deno.env.get("PATH") ?? "/usr/local/bin:/usr/bin:/bin");
  const prepare = ({ config: camera, source }: ConfiguredCamera) => {
    const format = { width: camera.width, height: camera.height, fps: camera.fps };
    const view = views.load(camera.id, camera.source);
    if (view !== undefined) kept.set(camera.id, clock.monotonicMs());
    return {
      cameraId: camera.id,
      format,
      feed: makeCameraFeed(source, format, { processes, clock }),
      reach: (reaching: AbortSignal) => reachCamera(source, REACH, reaching),
      ...(view === undefined ? {} : { references: view.references }),
    };
  };
  const share = new CameraShare(cameras, {
    shard,
    path: (camera) => ringPath(paths.run, cameras.indexOf(camera)),
    prepare,
    opened: (ring) => {
      generations.set(ring.cameraId, ring.generation);
      tellReaders({ kind: "ring", ...ring });
      for (const fault of gone(ring.cameraId)) fusion.send(fault);
    },
    leaving: (cameraId) => {
      if (kept.has(cameraId)) saveView(cameraId);
    },
    closed: (cameraId) => {
      generations.delete(cameraId);
      kept.delete(cameraId);
      figures.forget(cameraId);
      tellReaders({ kind: "ring-gone", cameraId });
    },
    refused: (detail) => {
      if (detail !== undefined) log.error("{detail}", { detail });
      const active = detail !== undefined;
      tell({ code: "cameras-unusable", subject: process, active, detail: detail ?? "there is room again" });
    },
  });

  const report = setInterval(() => {
    const nowMs = clock.monotonicMs();
    const told = shard.status().map((status) => {
      figures.take(status);
      const { cameraId, phase, isLive, freshAgeMs, fps, factor, frames, dropped, fault } = status;
      const camera = byId.get(cameraId)!.config;
      // The first view as soon as it is learned; later ones change so slowly that an hour more or less is no loss.
      const keptMs = kept.get(cameraId);
      const isDue = keptMs === undefined ? true : nowMs - keptMs > VIEWS_MS;
      if (isDue && shard.references(cameraId).length > 0) saveView(cameraId);
      return {
        cameraId,
        zoneId: camera.zone,
        name: cameraName(camera, config.fleet),
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
  const completing = setInterval(() => {
    if (!share.isComplete) share.step();
  }, SHARE_MS);

  const running = [fusion.run(signal), detect.run(signal), page.run(signal), shard.run(signal)];
  context.ready();
  return Promise.resolve({
    work: () => ({ progress: noticeCount, pending: 0, queues: [] }),
    message: (message) => {
      const rate = cameraRateMessage.safeParse(message).data;
      if (rate !== undefined) return shard.setFactor(rate.factor);
      const ordered = cameraShareMessage.safeParse(message).data;
      if (ordered === undefined) return log.error("a message of the supervisor was not understood");
      shard.attemptsPerSecond = SITE_ATTEMPTS_PER_SECOND / ordered.shards;
      log.info("{count} cameras are this process's", { count: ordered.cameraIds.length });
      share.order(ordered.cameraIds);
    },
    stop: async () => {
      clearInterval(report);
      clearInterval(completing);
      for (const cameraId of kept.keys()) saveView(cameraId);
      await Promise.all(running);
      share.close();
    },
  });
}

function ignore(_message: unknown): void {}

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
