/**
 * The troubles of devices that hang on this machine, by what stands in their way: one at most for each device.
 */
import type { TroubleCode } from "../reading/trouble.ts";

/** A trouble that came or went, as fusion is told of it. */
export interface DeviceTrouble {
  readonly kind: "fault";
  readonly code: TroubleCode;
  /** The id of what the device serves. */
  readonly subject: string;
  readonly active: boolean;
  readonly detail: string;
}

/** Why a device cannot be used. Drivers know more kinds; to a person they are a device that fails. */
export type DeviceTroubleCode = Extract<TroubleCode, `device-${string}`>;

/** The trouble that a driver's fault is. */
export function deviceTroubleCode(kind: string): DeviceTroubleCode {
  switch (kind) {
    case "missing":
      return "device-missing";
    case "busy":
      return "device-busy";
    case "denied":
      return "device-denied";
    case "gone":
      return "device-gone";
    default:
      return "device-failed";
  }
}

/** Which devices are in trouble now. */
export class DeviceTroubles {
  readonly #tell: (trouble: DeviceTrouble) => void;
  readonly #standing = new Map<string, DeviceTrouble>();

  /** @param tell Takes each trouble that comes, changes or goes. */
  constructor(tell: (trouble: DeviceTrouble) => void) {
    this.#tell = tell;
  }

  /** The troubles that stand, for a fusion that has started anew. */
  get standing(): readonly DeviceTrouble[] {
    return [...this.#standing.values()];
  }

  /** The device of `subject` cannot be used. @param detail One sentence */
  failed(subject: string, kind: string, detail: string): void {
    const before = this.#standing.get(subject);
    let code: TroubleCode = deviceTroubleCode(kind);
    // A device that was pulled out is missing at the next attempt, and some drivers call the pulling itself a failure: that it
    // was there is the better news.
    if (code === "device-missing" && (before?.code === "device-gone" || before?.code === "device-failed")) {
      code = "device-gone";
    }
    if (before !== undefined && before.code !== code) this.#tell({ ...before, active: false });
    if (before?.code === code && before.detail === detail) return;
    const trouble: DeviceTrouble = { kind: "fault", code, subject, active: true, detail };
    this.#standing.set(subject, trouble);
    this.#tell(trouble);
  }

  /** The device of `subject` works. */
  well(subject: string): void {
    const before = this.#standing.get(subject);
    if (before === undefined) return;
    this.#standing.delete(subject);
    this.#tell({ ...before, active: false });
  }
}
