/**
 * The ui role: the status page, the API and the metrics of the whole box.
 *
 * It must never decide anything: what people order goes to fusion, and what it shows carries its age.
 */
import { Counter } from "prom-client";
import { Channel } from "../bus/channel.ts";
import { Link } from "../bus/link.ts";
import {
  type BoxFacts,
  boxMessage,
  eventMessage,
  helloMessage,
  outcomeMessage,
  portHolderMessage,
  roleMetricsMessage,
  type RoleStatus,
  sightMessage,
  type SiteView,
  siteViewSchema,
  turnedAwayMessage,
  type TurnedAwayRow,
} from "../bus/messages.ts";
import type { Picture } from "../bus/picture_message.ts";
import { aggregateMetrics, exportMetrics } from "../ops/metrics.ts";
import type { EventKind } from "../reading/event.ts";
import { readAuditEntries } from "../store/audit_log.ts";
import { EventReader } from "../store/event_reader.ts";
import { describeStoreFault } from "../store/store_fault.ts";
import { createUi } from "../ui/app.ts";
import type { UiChange } from "../ui/deps.ts";
import { type ProcessName, roleOf } from "../reading/ids.ts";
import { CameraDesk } from "./camera_desk.ts";
import { CameraReferences } from "./camera_references.ts";
import { configEntry } from "./config_audit.ts";
import { askNotifiers } from "./notify_client.ts";
import { archivedUntil } from "./archive_files.ts";
import { readArchivedDays } from "./archive_record.ts";
import { BaselineDesk } from "./baseline_desk.ts";
import { ConfigDesk } from "./config_desk.ts";
import { EvidenceFolder } from "./evidence_folder.ts";
import { HistoryDesk } from "./history_desk.ts";
import { listenUnix } from "./listen.ts";
import { RingConnection } from "./ring_readers.ts";
import type { RoleBody, RoleContext } from "./role.ts";
import { AuditDesk } from "./audit_desk.ts";
import { AuditWatch } from "./audit_watch.ts";
import { entryOf, FusionOrders } from "./fusion_orders.ts";
import { askDoctor } from "./doctor/doctor_client.ts";
import { People } from "./people.ts";
import { PeopleDesk } from "./people_desk.ts";
import { policiesOf } from "./retention.ts";
import { StorageGuard } from "./storage_guard.ts";
import { TechnicianDesk } from "./technician_desk.ts";
import { VERSION } from "./version.ts";
import { PageDoor } from "./page_door.ts";

/** Pictures kept; there are not more sensors. */
const PICTURES_MAX = 2_048;
/**
 * How long the page's first answer waits for fusion, which normally has told the site by then: without it each restart of the page
 * would show people a box out of order for a moment. Much longer, and a dead fusion would keep the page away.
 */
const SITE_WAIT_MS = 500;

