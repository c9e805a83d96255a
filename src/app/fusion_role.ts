/**
 * The fusion role: readings in, decisions out. It owns the alarms.
 *
 * It must never wait for a disk or a page, and never forget an alarm: what it orders is latched at the outputs, and what it
 * decided is in the store.
 */
import { Channel } from "../bus/channel.ts";
import { Link } from "../bus/link.ts";
import { atMost } from "../clock/at_most.ts";
import {
  archivedMessage,
  faultMessage,
  guardMessage,
  helloMessage,
  noteMessage,
  outputsMessage,
  pageMessage,
  timeMessage,
} from "../bus/messages.ts";
import { PageListeners } from "./page_listeners.ts";
import type { FusionEffect } from "../fusion/effect.ts";
import type { FusionInput, Now } from "../fusion/input.ts";
import { createFusion, step } from "../fusion/step.ts";
import { viewOf } from "../fusion/view.ts";
import type { ProcessName } from "../reading/ids.ts";
import type { LatchedAlarm } from "../reading/output.ts";
import type { Saying } from "../reading/saying.ts";
import { type TroubleCode, TROUBLES } from "../reading/trouble.ts";
import type { Recollection } from "../store/event_batch.ts";
import { utcAt, type VouchedTime } from "../timesync/time_state.ts";
import { remembering } from "./fusion_memory.ts";
import { FusionMetrics } from "./fusion_metrics.ts";
import { otherBoxReading } from "./fusion_fleet.ts";
import { fusionSettings } from "./fusion_settings.ts";
import { delivers, FusionSources } from "./fusion_sources.ts";
import { Guard } from "./guard.ts";
import { Journal, standingEffects } from "./journal.ts";
import { NOT_RECALLED, RECALLED, restoredInputs } from "./journal_memory.ts";
import { listenUnix } from "./listen.ts";
import { ActDesk } from "./act_desk.ts";
import { OutputsWatch } from "./outputs_watch.ts";
import type { RoleBody, RoleContext } from "./role.ts";
import { camerasInAlarm, seenOf, SharedCameras } from "./shared_cameras.ts";
import { masksOf, outputNamesOf, siteView } from "./site_view.ts";
import { vitalsOf } from "./vitals.ts";

/** Expiries and deadlines are of seconds; a tick looks at every sensor. */
const TICK_MS = 100;
/** An order is repeated this often, so that a lost one is healed and the outputs know that fusion lives. */
const ORDER_REPEAT_MS = 500;
/** What stands on the site is told to the supervisor this often. */
const VITALS_MS = 1_000;
/** How long the start waits for the outputs to say which epoch they know. They start at the same time. */
const OUTPUTS_WAIT_MS = 1_500;

const DAY_MS = 86_400_000;

