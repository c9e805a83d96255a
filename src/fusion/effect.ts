/**
 * What fusion asks of the rest of the product after a step, in the order in which it should be done.
 */
import type { Alarm } from "../reading/alarm.ts";
import type { JournalEvent } from "../reading/event.ts";
import type { SensorId } from "../reading/ids.ts";
import type { OutputOrder } from "../reading/output.ts";
import type { Trouble } from "../reading/trouble.ts";
import type { SensorSettings } from "./settings.ts";

/** A zone or sensor taken out of service by a person. It ends by itself. */
export interface Disablement {
  readonly target: "zone" | "sensor";
  readonly id: string;
  readonly reason: string;
  readonly by: string;
  readonly atWallMs: number;
  /** Monotonic. Meaningless after a reboot of the machine. */
  readonly expiresAtMs: number;
  /** For people, and for working out what is left after a reboot. */
  readonly expiresAtWallMs: number;
}

/** Why an operator's act was refused. */
export type RefusalReason =
  | "unknown-alarm"
  | "unknown-trouble"
  | "unknown-zone"
  | "unknown-sensor"
  /** The evidence behind the alarm is present: the text names the sensor and its value. */
  | "cause-present"
  /** Fusion has just started and its sensors have not yet said whether the cause is still there. */
  | "cause-unknown"
  /** An alarm stands in the zone. */
  | "alarm-stands"
  /** The zone is out of service. */
  | "out-of-service"
  /** A duration is not a number of milliseconds in the allowed range. */
  | "bad-duration"
  /** A table is full. */
  | "too-many";

/** What became of an operator's act. `text` is one plain sentence for the person. */
export type Outcome =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly refusal: RefusalReason; readonly text: string };

/** One thing to do. An order, where there is one, is always the first of its step: nothing may delay a siren. */
export type FusionEffect =
  /** Send to the outputs at once. */
  | { readonly kind: "order"; readonly order: OutputOrder }
  /** Store the alarm as it is now; `ended` after its reset. */
  | { readonly kind: "alarm"; readonly alarm: Alarm; readonly ended: boolean }
  /** Store the trouble as it is now; `ended` when it leaves the list. */
  | { readonly kind: "trouble"; readonly trouble: Trouble; readonly ended: boolean }
  /** Store what is out of service; `ended` when it is back. */
  | { readonly kind: "disablement"; readonly disablement: Disablement; readonly ended: boolean }
  /** Store a sensor that was admitted, or whose inputs have been learned. */
  | { readonly kind: "sensor"; readonly sensor: SensorSettings }
  /** The camera's process is to learn its view anew. */
  | { readonly kind: "acceptView"; readonly cameraId: SensorId }
  /** Append to the journal. */
  | { readonly kind: "event"; readonly event: JournalEvent }
  /** Answer the person who asked. */
  | { readonly kind: "outcome"; readonly requestId: string; readonly outcome: Outcome };
