/**
 * The fleet role: speaks with the other boxes of the site, over NATS. It runs only where the configuration has a `fleet`.
 *
 * A process of its own: whatever a server, a network or its disk does to it, detection and sirens of this box know nothing of it. Calls for the sirens
 * of other boxes wait for no disk: the outbox has a thread of its own. It must never lose what was put into its outbox, nor tell it twice.
 */
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { Counter, Gauge } from "prom-client";
import { Link } from "../bus/link.ts";
import {
  eventMessage,
  orderMessage,
  type RoleStatus,
  type SiteView,
  siteViewSchema,
} from "../bus/messages.ts";
import { rolesOf } from "../config/wiring.ts";
import { looksAtCameras } from "../fleet/cameras/looks.ts";
import { keepConnected, publishOrLeave } from "../fleet/connection.ts";
import { describeNatsFault } from "../fleet/fault.ts";
import { Publisher } from "../fleet/publisher.ts";
import { ensureStream } from "../fleet/stream.ts";
import { type Beat, beatSubject, logSubject, streamName } from "../fleet/wire.ts";
import { describeStoreFault, type StoreFault } from "../store/store_fault.ts";
import { bootOfMachine } from "./boot_of_machine.ts";
import { fleetAccess, fleetKey } from "./fleet_access.ts";
import { FleetCameras } from "./fleet_cameras.ts";
import { FleetCalls } from "./fleet_calls.ts";
import { FleetCentral } from "./fleet_central.ts";
import { FleetDisk } from "./fleet_disk.ts";
import { FleetWatch } from "./fleet_watch.ts";
import { connectNats } from "./nats_transport.ts";
import type { RoleBody, RoleContext } from "./role.ts";
import { VERSION } from "./version.ts";

/** Whoever watches boxes calls one silent after several of these. */
const BEAT_MS = 1_000;
/** A stream that refuses is asked again after this: its disk may be full, or its administrator at work. */
const RETRY_MS = 2_000;

