/**
 * The detect role: camera pictures in, evidence of fire and smoke out.
 *
 * It must never raise an alarm by itself, and never keep a camera waiting for another one's backlog.
 */
import { join } from "node:path";
import { Gauge } from "prom-client";
import { z } from "zod";
import { viewOf } from "../config/camera_view.ts";
import { Channel } from "../bus/channel.ts";
import { Link } from "../bus/link.ts";
import { helloMessage } from "../bus/messages.ts";
import { ReadingQueue } from "../bus/reading_queue.ts";
import { Detector, type VisionEvidence } from "../detect/detector.ts";
import { RingFrame } from "../detect/frame.ts";
import { detectorMetrics } from "../detect/metrics.ts";
import type { Model } from "../detect/model.ts";
import { describeModelFault } from "../detect/model_fault.ts";
import { RateLimit } from "../ops/rate_limit.ts";
import { AnswerWatch } from "./answer_watch.ts";
import { listenUnix } from "./listen.ts";
import { findEntry, openModelFile } from "./model_files.ts";
import { ModelKeeper } from "./model_keeper.ts";
import { RingConnection } from "./ring_readers.ts";
import type { RoleBody, RoleContext } from "./role.ts";

/** Readings that may wait for fusion; each camera gives a few a second. */
const QUEUE_READINGS = 2_048;
/** The same fault is told at most this often. */
const FAULT_REPEAT_MS = 10_000;

