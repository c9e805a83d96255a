/**
 * What the page needs of the rest, invented for tests: it holds a site that the test changes, and does what it is ordered.
 */
import type { Act, BoxFacts, RoleStatus, Sight, SiteView, StoredEvent } from "../bus/messages.ts";
import type { Picture } from "../bus/picture_message.ts";
import type { BaselineAct, BaselineDeps } from "./baseline_api.ts";
import type { AuditState } from "./audits_api.ts";
import { sampleAudits } from "./examples/audits.ts";
import type { NotifyDeps } from "./notify_api.ts";
import { FakeAccounts } from "./fake_accounts.ts";
import { FakeConfig } from "./fake_config.ts";
import type { Clock } from "../clock/clock.ts";
import type {
  Actor,
  ActOutcome,
  AuditedAct,
  Bearer,
  CameraPicture,
  EventsQuery,
  EvidencePicture,
  HistoryDeps,
  Person,
  Refusal,
  UiChange,
  UiDeps,
} from "./deps.ts";
import { fail, ok } from "../reading/result.ts";
import type { HistoryPage, HistoryQuery } from "../store/history/history_reader.ts";
import { Gate, WEB_LIMITS } from "../firewall/gate.ts";
import { webRules } from "../firewall/rules.ts";
import { SAMPLE_LOGS, SAMPLE_STORY } from "./fake_technician.ts";
import type { TechnicianDeps } from "./technician_api.ts";
import type { LogsQuery } from "./technician_schemas.ts";
import { isCameraScene, sceneEvidence, sceneSight, SMALL_JPEG } from "./fake_cameras.ts";
import type { AuditEntry } from "../store/audit_entry.ts";
import type { AuditQuery } from "../store/audit_log.ts";
import type { SessionFile, SessionStore } from "./sessions.ts";
import { type Scene, sceneEvents, scenePicture, sceneRoles, sceneSite } from "./fake_scenes.ts";

/** Tokens that {@linkcode FakeDeps} knows. */
export const TOKENS: Readonly<Record<Person["role"], string>> = {
  viewer: "token-of-a-viewer",
  operator: "token-of-an-operator",
  installer: "token-of-an-installer",
};

/** The one thing that waits in the review. */
const CANDIDATE = {
  id: "boiler-1:drift:1",
  sensorId: "boiler-1",
  kind: "drift" as const,
  detail: "the whole picture is 6.0 K warmer than usual",
  raisedAtWallMs: 1,
  seenAtWallMs: 2,
};

const REFERENCES = [
  { version: 1, atWallMs: 1, by: "box", reason: "learned over seven days" },
  { version: 2, atWallMs: 2, by: "anna", reason: "a new machine" },
];

/** The one target of notifications. */
const TARGET = { id: "ops", kind: "webhook" as const, name: "Guard room", waiting: 0, sent: 3, givenUp: 0 };

/** A room of `celsius` with a warmer corner. */
function warmed(celsius: number): Float32Array {
  return Float32Array.from({ length: 768 }, (_, i) => celsius + (i % 32 > 24 && i < 200 ? 12 : i % 3 / 10));
}

/** Names a token without telling it. */
function credentialOf(token: string): string {
  return `credential of ${token.slice(-9)}`;
}

