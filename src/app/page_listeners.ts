/**
 * The roles that show or pass on what fusion knows: each is sent the whole site at its own pace, and the lines of the journal as they are stored.
 *
 * It must never hold up an order: snapshots are made after what the same turn sends to the outputs, and a listener that does not take them
 * is left out.
 */
import type { Channel } from "../bus/channel.ts";
import { encodeJson } from "../bus/framing.ts";
import type { StoredEvent } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import { Pace } from "../clock/pace.ts";
import type { FusionEffect } from "../fusion/effect.ts";

/** As often while nothing changes, and at once on a change, but not more often than the second figure. */
const REPEAT_MS = 500;
const CHANGED_MS = 50;
/** The same where somebody waits for it: a new alarm, or what came of an order. Smaller, and a storm of orders would cost a core. */
const AWAITED_MS = 10;

/** Who listens to one run of fusion. */
export class PageListeners {
  readonly #channels = new Set<Channel>();
  readonly #snapshots: Pace;

  /** @param site What is told of the site; undefined where that cannot be told now. */
  constructor(clock: Clock, site: () => unknown) {
    this.#snapshots = new Pace(clock, () => {
      const told = this.#channels.size === 0 ? undefined : site();
      if (told === undefined) return;
      const bytes = encodeJson(told);
      for (const channel of this.#channels) {
        // Whoever has not taken the last one yet is sent the next in its place.
        if (channel.waitingBytes < bytes.length) channel.sendBytes(bytes);
      }
    });
  }

  /** A page has connected. */
  add(channel: Channel): void {
    this.#channels.add(channel);
  }

  /** It is gone. */
  delete(channel: Channel): void {
    this.#channels.delete(channel);
  }

  /** Tells of the site again when it is time to. Called often. */
  repeat(): void {
    this.#snapshots.changed(REPEAT_MS);
  }

  /** Something has changed, of which `effects` tell where fusion decided on it. */
  changed(effects: readonly FusionEffect[] = []): void {
    this.#snapshots.changed(effects.some(isAwaited) ? AWAITED_MS : CHANGED_MS);
  }

  /** Lines that are in the journal now. */
  stored(events: readonly StoredEvent[]): void {
    for (const event of events) for (const channel of this.#channels) channel.send({ kind: "event", event });
  }

  /** Ends all connections. */
  close(): void {
    for (const channel of this.#channels) channel.close();
  }
}

/** Somebody must see it now: a fire has broken out, or a person has ordered something. */
function isAwaited(effect: FusionEffect): boolean {
  return effect.kind === "outcome" || (effect.kind === "event" && effect.event.kind === "alarm");
}
