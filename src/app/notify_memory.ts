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

/** The memory of the notifiers. It never throws for a disk. */
export class NotifyMemory implements PlanMemory {
  /** Deliveries that found no room anywhere. */
  lostCount = 0;
  readonly #outbox: Outbox | undefined;
  readonly #fault: (detail: string | undefined) => void;
  readonly #wallMs: () => number;
  readonly #volatile = new Map<
    string,
    { readonly id: number; readonly notification: Notification; attempts: number }[]
  >();
  #volatileId = 0;
  #failing = false;

  /** @param fault Takes what is wrong with the disk, undefined when it is well again. */
  constructor(outbox: Outbox | undefined, wallMs: () => number, fault: (detail: string | undefined) => void) {
    this.#outbox = outbox;
    this.#wallMs = wallMs;
    this.#fault = fault;
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
      return true;
    }
    if (written !== undefined) this.#failed(written.fault);
    // Escalations wait for minutes and need the disk; what is to be told now is told.
    for (const { target, notification, unlessActedOn } of deliveries) {
      if (notification.severity !== "alarm" || unlessActedOn !== undefined) continue;
      const list = this.#volatile.get(target) ?? [];
      if (list.some((other) => other.notification.id === notification.id)) continue;
      if (list.length >= VOLATILE_MAX) this.lostCount++;
      else list.push({ id: -(++this.#volatileId), notification, attempts: 0 });
      this.#volatile.set(target, list);
    }
    return false;
  }

  lastOf(target: string, topic: string): number | undefined {
    return this.#read((outbox) => outbox.lastOf(target, topic));
  }

  wasTold(target: string, alarmId: string): boolean {
    return this.#read((outbox) => outbox.wasTold(target, alarmId)) ?? true;
  }

  /** What waits for one target. */
  waiting(target: string): Waiting {
    const volatile = () => this.#volatile.get(target) ?? [];
    const drop = (id: number) => void this.#volatile.set(target, volatile().filter((one) => one.id !== id));
    const done = (id: number, state: "sent" | "given-up") => {
      if (id < 0) drop(id);
      else this.#read((outbox) => outbox.done(id, state, this.#wallMs()));
    };
    return {
      next: () => volatile()[0] ?? this.#read((outbox) => outbox.next(target, this.#wallMs())),
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
