/**
 * Brings the outbox of a box into the site's stream: in order, each entry once, however often connection or server die.
 *
 * One message at a time, and the stream takes it only behind the one it follows (Nats-Expected-Last-Subject-Sequence): after any
 * doubt the stream itself is asked what it has last. The time within which a server knows repeated message ids does not matter.
 */
import { JetStreamApiError, type JetStreamClient, type JetStreamManager } from "@nats-io/jetstream";
import type { Clock } from "../clock/clock.ts";
import { NudgedPause } from "../clock/nudged_pause.ts";
import type { FleetOutbox, WaitingEntry } from "../store/fleet_outbox.ts";
import type { Result } from "../reading/result.ts";
import type { StoreFault } from "../store/store_fault.ts";
import { BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, type FleetLog, fleetLogSchema, jsonOfBytes } from "./wire.ts";

/** A server that has not acknowledged by then will not. */
const ACK_MS = 5_000;
/** The outbox is looked at this often at least. */
const LOOK_MS = 5_000;
/** nats-server 2.9, server/errors.json: JSStreamWrongLastSequenceErrF and JSNoMessageFoundErr. */
const WRONG_LAST_SEQUENCE = 10_071;
const NO_MESSAGE_FOUND = 10_037;

type Eventual<T> = T | Promise<T>;

/** What the publisher works with. */
export interface PublisherParts {
  readonly clock: Clock;
  /** The outbox itself, or one behind a thread. */
  readonly outbox: {
    readonly id: string;
    waiting(...of: Parameters<FleetOutbox["waiting"]>): Eventual<ReturnType<FleetOutbox["waiting"]>>;
    sentUpTo(n: number): Eventual<ReturnType<FleetOutbox["sentUpTo"]>>;
  };
  readonly box: string;
  readonly boot: string;
  readonly stream: string;
  readonly subject: string;
  /** Entries have been taken by the stream. */
  accepted(count: number): void;
  /** Whether another box writes under this one's name. */
  double(isSo: boolean): void;
  /** The outbox cannot be read or written. */
  storeFault(fault: StoreFault): void;
  note(text: string): void;
}

/** The publisher of one box. */
export class Publisher {
  readonly #parts: PublisherParts;
  readonly #pause: NudgedPause;
  /** What this process knows to be last in the stream; undefined: to be asked. */
  #lastSeq: number | undefined;
  #hasWritten = false;
  /** Of the run under way. */
  #signal = AbortSignal.abort();

  constructor(parts: PublisherParts) {
    this.#parts = parts;
    this.#pause = new NudgedPause(parts.clock);
  }

  /** There is something in the outbox. */
  nudge(): void {
    this.#pause.nudge();
  }

  /** Works on one connection until `signal` is aborted. Throws where the server does not do its part. */
  async run(js: JetStreamClient, jsm: JetStreamManager, signal: AbortSignal): Promise<void> {
    this.#lastSeq = undefined;
    this.#signal = signal;
    while (!signal.aborted) {
      this.#lastSeq ??= await this.#resume(jsm);
      const batch = await this.#read((outbox) => outbox.waiting(BATCH_ENTRIES_MAX, BATCH_BYTES_MAX)) ?? [];
      if (batch.length === 0) await this.#pause.make(LOOK_MS, signal);
      // Over a disk that takes nothing, it would go round as fast as the server answers.
      else if (!await this.#publish(js, batch)) await this.#pause.make(LOOK_MS, signal);
    }
  }

  /** @returns whether the outbox knows what has become of it. */
  async #publish(js: JetStreamClient, batch: readonly WaitingEntry[]): Promise<boolean> {
    const { outbox, subject, accepted } = this.#parts;
    const last = batch.at(-1)!.n;
    try {
      const ack = await js.publish(subject, JSON.stringify(this.#message(batch)), {
        msgID: `${outbox.id}:${batch[0].n}-${last}`,
        expect: { lastSubjectSequence: this.#lastSeq! },
        timeout: ACK_MS,
      });
      // The server has had it and says so by its id: where it stands, only the stream knows.
      this.#lastSeq = ack.duplicate ? undefined : ack.seq;
    } catch (error) {
      this.#lastSeq = undefined;
      if (error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE) return true;
      throw error;
    }
    this.#hasWritten = true;
    accepted(batch.length);
    return await this.#read((own) => own.sentUpTo(last)) !== undefined;
  }

  #message(batch: readonly WaitingEntry[]): FleetLog {
    const { clock, outbox, box, boot } = this.#parts;
    const monoMs = clock.monotonicMs();
    const wallMs = clock.wallMs();
    return {
      v: 1,
      box,
      outbox: outbox.id,
      entries: batch.map(({ n, boot: atBoot, atMs, atWallMs, body }) => ({
        n,
        // Monotonic time begins anew with each boot of the machine: across one only the wall clock tells.
        ageMs: Math.max(0, atBoot === boot ? monoMs - atMs : wallMs - atWallMs),
        body,
      })),
    };
  }

  /** Asks the stream what it has last of this box, and goes on behind it. @returns its number in the stream, 0: none. */
  async #resume(jsm: JetStreamManager): Promise<number> {
    const { stream, subject, outbox, double, note } = this.#parts;
    const last = await jsm.streams.getMessage(stream, { last_by_subj: subject }).catch((error) => {
      if (error instanceof JetStreamApiError && error.code === NO_MESSAGE_FOUND) return null;
      throw error;
    });
    const parsed = last === null ? undefined : fleetLogSchema.safeParse(jsonOfBytes(last.data)).data;
    const isOwn = parsed?.outbox === outbox.id;
    // Behind our own words stand those of another outbox: somebody else speaks in this box's name.
    double(this.#hasWritten && parsed !== undefined && !isOwn);
    if (isOwn || last === null) {
      const lost = await this.#read((own) => own.sentUpTo(isOwn ? parsed.entries.at(-1)!.n : 0)) ?? 0;
      if (lost > 0) note(`the server has lost ${lost} entries that are no longer kept here`);
    }
    return last?.seq ?? 0;
  }

  /** @returns undefined where the disk fails, or the run ends before it answers. */
  async #read<T>(
    ask: (outbox: PublisherParts["outbox"]) => Eventual<Result<T, StoreFault>>,
  ): Promise<T | undefined> {
    const signal = this.#signal;
    const { promise: ended, resolve } = Promise.withResolvers<undefined>();
    const stop = () => resolve(undefined);
    signal.addEventListener("abort", stop, { once: true });
    const answer = await Promise.race([ask(this.#parts.outbox), ended]);
    signal.removeEventListener("abort", stop);
    if (answer === undefined) return undefined;
    if (answer.ok) return answer.value;
    this.#parts.storeFault(answer.fault);
    return undefined;
  }
}
