/**
 * What goes wrong when, in a soak: fires and faults with their targets, all of it from one seed, so that a run can be had again.
 */
import { Random } from "../simulation/random.ts";

/** What may go wrong, with its bounds. */
export interface FaultShape {
  /** How often it is drawn beside the others. */
  readonly weight: number;
  /** Least and most length, seconds; 0 for what happens in an instant. */
  readonly lengthS: readonly [number, number];
  /** What it may hit: processes, sensors in groups, cameras, files. */
  readonly targets: readonly string[];
  /** Faults of one group never overlap: two of them would undo each other. */
  readonly group: string;
  /** In words, for the list of faults. */
  readonly text: string;
}

/** The databases of the state folder, with the process that writes each. */
export const DATABASES: Readonly<Record<string, string>> = {
  "events.db": "fusion",
  "history.db": "ui",
  "sensors.db": "sensors",
  "outbox.db": "notify",
};

const PROCESSES = ["outputs", "fusion", "sensors", "detect", "cameras-0", "ui", "notify"];
/** Sensors fail in groups of as many as hang on one switch: see {@linkcode groupOf}. */
const GROUPS = Array.from({ length: 20 }, (_, index) => `group-${index}`);
const ONE = [""];

/** Every fault. The name is what `--only` takes. */
export const FAULTS = {
  "kill-role": {
    weight: 10,
    lengthS: [0, 0],
    targets: PROCESSES,
    group: "process",
    text: "a process is killed without warning",
  },
  "freeze-role": {
    weight: 4,
    lengthS: [0, 0],
    targets: PROCESSES,
    group: "process",
    text: "a process is stopped and must be found out, killed and replaced",
  },
  "kill-all": {
    weight: 1,
    lengthS: [0, 0],
    targets: ONE,
    group: "process",
    text: "all processes but the supervisor are killed in one instant",
  },
  "kill-supervisor": {
    weight: 2,
    lengthS: [1, 12],
    targets: ONE,
    group: "process",
    text: "the supervisor is killed; after a while it is started again, as systemd does",
  },
  "freeze-supervisor": {
    weight: 1,
    lengthS: [2, 12],
    targets: ONE,
    group: "process",
    text: "the supervisor is stopped for a while and then goes on",
  },
  "kill-ffmpeg": { weight: 2, lengthS: [0, 0], targets: ONE, group: "ffmpeg", text: "an ffmpeg is killed" },
  "freeze-ffmpeg": {
    weight: 1,
    lengthS: [0, 0],
    targets: ONE,
    group: "ffmpeg",
    text: "an ffmpeg is stopped",
  },
  "disk-full": {
    weight: 3,
    lengthS: [5, 25],
    targets: ONE,
    group: "disk",
    text: "the state folder's disk takes no byte more",
  },
  "disk-read-only": {
    weight: 2,
    lengthS: [5, 25],
    targets: ["fusion", "sensors", "ui", "notify"],
    group: "disk",
    text: "the state folder is read-only for whoever opens it, and a process that writes there is killed",
  },
  "damaged-page": {
    weight: 2,
    lengthS: [0, 0],
    targets: Object.keys(DATABASES),
    group: "disk",
    text: "pages of a database are overwritten with noise, and the process that owns it is killed",
  },
  "damaged-latch": {
    weight: 1,
    lengthS: [0, 0],
    targets: ONE,
    group: "process",
    text: "the newer of the two files that remember latched sirens is damaged, and the outputs are killed",
  },
  "damaged-config": {
    weight: 2,
    lengthS: [4, 12],
    targets: ["noise", "cut", "unknown-key"],
    group: "config",
    text: "the configuration file is noise, cut off in the middle, or has an unknown key",
  },
  "lines-gone": {
    weight: 1,
    lengthS: [4, 10],
    targets: ONE,
    group: "lines",
    text: "the output lines vanish, as when an adapter is unplugged",
  },
  "sensors-silent": {
    weight: 3,
    lengthS: [3, 40],
    targets: GROUPS,
    group: "sensors",
    text: "five sensors fall silent with their connections open, as when a switch loses power",
  },
  "sensors-cut": {
    weight: 4,
    lengthS: [1, 30],
    targets: GROUPS,
    group: "sensors",
    text: "five sensors are cut off and connect again later",
  },
  "sensors-slow": {
    weight: 2,
    lengthS: [5, 30],
    targets: GROUPS,
    group: "sensors",
    text: "five sensors send their packets a few bytes at a time",
  },
  "sensors-lie": {
    weight: 2,
    lengthS: [5, 20],
    targets: GROUPS,
    group: "sensors",
    text: "five sensors claim temperatures that they cannot measure",
  },
  "sensors-garbage": {
    weight: 3,
    lengthS: [3, 15],
    targets: GROUPS,
    group: "sensors",
    text: "five sensors send noise, cut frames and wrong letters between their packets",
  },
  "strangers": {
    weight: 2,
    lengthS: [3, 10],
    targets: ONE,
    group: "strangers",
    text: "unknown devices connect, send noise, and come again",
  },
  "cameras-cut": {
    weight: 2,
    lengthS: [3, 40],
    targets: ONE,
    group: "cameras",
    text: "the network cameras hold their pictures back",
  },
  "receiver-away": {
    weight: 2,
    lengthS: [3, 20],
    targets: ONE,
    group: "receiver",
    text: "the receiver of the notifications is away",
  },
  "busy-neighbours": {
    weight: 2,
    lengthS: [3, 10],
    targets: ONE,
    group: "machine",
    text: "other programs want every processor at ordinary priority",
  },
  "memory-neighbour": {
    weight: 1,
    lengthS: [3, 8],
    targets: ONE,
    group: "machine",
    text: "another program takes memory as fast as it can",
  },
  "clock-step": {
    weight: 2,
    lengthS: [5, 20],
    targets: ["+2h", "-2h", "+400d", "-9000d"],
    group: "time",
    text: "the wall clock jumps by hours or years, and back",
  },
  "time-lie": {
    weight: 1,
    lengthS: [5, 30],
    targets: ["one", "all"],
    group: "time",
    text: "time servers lie by an hour",
  },
} as const satisfies Readonly<Record<string, FaultShape>>;

