/**
 * What the fleet's process may tell fusion of other boxes: that one whose calls are answered calls, or that all is quiet there. It speaks with
 * the network, so no sensor of this box is believed to it: it cannot name one, nor say that one is quiet.
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
  const { box, active, again } = called;
  return {
    kind: "otherBox",
    sensorId: otherBoxSensor(box),
    atMs,
    active,
    ...(again === undefined ? {} : { again }),
  };
}
