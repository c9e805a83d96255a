/**
 * The identifiers every part of the product shares.
 *
 * They are plain strings at run time. Each is checked once, where it enters (configuration, socket, HTTP), against
 * {@linkcode ID_PATTERN}; inside, it is trusted.
 */

/** A fire zone: a part of the building that alarms as one, as the installer named it in the configuration. */
export type ZoneId = string;
/** A sensor as the site knows it: the configured id, or for an admitted stranger the location it announced. */
export type SensorId = string;
/** A camera as the configuration names it. */
export type CameraId = string;
/** An output: a siren, a relay, a beacon. */
export type OutputId = string;
/** One alarm, from its raising to its reset. Unique on this box for ever. */
export type AlarmId = string;
/** One trouble, from its raising to its clearing: the same fault at the same place has the same id. */
export type TroubleId = string;

/** The roles the supervisor runs, in their start order: whoever orders sirens comes before whoever feeds it. */
export const ROLES = ["outputs", "fusion", "sensors", "detect", "cameras", "ui", "notify", "fleet"] as const;
/** What a process of the product does. */
export type RoleName = typeof ROLES[number];

/** The most camera processes a site may have; their numbers begin at 0. */
export const CAMERA_PROCESSES_MAX = 16;
/** One process of the product: named like its role, but for the camera processes, of which there may be several. */
export type ProcessName = Exclude<RoleName, "cameras"> | `cameras-${number}`;
/** What a {@linkcode ProcessName} looks like. */
export const PROCESS_PATTERN = /^(?:outputs|fusion|sensors|detect|ui|notify|fleet|cameras-(?:[0-9]|1[0-5]))$/;

/** Whether `text` names a process. */
export function isProcessName(text: string): text is ProcessName {
  return PROCESS_PATTERN.test(text);
}

/** The name of the camera process with a number. */
export function cameraProcess(shard: number): ProcessName {
  return `cameras-${shard}`;
}

/** The number of a camera process; undefined where it is none. */
export function shardOf(process: ProcessName): number | undefined {
  return process.startsWith("cameras-") ? Number(process.slice("cameras-".length)) : undefined;
}

/** What a process does. */
export function roleOf(process: ProcessName): RoleName {
  return shardOf(process) === undefined ? process as Exclude<RoleName, "cameras"> : "cameras";
}

/** What an id may look like: printable, at most 64 characters, nothing that needs escaping in a path or a label. */
export const ID_PATTERN = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._:-]{0,62}[\p{L}\p{N}._:-])?$/u;

/** Sensors of one box: configured, admitted, call points, other boxes. What one part takes in, all others must be able to take from it. */
export const SENSORS_MAX = 2_048;

/**
 * In UTF-16, which is what the messages between the roles count: a letter beyond the first 65,536 of Unicode counts twice. An order to the
 * sirens that named a longer id would not be understood.
 */
export const ID_LENGTH_MAX = 64;

/** Whether `text` may serve as an id; see {@linkcode ID_PATTERN} and {@linkcode ID_LENGTH_MAX}. */
export function isId(text: string): boolean {
  return text.length <= ID_LENGTH_MAX && ID_PATTERN.test(text);
}
