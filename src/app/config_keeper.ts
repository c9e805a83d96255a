/**
 * The one way of every change of the configuration: checked, compared, kept, put in force, watched, and taken back where it makes
 * things worse. It lives in the supervisor.
 *
 * It must never stop what runs for something that is not right, and never wait for a disk.
 */
import type { ConfigAct, ConfigAnswer, ConfigRequest, ConfigState, RoleStatus } from "../bus/messages.ts";
import { atMost } from "../clock/at_most.ts";
import { describeChanges, diffConfigs } from "../config/diff.ts";
import { describeFileFaults } from "../config/load.ts";
import { checkRoom } from "../config/room_check.ts";
import type { Config } from "../config/schema.ts";
import { scopeOf } from "../config/scope.ts";
import { type ChangeEffect, type ChangeInput, startChanges, stepChanges } from "../config/trial.ts";
import { type ChangeState, type Vitals } from "../config/trial_state.ts";
import type { ProcessName } from "../reading/ids.ts";
import { unreachable } from "../reading/result.ts";
import { saying } from "../reading/saying.ts";
import type { ChangeSource } from "../store/config_store.ts";
import { checkAll } from "./config_check.ts";
import { readFile } from "./config_memory.ts";
import { type ConfigTrouble, ConfigTroubles } from "./config_troubles.ts";
import {
  type Change,
  type Done,
  heldByAlarm,
  type KeeperParts,
  NO_TRIAL,
  refusedFor,
  unknownVersion,
  wantedText,
} from "./config_words.ts";
import { answerOf, wayBack, withOutputsHeld } from "./config_way_back.ts";
import { RunningConfig } from "./running_config.ts";

/** Requests that may wait: changes are made one after the other, and each takes seconds. */
const WAITING_MAX = 4;
/** The roles are down by then, so a change has nothing left to do but to write a small file: longer is a disk that hangs. */
const CLOSE_MS = 3_000;
const MINUTE_MS = 60_000;

/** Keeps the configuration of a running box. */
export class ConfigKeeper {
  #state: ChangeState;
  #fileHash: string | undefined;
  #chain: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  readonly #parts: KeeperParts;
  readonly #running: RunningConfig;
  readonly #troubles: ConfigTroubles;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    const { clock, memory, remembered, usual } = parts;
    const { boot, versions, crashes, fileHash, keptOut } = remembered;
    this.#troubles = new ConfigTroubles(clock, parts.fault);
    const refused = boot.refused ?? keptOut;
    if (refused !== undefined) this.#troubles.refuse(refused);
    this.#fileHash = fileHash;
    const nowMs = clock.monotonicMs();
    this.#running = new RunningConfig(clock, memory, remembered);
    const good = boot.trialAgainst;
    if (good !== undefined && good.version === 0) {
      // The plain copy has no number: it gets the one before, so that there is something to go back to.
      this.#running.leave(good.text);
    }
    this.#state = startChanges(good?.version || boot.version, usual, nowMs);
    if (good === undefined) {
      if (this.#running.current.outcome !== "good") {
        this.#running.settle("good", "nothing else to go back to was known");
      }
      memory.copy(boot.text);
    } else {
      this.#running.tryAgain();
      const scope = scopeOf(good.config, boot.config);
      const { version } = this.#running.current;
      this.#give({ kind: "apply", version, lengthMs: this.#trialMs(), mustConfirm: false, scope });
    }
    this.#running.keep();
    memory.began(good === undefined ? 0 : crashes);
    if (fileHash !== undefined && boot.refused === undefined) memory.took(fileHash);
    if (boot.gaveUp !== undefined) {
      const { version, why } = boot.gaveUp;
      const given = versions.find((one) => one.version === version);
      if (given?.outcome === "trial") memory.keep({ ...given, ...this.#running.outcome("rolled-back", why) });
      this.#troubles.rolledBack(
        `version ${version} was given up for version ${this.#running.current.version}: ${why}`,
      );
    }
    for (const fault of remembered.faults) parts.log("error", `configuration history: ${fault}`);
    if (refused !== undefined) parts.log("error", `configuration file refused: ${refused}`);
  }

  /** What runs. */
  get config(): Config {
    return this.#running.config;
  }

