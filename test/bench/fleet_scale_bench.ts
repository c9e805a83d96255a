/**
 * A hundred cameras and a hundred sensors on four boxes of one site, of which one has too many cameras: how they are shared, how long what another box
 * has seen is on its way home, and whether sensors alarm as quickly meanwhile.
 *
 * Cameras are small and slow here (one picture in two seconds each), so that two cores can run four boxes. What that leaves unproven the result says.
 */
import { FleetLoans } from "../../src/app/fleet_loans.ts";
import type { SiteView } from "../../src/bus/messages.ts";
import type { Clock } from "../../src/clock/clock.ts";
import { parseConfig } from "../../src/config/load.ts";
import type { Taker } from "../../src/fleet/cameras/guard.ts";
import { nameOfCamera, type Offer } from "../../src/fleet/cameras/words.ts";
import { Secret } from "../../src/reading/secret.ts";
import { processUsage } from "../../src/watchdog/process_info.ts";
import { eventually, natsLacking, NatsServer } from "../fleet/nats.ts";
import { MeasuredService } from "./service.ts";
import { quantile } from "./statistics.ts";
import { measureLatency } from "./system_bench.ts";

const SENSORS_EACH = 25;
/** Own cameras of each box: together a hundred. The first has more than it is to watch. */
const CAMERAS = { north: 40, south: 20, east: 20, west: 20 } as const;
const ABOVE = 25;
const WEIGHTS = { north: 0, south: 2, east: 1, west: 1 } as const;
const FPS = 0.5;
const SIGHTINGS = 200;
const SHARED_MS = 300_000;
const KEY = "the key of this measurement";

type BoxName = keyof typeof CAMERAS;
const NAMES = Object.keys(CAMERAS) as BoxName[];

/** Runs for about five minutes. Says why where there is no server. */
export async function benchFleetScale(clock: Clock): Promise<unknown> {
  const lacking = natsLacking();
  if (lacking !== undefined) return { skipped: lacking };
  await using server = await NatsServer.start();
  const evidenceHomeMs = await evidencePath(server, clock);
  return {
    evidenceHomeMs,
    site: await wholeSite(server, clock),
    target: { alarmP95MsBelow: 150, sensorLossPercentBelow: 0.5, camerasWatched: 100 },
  };
}

function cameraOf(home: BoxName, i: number) {
  const camera = { id: `${home}-${i}`, zone: "cams", source: "test:room", fps: FPS, width: 160, height: 128 };
  // Those of the others are nobody else's matter.
  return home === "north" ? { ...camera, home } : camera;
}

async function startBox(server: NatsServer, box: BoxName, keyFile: string): Promise<MeasuredService> {
  const homes: readonly BoxName[] = box === "north" ? ["north"] : [box, "north"];
  const cameras = homes.flatMap((home) => Array.from({ length: CAMERAS[home] }, (_, i) => cameraOf(home, i)));
  return await MeasuredService.start(SENSORS_EACH, {}, cameras, {
    zones: [{ id: "cams", limits: { visionAlone: true } }],
    fleet: {
      site: "scale",
      box,
      servers: [server.url],
      key: { file: keyFile },
      guards: { weight: WEIGHTS[box], camerasMax: 20 },
      ...(box === "north" && { lends: { above: ABOVE } }),
    },
  });
}

async function wholeSite(server: NatsServer, clock: Clock) {
  const keyFile = `${server.folder}/key`;
  await Deno.writeTextFile(keyFile, KEY);
  await Deno.chmod(keyFile, 0o600);
  const startMs = clock.monotonicMs();
  await using stack = new AsyncDisposableStack();
  const boxes = new Map<BoxName, MeasuredService>();
  for (const box of NAMES) {
    boxes.set(box, stack.use(await startBox(server, box, keyFile)));
    console.error(`fleet-scale: ${boxes.size} of ${NAMES.length} boxes run`);
  }
  const each = async <T>(of: (service: MeasuredService, box: BoxName) => Promise<T>) =>
    Object.fromEntries(
      await Promise.all([...boxes].map(async ([box, service]) => [box, await of(service, box)] as const)),
    );
  const startedS = Math.round((clock.monotonicMs() - startMs) / 1_000);
  const wanted = CAMERAS.north - ABOVE;
  const away = () => boxes.get("north")!.metric("embereye_fleet_away");
  await eventually(`${wanted} cameras to be lent`, async () => await away() >= wanted, SHARED_MS);
  console.error(`fleet-scale: ${wanted} cameras are lent; sensors burn now`);
  const sharedS = Math.round((clock.monotonicMs() - startMs) / 1_000);
  const watchedFor = await each((service) => service.metric("embereye_fleet_borrowed"));

  const before = await each((service) => counts(service));
  const measuredMs = clock.monotonicMs();
  const sensors = await each((service) => measureLatency(service, clock, SENSORS_EACH));
  const seconds = (clock.monotonicMs() - measuredMs) / 1_000;
  const after = await each((service) => counts(service));
  const sum = (of: (box: BoxName) => number) => NAMES.reduce((total, box) => total + of(box), 0);
  const processed = sum((box) => after[box].processed - before[box].processed);
  const dropped = sum((box) => after[box].dropped - before[box].dropped);
  const detectMs = sum((box) => after[box].detectCpuMs - before[box].detectCpuMs);
  const live = await each(async (service, box) => {
    const cameras: { cameraId: string; isLive: boolean }[] = await service.get("/api/v1/cameras");
    return cameras.filter(({ cameraId, isLive }) => isLive && cameraId.startsWith(`${box}-`)).length;
  });
  const perPictureMs = detectMs / processed;
  return {
    startedS,
    sharedS,
    lent: await away(),
    watchedFor,
    camerasLiveAtHome: sum((box) => live[box]),
    picturesPerSecond: Math.round(processed / seconds * 10) / 10,
    wantedPicturesPerSecond: sum((box) => CAMERAS[box]) * FPS,
    picturesDroppedPercent: Math.round(dropped / (processed + dropped) * 1_000) / 10,
    sensorsAlarmLatency: sensors,
    /** Of all four boxes together on this one machine. */
    totalMb: Math.round(sum((box) => after[box].bytes) / 1e6),
    detectorMsPerPicture: Math.round(perPictureMs * 10) / 10,
    extrapolated: {
      coresOfDetectorsFor500PicturesPerSecond: Math.round(perPictureMs * 500 / 100) / 10,
      assumes:
        "that a picture costs what it cost here (160 x 128, a still room, so the gate leaves out most looks of the model), and that boxes do not share two cores",
    },
  };
}

