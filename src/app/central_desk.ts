/**
 * Central configuration in the supervisor: proves who has signed an order, has it carried out by the one way of every change, and tells how
 * far the box has come.
 *
 * The fleet's process brings the orders and is not believed: it speaks with the network. Nothing here ends or touches an alarm: while one
 * stands, an order waits.
 */
import type { BoxReport, ConfigAnswer } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import { diffConfigs } from "../config/diff.ts";
import { describeFaults } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { PROTECTION } from "../config/trial_spike.ts";
import {
  centralMemorySchema,
  type Counts,
  judge,
  NOTHING_TAKEN,
  remembered,
  withdrawnBy,
} from "../fleet/central/acceptance.ts";
import type { CentralMemory } from "../fleet/central/acceptance.ts";
import { configOf, parseDocument } from "../fleet/central/document.ts";
import { sectionsOf } from "../fleet/central/drift.ts";
import {
  describeEnvelopeFault,
  type OpenedOrder,
  openOrder,
  versionName,
} from "../fleet/central/envelope.ts";
import { unreachable } from "../reading/result.ts";
import type { ConfigVersion } from "../store/config_store.ts";
import { jsonOf } from "../store/stored_json.ts";
import { checkAll } from "./config_check.ts";
import type { ConfigKeeper } from "./config_keeper.ts";
import { VERSION } from "./version.ts";

/** So often what had to wait is tried again: an alarm is reset by a person, who does not wait for this. */
const AGAIN_MS = 5_000;
const PATHS_MAX = 20;

/** A trouble of the central configuration. */
export interface CentralTrouble {
  readonly code: "central-refused";
  readonly subject: "central";
  readonly active: boolean;
  readonly detail: string;
}

/** What it works with. None of these may throw. */
export interface CentralDeskParts {
  readonly clock: Clock;
  readonly keeper: Pick<ConfigKeeper, "config" | "state" | "request">;
  /** All known versions of the box's own count. */
  versions(): readonly ConfigVersion[];
  /** What was kept of an earlier run. */
  readonly kept: string | undefined;
  keep(text: string): void;
  fault(trouble: CentralTrouble): void;
  told(report: BoxReport): void;
  log(level: "info" | "warning" | "error", text: string): void;
}

/** What stands at the site. */
interface Standing {
  readonly alarms: readonly { readonly quiet: boolean }[];
  readonly troubles: readonly string[];
  /** What has not been heard since the box started: it cannot be lost. */
  readonly unproven: readonly string[];
}

/** The desk. */
export class CentralDesk {
  readonly #parts: CentralDeskParts;
  #memory: CentralMemory;
  #standing: Standing | undefined;
  /** An order that is right and is not carried out: not yet, or not at all. */
  #pending:
    | { readonly order: OpenedOrder; readonly state: "waiting" | "refused"; readonly why: string }
    | undefined;
  #refusal: string | undefined;
  #newest: string | undefined;
  #isWorking = false;
  #working: Promise<void> = Promise.resolve();
  #triedMs = -Infinity;
  #told: string | undefined;
  #drift: { readonly key: string; readonly paths: readonly string[] } | undefined;

  constructor(parts: CentralDeskParts) {
    this.#parts = parts;
    const kept = centralMemorySchema.safeParse(jsonOf(parts.kept));
    this.#memory = kept.success ? kept.data : NOTHING_TAKEN;
    if (parts.kept !== undefined && !kept.success) {
      parts.log(
        "error",
        "what was taken from the centre is not known any more: an older version could be played back",
      );
    }
  }

  /** The troubles that are present: for a fusion that has just connected. */
  faults(): CentralTrouble[] {
    return this.#refusal === undefined ? [] : [trouble(this.#refusal, true)];
  }

  /** What lies in the store for this box. The newest counts; those in between are let go. */
  offer(envelope: string): void {
    this.#newest = envelope;
    this.#begin();
  }

  /** Waits for an order that is being carried out. */
  async settled(): Promise<void> {
    await this.#working;
  }

  /** What stands on the site. */
  vitals(standing: Standing): void {
    this.#standing = standing;
  }

  /** The fleet's process has connected and knows nothing. */
  connected(): void {
    this.#told = undefined;
    this.step();
  }

