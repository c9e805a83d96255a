/**
 * Several boxes on one real NATS server: how long a call for sirens is on its way, how soon the second watcher leads when the first is gone,
 * and what a watcher of fifty busy boxes costs.
 */
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { fleetAccess } from "../../src/app/fleet_access.ts";
import { FleetCalls } from "../../src/app/fleet_calls.ts";
import { connectNats } from "../../src/app/nats_transport.ts";
import type { Clock } from "../../src/clock/clock.ts";
import { parseConfig } from "../../src/config/load.ts";
import { keepConnected } from "../../src/fleet/connection.ts";
import { Publisher } from "../../src/fleet/publisher.ts";
import { ensureStream } from "../../src/fleet/stream.ts";
import { logSubject, streamName } from "../../src/fleet/wire.ts";
import { Secret } from "../../src/reading/secret.ts";
import { FleetOutbox } from "../../src/store/fleet_outbox.ts";
import { processUsage } from "../../src/watchdog/process_info.ts";
import { eventually, natsLacking, NatsServer } from "../fleet/nats.ts";
import { Watcher } from "../fleet/watcher.ts";
import { quantile } from "./statistics.ts";

const CALLS = 200;
const BOXES = 50;
const EVENTS_PER_SECOND = 10;
/** Watchers that lead and are then killed; as many are frozen. */
const FAIL_OVERS = 3;
const KEY = new Secret("the key of this measurement");

/** Runs for about `seconds` and half a minute. Says why where there is no server. */
export async function benchSite(clock: Clock, seconds = 30): Promise<unknown> {
  const lacking = natsLacking();
  if (lacking !== undefined) return { skipped: lacking };
  await using server = await NatsServer.start();
  return {
    callMs: await calls(server, clock),
    failOverMs: await failOvers(server, clock),
    watcher: await watcher(server, clock, seconds),
    target: { callP95MsBelow: 100, failOverMaxMsBelow: 5_000, watcherPercentBelow: 30 },
  };
}

