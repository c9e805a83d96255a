/**
 * The notify role: tells people and machines away from the box what happens. It runs only where somebody is to be told.
 *
 * A process of its own: it waits for networks and disks all day, and whatever happens to it the sirens know nothing of it. It must
 * never tell of an alarm twice, nor forget one.
 */
import { Counter, Gauge } from "prom-client";
import { Channel } from "../bus/channel.ts";
import { Link } from "../bus/link.ts";
import { eventMessage, notifyAskMessage, notifyTestMessage, siteViewSchema } from "../bus/messages.ts";
import { joined } from "../outputs/notify/join.ts";
import { EventReader } from "../store/event_reader.ts";
import { Outbox } from "../store/outbox.ts";
import { describeStoreFault } from "../store/store_fault.ts";
import { ArchiveDesk } from "./archive_desk.ts";
import { boxId } from "./box_id.ts";
import { listenUnix } from "./listen.ts";
import { NotifyDesk } from "./notify_desk.ts";
import { NotifyMemory } from "./notify_memory.ts";
import { senderOf } from "./notify_senders.ts";
import type { RoleBody, RoleContext } from "./role.ts";

const STEP_MS = 1_000;
/** An outbox that could not be opened is tried again this often: its disk was full, or not there yet. */
const OUTBOX_AGAIN_MS = 10_000;

/** Starts the role. */
export async function startNotify(context: RoleContext): Promise<RoleBody> {
  const { config, paths, clock, log, metrics, signal } = context;
  const sentTotal = new Counter({
    name: "embereye_notifications_total",
    help: "Notifications by target and what became of them",
    labelNames: ["target", "outcome"],
    registers: [metrics.registry],
  });
  const waitingGauge = new Gauge({
    name: "embereye_notifications_waiting",
    help: "Notifications that wait for their target",
    labelNames: ["target"],
    registers: [metrics.registry],
  });
  const faults = new Map<
    string,
    { kind: "fault"; code: string; subject: string; active: boolean; detail: string }
  >();
  const tellFault = (code: string, subject: string, active: boolean, detail: string): void => {
    const fault = { kind: "fault" as const, code, subject, active, detail };
    if (active) faults.set(`${code}:${subject}`, fault);
    else faults.delete(`${code}:${subject}`);
    fusion.send(fault);
  };
  const fusion = new Link({
    clock,
    connect: () => Deno.connect({ transport: "unix", path: paths.socket("fusion") }),
    opened: (channel) => {
      channel.send({ kind: "hello", role: "notify", pid: Deno.pid });
      for (const fault of faults.values()) channel.send(fault);
      if (archive?.untilWallMs !== undefined) {
        channel.send({ kind: "archived", untilWallMs: archive.untilWallMs });
      }
    },
    handlers: {
      message: (message) => {
        if (eventMessage.safeParse(message).success) return desk.journal();
        const site = siteViewSchema.safeParse(message);
        if (site.success) desk.site(site.data);
      },
    },
  });

  const openOutbox = () =>
    Outbox.open({ path: paths.outboxDatabase, nowWallMs: clock.wallMs(), join: joined });
  const opened = openOutbox();
  const outboxFault = (detail: string | undefined) =>
    tellFault("store-failed", "outbox", detail !== undefined, detail ?? "the outbox is written again");
  const memory = new NotifyMemory(opened.ok ? opened.value : undefined, () => clock.wallMs(), outboxFault);
  const reader = new EventReader(paths.eventsDatabase);
  const note = (text: string) => log.warning("{text}", { text });
  const world = {
    site: () => config.site.name,
    boxId: await boxId(paths.boxId),
    wallMs: () => clock.wallMs(),
    note,
  };
  const desk: NotifyDesk = new NotifyDesk({
    config,
    clock,
    memory,
    readJournal: (query) => {
      const page = reader.page(query);
      return page.ok ? page.value : undefined;
    },
    senders: new Map(config.notify.targets.map((target) => [target.id, senderOf(target, world)])),
    fault: (target, active, detail) => tellFault("notify-failing", target, active, detail),
    note,
  });
  if (!opened.ok) outboxFault(describeStoreFault(opened.fault));
  const archive: ArchiveDesk | undefined = config.retention.archive && new ArchiveDesk({
    config: config.retention.archive,
    paths,
    boxId: world.boxId,
    clock,
    reader,
    archived: (untilWallMs) => void fusion.send({ kind: "archived", untilWallMs }),
    fault: (active, detail) => tellFault("archive-failing", "archive", active, detail),
    note,
  });

  await listenUnix(paths.socket("notify"), (conn) => {
    const channel: Channel = new Channel(conn, {
      message: (message) => {
        const asked = notifyAskMessage.safeParse(message);
        if (asked.success) {
          const { request } = asked.data;
          return void channel.send({
            kind: "notifyAnswer",
            request,
            ok: true,
            message: "",
            targets: desk.states(),
          });
        }
        const test = notifyTestMessage.safeParse(message);
        if (!test.success) return channel.close();
        const { request, target, by } = test.data;
        void desk.test(target, by).then((outcome) => {
          log.info("{by} has tested {target}: {message}", { by, target, message: outcome.message });
          channel.send({ kind: "notifyAnswer", request, ...outcome, targets: desk.states() });
        });
      },
    });
    void channel.run();
  }, signal);

  desk.journal();
  const links = [fusion.run(signal), desk.run(signal), archive?.run(signal)];
  const counted = new Map<string, { sent: number; givenUp: number }>();
  let isOutboxThere = opened.ok;
  let outboxTriedMs = clock.monotonicMs();
  const step = setInterval(() => {
    const nowMs = clock.monotonicMs();
    if (!isOutboxThere && nowMs - outboxTriedMs >= OUTBOX_AGAIN_MS) {
      outboxTriedMs = nowMs;
      const again = openOutbox();
      if (again.ok) desk.adopt(again.value);
      isOutboxThere = again.ok;
    }
    // Also without a word of fusion: what was stored while the link was away.
    desk.journal();
    desk.step();
    for (const { id, waiting, sent, givenUp } of desk.states()) {
      const before = counted.get(id) ?? { sent: 0, givenUp: 0 };
      waitingGauge.labels({ target: id }).set(waiting);
      sentTotal.labels({ target: id, outcome: "sent" }).inc(sent - before.sent);
      sentTotal.labels({ target: id, outcome: "given-up" }).inc(givenUp - before.givenUp);
      counted.set(id, { sent, givenUp });
    }
  }, STEP_MS);
  let steps = 0;
  context.ready();
  return {
    // Each heartbeat is proof: the loop that makes them is the one that does the work.
    work: () => ({ progress: ++steps, pending: 0, queues: [] }),
    stop: async () => {
      clearInterval(step);
      await Promise.all(links);
      await desk.close();
      reader.close();
      memory.close();
    },
  };
}
