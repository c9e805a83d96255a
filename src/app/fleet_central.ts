/**
 * Central configuration in the fleet's process: brings what lies in the servers' store for this box to the supervisor, and what the
 * supervisor tells of it into the store.
 *
 * It believes nothing and decides nothing: this process speaks with the network, so the supervisor proves the signatures itself.
 */
import type { NatsConnection } from "@nats-io/nats-core";
import { type BoxReport, centralReportMessage } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import { centralBucket, nudgeSubject, offerKey, reportKey } from "../fleet/central/wire.ts";
import { describeNatsFault } from "../fleet/fault.ts";
import { isStoreMissing, readKey, storeOf } from "../fleet/kv.ts";

/**
 * Without a nudge the store is looked at this often. It is the longest that a new version takes where a nudge was lost; more often, and 50
 * boxes would load the server with documents of a whole site.
 */
const LOOK_MS = 30_000;
/** Between two looks at the least, however many nudges come. */
const PAUSE_MS = 200;

/** What it works with. */
export interface FleetCentralParts {
  readonly clock: Clock;
  readonly site: string;
  readonly box: string;
  /** Hands an order to the supervisor; false where it is not there. */
  offer(envelope: string): boolean;
  note(text: string): void;
}

/** Of one box. */
export class FleetCentral {
  readonly #parts: FleetCentralParts;
  #report: BoxReport | undefined;
  /** What the supervisor has been handed. */
  #offered: string | undefined;
  #fault: string | undefined;
  /** Ends the present wait. */
  #wait = new AbortController();

  constructor(parts: FleetCentralParts) {
    this.#parts = parts;
  }

  /** Takes a message of the supervisor; others are none of its business. */
  take(message: unknown): void {
    const told = centralReportMessage.safeParse(message);
    if (!told.success) return;
    this.#report = told.data.report;
    this.#wait.abort();
  }

  /** Looks and tells, until the connection ends. A store that fails does not end the connection: sirens go over it. */
  async run(nc: NatsConnection, ended: AbortSignal): Promise<void> {
    const { clock, site, note } = this.#parts;
    const kv = await storeOf(nc, centralBucket(site));
    nc.subscribe(nudgeSubject(site), { callback: () => this.#wait.abort() });
    while (!ended.aborted) {
      this.#wait = new AbortController();
      let fault: string | undefined;
      try {
        await this.#look(kv);
      } catch (error) {
        // No store: nobody has rolled anything out yet.
        if (!ended.aborted && !isStoreMissing(error)) fault = describeNatsFault(error);
      }
      if (fault !== undefined && fault !== this.#fault) {
        note(`the store of central configuration fails: ${fault}`);
      }
      this.#fault = fault;
      await pause(clock, LOOK_MS, AbortSignal.any([ended, this.#wait.signal]));
      await pause(clock, PAUSE_MS, ended);
    }
  }

  async #look(kv: Awaited<ReturnType<typeof storeOf>>): Promise<void> {
    const { box, offer } = this.#parts;
    const entry = await readKey(kv, offerKey(box));
    if (entry !== undefined && entry.text !== this.#offered && offer(entry.text)) this.#offered = entry.text;
    // Also unchanged: a store that was made anew has nothing of it.
    if (this.#report !== undefined) await kv.put(reportKey(box), JSON.stringify(this.#report));
  }
}

async function pause(clock: Clock, ms: number, ended: AbortSignal): Promise<void> {
  await clock.sleep(ms, ended).catch((reason) => {
    if (!ended.aborted) throw reason;
  });
}
