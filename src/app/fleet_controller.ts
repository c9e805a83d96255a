/**
 * Works on a roll-out: reads what boxes tell, steps, keeps the state in the servers' store, then lays out what the step asks for.
 *
 * The state is written before anything is laid out, and only on the revision that was seen: of two controllers one stops. It may be killed
 * at any moment; whoever goes on lays out again what may be missing, and boxes know what they have.
 */
import type { KV } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../clock/clock.ts";
import { documentFor, type SiteDocument } from "../fleet/central/document.ts";
import { type CentralOrder, type ConfigureAct, signOrder } from "../fleet/central/envelope.ts";
import {
  isOver,
  offered,
  type RolloutEffect,
  type RolloutInput,
  type RolloutStep,
  stepRollout,
  withdrawalOf,
} from "../fleet/central/rollout.ts";
import type { Rollout } from "../fleet/central/rollout_state.ts";
import type { SigningKey } from "../fleet/central/signing_key.ts";
import {
  centralBucket,
  controllerSubject,
  nudgeSubject,
  offerKey,
  ROLLOUT_KEY,
} from "../fleet/central/wire.ts";
import { readKey, replaceKey, storeOf } from "../fleet/kv.ts";
import { unreachable } from "../reading/result.ts";
import { readReports } from "./fleet_shell.ts";

/** Between two looks at what the boxes tell. */
const LOOK_MS = 1_000;
/** As {@linkcode CentralOrder.reason} has them. */
const REASON_CHARS_MAX = 300;

/** Another command works on the same roll-out: this one has nothing more to say. */
export class Outrun extends Error {
  override name = "Outrun";
}

/** What it works with. */
export interface ControllerParts {
  readonly clock: Clock;
  readonly key: SigningKey;
  /** What is rolled out, as it was signed for no box. */
  readonly release: CentralOrder & { readonly act: ConfigureAct };
  /** Its document. */
  readonly document: SiteDocument;
  /** The first step, not written yet. */
  readonly begin: RolloutStep;
  /** Of what lies in the store (0: nothing). */
  readonly revision: number;
  /** The state is another one. */
  told(rollout: Rollout): void;
}

/** One controller. */
export class RolloutController {
  readonly #parts: ControllerParts;
  #run: RolloutStep["run"];
  #effects: RolloutEffect[];
  #revision: number;
  /** What was written last, or tried to. */
  #written = "";

  constructor(parts: ControllerParts) {
    this.#parts = parts;
    this.#run = parts.begin.run;
    this.#effects = [...parts.begin.effects];
    this.#revision = parts.revision;
  }

  /** The roll-out as it is now. */
  get rollout(): Rollout {
    return this.#run.rollout;
  }

  /** Stops it: all that have the version take it back. */
  stop(why: string): void {
    this.#step({ kind: "stop", why });
  }

  /** Works until it is over or the connection ends. Throws {@linkcode Outrun}, and what the servers fail with. */
  async work(nc: NatsConnection, ended: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    const { site } = this.rollout;
    const kv = await storeOf(nc, centralBucket(site));
    await this.#adopt(kv);
    while (!ended.aborted) {
      nc.publish(controllerSubject(site));
      await this.#write(kv);
      await this.#layOut(kv, nc);
      if (isOver(this.rollout)) return;
      await clock.sleep(LOOK_MS, ended).catch((reason) => {
        if (!ended.aborted) throw reason;
      });
      const boxes = offered(this.rollout);
      for (const report of (await readReports(kv, boxes)).values()) {
        if (report !== undefined) this.#step({ kind: "report", report });
      }
      this.#step({ kind: "tick" });
    }
  }

  /** A write whose answer was lost with a connection may have been taken: it is known by its text. */
  async #adopt(kv: KV): Promise<void> {
    if (this.#written === "") return;
    const entry = await readKey(kv, ROLLOUT_KEY);
    if (entry?.text === this.#written) this.#revision = entry.revision;
  }

  async #write(kv: KV): Promise<void> {
    const text = JSON.stringify(this.rollout);
    if (text === this.#written) return;
    this.#written = text;
    const revision = await replaceKey(kv, ROLLOUT_KEY, text, this.#revision);
    if (revision === undefined) throw new Outrun("another command works on this roll-out");
    this.#revision = revision;
  }

  async #layOut(kv: KV, nc: NatsConnection): Promise<void> {
    while (this.#effects.length > 0) {
      const [{ kind, boxes }] = this.#effects;
      for (const box of boxes) {
        await kv.put(offerKey(box), await signOrder(this.#orderFor(box, kind), this.#parts.key));
      }
      this.#effects.shift();
      nc.publish(nudgeSubject(this.rollout.site));
    }
  }

  /** The same each time: a box that has it already knows it by its digest. */
  #orderFor(box: string, kind: RolloutEffect["kind"]): CentralOrder {
    const { release, document } = this.#parts;
    const order = { ...release, boxes: [box] };
    switch (kind) {
      case "offer":
        return { ...order, act: { ...release.act, document: documentFor(document, box) } };
      case "withdraw":
        return {
          ...order,
          version: withdrawalOf(release),
          reason: (this.rollout.why ?? release.reason).slice(0, REASON_CHARS_MAX),
          act: { kind: "withdraw", version: release.version },
        };
      default:
        return unreachable(kind);
    }
  }

  #step(input: RolloutInput): void {
    const before = JSON.stringify(this.rollout);
    const { run, effects } = stepRollout(this.#run, input, this.#parts.clock.monotonicMs());
    this.#run = run;
    // What is being taken back is not laid out any more.
    if (effects.some(({ kind }) => kind === "withdraw")) this.#effects = [];
    this.#effects.push(...effects);
    if (JSON.stringify(run.rollout) !== before) this.#parts.told(run.rollout);
  }
}
