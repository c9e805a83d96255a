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

/** How large the site is. */
export interface FleetScale {
  readonly sensorsEach: number;
  /** Own cameras of each box. The first has more than it is to watch. */
  readonly cameras: Readonly<Record<BoxName, number>>;
  readonly above: number;
  /** How long pictures are counted at the least. */
  readonly countedMs: number;
}

/** As large as was promised: four times 25 sensors, a hundred cameras. */
const WHOLE: FleetScale = {
  sensorsEach: 25,
  cameras: { north: 40, south: 20, east: 20, west: 20 },
  above: 25,
  countedMs: 60_000,
};
const NAMES = ["north", "south", "east", "west"] as const;
type BoxName = typeof NAMES[number];
const WEIGHTS = { north: 0, south: 2, east: 1, west: 1 } as const;
const FPS = 0.5;
/** What each camera is to deliver on a real site, and how often the model looks at it there however still it is (`detect/gate.ts`). */
const REAL_FPS = 5;
const STILL_LOOKS_PER_SECOND = 0.5;
const SIGHTINGS = 200;
/** With this a box has been there for long enough to be trusted five times over: who waits longer waits for a machine that is too busy. */
const SHARED_MS = 180_000;
const KEY = "the key of this measurement";

/** What four boxes on one machine cannot show, whatever comes out. */
const LIMITS = [
  "Pictures are of 160 x 128 points, from a source inside of the service, one in two seconds: fetching and decoding of real streams is not in it (see Many cameras).",
  "All boxes share two cores, one disk and one memory bus: times are longer than with a machine for each box, and they do not say what a network between boxes adds.",
  "Rates beyond what ran are computed: looks of the model times what one took here. It is no measurement of a site at full rate.",
];

/** Runs for about four minutes. Says why where there is no server. */
export async function benchFleetScale(clock: Clock, scale: FleetScale = WHOLE): Promise<unknown> {
  const lacking = natsLacking();
  if (lacking !== undefined) return { skipped: lacking };
  await using server = await NatsServer.start();
  const evidenceHomeMs = await evidencePath(server, clock);
  console.error(`fleet-scale: the way home takes ${evidenceHomeMs.p95} ms (p95); the boxes start`);
  return { evidenceHomeMs, site: await wholeSite(server, clock, scale), limits: LIMITS };
}

function cameraOf(home: BoxName, i: number) {
  const camera = { id: `${home}-${i}`, zone: "cams", source: "test:room", fps: FPS, width: 160, height: 128 };
  // Those of the others are nobody else's matter.
  return home === "north" ? { ...camera, home } : camera;
}

async function startBox(
  server: NatsServer,
  box: BoxName,
  keyFile: string,
  { sensorsEach, cameras: count, above }: FleetScale,
): Promise<MeasuredService> {
  const homes: readonly BoxName[] = box === "north" ? ["north"] : [box, "north"];
  const cameras = homes.flatMap((home) => Array.from({ length: count[home] }, (_, i) => cameraOf(home, i)));
  return await MeasuredService.start(sensorsEach, {}, cameras, {
    zones: [{ id: "cams", limits: { visionAlone: true } }],
    fleet: {
      site: "scale",
      box,
      servers: [server.url],
      key: { file: keyFile },
      guards: { weight: WEIGHTS[box], camerasMax: 20 },
      ...(box === "north" && { lends: { above } }),
    },
  });
}

