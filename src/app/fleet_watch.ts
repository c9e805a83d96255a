/**
 * Judges whether the fleet is reached, and tells of it as troubles: not of every moment without a server.
 */
import type { TroubleCode } from "../reading/trouble.ts";

/** Servers restart, links flap: shorter is no trouble. */
export const LOST_MS = 30_000;

/** A fault as fusion takes it. */
export interface FleetFault {
  readonly kind: "fault";
  readonly code: TroubleCode;
  readonly subject: string;
  readonly active: boolean;
  readonly detail: string;
}

/** What is known now. */
export interface FleetHealth {
  /** Why there is no connection; undefined: there is one, and the server does its part. */
  readonly fault: string | undefined;
  readonly waiting: number;
}

/** Watches over one box's place in the fleet. */
export class FleetWatch {
  readonly #tell: (fault: FleetFault) => void;
  readonly #standing = new Map<string, FleetFault>();
  #failingSinceMs: number | undefined;

  constructor(tell: (fault: FleetFault) => void) {
    this.#tell = tell;
  }

  /** The faults that stand, for a fusion that has started anew. */
  get standing(): readonly FleetFault[] {
    return [...this.#standing.values()];
  }

  /** To be called once a second. */
  step({ fault, waiting }: FleetHealth, nowMs: number): void {
    if (fault === undefined) {
      this.#failingSinceMs = undefined;
      return this.set("fleet-lost", "fleet", undefined);
    }
    this.#failingSinceMs ??= nowMs;
    // The number of those that wait grows all the time: the first sentence stays.
    if (nowMs - this.#failingSinceMs < LOST_MS || this.#standing.has("fleet-lost:fleet")) return;
    this.set("fleet-lost", "fleet", `the fleet's servers are not reached, ${waiting} entries wait: ${fault}`);
  }

  /** A fault is there with its detail, which may be another than before, or, undefined, is not. */
  set(code: TroubleCode, subject: string, detail: string | undefined): void {
    const key = `${code}:${subject}`;
    const known = this.#standing.get(key);
    if (known?.detail === detail) return;
    const fault = {
      kind: "fault" as const,
      code,
      subject,
      active: detail !== undefined,
      detail: detail ?? known!.detail,
    };
    if (fault.active) this.#standing.set(key, fault);
    else this.#standing.delete(key);
    this.#tell(fault);
  }
}