function configOf(server: NatsServer, box: string, rest: string) {
  const parsed = parseConfig(`
zones: [{id: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
fleet: {site: calls, box: ${box}, servers: ["${server.url}"], key: {file: /unused}, ${rest}}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault));
  const { fleet, ...others } = parsed.value;
  return { ...others, fleet: fleet! };
}

/** From fusion's order in one box to the word for fusion in the other: what a call adds to the way from evidence to siren. */
async function calls(server: NatsServer, clock: Clock) {
  let heardAtMs: number | undefined;
  const make = (box: string, rest: string) =>
    new FleetCalls({
      clock,
      config: configOf(server, box, rest),
      key: KEY,
      heard: (_box, active) => {
        if (active) heardAtMs ??= clock.monotonicMs();
        return true;
      },
      unanswered: () => {},
      refused: (reason) => {
        throw new Error(`a call was refused: ${reason}`);
      },
      note: (text) => {
        throw new Error(text);
      },
    });
  const north = make("north", "calls: [{boxes: [south]}]");
  const south = make("south", "answers: [{box: north, zone: hall}]");
  const connections = [await server.connect(), await server.connect()];
  north.attach(connections[0]);
  await connections[0].flush();
  south.attach(connections[1]);
  await connections[1].flush();
  const order = (alarms: readonly string[]) => ({
    epoch: 1,
    revision: 1,
    sirens: {},
    relays: {},
    latched: alarms.map((alarmId) => ({ alarmId, zoneId: "hall", silenced: false, raisedAtWallMs: 0 })),
    released: [],
  });
  const took: number[] = [];
  for (let i = 0; i < CALLS; i++) {
    south.step();
    await clock.sleep(20);
    heardAtMs = undefined;
    const startMs = clock.monotonicMs();
    north.order(order([`A1-${i}`]));
    await eventually("the call", () => heardAtMs !== undefined);
    took.push(heardAtMs! - startMs);
    north.order(order([]));
    await clock.sleep(20);
  }
  for (const connection of connections) await connection.close();
  return { count: CALLS, p50: quantile(took, 0.5), p95: quantile(took, 0.95), max: quantile(took, 1) };
}

/** From the end of the watcher that leads, killed or frozen in turn, to the other's word that it leads. */
async function failOvers(server: NatsServer, clock: Clock) {
  const took: Record<"killed" | "frozen", number[]> = { killed: [], frozen: [] };
  let leader = await Watcher.start(server, "");
  try {
    await eventually("a leader", async () => (await leader.report()).leads);
    for (let round = 0; round < FAIL_OVERS * 2; round++) {
      const next = await Watcher.start(server, "");
      // It must have seen who leads, as a second one has that runs for days.
      await clock.sleep(2_000);
      const how = round % 2 === 0 ? "killed" : "frozen";
      const startMs = clock.monotonicMs();
      if (how === "killed") await leader.kill();
      else leader.freeze();
      await eventually("the other to lead", async () => (await next.report()).leads);
      took[how].push(clock.monotonicMs() - startMs);
      await leader[Symbol.asyncDispose]();
      leader = next;
    }
  } finally {
    await leader[Symbol.asyncDispose]();
  }
  const all = [...took.killed, ...took.frozen];
  return {
    count: all.length,
    killedMax: quantile(took.killed, 1),
    frozenMax: quantile(took.frozen, 1),
    max: quantile(all, 1),
  };
}

/** Fifty boxes that tell of ten events a second each, and one watcher. */
async function watcher(server: NatsServer, clock: Clock, seconds: number) {
  await using watching = await Watcher.start(server, "");
  const folder = await Deno.makeTempDir({ prefix: "embereye-bench-" });
  const abort = new AbortController();
  const boxes = Array.from(
    { length: BOXES },
    (_, i) => tell(server, clock, `box-${i}`, folder, abort.signal),
  );
  let told = 0;
  // Each box in its turn, a second's events at once: one process cannot make fifty disks' worth of single commits.
  const turn = () => {
    boxes[told % BOXES].put(EVENTS_PER_SECOND);
    told++;
  };
  const timer = setInterval(turn, 1000 / BOXES);
  await clock.sleep(5_000);
  const before = processUsage(watching.pid);
  const toldBefore = told;
  const startMs = clock.monotonicMs();
  await clock.sleep(seconds * 1000);
  const after = processUsage(watching.pid);
  const tookMs = clock.monotonicMs() - startMs;
  const rate = (told - toldBefore) * EVENTS_PER_SECOND / (tookMs / 1000);
  clearInterval(timer);
  await eventually("all to be sent", () => boxes.every(({ outbox }) => outbox.waitingCount === 0));
  const lastText = `${EVENTS_PER_SECOND} lines, up to ${boxes[(told - 1) % BOXES].told()}`;
  await eventually(
    "the watcher to have all",
    async () => (await watching.report()).events.some(({ text }) => text.includes(lastText)),
  );
  abort.abort();
  await Promise.all(boxes.map(({ running }) => running));
  for (const { outbox } of boxes) outbox.close();
  await Deno.remove(folder, { recursive: true });
  if (before === undefined || after === undefined) throw new Error("the watcher has ended");
  return {
    eventsPerSecond: Math.round(rate),
    percentOfCore: Math.round((after.cpuMs - before.cpuMs) / tookMs * 1000) / 10,
    residentMB: Math.round(after.residentBytes / 1_048_576),
  };
}

function tell(server: NatsServer, clock: Clock, box: string, folder: string, signal: AbortSignal) {
  const opened = FleetOutbox.open({ path: `${folder}/${box}.db`, nowWallMs: clock.wallMs(), boot: "b" });
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  const outbox = opened.value;
  const publisher = new Publisher({
    clock,
    outbox,
    box,
    boot: "b",
    stream: streamName("plant"),
    subject: logSubject("plant", box),
    accepted: () => {},
    double: () => {},
    storeFault: (fault) => {
      throw new Error(JSON.stringify(fault));
    },
    note: () => {},
  });
  const { fleet } = configOf(server, box, "calls: []");
  const running = keepConnected({
    clock,
    connect: connectNats,
    random: Math.random,
    options: () => fleetAccess(fleet, box),
    changed: () => {},
    work: async (nc, ended) => {
      const jsm = await jetstreamManager(nc, { checkAPI: false });
      await ensureStream(jsm, "plant");
      await publisher.run(jetstream(nc), jsm, ended);
    },
  }, signal);
  let seq = 0;
  const put = (count: number): void => {
    const events = Array.from({ length: count }, () => ({
      seq: ++seq,
      kind: "alarm-evidence",
      atMs: clock.monotonicMs(),
      atWallMs: clock.wallMs(),
      zoneId: "hall",
      text: `Hall: smoke 40 % (limit 25 %) at sensor-7; ${count} lines, up to ${seq}.`,
    }));
    const entries = events.map((event) => ({
      kind: "event" as const,
      atMs: event.atMs,
      atWallMs: event.atWallMs,
      body: { kind: "event", event },
    }));
    outbox.put(entries);
    publisher.nudge();
  };
  return { outbox, running, put, told: () => seq };
}