/** Starts the role. */
export function startFleet(context: RoleContext): Promise<RoleBody> {
  const { config, paths, clock, log, metrics, signal } = context;
  const { fleet } = config;
  if (fleet === undefined) throw new Error("the fleet role runs only where the configuration has a fleet");
  const { site, box } = fleet;
  const sentTotal = new Counter({
    name: "embereye_fleet_sent_total",
    help: "Entries that the site's stream has taken",
    registers: [metrics.registry],
  });
  const refusedTotal = new Counter({
    name: "embereye_fleet_calls_refused_total",
    help: "Words of other boxes about sirens and lent cameras that do not count, by reason",
    labelNames: ["reason"],
    registers: [metrics.registry],
  });
  const waitingGauge = new Gauge({
    name: "embereye_fleet_waiting",
    help: "Entries that wait for the site's stream",
    registers: [metrics.registry],
  });
  const connectedGauge = new Gauge({
    name: "embereye_fleet_connected",
    help: "Whether a NATS server is reached",
    registers: [metrics.registry],
  });
  let troubles: SiteView["troubles"] = [];
  const note = (text: string) => log.warning("{text}", { text });
  const watch = new FleetWatch((fault) => void fusion.send(fault));
  const fusion: Link = new Link({
    clock,
    connect: () => Deno.connect({ transport: "unix", path: paths.socket("fusion") }),
    opened: (channel) => {
      channel.send({ kind: "hello", role: "fleet", pid: Deno.pid });
      for (const fault of watch.standing) channel.send(fault);
    },
    handlers: {
      message: (message) => {
        if (eventMessage.safeParse(message).success) return disk.journal();
        const view = siteViewSchema.safeParse(message);
        if (view.success) {
          troubles = view.data.troubles;
          disk.site(view.data);
          cameras?.site(view.data);
          return calls?.site(view.data);
        }
        const order = orderMessage.safeParse(message);
        if (order.success) calls?.order(order.data.order);
        else cameras?.seen(message);
      },
    },
  });

  const boot = bootOfMachine();
  const storeFault = (fault: StoreFault | undefined) =>
    watch.set("store-failed", "fleet-outbox", fault === undefined ? undefined : describeStoreFault(fault));
  const disk = new FleetDisk({
    clock,
    opening: {
      path: paths.fleetDatabase,
      eventsPath: paths.eventsDatabase,
      boot,
      metricsMs: fleet.metricsSeconds * 1000,
    },
    news: () => publisher?.nudge(),
    storeFault,
    note,
  });
  let publisher: Publisher | undefined;
  const publisherOpened = disk.opened.then((outbox) => {
    if (outbox === undefined) return;
    publisher = new Publisher({
      clock,
      outbox: {
        id: outbox.id,
        waiting: (entriesMax, bytesMax) => disk.waiting(entriesMax, bytesMax),
        sentUpTo: (n) => disk.sentUpTo(n),
      },
      box,
      boot,
      stream: streamName(site),
      subject: logSubject(site, box),
      accepted: (count) => {
        sentTotal.inc(count);
        streamFault = undefined;
      },
      double: (isSo) =>
        watch.set("fleet-double", box, isSo ? `another box of the site calls itself ${box}, too` : undefined),
      storeFault,
      note,
    });
  });

  /** Undefined while the site's key cannot be read, or where there is none. */
  let calls: FleetCalls | undefined;
  const readKey = (): void => {
    if (fleet.key === undefined || calls !== undefined) return;
    const key = fleetKey(fleet.key);
    const fault = key.ok ? undefined : `no call for sirens can be made or answered: ${key.fault}`;
    watch.set("fleet-unanswered", "key", fault);
    if (!key.ok) return;
    cameras?.lendWith(key.value);
    calls = new FleetCalls({
      clock,
      config: { ...config, fleet },
      key: key.value,
      heard: (other, active, again) => fusion.send({ kind: "otherBox", box: other, active, again }),
      unanswered: (other, detail) => watch.set("fleet-unanswered", other, detail),
      refused: (reason) => refusedTotal.labels({ reason }).inc(),
      note,
    });
    if (current !== undefined && !current.isClosed()) calls.attach(current);
  };

  const roles = rolesOf(config);
  let statuses: readonly RoleStatus[] = [];
  const looks = () => looksAtCameras(roles, statuses, troubles);
  const cameras = config.cameras.every(({ home }) => home === undefined) ? undefined : new FleetCameras({
    clock,
    registry: metrics.registry,
    config: { ...config, fleet },
    looks,
    guard: (watched) => void context.tell(watched),
    fault: (code, subject, detail) => watch.set(code, subject, detail),
    note,
    loans: {
      tell: (message) => void fusion.send(message),
      refused: (reason) => refusedTotal.labels({ reason }).inc(),
      note: (text) => log.info("{text}", { text }),
    },
  });

  const central = fleet.central === undefined ? undefined : new FleetCentral({
    clock,
    site,
    box,
    offer: (envelope) => context.tell({ kind: "centralOffer", envelope }),
    note,
  });
  let connectionFault: string | undefined = "no server has been reached since the start";
  let streamFault: string | undefined;
  let current: NatsConnection | undefined;
  readKey();
  const publishFor = async (nc: NatsConnection, ended: AbortSignal): Promise<void> => {
    await Promise.race([
      publisherOpened,
      new Promise<void>((resolve) => ended.addEventListener("abort", () => resolve(), { once: true })),
    ]);
    if (publisher === undefined) return;
    while (!ended.aborted) {
      try {
        const jsm = await jetstreamManager(nc, { checkAPI: false });
        await ensureStream(jsm, site);
        await publisher.run(jetstream(nc), jsm, ended);
      } catch (error) {
        if (ended.aborted || nc.isClosed()) return;
        const fault = describeNatsFault(error);
        if (fault !== streamFault) note(`the site's stream does not take what this box tells: ${fault}`);
        streamFault = fault;
        await clock.sleep(RETRY_MS, ended).catch(() => undefined);
      }
    }
  };
  const work = async (nc: NatsConnection, ended: AbortSignal): Promise<void> => {
    current = nc;
    calls?.attach(nc);
    log.info("connected to the fleet's server {server}", { server: nc.getServer() });
    const stopped = new Promise<void>((resolve) =>
      ended.addEventListener("abort", () => resolve(), { once: true })
    );
    await Promise.all([publishFor(nc, ended), cameras?.run(nc, ended), central?.run(nc, ended), stopped]);
    current = undefined;
  };
  const links = [
    fusion.run(signal),
    keepConnected({
      clock,
      connect: connectNats,
      random: Math.random,
      options: () => fleetAccess(fleet, `${box} (box)`),
      work,
      changed: (fault) => {
        if (fault !== undefined && fault !== connectionFault) {
          note(`the fleet's servers are not reached: ${fault}`);
        }
        connectionFault = fault;
        connectedGauge.set(fault === undefined ? 1 : 0);
      },
    }, signal),
  ];

  let beatFault: string | undefined;
  const beat = (): void => {
    // One without the outbox's name would be taken for another box of this name.
    if (current === undefined || current.isClosed() || disk.isOpening) return;
    const message: Beat = {
      v: 1,
      box,
      siteName: config.site.name,
      version: VERSION,
      outbox: disk.state?.id ?? "0".repeat(16),
      newest: disk.state?.newest ?? 0,
      waiting: disk.state?.waitingCount ?? 0,
      dropped: disk.state?.droppedCount ?? 0,
      looks: looks(),
      ...cameras?.forLenders,
    };
    const sent = publishOrLeave(current, beatSubject(site, box), JSON.stringify(message));
    const fault = sent.ok ? undefined : sent.fault;
    // Each connection to such a server fails in the same way.
    if (fault !== undefined && fault !== beatFault) note(fault);
    beatFault = fault;
  };
  let steps = 0;
  const step = setInterval(() => {
    steps++;
    // Also without a word of fusion: what was stored while the link was away.
    disk.step();
    const waiting = disk.state?.waitingCount ?? 0;
    waitingGauge.set(waiting);
    const fault = connectionFault ?? streamFault ?? beatFault ?? cameras?.fault;
    watch.step({ fault, waiting }, clock.monotonicMs());
    beat();
    cameras?.step();
    readKey();
    calls?.step();
  }, BEAT_MS);
  context.ready();
  return Promise.resolve({
    roles: (told) => {
      statuses = told;
    },
    // Each heartbeat is proof: the loop that makes them is the one that does the work.
    work: () => ({ progress: steps, pending: 0, queues: [] }),
    message: (message) => central?.take(message),
    stop: async () => {
      clearInterval(step);
      await Promise.all(links);
      await disk.close();
    },
  });
}