async function counts(service: MeasuredService) {
  const { all: bytes } = await service.memory();
  return {
    processed: await service.metric("frame_processed_total", 'role="detect"'),
    dropped: await service.metric("dropped_frames_total", 'camera="'),
    detectCpuMs: processUsage(await service.pid("detect"))?.cpuMs ?? NaN,
    bytes,
  };
}

/** From fusion's word in the box that watches to the word for fusion at home: what lending adds to the way from picture to evidence. */
async function evidencePath(server: NatsServer, clock: Clock) {
  const camera = { home: "north", id: "kettle" };
  let heardAtMs: number | undefined;
  const make = (box: string, more: string) => {
    const parsed = parseConfig(`
zones: [{id: hall}, {id: cams, limits: {visionAlone: true}}]
sensors: [{id: s, zone: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
cameras: [{id: own, zone: hall, source: 'test:room'}, {id: kettle, zone: cams, home: north, source: 'test:room'}]
fleet: {site: path, box: ${box}, servers: ["${server.url}"], key: {file: /unused}${more}}`);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault));
    const { fleet, ...others } = parsed.value;
    const takes = box === "north" ? [] : [camera];
    const offer: Offer = { v: 1, box, weight: 1, camerasMax: 4, takes };
    return new FleetLoans({
      clock,
      config: { ...others, fleet: fleet! },
      key: new Secret(KEY),
      offer,
      tell: (message) => {
        if ((message as { kind: string }).kind === "seen") heardAtMs ??= clock.monotonicMs();
      },
      refused: (reason) => {
        throw new Error(`what was seen was refused: ${reason}`);
      },
      note: (text) => {
        throw new Error(text);
      },
    });
  };
  const north = make("north", ", lends: {above: 1}");
  const south = make("south", "");
  const connections = [await server.connect(), await server.connect()];
  north.attach(connections[0]);
  south.attach(connections[1]);
  for (const connection of connections) await connection.flush();
  const taker = (): Taker => ({
    box: "south",
    weight: 1,
    room: 4,
    takes: new Set([nameOfCamera(camera)]),
    isSteady: true,
    ...(south.ticket !== undefined && { ticket: south.ticket }),
  });
  let revision = 0;
  let away: readonly string[] = [];
  const turn = () => {
    north.feed({
      kind: "lease",
      camera,
      lease: revision === 0 ? { revision } : { holder: "south", lent: true, revision },
    });
    const outcome = north.step({ takers: [taker()], looks: true, guarding: new Set() });
    if (outcome.writes.some(({ act }) => act === "lend")) revision = 1;
    away = outcome.away;
    south.step({ takers: [], looks: true, guarding: new Set() });
  };
  north.feed({ kind: "reached" });
  south.site(siteOf());
  const see = (atMs: number) => {
    const place = { x: 0.5, y: 0.5, width: null, height: null };
    south.seen({ kind: "seen", cameraId: "kettle", atMs, fire: 0.9, smoke: 0, ...place });
  };
  await eventually("the camera to be lent", () => {
    turn();
    see(clock.monotonicMs());
    return away.length > 0;
  });
  const took: number[] = [];
  for (let i = 0; i < SIGHTINGS; i++) {
    if (i % 20 === 0) turn();
    await clock.sleep(20);
    heardAtMs = undefined;
    const atMs = clock.monotonicMs();
    see(atMs);
    await eventually("what was seen", () => heardAtMs !== undefined);
    took.push(heardAtMs! - atMs);
  }
  for (const connection of connections) await connection.close();
  return { count: took.length, p50: quantile(took, 0.5), p95: quantile(took, 0.95), max: quantile(took, 1) };
}

/** The site of the box that watches, as its fusion tells of it: the camera is live. */
function siteOf(): SiteView {
  const camera = {
    cameraId: "kettle",
    zoneId: "cams",
    name: "kettle",
    phase: "live" as const,
    isLive: true,
    freshAgeMs: 0,
    fps: 2,
    factor: 1,
    frames: 1,
    dropped: 0,
  };
  const none = { zones: [], sensors: [], alarms: [], troubles: [], outputs: [], devices: [] };
  return { kind: "site", atMs: 0, atWallMs: 0, siteName: "south", ...none, cameras: [camera] };
}