export type FaultName = keyof typeof FAULTS;

/** One thing that will go wrong. */
export interface PlannedFault {
  /** Since the start of the faults. */
  readonly atMs: number;
  readonly fault: FaultName;
  readonly target: string;
  readonly lengthMs: number;
}

/** One fire. */
export interface PlannedFire {
  readonly atMs: number;
  readonly zone: number;
  /** It burns at least so long, and on until it is noticed. */
  readonly lengthMs: number;
}

/** All of a run. */
export interface Plan {
  readonly faults: readonly PlannedFault[];
  readonly fires: readonly PlannedFire[];
}

/** Seconds from one fault to the next, and from one fire to the next. */
const FAULT_EVERY_S: readonly [number, number] = [2, 7];
const FIRE_EVERY_S: readonly [number, number] = [5, 15];
/** A zone burns again only when the alarm before has been dealt with. */
const SAME_ZONE_MS = 120_000;
/** Between two faults of one group, so that the first can be got over. */
const GROUP_REST_MS = 4_000;

/** The sensors of a group: five that hang on one switch, each in another zone. */
export function groupOf(target: string, sensors: number): number[] {
  const group = Number(target.slice("group-".length));
  return Array.from({ length: 5 }, (_, index) => (group * 5 + index * 7) % sensors);
}

/** The plan of a seed for `lengthMs`, with the faults in `names` alone. */
export function planOf(seed: number, lengthMs: number, zones: number, names: readonly FaultName[]): Plan {
  const random = new Random(seed);
  const drawn = names.flatMap((name) => Array<FaultName>(FAULTS[name].weight).fill(name));
  const faults: PlannedFault[] = [];
  const busyUntilMs = new Map<string, number>();
  for (let atMs = 0; drawn.length > 0;) {
    atMs += random.between(...FAULT_EVERY_S) * 1_000;
    if (atMs >= lengthMs) break;
    const fault = random.pick(drawn);
    const shape: FaultShape = FAULTS[fault];
    const target = random.pick(shape.targets);
    const faultMs = Math.round(random.between(...shape.lengthS) * 1_000);
    if ((busyUntilMs.get(shape.group) ?? 0) > atMs || atMs + faultMs > lengthMs) continue;
    busyUntilMs.set(shape.group, atMs + faultMs + GROUP_REST_MS);
    faults.push({ atMs: Math.round(atMs), fault, target, lengthMs: faultMs });
  }
  const fires: PlannedFire[] = [];
  const burntAtMs = new Map<number, number>();
  for (let atMs = 0;;) {
    atMs += random.between(...FIRE_EVERY_S) * 1_000;
    if (atMs >= lengthMs) break;
    const zone = Math.floor(random.between(0, zones));
    if (atMs - (burntAtMs.get(zone) ?? -Infinity) < SAME_ZONE_MS) continue;
    burntAtMs.set(zone, atMs);
    fires.push({ atMs: Math.round(atMs), zone, lengthMs: Math.round(random.between(4, 15) * 1_000) });
  }
  return { faults, fires };
}
