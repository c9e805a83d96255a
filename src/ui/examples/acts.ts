/**
 * Examples of orders, and the stream.
 */
import { done, type Examples } from "./samples.ts";

const disable = { reason: "welding until noon", forMinutes: 120 };

/** By operation. */
export const ACT_EXAMPLES: Examples = {
  acceptView: { body: {}, answer: done },
  stream: { query: { recent: 30, pictures: "boiler-1,yard" } },
  wanted: { body: { sensorIds: ["boiler-1", "yard"] }, answer: done },
  acknowledge: { body: {}, answer: done },
  silence: { body: {}, answer: done },
  reset: { body: {}, answer: done },
  acknowledgeTrouble: { body: {}, answer: done },
  disableZone: { body: disable, answer: done },
  enableZone: { body: {}, answer: done },
  startTest: { body: { forMinutes: 30 }, answer: done },
  stopTest: { body: { sirensHeard: ["hall"], remark: "the bell in the yard is faint" }, answer: done },
  disableSensor: { body: disable, answer: done },
  enableSensor: { body: {}, answer: done },
};
