/**
 * The sensors role: devices in, readings out to fusion, pictures out to the page.
 *
 * It must never decide whether something burns, never wait for the page, and never let one device hold up another.
 */
import { Gauge } from "prom-client";
import { Link } from "../bus/link.ts";
import { portHolderMessage } from "../bus/messages.ts";
import { encodePicture, type Picture, PICTURE_BYTES_MAX } from "../bus/picture_message.ts";
import { PRESSURE_LEVEL, ReadingQueue } from "../bus/reading_queue.ts";
import { isOpenToThisMachineAlone } from "../firewall/rules.ts";
import type { SensorSpec } from "../ingest/sensors/directory.ts";
import { RefusalWatch, WAVE_PER_SECOND } from "../ingest/sensors/refusal_watch.ts";
import { Reception } from "../ingest/sensors/reception.ts";
import { packetMetrics } from "../ops/metrics.ts";
import type { NoData, Reading } from "../reading/reading.ts";
import { DeviceKeyWatch } from "./device_key_watch.ts";
import { KnownSensors } from "./known_sensors.ts";
import { callPointSpecs } from "./local_inputs.ts";
import { LocalHardware } from "./local_hardware.ts";
import { DeviceClockMetrics } from "./device_clock_metrics.ts";
import { hostAndPort } from "./open_port.ts";
import { PictureFeed } from "./picture_feed.ts";
import { RefusalDesk } from "./refusal_desk.ts";
import type { RoleBody, RoleContext } from "./role.ts";
import { SensorPort } from "./sensor_port.ts";

/**
 * Readings that may wait for fusion: two seconds of the fullest site (5,000 frames and 20,000 packets of three inputs a second).
 * Fewer would lose data while fusion restarts, more would hand it news too old to matter. They take 12 MB.
 */
const QUEUE_READINGS = 130_000;
/** Sessions keep deadlines of seconds; commands in a gap follow packets at once. */
const TICK_MS = 100;
const REPORT_MS = 1_000;