  /** What runs, for people. */
  get state(): ConfigState {
    const { version, author, reason, atWallMs } = this.#running.current;
    const { trial, good } = this.#state;
    const { refused } = this.#troubles;
    return {
      version,
      state: trial === undefined ? "good" : "trial",
      good,
      author,
      reason,
      atWallMs,
      mustConfirm: trial?.mustConfirm ?? false,
      ...(trial && { trialRemainingMs: Math.max(0, trial.untilMs - this.#parts.clock.monotonicMs()) }),
      ...(refused === undefined ? {} : { refused: refused.slice(0, 4_000) }),
    };
  }

  /** The troubles that are present: for a fusion that has just connected. */
  faults(): ConfigTrouble[] {
    return this.#troubles.standing();
  }

  /** The disk does not take the history, or takes it again. */
  diskFault(detail: string | undefined): void {
    this.#troubles.disk(detail);
  }

  /** Somebody asks for something. Never rejects. */
  request(message: ConfigRequest): Promise<ConfigAnswer> {
    const { request, by, source, act } = message;
    if (this.#waiting >= WAITING_MAX) {
      return Promise.resolve(
        answerOf(request, this.state, { ok: false, code: "busy", message: "other changes wait already" }),
      );
    }
    return this.#inTurn(async () => {
      const done = await this.#take(act, by, source);
      return answerOf(request, this.state, done);
    });
  }

  /** The configuration file may have changed. Never rejects: a file that cannot be read is a refused one. */
  async fileChanged(file: string): Promise<void> {
    await this.#inTurn(async () => {
      const read = await readFile(file);
      if ("missing" in read) return this.#refuse(read.missing);
      const { text, hash } = read;
      if (hash === this.#fileHash && this.#troubles.refused === undefined) return;
      this.#fileHash = hash;
      const checked = checkAll(text);
      if (!checked.ok) return this.#refuse(describeFileFaults(checked.fault));
      const reason = `${file} was edited`;
      const done = await this.#apply(text, checked.value, { by: "file", source: "file", reason }, {});
      if (!done.ok) return this.#refuse(done.message);
      this.#parts.memory.took(hash);
      if (this.#troubles.refused === undefined) return;
      this.#troubles.accept();
      this.#parts.told(this.state);
    });
  }

  /** What stands on the site. */
  vitals(vitals: Vitals): void {
    this.#give({ kind: "vitals", vitals });
  }

  /** Which processes are ready, and which are not. */
  roles(statuses: readonly Pick<RoleStatus, "role" | "state">[]): void {
    const named = (isReady: boolean) =>
      statuses.filter(({ state }) => (state === "ready") === isReady).map(({ role }) => role);
    this.#give({ kind: "roles", ready: named(true), missing: named(false) });
  }

  /** A role went down without having been told to, or a start of it failed. */
  roleDown(role: ProcessName, detail: string): void {
    this.#give({ kind: "roleDown", role, detail });
  }

  /** Time passes: to be called once a second. */
  step(): void {
    this.#give({ kind: "tick" });
    if (this.#state.trial !== undefined) this.#parts.told(this.state);
    this.#troubles.step();
  }

  /** Waits a moment for a change under way, and notes the orderly end. */
  async close(): Promise<void> {
    await atMost(this.#parts.clock, CLOSE_MS, this.#chain);
    await this.#parts.memory.close();
  }

  async #take(act: ConfigAct, by: string, source: ChangeSource): Promise<Done> {
    switch (act.act) {
      case "apply": {
        const text = wantedText(act, this.#running.text, this.#running.config);
        if (!text.ok) return refusedFor(text.fault);
        const checked = checkAll(text.value);
        if (!checked.ok) return refusedFor(checked.fault);
        return await this.#apply(text.value, checked.value, { by, source, reason: act.reason }, act);
      }
      case "confirm": {
        if (this.#state.trial === undefined) {
          return { ok: false, code: "no-trial", message: "nothing is on trial" };
        }
        const { version } = this.#running.current;
        this.#give({ kind: "confirm", by });
        return { ok: true, message: `version ${version} is confirmed` };
      }
      case "rollback":
        return await this.#rollBack(act.to, { by, source, reason: act.reason });
      case "compare": {
        const { version } = act;
        const found = this.#parts.memory.versions.find((known) => known.version === version);
        if (found === undefined) return unknownVersion(version);
        const checked = checkAll(found.text);
        if (!checked.ok) return refusedFor(checked.fault);
        return { ok: true, message: "compared", changes: diffConfigs(this.#running.config, checked.value) };
      }
      default:
        return unreachable(act);
    }
  }

  async #apply(
    text: string,
    config: Config,
    change: Change,
    how: { trialSeconds?: number; mustConfirm?: boolean; dryRun?: boolean },
  ): Promise<Done> {
    const before = this.#running.config;
    const changes = diffConfigs(before, config);
    if (changes.length === 0) return { ok: true, message: "nothing changes", changes };
    const stands = heldByAlarm(before, config, this.#state.vitals);
    if (stands !== undefined) return { ok: false, code: "alarm-stands", message: stands, changes };
    const impossible = [
      ...checkRoom(config, this.#parts.room(), before),
      ...this.#parts.ports(before, config),
    ];
    if (impossible.length > 0) return { ...refusedFor(impossible), changes };
    if (how.dryRun) return { ok: true, message: "this would be changed; nothing is changed yet", changes };
    if (this.#state.trial !== undefined) this.#running.settle("replaced", `${change.by} made another change`);
    this.#running.use(this.#running.next(text, change), config);
    const lengthMs = how.trialSeconds === undefined ? this.#trialMs() : how.trialSeconds * 1000;
    const { version } = this.#running.current;
    const scope = scopeOf(before, config);
    this.#give({ kind: "apply", version, lengthMs, mustConfirm: how.mustConfirm ?? false, scope });
    const lines = describeChanges(changes).slice(0, 20).map((line) => line.trim()).join("; ");
    const { by, reason } = change;
    const what = { version, person: by, reason: reason.slice(0, 300), changes: lines.slice(0, 1_400) };
    this.#parts.note(saying("said.config-trial", what), by);
    await this.#rewire(before, config);
    const message = `version ${version} runs, on trial for ${Math.round(lengthMs / 1000)} s`;
    return { ok: true, message, changes };
  }

  async #rollBack(to: number | undefined, change: Change): Promise<Done> {
    const { trial, good } = this.#state;
    const versions = this.#parts.memory.versions;
    if (trial !== undefined && (to === undefined || to === good)) {
      const from = this.#running.current.version;
      await this.#goBack(good, `taken back by ${change.by}: ${change.reason}`);
      return { ok: true, message: `version ${good} runs again in place of ${from}` };
    }
    const back = wayBack(versions, this.#running.current.version, to);
    if (!back.ok) return back.fault;
    const { version, text, config } = back.value;
    return await this.#apply(text, config, {
      ...change,
      reason: `back to version ${version}: ${change.reason}`,
    }, {});
  }

  #give(input: ChangeInput): void {
    const { state, effects } = stepChanges(this.#state, input, this.#parts.clock.monotonicMs());
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    if (effects.length > 0 || input.kind === "apply") this.#parts.told(this.state);
  }

  #perform(effect: ChangeEffect): void {
    switch (effect.kind) {
      case "keep":
        this.#running.settle("good", effect.why);
        this.#parts.memory.calm();
        this.#parts.memory.copy(this.#running.text);
        this.#parts.note(saying("said.config-good", { version: effect.version, why: effect.why }));
        return;
      case "revert": {
        const { version, to, why } = effect;
        const detail = `version ${version} was rolled back to version ${to}: ${why}`;
        this.#parts.log("warning", detail);
        this.#troubles.rolledBack(detail);
        // A change under way is finished first: roles that are being started must not be started twice at once.
        void this.#inTurn(() => this.#goBack(to, why, version));
        return;
      }
      default:
        return unreachable(effect);
    }
  }

  /**
   * Runs the good version again. Outputs that an alarm may be sounding stay as they are where that can be. Masks go back with the rest:
   * they were there when the version proved good, and a stove that a change has unmasked would raise an alarm that nobody could reset.
   * The alarm itself stands until somebody resets it.
   */
  async #goBack(to: number, why: string, from = this.#running.current.version): Promise<void> {
    const target = this.#parts.memory.versions.find(({ version }) => version === to);
    const checked = target && checkAll(target.text);
    if (target === undefined || !checked?.ok || this.#running.current.version !== from) {
      return this.#parts.log(
        "error",
        `version ${to} cannot run again: ${this.#running.current.version} goes on`,
      );
    }
    const before = this.#running.config;
    this.#running.settle("rolled-back", why);
    this.#parts.memory.calm();
    const held = withOutputsHeld(before, checked.value, this.#state.vitals);
    if (held !== undefined) {
      const reason = `version ${to} again, but with the outputs as they are: an alarm stands`;
      this.#running.use(this.#running.next(held.text, { by: "box", source: "box", reason }), held.config);
      this.#running.settle("good", reason);
    } else this.#running.use(target, checked.value);
    this.#give({ ...NO_TRIAL, version: this.#running.current.version });
    const running = this.#running.current.version;
    this.#parts.note(saying("said.config-back", { version: from, running, why }));
    await this.#rewire(before, this.#running.config);
  }

  async #rewire(before: Config, after: Config): Promise<void> {
    try {
      await this.#parts.rewire(before, after);
    } catch (error) {
      this.#parts.log("error", `the configuration could not be put in force: ${(error as Error).message}`);
      this.#give({ kind: "notInForce", detail: (error as Error).message });
    }
  }

  #trialMs(): number {
    return this.#running.config.changes.trialMinutes * MINUTE_MS;
  }

  /** The file is not what runs. */
  #refuse(why: string): void {
    this.#parts.log(
      "error",
      `the configuration file is refused, version ${this.#running.current.version} goes on: ${why}`,
    );
    this.#troubles.refuse(why);
    this.#parts.told(this.state);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const turn = this.#chain.then(work);
    this.#chain = turn.then(() => undefined, () => undefined).then(() => this.#waiting--);
    return turn;
  }
}