/** The surroundings of the page. */
export class FakeDeps implements UiDeps {
  readonly clock: Clock;
  readonly version = "0.1.0";
  readonly timeZone = "UTC";
  viewing: "open" | "token" = "open";
  /** What `site()` answers. */
  siteView: SiteView | undefined;
  roleList: readonly RoleStatus[] | undefined;
  journal: readonly StoredEvent[];
  readonly pictures = new Map<string, Picture>();
  /** When each camera took its newest picture; without one it has none. */
  readonly cameraTimes = new Map<string, number>();
  readonly sights = new Map<string, Sight>();
  /** How often each camera was asked for its picture. */
  readonly cameraAsks = new Map<string, number>();
  /** What is kept of `alarm-1`. */
  kept: readonly EvidencePicture[] = [];
  /** Each picture of evidence that was read, as alarm and name. */
  readonly evidenceReads: string[] = [];
  /** Draws what a camera sees at a time, or saw at a moment of an alarm. */
  draw: (cameraId: string, atMs: number, moment?: EvidencePicture["moment"]) => Uint8Array<ArrayBuffer> =
    () => SMALL_JPEG;
  #scene: Scene;
  readonly people = new Map<string, Person>([
    [TOKENS.viewer, { name: "Vera", role: "viewer" }],
    [TOKENS.operator, { name: "Anna", role: "operator" }],
    [TOKENS.installer, { name: "Ivo", role: "installer" }],
  ]);
  /** What `history` answers, or a sentence where it cannot be read. */
  past: HistoryPage | string = { fromWallMs: 0, toWallMs: 0, stepMs: 1_000, series: [] };
  /** What `history` was asked for. */
  readonly pastAsked: HistoryQuery[] = [];
  readonly history: HistoryDeps = {
    page: (query) => {
      this.pastAsked.push(query);
      return typeof this.past === "string" ? fail(this.past) : ok(this.past);
    },
    names: () =>
      typeof this.past === "string"
        ? fail(this.past)
        : ok(this.past.series.map(({ name, unit }) => ({ subject: "role/fusion" as const, name, unit }))),
  };
  /** PINs by name in small letters. */
  readonly pins = new Map<string, { pin: string; bearer: Bearer }>();
  /** What the machine is said to be like. */
  boxFacts: BoxFacts | undefined;
  /** Where set, logs and bundle cannot be had. */
  logsFault: string | undefined;
  /** What the log viewer was asked for. */
  readonly logsAsked: LogsQuery[] = [];
  readonly technician: TechnicianDeps = {
    box: () => this.boxFacts,
    watchdog: () => this.#logged(SAMPLE_STORY),
    logs: (query) => {
      this.logsAsked.push(query);
      // Whoever has read to the end is told nothing twice: a page that asks again on a slow machine would show each line once more.
      return this.#logged(query.after === SAMPLE_LOGS.cursor ? { ...SAMPLE_LOGS, records: [] } : SAMPLE_LOGS);
    },
    bundle: () => this.#logged({ name: "embereye-support.zip", bytes: new Uint8Array([80, 75, 5, 6]) }),
  };

