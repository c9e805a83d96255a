/**
 * Holds or follows the lease of a site in the servers' key-value store.
 */
import type { KV } from "@nats-io/kv";
import { z } from "zod";
import type { Clock } from "../../clock/clock.ts";
import { replaceKey } from "../kv.ts";
import { jsonOfBytes } from "../wire.ts";
import {
  type LeaseEntry,
  type LeaseInput,
  type LeaseState,
  type LeaseWrite,
  startLease,
  stepLease,
} from "./lease.ts";

/** How often the key is looked at. More often would only load the servers; less adds to the fail-over. */
const LOOK_MS = 400;
const KEY = "leader";

const entrySchema = z.object({ v: z.literal(1), holder: z.string().max(120), term: z.number().int().min(1) });

/** What the keeper works with. */
export interface LeaseKeeperParts {
  readonly clock: Clock;
  /** Of this process alone: not the same after a restart. */
  readonly self: string;
  note(text: string): void;
}

/** One candidate. */
export class LeaseKeeper {
  readonly #parts: LeaseKeeperParts;
  #state: LeaseState;
  #told = false;

  constructor(parts: LeaseKeeperParts) {
    this.#parts = parts;
    this.#state = startLease(parts.self);
  }

  /** The term in which this one leads at this moment; undefined: it does not. */
  get term(): number | undefined {
    this.#step({ kind: "tick" });
    return this.#state.leads?.term;
  }

  /** Who leads as far as is known. */
  get leader(): string | undefined {
    return this.#state.seen?.holder;
  }

  /** Looks and renews until `signal` is aborted. Throws where the servers do not answer. */
  async run(kv: KV, signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    while (!signal.aborted) {
      const write = this.#step({ kind: "read", entry: await read(kv) });
      if (write !== undefined) await this.#write(kv, write);
      await clock.sleep(LOOK_MS, signal).catch((reason) => {
        if (!signal.aborted) throw reason;
      });
    }
  }

  async #write(kv: KV, { onRevision, term }: LeaseWrite): Promise<void> {
    const { clock, self } = this.#parts;
    const begunMs = clock.monotonicMs();
    const text = JSON.stringify({ v: 1, holder: self, term } satisfies z.infer<typeof entrySchema>);
    const revision = await replaceKey(kv, KEY, text, onRevision);
    this.#step(revision === undefined ? { kind: "refused" } : { kind: "written", revision, term, begunMs });
  }

  #step(input: LeaseInput): LeaseWrite | undefined {
    const { clock, note } = this.#parts;
    const { state, write } = stepLease(this.#state, input, clock.monotonicMs());
    this.#state = state;
    const leads = state.leads !== undefined;
    if (leads !== this.#told) {
      note(leads ? `this one leads from now on, term ${state.leads?.term}` : "this one leads no more");
    }
    this.#told = leads;
    return write;
  }
}

async function read(kv: KV): Promise<LeaseEntry | undefined> {
  const entry = await kv.get(KEY);
  if (entry === null) return undefined;
  const parsed = entrySchema.safeParse(jsonOfBytes(entry.value)).data;
  // What somebody else has put there is a lease like any other, of nobody: it runs out.
  return { revision: entry.revision, holder: parsed?.holder ?? "?", term: parsed?.term ?? 0 };
}