  /** To be called once a second. */
  step(): void {
    // Nothing is taken from there any more: what lies there concerns nobody.
    if (this.#parts.keeper.config.fleet?.central === undefined) return this.#accept();
    const nowMs = this.#parts.clock.monotonicMs();
    if (this.#pending?.state === "waiting" && nowMs - this.#triedMs >= AGAIN_MS) this.#begin();
    // Half of a change would look like one by hand.
    if (this.#isWorking) return;
    const report = this.#report();
    const text = JSON.stringify(report);
    if (text === this.#told) return;
    this.#told = text;
    this.#parts.told(report);
  }

  #begin(): void {
    if (!this.#isWorking) this.#working = this.#work();
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    try {
      do {
        const envelope = this.#newest;
        this.#newest = undefined;
        if (envelope !== undefined) await this.#take(envelope);
        else if (this.#pending?.state === "waiting") await this.#carryOut(this.#pending.order);
      } while (this.#newest !== undefined);
    } catch (error) {
      // Whatever comes over the network must not end the supervisor: what runs goes on.
      this.#refuse(`it could not be looked at: ${(error as Error).message}`);
    } finally {
      this.#isWorking = false;
    }
    this.step();
  }

  async #take(envelope: string): Promise<void> {
    const { fleet } = this.#parts.keeper.config;
    if (fleet?.central === undefined) return;
    const opened = await openOrder(envelope, fleet.central.keys);
    if (!opened.ok) return this.#refuse(describeEnvelopeFault(opened.fault));
    const judged = judge(opened.value, fleet, this.#memory);
    switch (judged.kind) {
      case "refuse":
        return this.#refuse(judged.why);
      case "known":
        this.#pending = undefined;
        return this.#accept();
      case "take":
        this.#accept();
        return await this.#carryOut(opened.value);
      default:
        return unreachable(judged);
    }
  }

  async #carryOut(opened: OpenedOrder): Promise<void> {
    this.#triedMs = this.#parts.clock.monotonicMs();
    const { order } = opened;
    const { version: ran } = this.#parts.keeper.state;
    const before = this.#counts();
    const done = order.act.kind === "configure"
      ? await this.#configure(opened)
      : await this.#withdraw(opened);
    if (done === undefined) return;
    if (!done.ok) {
      const mayPass = done.code === "alarm-stands" || done.code === "busy";
      return this.#hold(opened, mayPass ? "waiting" : "refused", done.message);
    }
    this.#pending = undefined;
    this.#memory = remembered(this.#memory, opened, { local: done.state.version, ran, before });
    this.#parts.keep(JSON.stringify(this.#memory));
    this.#parts.log(
      "info",
      `central ${versionName(order)} by ${order.author} (${order.reason}): ${done.message}`,
    );
  }

  /** @returns the keeper's answer; undefined where it was not asked. */
  async #configure(opened: OpenedOrder): Promise<ConfigAnswer | undefined> {
    const { keeper } = this.#parts;
    const { order } = opened;
    const { config, state } = keeper;
    if (order.act.kind !== "configure" || config.fleet === undefined) return undefined;
    if (this.#standing === undefined) return this.#hold(opened, "waiting", "the box is starting");
    if (this.#standing.alarms.some(({ quiet }) => !quiet)) {
      return this.#hold(opened, "waiting", "an alarm stands: it is taken when that was reset");
    }
    if (state.state === "trial") {
      return this.#hold(opened, "waiting", `its version ${state.version} is on trial`);
    }
    const edited = sectionsOf(this.#driftPaths());
    if (edited.length > 0 && !order.act.replacesEdits) {
      return this.#hold(opened, "refused", `the box was changed by hand in ${edited.join(", ")}`);
    }
    const document = parseDocument(order.act.document);
    if (!document.ok) return this.#hold(opened, "refused", describeFaults(document.fault));
    const text = configOf(document.value, config.fleet.box, config.fleet);
    if (!text.ok) return this.#hold(opened, "refused", describeFaults(text.fault));
    return await this.#ask(opened, {
      act: "apply",
      text: text.value,
      reason: order.reason,
      mustConfirm: false,
      dryRun: false,
    });
  }

  /** The way back is open while an alarm stands: it may be the version's own doing. The keeper holds what an alarm needs. */
  async #withdraw(opened: OpenedOrder): Promise<ConfigAnswer | undefined> {
    const { keeper } = this.#parts;
    const gone = withdrawnBy(this.#memory, opened.order);
    const { state } = keeper;
    // The box has gone back by itself, a person has changed it since, or it never had it.
    if (gone === undefined || gone.local !== state.version || gone.ran === gone.local) {
      return {
        kind: "configAnswer",
        request: 0,
        ok: true,
        message: "nothing is to be taken back here",
        state,
        changes: [],
        faults: [],
      };
    }
    return await this.#ask(opened, { act: "rollback", to: gone.ran, reason: opened.order.reason });
  }

  #ask({ order }: OpenedOrder, act: Parameters<ConfigKeeper["request"]>[0]["act"]): Promise<ConfigAnswer> {
    const named = "reason" in act ? { ...act, reason: `central ${versionName(order)}: ${act.reason}` } : act;
    return this.#parts.keeper.request({
      kind: "configRequest",
      request: 0,
      by: order.author,
      source: "central",
      act: named,
    });
  }

