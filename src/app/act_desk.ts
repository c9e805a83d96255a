/**
 * Takes what persons order through the page to fusion, and what came of it back, with what was so before and after.
 */
import type { Channel } from "../bus/channel.ts";
import type { Act, actMessage } from "../bus/messages.ts";
import type { z } from "zod";
import type { FusionInput } from "../fusion/input.ts";
import type { FusionState } from "../fusion/state.ts";
import type { AuditValues } from "../store/audit_entry.ts";
import { actFacts } from "./act_facts.ts";
import { operatorAct } from "./operator_act.ts";

interface Asked {
  readonly channel: Channel;
  readonly request: number;
  readonly act: Act;
  readonly before: AuditValues | undefined;
}

/** What fusion says of an act. */
interface Outcome {
  readonly ok: boolean;
  readonly refusal?: string;
  readonly text: string;
}

/** The orders under way: fusion answers each within its step. */
export class ActDesk {
  readonly #state: () => FusionState;
  readonly #asked = new Map<string, Asked>();
  #count = 0;

  /** @param state Fusion's state as it is now. */
  constructor(state: () => FusionState) {
    this.#state = state;
  }

  /** Gives an order to fusion. */
  take(channel: Channel, message: z.infer<typeof actMessage>, give: (input: FusionInput) => void): void {
    const { by, act, request } = message;
    const requestId = String(++this.#count);
    this.#asked.set(requestId, { channel, request, act, before: actFacts(this.#state(), act) });
    give({ kind: "act", requestId, by, act: operatorAct(act) });
  }

  /** Answers whoever gave the order. Fusion's state is that after it. */
  answer(requestId: string, outcome: Outcome): void {
    const asked = this.#asked.get(requestId);
    if (asked === undefined) return;
    this.#asked.delete(requestId);
    const { channel, request, act, before } = asked;
    const after = actFacts(this.#state(), act);
    channel.send({
      kind: "outcome",
      request,
      ok: outcome.ok,
      ...(outcome.refusal === undefined ? {} : { code: outcome.refusal }),
      message: outcome.text,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    });
  }

  /** Nobody waits at the other end of `channel` any more. */
  forget(channel: Channel): void {
    for (const [id, asked] of this.#asked) if (asked.channel === channel) this.#asked.delete(id);
  }
}
