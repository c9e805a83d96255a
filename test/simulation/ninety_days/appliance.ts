/**
 * The product as it runs on a box, put together in one process under a simulated clock: its own fusion, outputs, journal, history,
 * baselines, notifiers, change of configuration and storage guard, with their databases on a disk.
 *
 * What is not here are processes, sockets and threads. Whoever starts it again on the same folder has cut its power.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { BaselineDesk } from "../../../src/app/baseline_desk.ts";
import { BoxWatch } from "../../../src/app/box_watch.ts";
import { ConfigKeeper } from "../../../src/app/config_keeper.ts";
import { ConfigMemory, remember, usualOf } from "../../../src/app/config_memory.ts";
import { EvidenceFolder } from "../../../src/app/evidence_folder.ts";
import { fusionSettings } from "../../../src/app/fusion_settings.ts";
import { HistorySampler } from "../../../src/app/history_sampler.ts";
import { Journal, standingEffects } from "../../../src/app/journal.ts";
import { JOURNAL_PARSERS, restoredInputs } from "../../../src/app/journal_memory.ts";
import { NotifyDesk } from "../../../src/app/notify_desk.ts";
import { NotifyMemory } from "../../../src/app/notify_memory.ts";
import { specOf } from "../../../src/app/output_spec.ts";
import { makeFolders, type Paths, pathsOf } from "../../../src/app/paths.ts";
import { policiesOf } from "../../../src/app/retention.ts";
import { rewire } from "../../../src/app/rewire.ts";
import { siteView } from "../../../src/app/site_view.ts";
import { StorageGuard } from "../../../src/app/storage_guard.ts";
import { vitalsOf } from "../../../src/app/vitals.ts";
import type { BoxFacts, ConfigAct, ConfigAnswer, SiteView } from "../../../src/bus/messages.ts";
import type { Config } from "../../../src/config/schema.ts";
import { rolesOf } from "../../../src/config/wiring.ts";
import type { FusionEffect, Outcome } from "../../../src/fusion/effect.ts";
import type { FusionInput, OperatorAct } from "../../../src/fusion/input.ts";
import type { FusionState } from "../../../src/fusion/state.ts";
import { createFusion, step } from "../../../src/fusion/step.ts";
import { viewOf } from "../../../src/fusion/view.ts";
import type { LatchContent } from "../../../src/outputs/latch.ts";
import { joined } from "../../../src/outputs/notify/join.ts";
import { type OutputsInput, step as stepOutputs } from "../../../src/outputs/outputs_core.ts";
import { type OutputsCore, startOutputs } from "../../../src/outputs/outputs_state.ts";
import type { AlarmId, ProcessName, RoleName } from "../../../src/reading/ids.ts";
import { inEnglish } from "../../../src/reading/in_english.ts";
import type { JournalEvent } from "../../../src/reading/event.ts";
import type { SirenPattern } from "../../../src/reading/output.ts";
import type { Saying } from "../../../src/reading/saying.ts";
import type { TroubleCode } from "../../../src/reading/trouble.ts";
import { recallEvents } from "../../../src/store/event_recall.ts";
import { understood } from "../../../src/store/recollect.ts";
import { describeStoreFault } from "../../../src/store/store_fault.ts";
import { EventReader } from "../../../src/store/event_reader.ts";
import { HistoryWriter } from "../../../src/store/history/history_writer.ts";
import { Outbox } from "../../../src/store/outbox.ts";
import { TAKEN_PORT } from "./configuration.ts";
import type { SeasonDisk } from "./disk.ts";
import { InlineThread } from "./inline_thread.ts";
import type { SeasonNetwork } from "./network.ts";
import type { SeasonClock } from "./season_clock.ts";

/** What surrounds a box and outlives its power cuts. */
export interface Surroundings {
  readonly clock: SeasonClock;
  readonly disk: SeasonDisk;
  readonly network: SeasonNetwork;
  /** The latch files, which have tests of their own. */
  latch: LatchContent | undefined;
  /** Each journal line that fusion has written, in order. */
  heard(event: JournalEvent): void;
}

/** How long a role takes to start, and how long between attempts that fail. */
const START_MS = 2_000;
/** A picture of evidence, as large as real ones. */
const JPEG_BYTES = 60_000;
const DAY_MS = 86_400_000;