/** Starts the role. */
export async function startUi(context: RoleContext): Promise<RoleBody> {
  const { paths, clock, log, metrics, signal } = context;
  let { config } = context;
  const refusedTotal = new Counter({
    name: "embereye_refused_total",
    help: "Connections and requests turned away",
    labelNames: ["listener", "reason"],
    registers: [metrics.registry],
  });
  const requestsTotal = new Counter({
    name: "embereye_http_requests_total",
    help: "Requests answered by the page, by status",
    labelNames: ["status"],
    registers: [metrics.registry],
  });
  const reader = new EventReader(paths.eventsDatabase);
  const pictures = new Map<string, Picture>();
  const roleMetrics = new Map<string, readonly unknown[]>();
  const listeners = new Set<(change: UiChange) => void>();
  const tell = (change: UiChange) => {
    for (const listener of listeners) listener(change);
  };
  let site: SiteView | undefined;
  const siteHeard = Promise.withResolvers<void>();
  let turnedAway: { readonly rows: readonly TurnedAwayRow[]; readonly others: number } | undefined;
  let roles: readonly RoleStatus[] | undefined;
  let box: BoxFacts | undefined;
  let requestsDone = 0;

  const people = await People.open({ paths, clock, report: (text) => log.error("{text}", { text }) });
  const door = new PageDoor({
    config,
    paths,
    clock,
    log,
    refusedTotal,
    handle: async (request, { address, isSecure }) => {
      const response = await app.fetch(request, { remoteAddr: { hostname: address }, isSecure });
      requestsDone++;
      requestsTotal.labels({ status: response.status }).inc();
      return response;
    },
    signal,
    fault: (fault) => audit.fault({ ...fault, subject: "page" }),
    opened: (port) => context.ready({ ui: port }),
    askHolder: (place) => context.tell({ kind: "portAsk", ...place }),
  });

  const fusion = new Link({
    clock,
    connect: () => Deno.connect({ transport: "unix", path: paths.socket("fusion") }),
    opened: (channel) => {
      channel.send({ kind: "hello", role: "ui", pid: Deno.pid });
      audit.connected();
      audits.connected();
      baselines.connected();
    },
    handlers: {
      message: (message) => {
        const told = siteViewSchema.safeParse(message);
        if (told.success) {
          site = told.data;
          siteHeard.resolve();
          desk.site(site);
          references.site(site);
          baselines.site(site);
          return tell({ kind: "site" });
        }
        const event = eventMessage.safeParse(message);
        if (event.success) return tell(event.data);
        const outcome = outcomeMessage.safeParse(message);
        if (!outcome.success) {
          return log.error("a message of fusion was not understood: {reason}", {
            reason: told.error.message,
          });
        }
        orders.answered(outcome.data);
      },
      closed: () => {
        site = undefined;
        tell({ kind: "site" });
      },
    },
  });
  const audit = new AuditDesk({
    paths,
    clock,
    log,
    fault: (fault) => void fusion.send({ kind: "fault", ...fault }),
    anchor: ({ seq, hash }) => void fusion.send({ kind: "auditAnchor", seq, hash }),
  });
  const note = (text: string) => log.warning("{text}", { text });
  const audits = new AuditWatch({
    folder: paths.audits,
    clock,
    fault: (trouble) => void fusion.send({ kind: "fault", ...trouble }),
    note,
  });
  const orders = new FusionOrders({
    clock,
    send: (message) => fusion.send(message),
    audit: (entry) => audit.add(entry),
  });

  const { evidence: evidencePolicy, history: historyPolicy } = policiesOf(config.retention);
  const evidence = new EvidenceFolder(
    paths.evidence,
    {
      ...evidencePolicy,
      isStanding: (alarmId) => site?.alarms.some(({ id }) => id === alarmId) ?? true,
      ...(config.retention.archive !== undefined && {
        archivedUntilWallMs: () => archivedUntil(readArchivedDays(paths.archive, note), clock.wallMs()),
      }),
    },
    note,
  );
  const desk = new CameraDesk(
    config.cameras.map(({ id, zone, width, height }) => ({ cameraId: id, zoneId: zone, width, height })),
    clock,
    (shot) => void evidence.keep(shot, clock.wallMs() - clock.monotonicMs() + shot.atMs),
  );
  const references = new CameraReferences({
    folder: paths.viewPictures,
    wallMs: () => clock.wallMs(),
    monotonicMs: () => clock.monotonicMs(),
    picture: (cameraId) => desk.picture(cameraId)?.jpeg,
    note,
  });
  const history = new HistoryDesk({
    path: paths.historyDatabase,
    clock,
    metrics,
    policy: historyPolicy,
    present: () => ({ site, roles: context.supervisorLost() ? undefined : roles, box }),
    report: (text) => log.warning("{text}", { text }),
  });
  const guard = new StorageGuard({ logs: paths.logs, history, evidence, note });
  const metricsText = async () => {
    const own = await exportMetrics(metrics.registry);
    const others = [...roleMetrics].filter(([role]) => role !== "ui");
    return await aggregateMetrics([
      { role: "ui", metrics: own },
      ...others.map(([role, values]) => ({ role, metrics: values })),
    ]);
  };
  const technician = new TechnicianDesk({
    paths,
    clock,
    box: () => box,
    live: [
      {
        name: "status.json",
        text: () => JSON.stringify({ nowMs: clock.monotonicMs(), site, roles }, null, 1) + "\n",
      },
      { name: "metrics.txt", text: metricsText },
      { name: "doctor.txt", text: () => askDoctor(paths) },
      { name: "machine.json", text: () => JSON.stringify(box ?? null, null, 1) + "\n" },
    ],
  });
  const baselines: BaselineDesk = new BaselineDesk({
    folder: paths.baselines,
    clock,
    tell: ({ sensorId, detail }, active) =>
      void fusion.send({
        kind: "fault",
        code: "baseline-changed",
        subject: sensorId,
        active,
        detail: `${sensorId}: ${detail}`,
      }),
    note: (text) => log.warning("{text}", { text }),
  });
  const configDesk = new ConfigDesk({
    config,
    database: paths.configDatabase,
    tell: (message) => context.tell(message),
    asked: (actor, act, answer) => {
      const entry = configEntry(act, answer);
      if (entry !== undefined) audit.add({ ...entryOf(actor, entry.act, clock.wallMs()), ...entry });
    },
  });
  const app = createUi({
    clock,
    version: VERSION,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    get viewing() {
      return config.page.viewing;
    },
    site: () => site,
    roles: () => context.supervisorLost() ? undefined : roles,
    picture: (sensorId) => pictures.get(sensorId),
    cameraPicture: (cameraId) => desk.picture(cameraId),
    cameraReference: (cameraId) => references.read(cameraId),
    sight: (cameraId) => desk.sight(cameraId),
    evidence: (alarmId) => evidence.list(alarmId),
    evidencePicture: (alarmId, name) => evidence.picture(alarmId, name),
    events: ({ kind, ...query }) => {
      const page = reader.page({ ...query, ...(kind === undefined ? {} : { kind: kind as EventKind }) });
      if (!page.ok) throw new Error(describeStoreFault(page.fault));
      return page.value.events;
    },
    history,
    technician,
    turnedAway: () => ({
      rows: [...turnedAway?.rows ?? [], ...door.rows()].sort((a, b) => b.lastWallMs - a.lastWallMs),
      others: turnedAway?.others ?? 0,
    }),
    act: (actor, wanted) => orders.act(actor, wanted),
    authenticate: (token) => people.authenticate(token),
    bearer: (credential) => people.bearer(credential),
    hasPin: (name) => people.hasPin(name),
    checkPin: (name, pin) => people.checkPin(name, pin),
    used: (credential) => people.used(credential),
    sessions: people.sessions,
    accounts: new PeopleDesk({ file: paths.tokens, clock, lastUsed: (known) => people.lastUsed(known) }),
    logins: door.gate,
    audit: ({ actor, act, subject = "", before, after }) =>
      audit.add({ ...entryOf(actor, act, clock.wallMs()), subject, before, after }),
    auditEntries: (query) => {
      const read = readAuditEntries(paths.auditDatabase, query);
      if (read.ok) return read.value;
      // There is no file before anybody has done anything.
      if (read.fault.kind === "cannot-open") return [];
      throw new Error(describeStoreFault(read.fault));
    },
    metricsText,
    config: configDesk,
    baselines,
    audits,
    notify: {
      ask: () => askNotifiers(paths, { kind: "notifyAsk" }),
      test: (target, by) => askNotifiers(paths, { kind: "notifyTest", target, by }),
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    refused: (reason, who) => {
      if (who === undefined) refusedTotal.labels({ listener: "page", reason }).inc();
      else door.turnAway("page", reason, who.from, who.text);
    },
    failed: (what, error) => log.error("{what}: {reason}", { what, reason: String(error) }),
  });

  // Whoever is connected speaks at once, to anything of the above: a start that is held up here and there must not meet it half built.
  const fusionLink = fusion.run(signal);
  await listenUnix(paths.socket("ui"), (conn) => {
    let from: ProcessName | undefined;
    const ring = new RingConnection({
      report: (text) => log.warning("{text}", { text }),
      closed: (reader) => desk.forget(reader),
    });
    const channel: Channel = new Channel(conn, {
      message: (message) => {
        if (from === undefined) {
          from = helloMessage.safeParse(message).data?.role;
          if (from === undefined) channel.close();
          return;
        }
        if (roleOf(from) === "cameras") {
          const news = ring.take(message);
          if (news !== undefined) desk.frame(news);
          return;
        }
        if (from === "sensors") {
          const told = turnedAwayMessage.safeParse(message);
          if (told.success) turnedAway = told.data;
          else log.error("a message of {from} was not understood", { from });
          return;
        }
        const sight = sightMessage.safeParse(message);
        if (sight.success) desk.see(sight.data);
        else log.error("a message of {from} was not understood", { from });
      },
      picture: (picture) => {
        if (from !== "sensors" || (pictures.size >= PICTURES_MAX && !pictures.has(picture.sensorId))) return;
        pictures.set(picture.sensorId, picture);
        baselines.picture(picture);
      },
      closed: () => ring.close(),
    });
    void channel.run();
  }, signal);
  await Promise.race([siteHeard.promise, clock.sleep(SITE_WAIT_MS, signal).catch(() => undefined)]);
  const port = await door.open();
  context.ready(port === undefined ? {} : { ui: port });

  return {
    work: () => ({ progress: requestsDone, pending: 0, queues: [] }),
    roles: (told) => {
      roles = told;
      // A process that is gone for good must not go on telling its last figures.
      for (const role of roleMetrics.keys()) {
        if (role !== "supervisor" && !told.some((one) => one.role === role)) roleMetrics.delete(role);
      }
      tell({ kind: "roles" });
    },
    reconfigure: (changed) => {
      config = changed;
      configDesk.config = changed;
      door.reconfigure(changed);
      tell({ kind: "site" });
    },
    message: (message) => {
      if (configDesk.take(message)) return;
      const told = roleMetricsMessage.safeParse(message);
      if (told.success) {
        roleMetrics.set(told.data.role, told.data.metrics);
        return history.metrics(told.data.role, told.data.metrics);
      }
      const held = portHolderMessage.safeParse(message);
      if (held.success) return door.heldBy(held.data.holder);
      const facts = boxMessage.safeParse(message);
      if (!facts.success) return;
      box = facts.data.box;
      void guard.heard(box);
    },
    stop: async () => {
      // Its thread may have a file to make first: it works while the rest ends, since the watchdog's patience is short.
      const historyClosed = history.close();
      await door.close();
      configDesk.close();
      await people.close();
      audits.close();
      await audit.close();
      await fusionLink;
      await baselines.close();
      await references.close();
      await historyClosed;
      technician.close();
      reader.close();
    },
  };
}
