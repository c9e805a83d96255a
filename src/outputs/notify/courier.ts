/**
 * Brings one target what waits for it: one after the other, in order, again and again until it has arrived.
 *
 * It must never drop an alarm because a network is away, and never let one target hold up another.
 */
import type { Clock } from "../../clock/clock.ts";
import { limited } from "../../clock/limited.ts";
import { NudgedPause } from "../../clock/nudged_pause.ts";
import type { Notification } from "../../reading/notification.ts";
import type { Result } from "../../reading/result.ts";
import type { SiteState } from "./home_assistant.ts";

/** Why something did not arrive. */
export interface SendFault {
  /** The receiver will never take this one; trying again for ever would hold up all that comes after it. */
  readonly permanent: boolean;
  /** One sentence, without secrets. */
  readonly detail: string;
}

/** The way to one target. */
export interface Sender {
  /** Delivers, or says why not. Bounded in time by `signal`. */
  send(notification: Notification, signal: AbortSignal): Promise<Result<void, SendFault>>;
  /** Takes how the site is, where the target shows that too. */
  state?(state: SiteState): void;
  close(): Promise<void>;
}

/** Where deliveries wait. */
export interface Waiting {
  /** The next that is due. */
  next(): { readonly id: number; readonly notification: Notification; readonly attempts: number } | undefined;
  sent(id: number): void;
  failed(id: number): void;
  givenUp(id: number): void;
  count(): number;
}

/** How a target is. */
export interface CourierState {
  readonly waiting: number;
  readonly sent: number;
  readonly givenUp: number;
  /** Wall clock. */
  readonly lastSentAtWallMs?: number;
  /** Why the last attempt failed; absent where it did not. */
  readonly fault?: string;
  /** Monotonic; since when nothing has arrived. */
  readonly failingSinceMs?: number;
}

/** What a courier works with. */
export interface CourierParts {
  readonly clock: Clock;
  readonly sender: Sender;
  readonly waiting: Waiting;
  /** From 0 up to 1. */
  random(): number;
  note(text: string): void;
}

/** A receiver that has not answered by then will not. */
export const SEND_MS = 20_000;
/** The first pause; each further one doubles it. Shorter would hammer a server that is coming up. */
const PAUSE_MIN_MS = 1_000;
/** An alarm must not wait longer than this for a network that is back. */
const PAUSE_MAX_MS = 30_000;
/** Refusals for good are believed after so many: some servers say so in a bad moment. */
export const REFUSALS_MAX = 5;
/** Deliveries become due by the wall clock, which may be set: it is looked at this often at least. */
const LOOK_MS = 5_000;

/** One target's courier. */
export class Courier {
  readonly #parts: CourierParts;
  #sent = 0;
  #givenUp = 0;
  #lastSentAtWallMs: number | undefined;
  #fault: string | undefined;
  #failingSinceMs: number | undefined;
  #failures = 0;
  readonly #pause: NudgedPause;

  constructor(parts: CourierParts) {
    this.#parts = parts;
    this.#pause = new NudgedPause(parts.clock);
  }

  /** How it is doing. */
  get state(): CourierState {
    return {
      waiting: this.#parts.waiting.count(),
      sent: this.#sent,
      givenUp: this.#givenUp,
      ...(this.#lastSentAtWallMs === undefined ? {} : { lastSentAtWallMs: this.#lastSentAtWallMs }),
      ...(this.#fault === undefined ? {} : { fault: this.#fault }),
      ...(this.#failingSinceMs === undefined ? {} : { failingSinceMs: this.#failingSinceMs }),
    };
  }

  /** Something may be due. A pause after a failure goes on: it is for the receiver. */
  nudge(): void {
    if (this.#failures === 0) this.#pause.nudge();
  }

  /** Delivers at once, past what waits: for the test button. */
  async test(notification: Notification): Promise<Result<void, SendFault>> {
    const result = await this.#send(notification);
    if (result.ok) this.#lastSentAtWallMs = this.#parts.clock.wallMs();
    return result;
  }

  /** Works until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const next = this.#parts.waiting.next();
      if (next === undefined) {
        await this.#pause.make(LOOK_MS, signal);
        continue;
      }
      const result = await this.#send(next.notification, signal);
      if (signal.aborted && !result.ok) return;
      if (result.ok) this.#arrived(next.id);
      else await this.#missed(next, result.fault, signal);
    }
  }

  #arrived(id: number): void {
    const { waiting, clock, note } = this.#parts;
    waiting.sent(id);
    this.#sent++;
    this.#lastSentAtWallMs = clock.wallMs();
    if (this.#failingSinceMs !== undefined) {
      const seconds = Math.round((clock.monotonicMs() - this.#failingSinceMs) / 1000);
      note(`reached again after ${seconds} s, ${waiting.count()} more wait`);
    }
    this.#failures = 0;
    this.#fault = undefined;
    this.#failingSinceMs = undefined;
  }

  async #missed(
    next: { readonly id: number; readonly attempts: number },
    fault: SendFault,
    signal: AbortSignal,
  ): Promise<void> {
    const { waiting, clock, note, random } = this.#parts;
    if (this.#fault !== fault.detail) note(`not reached: ${fault.detail}`);
    this.#fault = fault.detail;
    this.#failingSinceMs ??= clock.monotonicMs();
    if (fault.permanent && next.attempts + 1 >= REFUSALS_MAX) {
      note(`refused ${REFUSALS_MAX} times and given up: ${fault.detail}`);
      waiting.givenUp(next.id);
      this.#givenUp++;
      this.#failures = 0;
      return;
    }
    waiting.failed(next.id);
    const fullMs = Math.min(PAUSE_MAX_MS, PAUSE_MIN_MS * 2 ** Math.min(this.#failures, 10));
    this.#failures++;
    await this.#pause.make(fullMs * (0.5 + 0.5 * random()), signal);
  }

  async #send(notification: Notification, signal?: AbortSignal): Promise<Result<void, SendFault>> {
    const { clock, sender } = this.#parts;
    return await limited(clock, SEND_MS, signal, (limit) => sender.send(notification, limit));
  }
}
