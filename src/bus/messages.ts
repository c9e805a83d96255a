/**
 * The JSON messages between the roles, as schemas: what arrives is parsed with these before anything believes it.
 *
 * Numbers that may be absent are `null` on the wire and NaN inside (JSON has no NaN).
 */
export * from "./messages/acts.ts";
export * from "./messages/box.ts";
export * from "./messages/cameras.ts";
export * from "./messages/central.ts";
export * from "./messages/config.ts";
export * from "./messages/doctor.ts";
export * from "./messages/event.ts";
export * from "./messages/heap.ts";
export * from "./messages/hello.ts";
export * from "./messages/masks.ts";
export * from "./messages/notify.ts";
export * from "./messages/outputs.ts";
export * from "./messages/sensors.ts";
export * from "./messages/site.ts";
export * from "./messages/supervision.ts";
export * from "./messages/turned_away.ts";
export { numberOrNaN } from "./messages/vocabulary.ts";