async function wholeSite(server: NatsServer, clock: Clock, scale: FleetScale) {
  const { sensorsEach, cameras, above, countedMs } = scale;
  const keyFile = `${server.folder}/key`;
  await Deno.writeTextFile(keyFile, KEY);
  await Deno.chmod(keyFile, 0o600);
  const startMs = clock.monotonicMs();
  await using stack = new AsyncDisposableStack();
  const boxes = new Map<BoxName, MeasuredService>();
  for (const box of NAMES) {
    boxes.set(box, stack.use(await startBox(server, box, keyFile, scale)));
    console.error(`fleet-scale: ${boxes.size} of ${NAMES.length} boxes run`);
  }
  const each = async <T>(of: (service: MeasuredService, box: BoxName) => Promise<T>) =>
    Object.fromEntries(
      await Promise.all([...boxes].map(async ([box, service]) => [box, await of(service, box)] as const)),
    ) as Record<BoxName, T>;
  const sum = (of: (box: BoxName) => number) => NAMES.reduce((total, box) => total + of(box), 0);
  const seconds = () => Math.round((clock.monotonicMs() - startMs) / 1_000);
  const startedS = seconds();
  const wanted = cameras.north - above;
  const away = () => boxes.get("north")!.metric("embereye_fleet_away");
  await eventually(`${wanted} cameras to be lent`, async () => await away() >= wanted, SHARED_MS);
  const sharedS = seconds();
  console.error(`fleet-scale: ${wanted} cameras are lent after ${sharedS} s; sensors burn now`);
  const watchedFor = await each((service) => service.metric("embereye_fleet_borrowed"));

  const before = await each((service) => counts(service));
  const countedFromMs = clock.monotonicMs();
  const sensors = await each((service) => measureLatency(service, clock, sensorsEach));
  await clock.sleep(Math.max(0, countedMs - (clock.monotonicMs() - countedFromMs)));
  const after = await each((service) => counts(service));
  const countedS = (clock.monotonicMs() - countedFromMs) / 1_000;
  const grown = (what: keyof Counts) => sum((box) => after[box][what] - before[box][what]);
  const processed = grown("processed");
  const dropped = grown("dropped");
  const looks = processed - grown("unchanged");
  const live = await each(async (service, box) => {
    const listed: { cameraId: string; isLive: boolean }[] = await service.get("/api/v1/cameras");
    return listed.filter(({ cameraId, isLive }) => isLive && cameraId.startsWith(`${box}-`)).length;
  });
  const lent = await away();
  const coresUsed = grown("cpuMs") / countedS / 1_000;
  const lookMs = grown("detectCpuMs") / looks;
  const coresFor = (looksPerSecond: number) => Math.round(lookMs * looksPerSecond / 100) / 10;
  const all = sum((box) => cameras[box]);
  return {
    startedS,
    sharedS,
    lent,
    lentOf: wanted,
    watchedFor,
    camerasLive: sum((box) => live[box]),
    camerasLiveOf: all,
    picturesPerSecond: Math.round(processed / countedS * 10) / 10,
    picturesPerSecondOf: all * FPS,
    picturesLostPercent: Math.round(dropped / (processed + dropped) * 1_000) / 10,
    alarms: sum((box) => sensors[box].alarms),
    alarmsOf: sensorsEach * NAMES.length,
    /** Of the box with the longest. */
    packetToSirenP95Ms: Math.max(...NAMES.map((box) => sensors[box].p95Ms)),
    packetToSiren: sensors,
    /** Of all four boxes together on this one machine, which has this many cores. */
    memoryMb: Math.round(sum((box) => after[box].bytes) / 1e6),
    coresUsed: Math.round(coresUsed * 100) / 100,
    cores: navigator.hardwareConcurrency,
    /** What a look of the model costs of a core, all that the detector does beside it included. */
    lookMs: Math.round(lookMs * 10) / 10,
    looksPerSecond: Math.round(looks / countedS * 10) / 10,
    /** Computed, for all boxes together: nothing moves anywhere; each picture of each camera shows something new. */
    computedDetectorCores: {
      still: coresFor(all * STILL_LOOKS_PER_SECOND),
      allMoving: coresFor(all * REAL_FPS),
    },
  };
}

type Counts = Awaited<ReturnType<typeof counts>>;

async function counts(service: MeasuredService) {
  const { all: bytes } = await service.memory();
  return {
    processed: await service.metric("frame_processed_total", 'role="detect"'),
    dropped: await service.metric("dropped_frames_total", 'camera="'),
    unchanged: await service.metric("embereye_gate_verdicts_total", 'verdict="unchanged"'),
    detectCpuMs: processUsage(await service.pid("detect"))?.cpuMs ?? NaN,
    cpuMs: (await service.pids()).reduce((sum, pid) => sum + (processUsage(pid)?.cpuMs ?? NaN), 0),
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