  #logged<T>(answer: T): Promise<T> {
    return this.logsFault === undefined ? Promise.resolve(answer) : Promise.reject(new Error(this.logsFault));
  }

  readonly acts: { by: string; act: Act }[] = [];
  /** Who gave the orders, in full. */
  readonly actors: Actor[] = [];
  readonly audited: AuditedAct[] = [];
  /** What the audit log holds, the newest first. */
  auditLog: readonly AuditEntry[] = [];
  /** What the sessions have stored. */
  stored: SessionFile | undefined;
  readonly sessions: SessionStore = { load: () => this.stored, keep: (file) => this.stored = file };
  readonly logins = new Gate("page", webRules(["any"]), WEB_LIMITS);
  readonly usedCredentials: string[] = [];
  /** Where set, orders do not arrive. */
  actFault: string | undefined;
  /** Where set, the journal cannot be read. */
  journalFault: string | undefined;
  readonly refusals: Refusal[] = [];
  readonly failures: string[] = [];
  readonly listeners = new Set<(change: UiChange) => void>();

  constructor(clock: Clock, scene: Scene = "normal") {
    this.clock = clock;
    this.#scene = scene;
    this.siteView = sceneSite(scene, clock.monotonicMs(), clock.wallMs());
    this.roleList = sceneRoles(clock.monotonicMs());
    this.journal = sceneEvents(scene, clock.monotonicMs(), clock.wallMs());
    if (isCameraScene(scene)) this.kept = sceneEvidence(scene, clock.wallMs());
    this.takePictures();
  }

  /** Gives every thermal sensor and every camera that delivers a new picture. */
  takePictures(): void {
    for (const { cameraId, isLive } of this.siteView?.cameras ?? []) {
      if (!isLive || !isCameraScene(this.#scene)) continue;
      this.cameraTimes.set(cameraId, this.clock.monotonicMs());
      this.sights.set(cameraId, sceneSight(this.#scene, cameraId, this.clock.monotonicMs()));
    }
    for (const sensor of this.siteView?.sensors ?? []) {
      const thermal = sensor.inputs.find((input) => input.input === "thermal");
      if (thermal === undefined || !("value" in thermal)) continue;
      const fireC = thermal.value > 40 ? thermal.value : undefined;
      const roomC = fireC === undefined ? thermal.value - 4 : 24;
      this.pictures.set(sensor.id, scenePicture(sensor.id, this.clock.monotonicMs(), roomC, fireC));
    }
  }

  /** Puts another scene in place of the present one, and says so. */
  show(scene: Scene): void {
    this.#scene = scene;
    if (isCameraScene(scene)) this.kept = sceneEvidence(scene, this.clock.wallMs());
    this.siteView = sceneSite(scene, this.clock.monotonicMs(), this.clock.wallMs());
    this.journal = sceneEvents(scene, this.clock.monotonicMs(), this.clock.wallMs());
    this.takePictures();
    this.say({ kind: "site" });
  }

  /** Makes the snapshot one of this moment, and says so. */
  refresh(): void {
    if (this.siteView !== undefined) {
      this.siteView = { ...this.siteView, atMs: this.clock.monotonicMs(), atWallMs: this.clock.wallMs() };
    }
    this.say({ kind: "site" });
  }

  say(change: UiChange): void {
    for (const listener of this.listeners) listener(change);
  }

  /** The camera that sees a fire. */
  get burning(): string | undefined {
    return this.#scene === "seen" ? "north" : undefined;
  }

  site(): SiteView | undefined {
    return this.siteView;
  }

  roles(): readonly RoleStatus[] | undefined {
    return this.roleList;
  }

  picture(sensorId: string): Picture | undefined {
    return this.pictures.get(sensorId);
  }

  cameraPicture(cameraId: string): CameraPicture | undefined {
    this.cameraAsks.set(cameraId, (this.cameraAsks.get(cameraId) ?? 0) + 1);
    const atMs = this.cameraTimes.get(cameraId);
    return atMs === undefined ? undefined : { atMs, jpeg: this.draw(cameraId, atMs) };
  }

  /** Cameras of which a picture of the right view is kept. */
  readonly referenced = new Set<string>();
  cameraReference(cameraId: string) {
    return this.referenced.has(cameraId)
      ? { atWallMs: Date.UTC(2026, 2, 1, 12), jpeg: this.draw(cameraId, 0) }
      : undefined;
  }

  sight(cameraId: string): Sight | undefined {
    return this.sights.get(cameraId);
  }

  evidence(alarmId: string): readonly EvidencePicture[] {
    return alarmId === "alarm-1" ? this.kept : [];
  }

  evidencePicture(alarmId: string, name: string): Uint8Array<ArrayBuffer> | undefined {
    this.evidenceReads.push(`${alarmId} ${name}`);
    const { cameraId, moment } = this.kept.find((picture) => picture.name === name) ?? {};
    return cameraId === undefined ? undefined : this.draw(cameraId, 0, moment);
  }

  /** Who was turned away. */
  turned: ReturnType<UiDeps["turnedAway"]>;
  turnedAway() {
    return this.turned;
  }

  events(query: EventsQuery): readonly StoredEvent[] {
    if (this.journalFault !== undefined) throw new Error(this.journalFault);
    return this.journal
      .filter((event) => query.beforeSeq === undefined || event.seq < query.beforeSeq)
      .filter((event) => query.afterSeq === undefined || event.seq > query.afterSeq)
      .filter((event) => query.zoneId === undefined || event.zoneId === query.zoneId)
      .filter((event) => query.kind === undefined || event.kind === query.kind)
      .filter((event) => query.alarmId === undefined || event.alarmId === query.alarmId)
      .filter((event) => event.atWallMs >= (query.fromWallMs ?? -Infinity))
      .filter((event) => event.atWallMs < (query.toWallMs ?? Infinity))
      .slice(0, query.limit);
  }

  act(actor: Actor, act: Act): Promise<ActOutcome> {
    if (this.actFault !== undefined) return Promise.reject(new Error(this.actFault));
    const by = actor.name;
    this.actors.push(actor);
    this.acts.push({ by, act });
    if ("alarmId" in act) return Promise.resolve(this.#actOnAlarm(by, act.act, act.alarmId));
    return Promise.resolve({ ok: true });
  }

  #actOnAlarm(by: string, act: "acknowledge" | "silence" | "reset", alarmId: string): ActOutcome {
    const site = this.siteView;
    const alarm = site?.alarms.find((other) => other.id === alarmId);
    if (site === undefined || alarm === undefined) {
      return { ok: false, code: "unknown-alarm", message: `no alarm has the id ${alarmId}` };
    }
    const deed = { by, atWallMs: this.clock.wallMs() };
    if (act === "reset") {
      if (alarm.active) {
        return {
          ok: false,
          code: "cause-present",
          message: "the cause is still present: 74 C where 60 C is the limit",
        };
      }
      site.alarms = [];
      site.zones[0].state = "normal";
      site.zones[0].maxC = 28;
    } else if (act === "silence") {
      Object.assign(alarm, { silenced: true, silencedBy: deed });
      for (const output of site.outputs) Object.assign(output, { on: false, pattern: "off" });
    } else {
      Object.assign(alarm, { acknowledged: true, acknowledgedBy: deed });
    }
    this.say({ kind: "site" });
    return { ok: true };
  }

  authenticate(token: string): Bearer | undefined {
    const person = this.people.get(token);
    return person === undefined ? undefined : { ...person, credential: credentialOf(token) };
  }

  bearer(credential: string): Bearer | undefined {
    for (const { bearer } of this.pins.values()) if (bearer.credential === credential) return bearer;
    const token = [...this.people.keys()].find((token) => credentialOf(token) === credential);
    return token === undefined ? undefined : this.authenticate(token);
  }

  hasPin(name: string): boolean {
    return this.pins.has(name);
  }

  checkPin(name: string, pin: string): Promise<Bearer | undefined> {
    const known = this.pins.get(name);
    return Promise.resolve(known?.pin === pin ? known.bearer : undefined);
  }

  used(credential: string): void {
    this.usedCredentials.push(credential);
  }

  audit(act: AuditedAct): void {
    this.audited.push(act);
  }

  auditEntries({ limit, beforeSeq = Infinity }: AuditQuery): readonly AuditEntry[] {
    if (this.journalFault !== undefined) throw new Error(this.journalFault);
    return this.auditLog.filter(({ seq }) => seq < beforeSeq).slice(0, limit);
  }

  metricsText(): Promise<string> {
    return Promise.resolve("# TYPE frame_processed_total counter\nframe_processed_total 81402\n");
  }

  /** What the audits have found. */
  auditStates: readonly AuditState[] = sampleAudits();
  readonly audits = { list: () => this.auditStates };
  readonly accounts = new FakeAccounts();
  readonly config: FakeConfig = new FakeConfig();
  readonly baselineActs: { readonly sensorId: string; readonly act: BaselineAct; readonly by: string }[] = [];
  readonly baselines: BaselineDeps = {
    list: () => [{ sensorId: "boiler-1", daysLearned: 9, references: REFERENCES, candidate: CANDIDATE }],
    candidate: (sensorId) =>
      sensorId === "boiler-1" ? { ...CANDIDATE, before: warmed(20), after: warmed(26) } : undefined,
    act: (sensorId, act, by) => {
      this.baselineActs.push({ sensorId, act, by });
      return sensorId === "boiler-1";
    },
  };
  readonly notify: NotifyDeps = {
    ask: () =>
      Promise.resolve({ kind: "notifyAnswer", request: 1, ok: true, message: "", targets: [TARGET] }),
    test: (target) =>
      Promise.resolve({
        kind: "notifyAnswer",
        request: 1,
        ok: target === TARGET.id,
        message: `${target} was tried`,
        targets: [TARGET],
      }),
  };

  subscribe(listener: (change: UiChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  refused(reason: Refusal): void {
    this.refusals.push(reason);
  }

  failed(what: string, error: unknown): void {
    this.failures.push(`${what}: ${error instanceof Error ? error.message : error}`);
  }
}