  #hold(order: OpenedOrder, state: "waiting" | "refused", text: string): undefined {
    const why = text.replaceAll("\n", "; ").slice(0, 900);
    if (this.#pending?.why !== why) {
      this.#parts.log(
        "warning",
        `central ${versionName(order.order)} ${state === "waiting" ? "waits" : "is refused"}: ${why}`,
      );
    }
    this.#pending = { order, state, why };
  }

  #refuse(text: string): void {
    const why = text.slice(0, 900);
    if (why === this.#refusal) return;
    this.#refusal = why;
    this.#parts.log("error", `what lies on the fleet's servers for this box is refused: ${why}`);
    this.#parts.fault(trouble(why, true));
  }

  #accept(): void {
    if (this.#refusal === undefined) return;
    this.#refusal = undefined;
    this.#parts.fault(trouble("what lies there now is right", false));
  }

  /** Of troubles only what means less protection: that a network is down says nothing about how a version does. */
  #counts(): Counts {
    const { alarms = [], troubles = [], unproven = [] } = this.#standing ?? {};
    const isLoss = (id: string) => PROTECTION.test(id) && !unproven.includes(id.slice(id.indexOf(":") + 1));
    return {
      alarms: alarms.filter(({ quiet }) => !quiet).length,
      troubles: troubles.filter(isLoss).length,
    };
  }

  #outcomeOf(local: number): ConfigVersion | undefined {
    return this.#parts.versions().find(({ version }) => version === local);
  }

  /** The central version that the box is meant to run. */
  #meant(): CentralMemory["taken"][number] | undefined {
    return this.#memory.taken.findLast(({ local }) => this.#outcomeOf(local)?.outcome !== "rolled-back");
  }

  /** Where what runs differs from that. How the box reaches the fleet is its own. */
  #driftPaths(): readonly string[] {
    const { keeper } = this.#parts;
    const meant = this.#meant();
    if (meant === undefined) return [];
    const key = `${meant.local} ${keeper.state.version}`;
    if (this.#drift?.key !== key) {
      const paths = meant.local === keeper.state.version
        ? []
        : differing(this.#outcomeOf(meant.local)?.text, keeper.config);
      this.#drift = { key, paths };
    }
    return this.#drift.paths;
  }

  #report(): BoxReport {
    const { keeper } = this.#parts;
    const { version, author, reason } = keeper.state;
    const meant = this.#meant();
    const paths = this.#driftPaths();
    const { last } = this.#memory;
    return {
      v: 1,
      box: keeper.config.fleet!.box,
      program: VERSION,
      ...(meant && { runs: { epoch: meant.epoch, version: meant.version } }),
      ...this.#orderState(),
      ...(this.#refusal !== undefined && { refusal: this.#refusal }),
      drift: { paths: paths.slice(0, PATHS_MAX).map((path) => path.slice(0, 200)), count: paths.length },
      local: {
        version,
        author: author.slice(0, 1_000),
        source: this.#outcomeOf(version)?.source ?? "box",
        reason: reason.slice(0, 1_000),
      },
      ...this.#counts(),
      ...(last && { before: last.before }),
    };
  }

  #orderState(): Pick<BoxReport, "order"> {
    if (this.#pending !== undefined) {
      const { order: { order: { epoch, version } }, state, why } = this.#pending;
      return { order: { epoch, version, state, why } };
    }
    const { last, taken } = this.#memory;
    if (last === undefined) return {};
    const { epoch, version, withdrew } = last;
    if (withdrew !== undefined) return { order: { epoch, version, state: "withdrawn" } };
    const own = taken.find((one) => one.epoch === epoch && one.version === version);
    const { outcome = "good", outcomeText = "" } = (own && this.#outcomeOf(own.local)) ?? {};
    const isOver = outcome === "rolled-back" || outcome === "replaced";
    return {
      order: { epoch, version, state: outcome, ...(isOver && { why: outcomeText.slice(0, 1_000) }) },
    };
  }
}

function differing(text: string | undefined, config: Config): string[] {
  const wanted = text === undefined ? undefined : checkAll(text);
  if (!wanted?.ok) return [];
  const { fleet: _wanted, ...before } = wanted.value;
  const { fleet: _own, ...after } = config;
  return diffConfigs(before, after).map(({ path }) => path);
}

function trouble(detail: string, active: boolean): CentralTrouble {
  return { code: "central-refused", subject: "central", active, detail };
}