/** A running box. */
export class Appliance {
  readonly paths: Paths;
  /** What the log was told. */
  readonly log: string[] = [];
  fusion!: FusionState;
  outputs: OutputsCore;
  readonly #world: Surroundings;
  readonly #keeper: ConfigKeeper;
  readonly #memory: ConfigMemory;
  readonly #journal: Journal;
  readonly #reader: EventReader;
  readonly #notifyMemory: NotifyMemory;
  readonly #notify: NotifyDesk;
  readonly #history: HistoryWriter;
  readonly #sampler: HistorySampler;
  readonly #baselines: BaselineDesk;
  readonly #evidence: EvidenceFolder;
  readonly #boxWatch: BoxWatch;
  readonly #ended = new AbortController();
  /** Roles that are being started: until when, or that fail each time. */
  readonly #starting = new Map<RoleName, number>();
  #sensors: ReadonlyMap<string, string> = new Map();
  #guarding: Promise<void> = Promise.resolve();
  #alerts = 0;
  #outcome: Outcome | undefined;
  #requests = 0;

  /** Starts it on what its disk holds. */
  static async start(world: Surroundings): Promise<Appliance> {
    const { folder } = world.disk;
    const paths = pathsOf(join(folder, "state"), join(folder, "run"));
    await makeFolders(paths);
    const remembered = await remember(paths, { file: join(folder, "embereye.yaml") });
    assert.ok(remembered.ok, `nothing can run: ${remembered.ok ? "" : remembered.fault}`);
    return new Appliance(world, paths, remembered.value);
  }

