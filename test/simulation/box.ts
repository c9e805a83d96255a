/**
 * What surrounds fusion on a box and outlives it: a store that may miss the last writes, outputs that hold what is latched.
 */
import type { Disablement, FusionEffect } from "../../src/fusion/effect.ts";
import type { FusionInput } from "../../src/fusion/input.ts";
import type { Alarm } from "../../src/reading/alarm.ts";
import type { LatchedAlarm, OutputOrder, SirenPattern } from "../../src/reading/output.ts";
import type { Trouble } from "../../src/reading/trouble.ts";

/** A store that writes behind: what was not flushed is lost with the process. */
export class SimulatedStore {
  readonly #alarms = new Map<string, Alarm>();
  readonly #troubles = new Map<string, Trouble>();
  readonly #disablements = new Map<string, Disablement>();
  #released: string[] = [];
  #pending: FusionEffect[] = [];

  add(effect: FusionEffect): void {
    // What is stored has been text in between.
    this.#pending.push(JSON.parse(JSON.stringify(effect, (_, value) => Number.isNaN(value) ? null : value)));
  }

  flush(): void {
    for (const effect of this.#pending) this.#write(effect);
    this.#pending = [];
  }

  /** The process dies. */
  lose(): void {
    this.#pending = [];
  }

  restored(nowMs: number): FusionInput {
    return {
      kind: "restored",
      alarms: [...this.#alarms.values()].map((alarm) => ({ ...alarm, peakC: alarm.peakC ?? NaN })),
      troubles: [...this.#troubles.values()],
      disablements: [...this.#disablements.values()].map((disablement) => ({
        disablement,
        remainingMs: disablement.expiresAtMs - nowMs,
      })),
      released: this.#released,
    };
  }

  #write(effect: FusionEffect): void {
    switch (effect.kind) {
      case "alarm":
        if (effect.ended) this.#released = [...this.#released, effect.alarm.id].slice(-64);
        return put(this.#alarms, effect.alarm.id, effect.alarm, effect.ended);
      case "trouble":
        return put(this.#troubles, effect.trouble.id, effect.trouble, effect.ended);
      case "disablement": {
        const { target, id } = effect.disablement;
        return put(this.#disablements, `${target}:${id}`, effect.disablement, effect.ended);
      }
    }
  }
}

function put<T>(map: Map<string, T>, key: string, value: T, ended: boolean): void {
  if (ended) map.delete(key);
  else map.set(key, value);
}

/** Outputs that obey whole orders, and keep a siren on for every latched alarm that no order has released. */
export class SimulatedOutputs {
  sirens: Readonly<Record<string, SirenPattern>> = {};
  #epoch = 0;
  #revision = 0;
  #latched: readonly LatchedAlarm[] = [];
  #released: readonly string[] = [];

  /** @throws where the order is older than one already obeyed. */
  obey(order: OutputOrder): void {
    const newer = order.epoch > this.#epoch ||
      (order.epoch === this.#epoch && order.revision > this.#revision);
    if (!newer) throw new Error(`order ${order.epoch}/${order.revision} is not newer than the last`);
    this.#epoch = order.epoch;
    this.#revision = order.revision;
    const unexplained = this.#latched.filter((one) =>
      !order.latched.some(({ alarmId }) => alarmId === one.alarmId) && !order.released.includes(one.alarmId)
    );
    this.sirens = unexplained.some((one) => !one.silenced)
      ? { ...this.sirens, ...order.sirens }
      : order.sirens;
    this.#latched = [...unexplained, ...order.latched];
    this.#released = [...new Set([...this.#released, ...order.released])].slice(-64);
  }

  report(): FusionInput {
    return { kind: "recovered", latched: this.#latched, released: this.#released };
  }
}
