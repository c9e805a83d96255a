/**
 * Everything that can happen to fusion: readings, what operators do, faults of other roles, and the passing of time.
 */
import type { Alarm } from "../reading/alarm.ts";
import type { AlarmId, SensorId, TroubleId, ZoneId } from "../reading/ids.ts";
import type { LatchedAlarm } from "../reading/output.ts";
import type { NoData, Reading } from "../reading/reading.ts";
import type { Saying } from "../reading/saying.ts";
import type { Trouble, TroubleCode } from "../reading/trouble.ts";
import type { Disablement } from "./effect.ts";
import type { FusionSettings, SensorSettings } from "./settings.ts";

/** The time of a step. Decisions use `monoMs` alone; `wallMs` is only copied into records. */
export interface Now {
  /** Milliseconds of the machine's monotonic clock. A value below an earlier one counts as the earlier one. */
  readonly monoMs: number;
  /** Milliseconds since 1970 UTC, as the machine believes. */
  readonly wallMs: number;
}

/** What a person can do. Each is answered by one outcome effect. */
export type OperatorAct =
  /** Seen. Does not stop a siren. */
  | { readonly act: "acknowledge"; readonly alarmId: AlarmId }
  /** Stops the sirens of this alarm until new evidence comes. */
  | { readonly act: "silence"; readonly alarmId: AlarmId }
  /** Takes a silence back. */
  | { readonly act: "resound"; readonly alarmId: AlarmId }
  /** Ends the alarm. Refused while its cause is present. Needs no acknowledgement before it: it is one. */
  | { readonly act: "reset"; readonly alarmId: AlarmId }
  | { readonly act: "acknowledgeTrouble"; readonly troubleId: TroubleId }
  /** Takes a zone or a sensor out of service, 1 ms to {@linkcode DISABLE_MAX_MS}. Again: replaces reason and time. */
  | {
    readonly act: "disable";
    readonly target: Disablement["target"];
    readonly id: string;
    readonly reason: string;
    readonly durationMs: number;
  }
  | { readonly act: "enable"; readonly target: Disablement["target"]; readonly id: string }
  /** Refused where an alarm stands or the zone is out of service. Again: starts the time anew. */
  | { readonly act: "startWalkTest"; readonly zoneId: ZoneId; readonly durationMs?: number }
  | {
    readonly act: "stopWalkTest";
    readonly zoneId: ZoneId;
    readonly sirensHeard?: readonly string[];
    readonly remark?: string;
  }
  /** The present view of a camera is as it should be: it is to be learned anew. */
  | { readonly act: "acceptView"; readonly cameraId: SensorId };

/** The longest time out of service: long enough for a spare part, short enough that nothing stays off for ever. */
export const DISABLE_MAX_MS = 30 * 86_400_000;

/** A disablement as the store held it. */
export interface RestoredDisablement {
  readonly disablement: Disablement;
  /** What is left of it, as far as the loader can tell; at most {@linkcode DISABLE_MAX_MS}. */
  readonly remainingMs: number;
}

/** One input of a step. Readings and absences are inputs as they are, so that nothing is wrapped on the hot path. */
export type FusionInput =
  | Reading
  | NoData
  /**
   * A sensor that was added or changed while running. Zone or inputs may differ from before. `stored` is one that the
   * store already knows: it makes no journal line. Of a configured sensor only the inputs are learned.
   */
  | { readonly kind: "sensor"; readonly sensor: SensorSettings; readonly origin: "stored" | "admitted" }
  | { readonly kind: "sensorRemoved"; readonly sensorId: SensorId }
  /** New settings, whole. Admitted sensors stay where their zone stays; standing alarms stay in any case. */
  | { readonly kind: "configure"; readonly settings: FusionSettings }
  /** A fault of another role came or went. Owners repeat their active faults when fusion has restarted. */
  | {
    readonly kind: "fault";
    readonly code: TroubleCode;
    readonly subject: string;
    readonly active: boolean;
    /** One sentence with values; used when it comes. */
    readonly detail: string;
    readonly said?: Saying | undefined;
    /** The process that tells of it, where it may start anew; see `ownerStarted`. */
    readonly owner?: string;
  }
  /**
   * A process that tells of faults has started anew. It knows nothing of those before: what it does not find again within
   * `CONFIRM_MS` is over, also where what it was about is no longer configured.
   */
  | { readonly kind: "ownerStarted"; readonly owner: string }
  /** Alerts come far more often than usual, or no longer: switches the debounce layer of pre-alarms. */
  | { readonly kind: "flood"; readonly on: boolean }
  /**
   * What the store held. Given after the start, also when it is empty: orders wait for it. Where the store does not answer in time it is given
   * empty, and once more when the store answers.
   */
  | {
    readonly kind: "restored";
    readonly alarms: readonly Alarm[];
    readonly troubles: readonly Trouble[];
    readonly disablements: readonly RestoredDisablement[];
    /** The alarms it knows as reset, latest last: the outputs may have missed it. */
    readonly released: readonly AlarmId[];
  }
  /** What the outputs hold latched and know as reset. Given as often as they report; before `restored` it waits for it. */
  | {
    readonly kind: "recovered";
    readonly latched: readonly LatchedAlarm[];
    readonly released: readonly AlarmId[];
  }
  | { readonly kind: "act"; readonly requestId: string; readonly by: string; readonly act: OperatorAct }
  /** Time passes: expiries, deadlines. To be given every 100 ms or so. */
  | { readonly kind: "tick" };
