/**
 * The watcher of a site: reads what all boxes tell, and shows it on one page. Two may run: both show, one leads.
 *
 * It must never order anything: it is no part of any box's protection.
 */
import { getLogger } from "@logtape/logtape";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/nats-core";
import { join } from "node:path";
import type { Clock } from "../clock/clock.ts";
import type { SiteConfig } from "../config/site_schema.ts";
import { networkSet } from "../firewall/rules.ts";
import { keepConnected } from "../fleet/connection.ts";
import { neighboursOf } from "../fleet/site/incidents.ts";
import { LeaseKeeper } from "../fleet/site/lease_keeper.ts";
import { hearBeats, readLogs, type StreamPlace } from "../fleet/site/reader.ts";
import { reportOf, type SiteReport } from "../fleet/site/report.ts";
import { keepWatch, restoreWatch, startWatch, stepWatch, type WatchSettings } from "../fleet/site/watch.ts";
import { keyBucket } from "../fleet/wire.ts";
import { configureLogging, errorConsole } from "../ops/log.ts";
import { parseAddress } from "../reading/address.ts";
import { siteAnswer } from "../ui/site_document.ts";
import { fleetAccess } from "./fleet_access.ts";
import { listenHttp } from "./listen_http.ts";
import { connectNats } from "./nats_transport.ts";
import { dropPermissions } from "./permissions.ts";
import { readSiteMemory, writeSiteMemory } from "./site_memory.ts";

/** What is known is written this often while there is news: after a kill the stream tells the rest again. */
const KEEP_MS = 5_000;
/** The leader's summary for other programs, in the servers' key-value store, this often at the most. */
const SUMMARY_MS = 1_000;
/** What the servers do not answer within this is given up, so that a leader knows early that it cannot renew. */
const ANSWER_MS = 1_500;

/** The running watcher. */
export interface SiteService {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts it. Throws where its folder or port cannot be had. */
export async function startSite(config: SiteConfig, stateFolder: string, clock: Clock): Promise<SiteService> {
  const { fleet } = config;
  await Deno.mkdir(stateFolder, { recursive: true, mode: 0o700 });
  const file = join(stateFolder, "site.json");
  const logging = configureLogging({
    role: "site",
    level: config.log.level,
    dir: join(stateFolder, "logs"),
    console: errorConsole(),
    clock,
  });
  dropPermissions(["read", "write", "net"]);
  const log = getLogger(["embereye", "site"]);
  const note = (text: string) => log.warning("{text}", { text });

  const settings: WatchSettings = {
    neighbours: neighboursOf(config.neighbours),
    mergeMs: config.mergeSeconds * 1000,
    silentMs: config.silentSeconds * 1000,
    expected: config.boxes,
  };
  const kept = await readSiteMemory(file, note);
  const state = kept === undefined ? startWatch(settings) : restoreWatch(kept, settings);
  let place: StreamPlace | undefined = kept;
  let fault: string | undefined = "no server has been reached since the start";
  let hasNews = false;
  const lease = new LeaseKeeper({ clock, self: `${Deno.pid}-${crypto.randomUUID().slice(0, 8)}`, note });
  const abort = new AbortController();
  const step = (input: Parameters<typeof stepWatch>[1]) =>
    stepWatch(state, input, settings, clock.monotonicMs());
  const report = (): SiteReport => {
    const leader = lease.leader;
    return reportOf(
      state,
      settings,
      {
        name: config.name,
        atWallMs: clock.wallMs(),
        leads: lease.term !== undefined,
        ...(leader === undefined ? {} : { leader }),
        fault,
      },
      clock.monotonicMs(),
    );
  };

  const work = async (nc: NatsConnection, ended: AbortSignal): Promise<void> => {
    step({ kind: "reached" });
    const sink = {
      log: (
        told: Parameters<Parameters<typeof readLogs>[2]["log"]>[0],
        storedAtMs: number,
        at: StreamPlace,
      ) => {
        step({ kind: "log", log: told, storedAtMs });
        place = at;
        hasNews = true;
      },
      beat: (beat: Parameters<Parameters<typeof readLogs>[2]["beat"]>[0]) => step({ kind: "beat", beat }),
      notUnderstood: (subject: string) => {
        if (state.counts.notUnderstood++ % 1_000 === 0) note(`a message on ${subject} was not understood`);
      },
    };
    hearBeats(nc, fleet.site, sink);
    const js = jetstream(nc, { timeout: ANSWER_MS });
    const jsm = await jetstreamManager(nc, { checkAPI: false });
    const kv = await new Kvm(js).create(keyBucket(fleet.site), { history: 1 });
    let told = "";
    const summaries = async () => {
      while (!ended.aborted) {
        const term = lease.term;
        if (term !== undefined) {
          const { incidents, troubles, verdict } = report();
          const text = JSON.stringify({ v: 1, verdict, incidents, troubles });
          if (text !== told) await kv.put("summary", JSON.stringify({ term, ...JSON.parse(text) }));
          told = text;
        } else told = "";
        await clock.sleep(SUMMARY_MS, ended).catch(() => undefined);
      }
    };
    await Promise.all([
      readLogs({ js, jsm, site: fleet.site }, place, sink, ended),
      lease.run(kv, ended),
      summaries(),
    ]);
  };
  const connected = keepConnected({
    clock,
    connect: connectNats,
    random: Math.random,
    options: () => fleetAccess(fleet, "site watcher"),
    work,
    changed: (why) => {
      if (why !== undefined) {
        step({ kind: "lost" });
        if (why !== fault) note(`the fleet's servers are not reached: ${why}`);
      }
      fault = why;
    },
  }, abort.signal);

  const admitted = networkSet(config.page.allow);
  const server = await listenHttp({
    clock,
    host: config.page.host,
    port: config.page.port,
    remember: join(stateFolder, "page.port"),
    admits: (address) => {
      const parsed = parseAddress(address);
      return parsed !== undefined && admitted(parsed);
    },
    refused: (reason, address) =>
      log.info("a visitor from {address} was turned away: {reason}", { address, reason }),
    handle: (request) => siteAnswer(request, report()),
    failed: (error) => log.error("the page failed: {reason}", { reason: String(error) }),
  });

  let keeping: Promise<void> = Promise.resolve();
  let keepFault: string | undefined;
  const keep = async () => {
    if (!hasNews || place === undefined) return;
    hasNews = false;
    try {
      await writeSiteMemory(file, keepWatch(state, place));
      keepFault = undefined;
    } catch (error) {
      // It costs nothing but time after the next start: the servers' stream tells all of it again.
      const reason = (error as Error).message;
      if (reason !== keepFault) note(`what is known cannot be kept in ${file}: ${reason}`);
      keepFault = reason;
      hasNews = true;
    }
  };
  const keepTimer = setInterval(() => keeping = keeping.then(keep), KEEP_MS);
  return {
    port: server.port,
    stop: async () => {
      clearInterval(keepTimer);
      abort.abort();
      await connected;
      await server.stop();
      await keeping.then(keep);
      await logging.close();
    },
  };
}