/** Starts the role. */
export async function startSensors(context: RoleContext): Promise<RoleBody> {
  const { config, paths, clock, log, metrics, signal } = context;
  const known = await KnownSensors.load(
    paths.sensorsDatabase,
    clock,
    (text) => log.warning("{text}", { text }),
  );
  const queue = new ReadingQueue(QUEUE_READINGS);
  const refusals = new RefusalDesk(metrics.registry, clock, (text) => log.warning("{text}", { text }));
  const connectionsGauge = new Gauge({
    name: "embereye_sensor_connections",
    help: "Open connections of devices",
    registers: [metrics.registry],
  });
  const own = packetMetrics(metrics.registry);
  const packets = {
    frame: own.sensorPacketsTotal.labels({ kind: "frame" }),
    inputs: own.sensorPacketsTotal.labels({ kind: "inputs" }),
  };
  const framesProcessed = own.frameProcessedTotal.labels({ kind: "thermal" });
  const deviceClocks = new DeviceClockMetrics(metrics.registry);
  const refusalWatch = new RefusalWatch();
  let handedOn = 0;
  let droppedBefore = 0;
  let overflowing = false;

  const fusion = new Link({
    clock,
    connect: () => Deno.connect({ transport: "unix", path: paths.socket("fusion") }),
    handlers: {},
    opened: (channel) => {
      channel.send({ kind: "hello", role: "sensors", pid: Deno.pid });
      for (const spec of reception.specs) channel.send(sensorMessage(spec));
      for (const spec of callPointSpecs(config)) channel.send(sensorMessage(spec));
      for (const fault of conflicts.values()) channel.send(fault);
      for (const trouble of local.standing) channel.send(trouble);
      for (const trouble of sensorPort.standing) channel.send(trouble);
      channel.attach(queue);
    },
  });
  const pictures = new PictureFeed(clock);
  const page = new Link({
    clock,
    connect: () => Deno.connect({ transport: "unix", path: paths.socket("ui") }),
    handlers: {},
    opened: (channel) => {
      channel.send({ kind: "hello", role: "sensors", pid: Deno.pid });
      channel.send(refusals.everything());
    },
  });
  const pageTakes = () => page.isOpen && page.channel!.waitingBytes <= PAGE_WAITING_BYTES_MAX;
  const pictureBytes = new Uint8Array(PICTURE_BYTES_MAX);
  const conflicts = new Map<string, unknown>();
  let knownCount = 0;

  const tokens = new DeviceKeyWatch({
    clock,
    tokens: paths.deviceTokens,
    uses: paths.deviceTokenUses,
    changed: () => reception.checkTokens(clock.monotonicMs()),
    note: (text) => log.error("{text}", { text }),
  });
  const reception = new Reception(config, {
    reading(spec: SensorSpec, reading: Reading, critical: boolean) {
      if (reading.kind === "thermal") framesProcessed.inc();
      queue.push(reading, { sensorIndex: spec.index, critical });
      handedOn++;
      fusion.channel?.flush();
    },
    noData(_spec: SensorSpec, noData: NoData) {
      fusion.send(noData);
    },
    picture(_spec: SensorSpec, picture: Picture) {
      // The page is nobody's protection: of each sensor the newest picture waits for it, no more.
      if (!pictures.isDue(picture.sensorId) || !pageTakes()) return pictures.keep(picture);
      page.sendBytes(pictureBytes.slice(0, encodePicture(picture, pictureBytes)));
    },
    learned: (spec, eeprom) => known.learned(spec.sensorId, eeprom),
    note: (spec, text) => log.info("{sensorId} {text}", { sensorId: spec.sensorId, text }),
    refused: (reason, address, text) => refusals.refused("sensors", reason, address, text),
    connected(spec, address) {
      log.info("{sensorId} is connected from {address}", { sensorId: spec.sensorId, address });
      known.seen(spec.sensorId, address);
      // An admitted sensor has its number from now on, and fusion must know it before the first record.
      if (reception.specs.length > knownCount) {
        knownCount = reception.specs.length;
        fusion.send(sensorMessage(spec));
      }
    },
    conflict(spec, active, detail) {
      const fault = { kind: "fault", code: "sensors-conflict", subject: spec.sensorId, active, detail };
      if (active) conflicts.set(spec.sensorId, fault);
      else conflicts.delete(spec.sensorId);
      fusion.send(fault);
    },
    knownEeprom: (sensorId) => known.eeprom(sensorId),
  }, tokens.keys);
  reception.remember(known.addresses, clock.monotonicMs());
  await tokens.start();
  knownCount = reception.specs.length;

  const sensorPort = new SensorPort({
    config,
    paths,
    clock,
    log,
    reception,
    signal,
    fault: (fault) => fusion.send(fault),
    opened: (port) => context.ready({ sensors: port }),
    askHolder: (place) => context.tell({ kind: "portAsk", ...place }),
  });
  const local = new LocalHardware({
    config,
    clock,
    reception,
    reading: (index, reading) => {
      queue.push(reading, { sensorIndex: index, critical: reading.active });
      handedOn++;
      fusion.channel?.flush();
    },
    fault: (trouble) => {
      const { active, detail } = trouble;
      if (active) log.warning("{detail}", { detail });
      else log.info("no longer so: {detail}", { detail });
      fusion.send(trouble);
    },
    signal,
  });
  const localRunning = local.run();
  const links = [fusion.run(signal), page.run(signal)];
  const port = await sensorPort.open();

  const tick = setInterval(() => {
    const nowMs = clock.monotonicMs();
    reception.tick(nowMs);
    if (pageTakes()) {
      for (const picture of pictures.due()) {
        page.sendBytes(pictureBytes.slice(0, encodePicture(picture, pictureBytes)));
      }
    }
    connectionsGauge.set(reception.connectionCount);
    metrics.queueDepth.labels({ queue: "fusion" }).set(queue.depth);
  }, TICK_MS);

  const counted = new Map<string, { frames: number; packets: number; rate: number }>();
  const report = setInterval(() => {
    const devices = reception.devices().map(({ spec, device, address, serial, connected }) => {
      if (device.clock !== undefined) deviceClocks.show(spec.sensorId, device.clock);
      const before = counted.get(spec.sensorId) ?? { frames: 0, packets: 0, rate: 0 };
      const frames = device.frameCount - before.frames;
      packets.frame.inc(frames);
      packets.inputs.inc(device.packetCount - before.packets - frames);
      // Slow devices send a frame every few seconds: the mean over some reports is what people call their rate.
      const rate = before.rate + (frames * 1000 / REPORT_MS - before.rate) * RATE_SMOOTHING;
      counted.set(spec.sensorId, { frames: device.frameCount, packets: device.packetCount, rate });
      return {
        sensorId: spec.sensorId,
        address,
        ...(serial === undefined ? {} : { serial }),
        connected,
        calibration: device.calibration,
        frames: device.frameCount,
        packets: device.packetCount,
        framesPerSecond: rate,
        ...(device.cleanAirOhm === undefined ? {} : { cleanAirOhm: Math.round(device.cleanAirOhm) }),
        ...(device.clock === undefined ? {} : { clock: device.clock }),
      };
    });
    fusion.send({ kind: "devices", devices });
    const wave = refusalWatch.step(refusals.count);
    if (wave !== undefined) {
      fusion.send({
        kind: "fault",
        code: "connections-refused",
        subject: "sensors",
        active: wave,
        detail: wave
          ? `connections and packets are being refused at ${WAVE_PER_SECOND} a second and more, ${refusals.count} so far`
          : "hardly anything is refused any more",
      });
    }
    const turnedAway = refusals.news();
    if (turnedAway !== undefined) page.send(turnedAway);
    const dropped = queue.droppedCount + queue.supersededCount;
    if (dropped > droppedBefore) {
      own.droppedFramesTotal.labels({ queue: "fusion" }).inc(dropped - droppedBefore);
    }
    if (overflowing !== dropped > droppedBefore) {
      overflowing = dropped > droppedBefore;
      fusion.send({
        kind: "fault",
        code: "queue-overflow",
        subject: "sensors",
        active: overflowing,
        detail: overflowing
          ? `${dropped - droppedBefore} readings dropped within ${REPORT_MS} ms: more than ${
            PRESSURE_LEVEL * 100
          } % of ${QUEUE_READINGS} waited for fusion`
          : "readings are taken as they come again",
      });
    }
    droppedBefore = dropped;
  }, REPORT_MS);

  context.ready(port === undefined ? {} : { sensors: port });
  if (isOpenToThisMachineAlone(config)) {
    log.warning(
      "only this machine may connect to the sensor port: name the sensors' networks in sensorPort.allow (private: all private ones)",
    );
  }
  if (port !== undefined) {
    log.info("listening for devices on {place}", { place: hostAndPort(config.sensorPort.host, port) });
  }

  return {
    work: () => ({
      progress: handedOn - queue.depth,
      pending: fusion.isOpen ? queue.depth : 0,
      queues: [{ name: "fusion", depth: queue.depth, max: queue.capacity }],
    }),
    message: (message) => {
      const held = portHolderMessage.safeParse(message);
      if (held.success) sensorPort.heldBy(held.data.holder);
    },
    reconfigure: (changed) => {
      reception.reconfigure(changed, clock.monotonicMs());
      // Who may come now is not to be let in again.
      refusals.table.forget(({ reason, address }) => reason === "not-allowed" && reception.allows(address));
    },
    stop: async () => {
      clearInterval(tick);
      clearInterval(report);
      sensorPort.close();
      await Promise.all([localRunning, ...links]);
      await tokens.stop();
      await known.close();
    },
  };
}

/** Bytes that may wait for the page: some seconds of pictures; beyond, new ones are not even made. */
const PAGE_WAITING_BYTES_MAX = 1024 * 1024;
/** Weight of the newest second in a device's frame rate. */
const RATE_SMOOTHING = 0.2;

function sensorMessage(spec: Pick<SensorSpec, "index" | "sensorId" | "zoneId" | "admitted">) {
  const { index, sensorId, zoneId, admitted } = spec;
  return { kind: "sensor", index, sensorId, zoneId, admitted };
}
