import assert from "node:assert/strict";
import { Registry } from "prom-client";
import { Channel, type Duplex } from "../bus/channel.ts";
import { RecordBlock } from "../bus/reading_record.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import type { FusionInput } from "../fusion/input.ts";
import { FusionMetrics } from "./fusion_metrics.ts";
import { delivers, FusionSources } from "./fusion_sources.ts";

/** A connection that takes what is written and never says anything. */
class Connection implements Duplex {
  written = "";
  isClosed = false;

  read(): Promise<number | null> {
    return new Promise(() => {});
  }

  write(bytes: Uint8Array): Promise<number> {
    this.written += new TextDecoder().decode(bytes.subarray(5));
    return Promise.resolve(bytes.length);
  }

  close(): void {
    this.isClosed = true;
  }
}

function setUp(known: readonly string[] = []) {
  const taken: FusionInput[] = [];
  const reasons: string[] = [];
  const registry = new Registry();
  const sources = new FusionSources(["yard"], {
    clock: new FakeClock({ monotonicMs: 1_000 }),
    figures: new FusionMetrics(registry),
    take: (input) => taken.push(input),
    reading: (reading) => taken.push(reading),
    knows: (sensorId) => known.includes(sensorId),
    notUnderstood: (reason) => reasons.push(reason),
  });
  const connect = (from: "sensors" | "detect" | "cameras-0") => {
    const connection = new Connection();
    const channel = new Channel(connection, {});
    sources.opened(from, channel);
    return { connection, channel };
  };
  const values = () =>
    taken.flatMap((input) => input.kind === "smoke" ? [[input.sensorId, input.value]] : []);
  return { sources, taken, reasons, connect, values };
}

function smoke(value: number, index = 0): RecordBlock {
  const block = new RecordBlock(1);
  block.write(0, { kind: "smoke", sensorId: "by-number", atMs: 1, value }, {
    sensorIndex: index,
    critical: false,
  });
  return block;
}

function sensor(sensorId: string, index = 0, admitted = false) {
  return { kind: "sensor", index, sensorId, zoneId: "hall", admitted };
}

Deno.test("FusionSources reads the numbers of sensors as the process that sent them gave them out", () => {
  const { sources, connect, values } = setUp();
  const sensors = connect("sensors");
  const detect = connect("detect");
  sources.message("sensors", sensors.channel, sensor("boiler"));
  sources.message("detect", detect.channel, sensor("yard"));
  sources.readings("sensors", sensors.channel, smoke(1), 1);
  sources.readings("detect", detect.channel, smoke(2), 1);
  sources.readings("detect", detect.channel, smoke(3, 7), 1);
  assert.deepEqual(values(), [["boiler", 1], ["yard", 2]]);
});

Deno.test("FusionSources forgets a replaced process's numbers: its readings would come from another sensor", () => {
  const { sources, connect, values } = setUp();
  const old = connect("sensors");
  sources.message("sensors", old.channel, sensor("boiler"));
  const fresh = connect("sensors");
  assert(old.connection.isClosed);
  sources.readings("sensors", old.channel, smoke(1), 1);
  sources.readings("sensors", fresh.channel, smoke(2), 1);
  sources.message("sensors", old.channel, sensor("boiler"));
  sources.readings("sensors", fresh.channel, smoke(3), 1);
  sources.message("sensors", fresh.channel, sensor("cellar"));
  sources.readings("sensors", fresh.channel, smoke(4), 1);
  sources.readings(undefined, fresh.channel, smoke(5), 1);
  assert.deepEqual(values(), [["cellar", 4]]);
});

Deno.test("FusionSources shows cameras as away when their process is gone, and not when an older connection of it ends", () => {
  const { sources, connect } = setUp();
  const old = connect("cameras-0");
  const fresh = connect("cameras-0");
  const camera = {
    cameraId: "yard",
    zoneId: "hall",
    name: "yard",
    phase: "live",
    isLive: true,
    freshAgeMs: 100,
    fps: 5,
    factor: 1,
    frames: 10,
    dropped: 0,
  };
  sources.message("cameras-0", fresh.channel, { kind: "cameras", cameras: [camera] });
  sources.closed("cameras-0", old.channel);
  assert.equal(sources.roster.list(1_000)[0].isLive, true);
  sources.closed("cameras-0", fresh.channel);
  assert.equal(sources.roster.list(1_000)[0].isLive, false);
});

Deno.test("FusionSources tells fusion of a new process, and of an admitted sensor that it does not know", () => {
  const { sources, connect, taken } = setUp(["known"]);
  const { channel } = connect("sensors");
  sources.message("sensors", channel, sensor("known", 0, true));
  sources.message("sensors", channel, sensor("new", 1, true));
  sources.message("sensors", channel, sensor("configured", 2));
  assert.deepEqual(taken, [
    { kind: "ownerStarted", owner: "sensors" },
    { kind: "sensor", sensor: { id: "new", zoneId: "hall" }, origin: "admitted" },
  ]);
});

Deno.test("FusionSources says what it does not understand, and goes on", () => {
  const { sources, connect, reasons, taken } = setUp();
  const { channel } = connect("sensors");
  for (const garbage of [undefined, 7, { kind: "sensor", index: -1 }, { kind: "order" }]) {
    sources.message("sensors", channel, garbage);
  }
  assert.equal(reasons.length, 4);
  assert.equal(taken.length, 1);
});

Deno.test("FusionSources speaks to the processes of one role alone", async () => {
  const { sources, connect } = setUp();
  const camera = connect("cameras-0");
  const detect = connect("detect");
  sources.tell("cameras", { kind: "accept-view", cameraId: "yard" });
  await Promise.resolve();
  assert.equal(camera.connection.written, '{"kind":"accept-view","cameraId":"yard"}');
  assert.equal(detect.connection.written, "");
});

Deno.test("delivers knows the processes of camera shards, and no listener", () => {
  assert.deepEqual(["sensors", "detect", "cameras-3"].map((name) => delivers(name as "sensors")), [
    true,
    true,
    true,
  ]);
  assert.deepEqual(["ui", "notify", "outputs"].map((name) => delivers(name as "ui")), [false, false, false]);
});

Deno.test("FusionSources: devices are connected to nothing while the process is away that they were connected to", () => {
  const { sources, connect } = setUp();
  const { channel } = connect("sensors");
  const device = {
    sensorId: "s1",
    address: "10.0.0.7:4021",
    connected: true,
    calibration: "melexis",
    frames: 100,
    packets: 120,
    framesPerSecond: 8,
  };
  sources.message("sensors", channel, { kind: "devices", devices: [device] });
  assert.equal(sources.devices[0].connected, true);
  const other = connect("detect");
  sources.closed("detect", other.channel);
  assert.equal(sources.devices[0].connected, true);
  sources.closed("sensors", channel);
  assert.deepEqual(sources.devices, [{ ...device, connected: false, framesPerSecond: 0 }]);
});
