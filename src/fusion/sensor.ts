/**
 * One sensor as fusion knows it: its inputs with their deadlines, its evidence, and what is wrong with it.
 */
import type { SensorId } from "../reading/ids.ts";
import { INPUT_KINDS, type InputKind, type NoDataReason } from "../reading/reading.ts";
import type { TroubleCode } from "../reading/trouble.ts";
import type { Disablement } from "./effect.ts";
import { type Evidence, EVIDENCE_CLASSES } from "./evidence.ts";
import type { Overlap } from "./overlap.ts";
import type { SensorSettings } from "./settings.ts";
import { ThermalTrack } from "./thermal.ts";
import type { Zone } from "./zone.ts";

/** Position of each kind in {@linkcode INPUT_KINDS}. */
const KIND_INDEX = Object.fromEntries(INPUT_KINDS.map((kind, index) => [kind, index])) as Record<
  InputKind,
  number
>;

/** What can be wrong with a sensor, each with the trouble it makes. The position is the bit. */
export const CONDITIONS = [
  "sensor-silent",
  "sensor-frozen",
  "sensor-implausible",
  "sensor-calibration",
] as const satisfies readonly TroubleCode[];
export type Condition = typeof CONDITIONS[number];

/** One input of a sensor. */
export interface InputTrack {
  readonly kind: InputKind;
  /** Monotonic arrival of the last plausible reading; -Infinity before the first. */
  lastAtMs: number;
  /** Of the first one since the start, in the same way. */
  firstAtMs: number;
  /** When the next one is due. */
  dueMs: number;
  /** Delivers: a plausible, changing value that is not too old. */
  fresh: boolean;
  /** Past its deadline. Ends with the second reading that comes in time. */
  overdue: boolean;
  /** Why there is nothing, for when there is nothing. */
  reason: NoDataReason;
  /** Rises with implausible values, falls with plausible ones. */
  badness: number;
  implausible: boolean;
  /** The last value: degrees, per cent, ppm, 0 or 1, score of fire. */
  value: number;
  /** A camera's score of smoke. */
  smoke: number;
}

/** One sensor. */
export class Sensor {
  readonly id: SensorId;
  settings: SensorSettings;
  zone: Zone;
  /** Named in the configuration, as opposed to admitted at run time. */
  configured: boolean;
  /** The inputs it must deliver: those of its settings, and those it has delivered. */
  readonly tracks: InputTrack[] = [];
  readonly evidence = new Array<Evidence | undefined>(EVIDENCE_CLASSES).fill(undefined);
  readonly thermal = new ThermalTrack();
  /** What a camera saw when its evidence was shown last. */
  seen: "fire" | "smoke" | undefined = undefined;
  /** The heat at the place that a camera marked last, where a sensor registered to it found some. */
  overlap: Overlap | undefined = undefined;
  /** Classes of evidence held, as bits. */
  heldMask = 0;
  /** Rules this sensor has already taken part in for the zone's standing alarm, as bits. */
  firedRules = 0;
  heard = false;
  /** When the first reading is due. */
  firstDueMs: number;
  freshInputs = 0;
  overdueInputs = 0;
  frozen = false;
  calibrationRefused = false;
  /** Conditions that are listed as troubles, as bits. */
  listed = 0;
  disablement: Disablement | undefined = undefined;
  /** Hits of the zone's walk test. */
  testHits = 0;
  readonly #byKind = new Array<InputTrack | undefined>(INPUT_KINDS.length).fill(undefined);

  constructor(settings: SensorSettings, zone: Zone, configured: boolean, firstDueMs: number) {
    this.id = settings.id;
    this.settings = settings;
    this.zone = zone;
    this.configured = configured;
    this.firstDueMs = firstDueMs;
    for (const kind of settings.inputs ?? []) this.addTrack(kind, firstDueMs);
  }

  /** As people call it. */
  get name(): string {
    return this.settings.name ?? this.id;
  }

  /** The track of a kind of input, where the sensor is known to have it. */
  track(kind: InputKind): InputTrack | undefined {
    return this.#byKind[KIND_INDEX[kind]];
  }

  /** Adds an input of a kind the sensor was not known to have. */
  addTrack(kind: InputKind, dueMs: number): InputTrack {
    const track: InputTrack = {
      kind,
      lastAtMs: -Infinity,
      firstAtMs: -Infinity,
      dueMs,
      fresh: false,
      overdue: false,
      reason: "never-received",
      badness: 0,
      implausible: false,
      value: NaN,
      smoke: NaN,
    };
    this.#byKind[KIND_INDEX[kind]] = track;
    this.tracks.push(track);
    return track;
  }

  /** Forgets an input, which must be neither fresh nor overdue. It is learned again if it delivers. */
  dropTrack(track: InputTrack): void {
    this.#byKind[KIND_INDEX[track.kind]] = undefined;
    this.tracks.splice(this.tracks.indexOf(track), 1);
  }
}
