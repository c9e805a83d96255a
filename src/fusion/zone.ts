/**
 * One zone as fusion knows it: its sensors' evidence gathered by class, its alarm, its state of service.
 */
import type { ZoneId } from "../reading/ids.ts";
import type { Disablement } from "./effect.ts";
import { type Evidence, EVIDENCE_CLASSES } from "./evidence.ts";
import type { StandingAlarm } from "./lifecycle.ts";
import type { Sensor } from "./sensor.ts";
import type { ZoneSettings } from "./settings.ts";

/** A walk test that runs. */
export interface WalkTest {
  readonly by: string;
  readonly startedAtWallMs: number;
  /** Monotonic. */
  readonly endsAtMs: number;
  /** Monotonic: the sirens chirp until then. */
  chirpUntilMs: number;
}

/** One zone. */
export class Zone {
  readonly id: ZoneId;
  settings: ZoneSettings;
  /** No longer configured: kept for the alarm that stands in it. */
  retired: boolean;
  readonly sensors = new Set<Sensor>();
  /** Evidence held, by class. */
  readonly held: readonly Set<Evidence>[] = Array.from(
    { length: EVIDENCE_CLASSES },
    () => new Set<Evidence>(),
  );
  /** Classes of which any is held, as bits. */
  heldMask = 0;
  /** The alarm that new evidence belongs to. */
  alarm: StandingAlarm | undefined = undefined;
  preAlarm = false;
  /** When a pre-alarm that is held back is announced, and when one that has no evidence is over; see `flood.ts`. NaN: nothing waits. */
  preAlarmDueMs = NaN;
  preAlarmOverMs = NaN;
  /** Sensors in service of which an input delivers. */
  freshSensors = 0;
  /** When having none becomes trouble. */
  blindDueMs: number;
  blind = false;
  disablement: Disablement | undefined = undefined;
  test: WalkTest | undefined = undefined;

  constructor(settings: ZoneSettings, retired: boolean, blindDueMs: number) {
    this.id = settings.id;
    this.settings = settings;
    this.retired = retired;
    this.blindDueMs = blindDueMs;
  }

  /** As people call it. */
  get name(): string {
    return this.settings.name;
  }
}
