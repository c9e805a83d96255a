/**
 * What waits to be told, from the outbox on the disk; while that fails, alarms go by a short list in memory.
 */
import type { Delivery, Notification } from "../reading/notification.ts";
import type { Result } from "../reading/result.ts";
import type { JournalCursor, Outbox } from "../store/outbox.ts";
import { describeStoreFault, type StoreFault } from "../store/store_fault.ts";
import type { Waiting } from "../outputs/notify/courier.ts";
import type { PlanMemory } from "../outputs/notify/plan.ts";

/** Alarms that wait in memory for one target while the disk fails; more zones do not burn at once. */
const VOLATILE_MAX = 200;
/** Notifications told from memory that are remembered as told; when the disk is well again it learns of them. */
const TOLD_MAX = 1_000;
/** Deliveries that may be over without the disk's knowledge. Beyond, what is stored waits for the disk: sending it twice is worse. */
const OVER_MAX = 500;

/** The memory of the notifiers. It never throws for a disk. */
export class NotifyMemory implements PlanMemory {
  /** Deliveries that found no room anywhere. */
  lostCount = 0;
  #outbox: Outbox | undefined;
  readonly #fault: (detail: string | undefined) => void;
  readonly #wallMs: () => number;
  readonly #volatile = new Map<
    string,
    { readonly id: number; readonly notification: Notification; attempts: number }[]
  >();
  /** What was told from memory, of which the disk does not know: `target\nid of the notification`. */
  readonly #told = new Set<string>();
  /** Deliveries that are over and that a failing disk has not taken as such: they must not be made again. */
  readonly #over = new Map<number, "sent" | "given-up">();
  #volatileId = 0;
  #failing = false;

  /** @param fault Takes what is wrong with the disk, undefined when it is well again. */
  constructor(outbox: Outbox | undefined, wallMs: () => number, fault: (detail: string | undefined) => void) {
    this.#outbox = outbox;
    this.#wallMs = wallMs;
    this.#fault = fault;
  }

  /** How far the journal has been read; undefined where nobody knows. */
  /** The outbox, which could not be opened at the start, is there. What was told from memory meanwhile is handed over with the next lines. */
  adopt(outbox: Outbox): void {
    this.#outbox = outbox;
    this.#failing = false;
    this.#fault(undefined);
  }

  cursor(): JournalCursor | undefined {
    return this.#read((outbox) => outbox.cursor());
  }

  /** @returns whether the disk has it. */
  put(
    deliveries: readonly Delivery[],
    options: { actedOn?: readonly string[]; cursor?: JournalCursor } = {},
  ): boolean {
    const written = this.#outbox?.put(deliveries, options);
    if (written?.ok) {
      this.#well();
      this.#handOver(deliveries);
      return true;
    }
    if (written !== undefined) this.#failed(written.fault);
    // Escalations wait for minutes and need the disk; what is to be told now is told.
    for (const { target, notification, unlessActedOn } of deliveries) {
      if (notification.severity !== "alarm" || unlessActedOn !== undefined) continue;
      // The journal gives the same again each second as long as the disk does not take it.
      if (this.#told.has(keyOf(target, notification.id))) continue;
      const list = this.#volatile.get(target) ?? [];
      if (list.some((other) => other.notification.id === notification.id)) continue;
      if (list.length >= VOLATILE_MAX) this.lostCount++;
      else list.push({ id: -(++this.#volatileId), notification, attempts: 0 });
      this.#volatile.set(target, list);
    }
    return false;
  }

  /** When `target` was told of `topic` last, wall clock, ms; undefined: never, or nobody knows. */
  lastOf(target: string, topic: string): number | undefined {
    return this.#read((outbox) => outbox.lastOf(target, topic));
  }

  /** Whether `target` was told of the alarm; true where the disk cannot say: an end too many does less harm than one that is kept back. */
  wasTold(target: string, alarmId: string): boolean {
    return this.#read((outbox) => outbox.wasTold(target, alarmId)) ?? true;
  }

  /** What waits for one target. */
  waiting(target: string): Waiting {
    const volatile = () => this.#volatile.get(target) ?? [];
    const drop = (id: number) => void this.#volatile.set(target, volatile().filter((one) => one.id !== id));
    /** What the courier has been given from memory: by then the disk may have it too. */
    let lent: string | undefined;
    const done = (id: number, state: "sent" | "given-up") => {
      if (id >= 0) return this.#end(id, state);
      drop(id);
      if (lent !== undefined) this.#remember(target, lent);
    };
    return {
      next: () => {
        const own = volatile()[0];
        lent = own?.notification.id;
        if (own !== undefined) return own;
        this.#settleOver();
        if (this.#over.size >= OVER_MAX) return undefined;
        return this.#read((outbox) => outbox.next(target, this.#wallMs(), [...this.#over.keys()]));
      },
      sent: (id) => done(id, "sent"),
      givenUp: (id) => done(id, "given-up"),
      failed: (id) => {
        const own = volatile().find((one) => one.id === id);
        if (own !== undefined) own.attempts++;
        else this.#read((outbox) => outbox.failed(id));
      },
      count: () => volatile().length + (this.#read((outbox) => outbox.waitingCount(target)) ?? 0),
    };
  }

  close(): void {
    this.#outbox?.close();
  }

  /** The disk has these: what of them was told from memory, or waits there, is not told again. */
  #handOver(deliveries: readonly Delivery[]): void {
    for (const { target, notification: { id } } of deliveries) {
      const waiting = this.#volatile.get(target) ?? [];
      if (waiting.length > 0) {
        this.#volatile.set(target, waiting.filter(({ notification }) => notification.id !== id));
      }
      if (this.#told.delete(keyOf(target, id))) this.#settle(target, id);
    }
  }

  #end(id: number, state: "sent" | "given-up"): void {
    const done = this.#outbox?.done(id, state, this.#wallMs());
    if (done?.ok === false) {
      this.#over.set(id, state);
      this.#failed(done.fault);
    } else this.#over.delete(id);
  }

  /** The disk may be well again: it learns what is over, the first of it as a trial. */
  #settleOver(): void {
    for (const [id, state] of this.#over) {
      this.#end(id, state);
      if (this.#over.has(id)) return;
    }
  }

  #remember(target: string, id: string): void {
    this.#told.add(keyOf(target, id));
    if (this.#told.size > TOLD_MAX) this.#told.delete(this.#told.values().next().value!);
    this.#settle(target, id);
  }

  #settle(target: string, id: string): void {
    this.#read((outbox) => outbox.settle(target, id, this.#wallMs()));
  }

  #read<T>(ask: (outbox: Outbox) => Result<T, StoreFault>): T | undefined {
    if (this.#outbox === undefined) return undefined;
    const answer = ask(this.#outbox);
    if (answer.ok) return answer.value;
    this.#failed(answer.fault);
    return undefined;
  }

  #failed(fault: StoreFault): void {
    if (this.#failing) return;
    this.#failing = true;
    this.#fault(describeStoreFault(fault));
  }

  #well(): void {
    if (!this.#failing) return;
    this.#failing = false;
    this.#fault(undefined);
  }
}

function keyOf(target: string, id: string): string {
  return `${target}\n${id}`;
}
