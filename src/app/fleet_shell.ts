/**
 * What the commands about the fleet have in common: the way to its servers, and what boxes have told of themselves.
 */
import type { KV } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/nats-core";
import { type BoxReport, boxReportSchema } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import type { SiteConfig } from "../config/site_schema.ts";
import { type Rollout, rolloutSchema } from "../fleet/central/rollout_state.ts";
import { centralBucket, controllerSubject, reportKey, ROLLOUT_KEY } from "../fleet/central/wire.ts";
import { describeNatsFault, isNatsFault } from "../fleet/fault.ts";
import { isStoreMissing, type KeyEntry, readKey, storeOf } from "../fleet/kv.ts";
import { beatSubject } from "../fleet/wire.ts";
import { jsonOf } from "../store/stored_json.ts";
import { Failure } from "./failure.ts";
import { fleetAccess } from "./fleet_access.ts";
import { connectNats } from "./nats_transport.ts";
import { readSiteConfig } from "./site_command.ts";

/** A server that has not answered by then is down. */
const CONNECT_MS = 5_000;
/** Boxes and whoever rolls out say every second that they live. */
export const LISTEN_MS = 2_500;
/** Boxes of one site; more are not asked. */
const BOXES_MAX = 256;

/** What every command about the fleet is told. */
export interface FleetOptions {
  /** The watcher's configuration: how the servers are reached. */
  readonly config: string;
  readonly json?: boolean;
}

/** What lies on the servers. */
export interface FleetSight {
  readonly site: SiteConfig;
  /** By box: undefined where it has told nothing. */
  readonly reports: ReadonlyMap<string, BoxReport | undefined>;
  readonly rollout: Rollout | undefined;
  /** Boxes that live. */
  readonly alive: ReadonlySet<string>;
  /** Whether somebody works on the roll-out. */
  readonly isWorkedOn: boolean;
}

/** Works with one connection to the servers, and ends it. Throws a {@linkcode Failure} where they are not reached or fail. */
export async function withServers<T>(
  options: FleetOptions,
  work: (nc: NatsConnection, kv: KV, site: SiteConfig) => Promise<T>,
): Promise<T> {
  const site = await readSiteConfig(options.config);
  const access = fleetAccess(site.fleet, "embereye fleet");
  if (!access.ok) throw new Failure(access.fault);
  let nc: NatsConnection;
  try {
    nc = await connectNats({
      ...access.value,
      reconnect: false,
      timeout: CONNECT_MS,
      ignoreClusterUpdates: true,
    });
  } catch (error) {
    throw new Failure(
      `the fleet's servers (${site.fleet.servers.join(", ")}) are not reached: ${describeNatsFault(error)}`,
    );
  }
  try {
    return await work(nc, await storeOf(nc, centralBucket(site.fleet.site)), site);
  } catch (error) {
    if (!isNatsFault(error)) throw error;
    throw new Failure(`the fleet's servers fail: ${describeNatsFault(error)}`);
  } finally {
    await nc.close();
  }
}

/** Looks at all that boxes and roll-outs have told, and listens for who lives. */
export async function lookAround(
  nc: NatsConnection,
  kv: KV,
  site: SiteConfig,
  clock: Clock,
): Promise<FleetSight> {
  const alive = new Set<string>();
  let isWorkedOn = false;
  const name = site.fleet.site;
  const beats = nc.subscribe(beatSubject(name, "*"), {
    callback: (error, { subject }) => void (error === null && alive.add(subject.split(".").at(-1)!)),
  });
  const controller = nc.subscribe(controllerSubject(name), {
    callback: (error) => void (isWorkedOn ||= error === null),
  });
  const [rollout, told] = await Promise.all([readRollout(kv), namesOf(kv), clock.sleep(LISTEN_MS)]);
  beats.unsubscribe();
  controller.unsubscribe();
  const boxes = new Set([...site.boxes, ...Object.keys(rollout.rollout?.boxes ?? {}), ...told, ...alive]);
  return {
    site,
    reports: await readReports(kv, [...boxes].sort().slice(0, BOXES_MAX)),
    rollout: rollout.rollout,
    alive,
    isWorkedOn,
  };
}

/** What the boxes have told. */
export async function readReports(
  kv: KV,
  boxes: readonly string[],
): Promise<Map<string, BoxReport | undefined>> {
  const reports = await Promise.all(boxes.map(async (box) => {
    const report = boxReportSchema.safeParse(jsonOf((await entryOf(kv, reportKey(box)))?.text)).data;
    // A box may tell of itself alone: the servers' permissions hold on the key.
    return [box, report?.box === box ? report : undefined] as const;
  }));
  return new Map(reports);
}

/** The roll-out that was begun last, with its revision (0: there has been none). */
export async function readRollout(
  kv: KV,
): Promise<{ readonly rollout: Rollout | undefined; readonly revision: number }> {
  const entry = await entryOf(kv, ROLLOUT_KEY);
  return { rollout: rolloutSchema.safeParse(jsonOf(entry?.text)).data, revision: entry?.revision ?? 0 };
}

/** What stands in a key; undefined also where nobody has made the store yet. */
export async function entryOf(kv: KV, key: string): Promise<KeyEntry | undefined> {
  try {
    return await readKey(kv, key);
  } catch (error) {
    if (isStoreMissing(error)) return undefined;
    throw error;
  }
}

async function namesOf(kv: KV): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const key of await kv.keys(reportKey("*"))) names.push(key.split(".").at(-1)!);
  } catch (error) {
    if (!isStoreMissing(error)) throw error;
  }
  return names;
}