/** Starts the role. */
export async function startDetect(context: RoleContext): Promise<RoleBody> {
  const { config, paths, clock, log, metrics, signal } = context;
  const queue = new ReadingQueue(QUEUE_READINGS);
  const limit = new RateLimit(FAULT_REPEAT_MS);
  const numbers = new Map(config.cameras.map(({ id }, index) => [id, index]));
  const limits = new Map(config.zones.map((zone) => [zone.id, zone.limits]));
  const faults = new Map<string, { code: string; subject: string; active: boolean; detail: string }>();
  let wanted = config.detect.model;

  const hello = { kind: "hello", role: "detect", pid: Deno.pid };
  const fusion = new Link({
    clock,
    connect: () => Deno.connect({ transport: "unix", path: paths.socket("fusion") }),
    handlers: {},
    opened: (channel) => {
      channel.send(hello);
      for (const { id, zone } of config.cameras) {
        channel.send({ kind: "sensor", index: numbers.get(id), sensorId: id, zoneId: zone, admitted: false });
      }
      for (const fault of faults.values()) channel.send({ kind: "fault", ...fault });
      channel.attach(queue);
    },
  });
  const page = new Link({
    clock,
    connect: () => Deno.connect({ transport: "unix", path: paths.socket("ui") }),
    handlers: {},
    opened: (channel) => channel.send(hello),
  });
  const tell = (code: string, active: boolean, detail: string): void => {
    const fault = { code, subject: "detect", active, detail };
    if (active) faults.set(code, fault);
    else faults.delete(code);
    fusion.send({ kind: "fault", ...fault });
  };
  const answers = new AnswerWatch((active, detail) => tell("detector-blind", active, detail));

  const models = new ModelKeeper<Model>({
    open: async (name) => {
      const entry = await findEntry(name, paths.models);
      if (!entry.ok) return entry;
      return await openModelFile(entry.value, join(paths.state, "runtime"), config.detect.threads);
    },
    remembered: () => readRemembered(paths.modelInUse, (text) => log.warning("{text}", { text })),
    remember: (name) => {
      try {
        Deno.writeTextFileSync(paths.modelInUse, JSON.stringify({ name }), { mode: 0o600 });
      } catch (error) {
        // The model works; only a later start may have to begin with the first one.
        log.warning("{path} could not be written: {reason}", {
          path: paths.modelInUse,
          reason: (error as Error).message,
        });
      }
    },
    accepted: ({ manifest }) => {
      log.info("model {model} is in use", { model: `${manifest.name} ${manifest.version}` });
      for (const code of ["model-refused", "detector-blind"]) {
        if (faults.has(code)) tell(code, false, `model ${manifest.name} ${manifest.version} is in use`);
      }
      answers.replaced();
      inUse.reset();
      inUse.labels({ model: manifest.name, version: manifest.version }).set(1);
    },
    refused: ({ code, detail }) => {
      log.error("{text}", { text: detail });
      tell(code, true, detail);
    },
  });
  const inUse = new Gauge({
    name: "embereye_model_in_use",
    help: "1 for the model that looks at the pictures",
    labelNames: ["model", "version"],
    registers: [metrics.registry],
  });

  const detector = new Detector(
    config.cameras.map((camera) => ({ cameraId: camera.id, view: viewOf(camera) })),
    {
      clock,
      model: () => models.current,
      observer: detectorMetrics(metrics.registry),
      evidence: (evidence) => {
        answers.answered();
        const { reading } = evidence;
        const camera = config.cameras[numbers.get(reading.sensorId)!];
        const critical = Math.max(reading.fire, reading.smoke) >= limits.get(camera.zone)!.visionScore;
        queue.push(reading, { sensorIndex: numbers.get(reading.sensorId)!, critical });
        fusion.channel?.flush();
        // The page sees what it can take; the next picture brings another.
        if (page.isOpen && page.channel!.waitingBytes === 0) page.send(sightOf(evidence));
      },
      fault: (fault) => {
        const text = describeModelFault(fault);
        const held = limit.admit(fault.kind, clock.monotonicMs());
        if (held !== undefined) log.error("{text}", { text, more: held });
        answers.failed(text);
      },
    },
  );

  await listenUnix(paths.socket("detect"), (conn) => {
    let greeted = false;
    const ring = new RingConnection({ report: (text) => log.error("{text}", { text }) });
    const channel: Channel = new Channel(conn, {
      message: (message) => {
        if (!greeted) {
          greeted = helloMessage.safeParse(message).success;
          if (!greeted) channel.close();
          return;
        }
        const news = ring.take(message);
        if (news !== undefined) detector.offer(new RingFrame(news.cameraId, news.reader, news.notice));
      },
      closed: () => ring.close(),
    });
    void channel.run();
  }, signal);
  const links = [fusion.run(signal), page.run(signal)];

  // Loading holds the thread for a moment; who connects meanwhile waits for that long.
  await models.use(wanted);
  const running = detector.run(signal);
  context.ready();
  return {
    work: () => {
      const depth = detector.queueDepth;
      metrics.queueDepth.labels({ queue: "detect" }).set(depth);
      metrics.queueDepth.labels({ queue: "vision" }).set(queue.depth);
      return {
        progress: detector.progress,
        pending: models.current === undefined ? 0 : depth,
        queues: [{ name: "detect", depth, max: detector.queueDepthMax, level: detector.level() }],
      };
    },
    reconfigure: (changed) => {
      if (changed.detect.model === wanted) return;
      wanted = changed.detect.model;
      void models.use(wanted);
    },
    stop: async () => {
      await Promise.all([running, ...links]);
      await models.close();
    },
  };
}

const rememberedSchema = z.object({ name: z.string().min(1).max(64) });

/** The model that worked last; undefined where that is not known: then the first there is may work. */
function readRemembered(path: string, note: (text: string) => void): string | undefined {
  try {
    return rememberedSchema.safeParse(JSON.parse(Deno.readTextFileSync(path))).data?.name;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!(error instanceof Deno.errors.NotFound)) {
      note(`${path} does not say which model worked last: ${error.message}`);
    }
    return undefined;
  }
}

function sightOf({ reading, findings, gridExtent }: VisionEvidence) {
  const { sensorId, atMs, fire, smoke, x, y } = reading;
  const { grid } = findings;
  return {
    kind: "sight",
    cameraId: sensorId,
    atMs,
    fire,
    smoke,
    x,
    y,
    ...(grid && {
      grid: {
        columns: grid.columns,
        rows: grid.rows,
        ...gridExtent,
        fire: grid.fire.toBase64(),
        smoke: grid.smoke.toBase64(),
      },
    }),
  };
}