  private constructor(
    world: Surroundings,
    paths: Paths,
    remembered: ConstructorParameters<typeof ConfigKeeper>[0]["remembered"],
  ) {
    this.#world = world;
    this.paths = paths;
    const { clock, disk, network } = world;
    const note = (text: string) => void this.log.push(text);
    const spawn = () => new InlineThread();
    this.#memory = new ConfigMemory({
      paths,
      clock,
      versions: remembered.versions,
      fault: (detail) => this.#keeper?.diskFault(detail),
      spawn,
    });
    this.#keeper = new ConfigKeeper({
      clock,
      memory: this.#memory,
      remembered,
      usual: usualOf(paths.eventsDatabase, clock.wallMs()),
      room: () => this.#boxWatch.room,
      // Nothing of this appliance listens.
      ports: () => [],
      rewire: (before, after) => this.#rewire(before, after),
      fault: (fault) => this.#fault(fault),
      note: (said, by) => this.#note(said, by),
      told: () => {},
      log: (level, text) => note(`${level}: ${text}`),
    });
    const { config } = this;

    this.outputs = startOutputs(config.outputs.map((output) => specOf(output, config.zones)), this.#nowMs);
    if (world.latch !== undefined) this.#stepOutputs({ kind: "restored", content: world.latch });
    this.#journal = new Journal({
      path: paths.eventsDatabase,
      policy: { eventsKeptMs: config.retention.eventsDays * DAY_MS },
      clock,
      utcAt: () => undefined,
      committed: () => this.#notify.journal(),
      fault: (active, detail) => this.#fault({ code: "store-failed", subject: "journal", active, detail }),
      standing: () => standingEffects(this.fusion),
      spawn,
    });
    // The thread answers at once here, and the constructor cannot wait even for that.
    const recalled = recallEvents({
      path: paths.eventsDatabase,
      nowWallMs: clock.wallMs(),
      epochAbove: this.outputs.epoch,
    });
    this.fusion = createFusion(recalled.epoch, fusionSettings(config), this.#now);
    const recollection = understood(recalled.recollection, JOURNAL_PARSERS);
    for (const input of restoredInputs(recollection, clock.wallMs())) this.take(input);
    if (recalled.fault !== undefined || recalled.movedAside !== undefined) {
      const detail = recalled.movedAside ?? describeStoreFault(recalled.fault!);
      this.#fault({ code: "store-failed", subject: "journal", active: true, detail });
    }
    const { latched, released } = this.outputs;
    this.take({ kind: "recovered", latched, released });
    for (const fault of this.#keeper.faults()) this.#fault(fault);

    const outbox = Outbox.open({ path: paths.outboxDatabase, nowWallMs: clock.wallMs(), join: joined });
    this.#notifyMemory = new NotifyMemory(
      outbox.ok ? outbox.value : undefined,
      () => clock.wallMs(),
      (fault) => note(fault ?? "the outbox is written again"),
    );
    this.#reader = new EventReader(paths.eventsDatabase);
    this.#notify = new NotifyDesk({
      config,
      clock,
      memory: this.#notifyMemory,
      readJournal: (query) => {
        const page = this.#reader.page(query);
        return page.ok ? page.value : undefined;
      },
      senders: new Map(config.notify.targets.map(({ id }) => [id, network.senderOf(id)])),
      fault: (subject, active, detail) => this.#fault({ code: "notify-failing", subject, active, detail }),
      note,
    });
    this.#notify.journal();
    void this.#notify.run(this.#ended.signal).catch((error) => {
      if (!this.#ended.signal.aborted) throw error;
    });

    const policies = policiesOf(config.retention);
    this.#history = new HistoryWriter({
      path: paths.historyDatabase,
      clock,
      policy: policies.history,
      onFault: (fault) => note(fault === undefined ? "history well" : `history: ${fault.kind}`),
      spawn,
    });
    this.#sampler = new HistorySampler(clock, this.#history);
    this.#evidence = new EvidenceFolder(
      paths.evidence,
      { ...policies.evidence, isStanding: (id) => this.fusion.alarms.has(id) },
      note,
    );
    this.#baselines = new BaselineDesk({
      folder: paths.baselines,
      clock,
      tell: ({ sensorId, detail }, active) =>
        this.#fault({ code: "baseline-changed", subject: sensorId, active, detail }),
      note,
    });
    const guard = new StorageGuard({
      logs: paths.logs,
      history: this.#history,
      evidence: this.#evidence,
      note,
    });
    this.#boxWatch = new BoxWatch({
      clock,
      stateFolder: paths.state,
      pids: () => [],
      written: () => undefined,
      time: () => undefined,
      openSecrets: () => Promise.resolve(undefined),
      report: (box) => this.#guarding = guard.heard(box),
      fault: (fault) => this.#fault(fault),
      note,
      read: (): Promise<BoxFacts> =>
        Promise.resolve({
          atWallMs: clock.wallMs(),
          disk: disk.facts(),
          temperatures: [],
          writtenBytes: {},
        }),
    });
    this.#sensors = sensorsOf(config);
  }

  /** What runs. */
  get config(): Config {
    return this.#keeper.config;
  }

  get changes(): ConfigKeeper["state"] {
    return this.#keeper.state;
  }

  get versions(): ConfigMemory["versions"] {
    return this.#memory.versions;
  }

  get baselines(): BaselineDesk {
    return this.#baselines;
  }

  get evidence(): EvidenceFolder {
    return this.#evidence;
  }

  /** How each siren sounds. */
  siren(id: string): SirenPattern {
    return this.outputs.patterns.get(id) ?? "off";
  }

  /** Troubles whose cause is present. */
  get troubles(): string[] {
    return [...this.fusion.troubles.values()].filter(({ trouble }) => trouble.active).map(({ trouble }) =>
      trouble.id
    );
  }

  /** The sensor that a device belongs to; undefined where nobody listens, or nobody knows it. */
  sensorAt(location: string): string | undefined {
    return this.#starting.has("sensors") ? undefined : this.#sensors.get(location);
  }

  /** One step of fusion with all that follows from it. */
  take(input: FusionInput): void {
    const { state, effects } = step(this.fusion, input, this.#now);
    this.fusion = state;
    if (effects.length === 0) return;
    for (const effect of effects) this.#perform(effect);
    this.#journal.flush();
  }

  /** A person acts. */
  act(by: string, act: OperatorAct): Outcome {
    this.#outcome = undefined;
    this.take({ kind: "act", requestId: "r", by, act });
    assert.ok(this.#outcome, `no outcome for ${act.act}`);
    return this.#outcome;
  }

  /** Time has passed: what the roles do about once a second. */
  second(): void {
    const { order } = this.fusion;
    if (order !== undefined) this.#stepOutputs({ kind: "order", order });
    this.#stepOutputs({ kind: "tick" });
    this.#startRoles();
    this.#keeper.roles(
      rolesOf(this.config).map((role) => ({
        // The site has no cameras, whose processes have names of their own.
        role: role as ProcessName,
        state: this.#starting.has(role) ? "starting" : "ready",
      })),
    );
    this.#keeper.vitals(vitalsOf(this.fusion, this.#alerts));
    this.#keeper.step();
    this.#notify.site(this.site());
    this.#notify.journal();
    this.#notify.step();
    this.#boxWatch.step();
  }

  /** What is recorded of this second. */
  sample(): void {
    this.#sampler.sample({ site: this.site(), roles: undefined, box: undefined });
  }

  site(): SiteView {
    // Within one process numbers that are not known stay NaN, as the page has them after reading.
    return siteView(viewOf(this.fusion), {
      siteName: this.config.site.name,
      atWallMs: this.#world.clock.wallMs(),
      outputs: [],
      outputNames: new Map(),
      devices: [],
      cameras: [],
      masks: { thermal: new Map(), cameras: new Map() },
      hiddenWhileEmpty: undefined,
    }) as SiteView;
  }

  /** Somebody asks for a change of the configuration. */
  change(act: ConfigAct): Promise<ConfigAnswer> {
    const request = ++this.#requests;
    return this.#keeper.request({ kind: "configRequest", request, by: "ivo", source: "page", act });
  }

  /** Somebody has edited the file. */
  async edited(): Promise<void> {
    await this.#keeper.fileChanged(join(this.#world.disk.folder, "embereye.yaml"));
  }

  /** Waits for what works with files in the background. */
  async idle(): Promise<void> {
    await this.#guarding;
  }

  /** An orderly end. */
  async close(): Promise<void> {
    await this.#baselines.close();
    await Promise.all([this.#journal.close(), this.#history.close(), this.#keeper.close()]);
    this.#end();
  }

  /** Its power is cut: nothing more is written, and nobody is told. */
  cutPower(): void {
    this.#end();
    this.#world.clock.forgetSleepers();
  }

  #end(): void {
    this.#ended.abort(new Error("the box has ended"));
    this.#reader.close();
    this.#notifyMemory.close();
  }

  get #nowMs(): number {
    return this.#world.clock.monotonicMs();
  }

  get #now(): { monoMs: number; wallMs: number } {
    const { clock } = this.#world;
    return { monoMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  }

  #perform(effect: FusionEffect): void {
    switch (effect.kind) {
      case "order":
        return this.#stepOutputs({ kind: "order", order: effect.order });
      case "outcome":
        return void (this.#outcome = effect.outcome);
      case "acceptView":
        return;
      case "event":
        if (effect.event.kind === "alarm" || effect.event.kind === "pre-alarm") this.#alerts++;
        if (effect.event.kind === "alarm") this.#photograph(effect.event.alarmId!);
        this.#world.heard(effect.event);
        return this.#journal.add(effect);
      default:
        return this.#journal.add(effect);
    }
  }

  /** Cameras are not simulated: their pictures of an alarm are some bytes. */
  #photograph(alarmId: AlarmId): void {
    for (const moment of ["before", "at", "after"] as const) {
      const shot = { alarmId, cameraId: "cam", moment, atMs: this.#nowMs, jpeg: new Uint8Array(JPEG_BYTES) };
      void this.#evidence.keep(shot, this.#world.clock.wallMs());
    }
  }

  #stepOutputs(input: OutputsInput): void {
    const { core, effects } = stepOutputs(this.outputs, input, this.#nowMs);
    this.outputs = core;
    for (const effect of effects) {
      if (effect.kind === "persist") this.#world.latch = effect.content;
      if (effect.kind !== "report" || this.fusion === undefined) continue;
      const { latched, released } = effect.report;
      this.take({ kind: "recovered", latched, released });
    }
  }

  #fault(fault: { code: TroubleCode; subject: string; active: boolean; detail: string }): void {
    if (this.fusion !== undefined) this.take({ ...fault, kind: "fault" });
  }

  #note(said: Saying, by?: string): void {
    const { monoMs: atMs, wallMs: atWallMs } = this.#now;
    this.#perform({
      kind: "event",
      event: { kind: "config", atMs, atWallMs, text: inEnglish(said), said, ...(by && { by }) },
    });
    this.#journal.flush();
  }

  #rewire(before: Config, after: Config): Promise<void> {
    return rewire(before, after, {
      write: () => Promise.resolve(),
      setRoles: () => Promise.resolve(),
      tell: (role) => {
        if (role === "fusion") this.take({ kind: "configure", settings: fusionSettings(after) });
        if (role === "sensors") this.#sensors = sensorsOf(after);
        if (role === "outputs") {
          const outputs = after.outputs.map((output) => specOf(output, after.zones));
          this.#stepOutputs({ kind: "assigned", outputs });
        }
      },
      restart: (role) => {
        this.#sensors = sensorsOf(after);
        this.#starting.set(role, this.#nowMs + START_MS);
        return Promise.resolve(true);
      },
      own: () => {},
    });
  }

  /** Roles that are due start, and those that cannot say so. */
  #startRoles(): void {
    for (const [role, dueMs] of this.#starting) {
      if (this.#nowMs < dueMs) continue;
      if (role !== "sensors" || this.config.sensorPort.port !== TAKEN_PORT) {
        this.#starting.delete(role);
        continue;
      }
      this.#starting.set(role, this.#nowMs + START_MS);
      this.#keeper.roleDown(role, `port ${TAKEN_PORT} is in use`);
    }
  }
}

function sensorsOf(config: Config): ReadonlyMap<string, string> {
  return new Map(config.sensors.map(({ id, location }) => [location ?? id, id]));
}
