/**
 * What the fleet's process may tell fusion: that a box whose calls are answered calls. It speaks with the network, so nothing else of it is
 * believed: it cannot name a sensor, nor say that one is quiet.
 */
import { otherBoxMessage } from "../bus/messages.ts";
import type { Config } from "../config/schema.ts";
import type { SwitchReading } from "../reading/reading.ts";
import { otherBoxSensor } from "./fusion_settings.ts";

/** The reading that `message` means; undefined where it means none. */
export function otherBoxReading(
  message: unknown,
  { fleet }: Config,
  atMs: number,
): SwitchReading | undefined {
  const called = otherBoxMessage.safeParse(message).data;
  if (called === undefined || !fleet?.answers.some(({ box }) => box === called.box)) return undefined;
  return { kind: "otherBox", sensorId: otherBoxSensor(called.box), atMs, active: called.active };
}
