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
export const ROLES = ["outputs", "fusion", "sensors", "detect", "cameras", "ui"] as const;
/** One process of the product. Camera shards are all of role `cameras`. */
export type RoleName = typeof ROLES[number];

/** What an id may look like: printable, at most 64 characters, nothing that needs escaping in a path or a label. */
export const ID_PATTERN = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._:-]{0,62}[\p{L}\p{N}._:-])?$/u;

/** Whether `text` may serve as an id; see {@linkcode ID_PATTERN}. */
export function isId(text: string): boolean {
  return ID_PATTERN.test(text);
}
