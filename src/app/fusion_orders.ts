/**
 * What persons order over the page: handed on to fusion, which decides, and put into the audit log with what came of it.
 */
import type { Act, Outcome } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import type { AuditAct } from "../store/audit_entry.ts";
import type { Actor, ActOutcome } from "../ui/deps.ts";
import { subjectOf } from "./act_facts.ts";

/** A person waits this long for fusion's answer; it comes within milliseconds, or fusion is restarting. */
const ACT_WAIT_MS = 5_000;

/** What the orders need. */
export interface FusionOrdersOptions {
  readonly clock: Clock;
  /** Sends a message to fusion; false where it cannot be reached. */
  send(message: unknown): boolean;
  audit(entry: AuditAct): void;
}

/** Orders on their way. */
export class FusionOrders {
  readonly #options: FusionOrdersOptions;
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  #count = 0;

  constructor(options: FusionOrdersOptions) {
    this.#options = options;
  }

  /** Fusion has answered. */
  answered(outcome: Outcome): void {
    this.#waiting.get(outcome.request)?.(outcome);
  }

  /** Orders something. Whatever it is is in the audit log: also what was refused, and what did not arrive. */
  async act(actor: Actor, wanted: Act): Promise<ActOutcome> {
    const { clock, audit } = this.#options;
    const entry = entryOf(actor, wanted.act, clock.wallMs());
    try {
      const outcome = await this.#order(actor.name, wanted);
      const { before, after, ok, code = "refused" } = outcome;
      audit({ ...entry, subject: subjectOf(wanted), before, after, outcome: ok ? "done" : code });
      return outcome;
    } catch (error) {
      audit({ ...entry, subject: subjectOf(wanted), outcome: (error as Error).message });
      throw error;
    }
  }

  async #order(by: string, act: Act): Promise<Outcome> {
    const request = ++this.#count;
    const answered = Promise.withResolvers<Outcome>();
    this.#waiting.set(request, answered.resolve);
    const timer = setTimeout(
      () => answered.reject(new Error(`fusion has not answered within ${ACT_WAIT_MS} ms`)),
      ACT_WAIT_MS,
    );
    try {
      if (!this.#options.send({ kind: "act", request, by, act })) throw new Error("fusion cannot be reached");
      return await answered.promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(request);
    }
  }
}

/** An entry of the audit log before it is known what came of it. */
export function entryOf({ name, role, via, from }: Actor, act: string, atWallMs: number): AuditAct {
  return {
    atWallMs,
    person: name,
    role,
    via,
    from,
    act,
    subject: "",
    before: undefined,
    after: undefined,
    outcome: "done",
  };
}