/** Starts the role. */
export async function startFusion(context: RoleContext): Promise<RoleBody> {
  const { paths, clock, log, metrics, signal } = context;
  let { config } = context;
  const now = (): Now => ({ monoMs: clock.monotonicMs(), wallMs: clock.wallMs() });
  const figures = new FusionMetrics(metrics.registry);

  let fleet: Channel | undefined;
  const guard = new Guard((text) => log.error("{text}", { text }));
  // What is shown to people must never end what protects them.
  const shown = () => guard.run("the view of the site", () => site());
  const pages = new PageListeners(clock, shown);
  const outputsWatch = new OutputsWatch(clock.monotonicMs(), (fault) => take(fault));
  const sources = new FusionSources(config.cameras.map(({ id }) => id), {
    clock,
    figures,
    take: (input) => take(input),
    reading: (reading) => {
      const route = shared.routeOf(reading);
      if (route === "counts") take(reading);
      // What does not go on at once is old when it arrives: the next picture brings another.
      else if (route !== "left" && fleet?.waitingBytes === 0) fleet.send(seenOf(route.home));
    },
    knows: (sensorId) => state.sensors.has(sensorId),
    notUnderstood: (reason) => log.error("a message of a role was not understood: {reason}", { reason }),
  });
  let stepCount = 0;
  /** Pre-alarms and alarms since the start: what the supervisor watches for floods and for bad changes. */
  let alerts = 0;
  let vitalsSentMs = -Infinity;
  let orderSentMs = -Infinity;

  // The outputs are asked first which run of fusion they know: an order of an older one would be refused.
  const firstReport = Promise.withResolvers<void>();
  let outputsEpoch = 0;
  /** What vouches for true time, as the supervisor last said. */
  let vouched: VouchedTime | undefined;
  /** Alarms whose stored form cannot be understood: taken over like those that only the outputs know. */
  let unreadable: readonly LatchedAlarm[] = [];
  let latestReport: Extract<FusionInput, { kind: "recovered" }> | undefined;
  /** What the outputs say of their lines before fusion can take it: a siren that was dead from the start must not go untold. */
  const earlyFaults = new Map<string, Extract<FusionInput, { kind: "fault" }>>();
  const outputs = new Link({
    clock,
    connect: () => Deno.connect({ transport: "unix", path: paths.socket("outputs") }),
    opened: (channel) => {
      take({ kind: "ownerStarted", owner: "outputs" });
      channel.send({ kind: "hello", role: "fusion", pid: Deno.pid });
    },
    handlers: {
      message: (message) => takeOutputsMessage(message),
      closed: () => outputsWatch.away(),
    },
  });
  const outputsLink = outputs.run(signal);
  let take: (input: FusionInput) => void = (input) => {
    if (input.kind === "fault") earlyFaults.set(`${input.code}:${input.subject}`, input);
  };
  const takeOutputsMessage = (message: unknown): void => {
    const fault = faultMessage.safeParse(message);
    if (fault.success) return takeFault(fault.data, "outputs");
    const report = outputsMessage.safeParse(message);
    if (!report.success) {
      return log.error("a report of the outputs was not understood: {reason}", {
        reason: report.error.message,
      });
    }
    const { epoch, latched, released } = report.data;
    outputsWatch.heard(report.data.outputs, clock.monotonicMs());
    outputsEpoch = Math.max(outputsEpoch, epoch);
    pages.changed();
    latestReport = { kind: "recovered", latched, released };
    take({ ...latestReport, latched: [...latched, ...unreadable] });
    unreadable = [];
    firstReport.resolve();
  };
  /** @param owner The process that tells of it, where it may start anew without fusion. */
  const takeFault = (
    fault: { code: string; subject: string; active: boolean; detail: string; said?: Saying | undefined },
    owner?: ProcessName,
  ): void => {
    if (!isTroubleCode(fault.code)) return log.error("an unknown fault was reported: {code}", fault);
    take({ ...fault, kind: "fault", code: fault.code, ...(owner === undefined ? {} : { owner }) });
    if (fault.code === "alert-flood") take({ kind: "flood", on: fault.active });
  };
  const journal = new Journal({
    path: paths.eventsDatabase,
    policy: {
      eventsKeptMs: config.retention.eventsDays * DAY_MS,
      onlyArchived: config.retention.archive !== undefined,
    },
    clock,
    utcAt: (monoMs) => {
      if (vouched === undefined) return undefined;
      const { utcMs, errorMs } = utcAt(vouched, monoMs);
      return { atMs: utcMs, errorMs };
    },
    committed: (events) => {
      pages.stored(events);
    },
    fault: (active, detail) =>
      take({ kind: "fault", code: "store-failed", subject: "journal", active, detail }),
    standing: () => standingEffects(state),
  });
  await atMost(clock, OUTPUTS_WAIT_MS, firstReport.promise);
  const { epoch, recollection, later } = await journal.recall(outputsEpoch);
  const { alarms: remembered, unreadableAlarms } = recollection;
  const standing = [...remembered, ...unreadableAlarms, ...latestReport?.latched ?? []];
  const zonesInAlarm = new Set(standing.map(({ zoneId }) => zoneId));
  const shared = new SharedCameras(camerasInAlarm(config, zonesInAlarm));
  const memory = remembering(
    () => createFusion(epoch, fusionSettings(config, shared.guarded), now()),
    restoredInputs(recollection, clock.wallMs()),
    now(),
  );
  let { state } = memory;
  log.info("fusion runs with epoch {epoch}: {alarms} alarms and {troubles} troubles remembered", {
    epoch,
    alarms: remembered.length,
    troubles: recollection.troubles.length,
  });

  const perform = (effects: readonly FusionEffect[]): void => {
    for (const effect of effects) {
      switch (effect.kind) {
        case "order":
          outputs.send(effect);
          // After the box's own sirens, at once to who calls other boxes.
          fleet?.send(effect);
          orderSentMs = clock.monotonicMs();
          break;
        case "acceptView":
          sources.tell("cameras", { kind: "accept-view", cameraId: effect.cameraId });
          break;
        case "outcome":
          acts.answer(effect.requestId, effect.outcome);
          break;
        case "event":
          if (effect.event.kind === "alarm" || effect.event.kind === "pre-alarm") alerts++;
          // The supervisor changes no siren under an alarm: it must not learn of one a second late.
          if (effect.event.kind === "alarm") vitalsSentMs = -Infinity;
          log.info("{text}", { text: effect.event.text, kind: effect.event.kind });
          journal.add(effect);
          break;
        default:
          journal.add(effect);
      }
    }
    pages.changed(effects);
  };
  take = (input) => {
    stepCount++;
    const result = step(state, input, now());
    state = result.state;
    if (result.effects.length > 0) {
      perform(result.effects);
      journal.flush();
    }
  };
  const acts = new ActDesk(() => state);
  let masks = masksOf(config);
  let outputNames = outputNamesOf(config);
  const site = () =>
    siteView(viewOf(state), {
      siteName: config.site.name,
      atWallMs: clock.wallMs(),
      outputs: outputsWatch.states,
      outputNames,
      devices: sources.devices,
      cameras: shared.judged(sources.roster.list(clock.monotonicMs())),
      masks,
      hiddenWhileEmpty: config.sensorPort.unknownZone,
    });

  /** Without its memory fusion must not seem whole. */
  const takeLoss = (detail: string | undefined): void => {
    const active = detail !== undefined;
    const text = detail ?? RECALLED;
    log[active ? "error" : "info"]("{text}", { text });
    take({ kind: "fault", code: "store-failed", subject: "memory", active, detail: text });
  };
  const takeUnreadable = (alarms: Recollection["unreadableAlarms"]): void => {
    unreadable = alarms.map((alarm) => ({ ...alarm, silenced: false }));
    if (latestReport === undefined) return;
    take({ ...latestReport, latched: [...latestReport.latched, ...unreadable] });
    unreadable = [];
  };
  perform(memory.effects);
  journal.flush();
  if (memory.lost !== undefined) takeLoss(memory.lost);
  else if (later !== undefined) takeLoss(NOT_RECALLED);
  takeUnreadable(unreadableAlarms);
  for (const fault of earlyFaults.values()) take(fault);
  void later?.then((recalled) => {
    for (const input of restoredInputs(recalled, clock.wallMs())) take(input);
    takeUnreadable(recalled.unreadableAlarms);
    takeLoss(undefined);
  });

  const takeSourceMessage = (from: ProcessName, channel: Channel, message: unknown): void => {
    const fault = faultMessage.safeParse(message);
    if (!fault.success) sources.message(from, channel, message);
    else if (!shared.fault(fault.data)) takeFault(fault.data, from);
  };
  /** Notifiers and fleet only listen, but for what is wrong with whom they tell. */
  const takeListenerMessage = (from: ProcessName, message: unknown): void => {
    const fault = faultMessage.safeParse(message);
    if (fault.success) return takeFault(fault.data, from);
    const archived = archivedMessage.safeParse(message);
    if (archived.success) return journal.keepArchived(archived.data.untilWallMs);
    if (from !== "fleet") return;
    const nowMs = clock.monotonicMs();
    const cameras = shared.stateElsewhere(message, config);
    if (cameras !== undefined) return sources.roster.tell(from, cameras, nowMs);
    const reading = otherBoxReading(message, config, nowMs) ?? shared.seenElsewhere(message, config, nowMs);
    if (reading !== undefined) take(reading);
  };
  const takePageMessage = (channel: Channel, message: unknown): void => {
    const asked = pageMessage.safeParse(message).data;
    if (asked?.kind === "act") acts.take(channel, asked, take);
    else if (asked?.kind === "auditAnchor") journal.keepAnchor(asked);
    else if (asked?.kind === "fault") takeFault(asked, "ui");
    else log.error("a request of the page was not understood");
  };

  await listenUnix(paths.socket("fusion"), (conn) => {
    let from: ProcessName | undefined;
    const channel: Channel = new Channel(conn, {
      readings: (block, count) => sources.readings(from, channel, block, count),
      message: (message) => {
        if (from === undefined) {
          from = helloMessage.safeParse(message).data?.role;
          if (from === "ui" || from === "notify" || from === "fleet") {
            take({ kind: "ownerStarted", owner: from });
            pages.add(channel);
            if (from === "fleet") fleet = channel;
            const view = shown();
            if (view !== undefined) channel.send(view);
          } else if (from !== undefined && delivers(from)) sources.opened(from, channel);
          else channel.close();
          return;
        }
        if (from === "ui") takePageMessage(channel, message);
        else if (from === "notify" || from === "fleet") takeListenerMessage(from, message);
        else takeSourceMessage(from, channel, message);
      },
      closed: () => {
        pages.delete(channel);
        if (fleet === channel) {
          fleet = undefined;
          sources.roster.away("fleet");
        }
        if (from !== undefined) sources.closed(from, channel);
        acts.forget(channel);
      },
    });
    void channel.run();
  }, signal);

  /** Puts the configuration in force, with those cameras of other boxes that are watched now. */
  const settle = (): void => {
    take({ kind: "configure", settings: fusionSettings(config, shared.guarded) });
    sources.roster.configure(shared.listed(config));
    pages.changed();
  };
  let supervisorLost = false;
  const tick = setInterval(() => {
    take({ kind: "tick" });
    if (context.supervisorLost() !== supervisorLost) {
      supervisorLost = !supervisorLost;
      take({
        kind: "fault",
        code: "supervisor-lost",
        subject: "supervisor",
        active: supervisorLost,
        detail: supervisorLost ? "the supervisor has not been heard for 3 s" : "the supervisor is back",
      });
    }
    outputsWatch.step(clock.monotonicMs());
    if (outputsEpoch > epoch) {
      // The outputs obey a later run of fusion than this one: only a new start gets a number they will obey.
      throw new Error(`fusion runs with epoch ${epoch}, the outputs know ${outputsEpoch}`);
    }
    const nowMs = clock.monotonicMs();
    if (state.order !== undefined && nowMs - orderSentMs >= ORDER_REPEAT_MS) {
      outputs.send({ kind: "order", order: state.order });
      fleet?.send({ kind: "order", order: state.order });
      orderSentMs = nowMs;
    }
    if (nowMs - vitalsSentMs >= VITALS_MS) {
      vitalsSentMs = nowMs;
      context.tell(vitalsOf(state, alerts + state.counts.preAlarmsHeld));
    }
    pages.repeat();
    guard.run("fusion's figures", () => figures.show(state));
    metrics.queueDepth.labels({ queue: "journal" }).set(journal.depth);
  }, TICK_MS);

  context.ready();
  return {
    work: () => ({
      progress: stepCount,
      pending: 1,
      queues: [{ name: "journal", depth: journal.depth, max: journal.depthMax }],
    }),
    message: (message) => {
      const time = timeMessage.safeParse(message);
      if (time.success) return void (vouched = time.data.vouched);
      const fault = faultMessage.safeParse(message);
      if (fault.success) return takeFault(fault.data);
      const guard = guardMessage.safeParse(message);
      if (guard.success) return shared.told(guard.data) ? settle() : undefined;
      const note = noteMessage.safeParse(message);
      if (!note.success) return;
      const { text, said, by } = note.data;
      const { monoMs: atMs, wallMs: atWallMs } = now();
      perform([{
        kind: "event",
        event: { kind: note.data.about, atMs, atWallMs, text, ...(said && { said }), ...(by && { by }) },
      }]);
      journal.flush();
    },
    reconfigure: (changed) => {
      config = changed;
      masks = masksOf(changed);
      outputNames = outputNamesOf(changed);
      settle();
    },
    stop: async () => {
      clearInterval(tick);
      pages.close();
      sources.close();
      await outputsLink;
      await journal.close();
    },
  };
}

function isTroubleCode(code: string): code is TroubleCode {
  return Object.hasOwn(TROUBLES, code);
}
