/**
 * What a person's request means to fusion.
 */
import type { Act } from "../bus/messages.ts";
import { DISABLE_MAX_MS, type OperatorAct } from "../fusion/input.ts";
import { unreachable } from "../reading/result.ts";

/** A person who takes something out of service without saying for how long gets a working day. */
const DISABLE_DEFAULT_MS = 8 * 3_600_000;

/** The order that `act` stands for. */
export function operatorAct(act: Act): OperatorAct {
  switch (act.act) {
    case "acknowledge":
    case "silence":
    case "reset":
      return act;
    case "acknowledge-trouble":
      return { act: "acknowledgeTrouble", troubleId: act.troubleId };
    case "disable-zone":
      return {
        act: "disable",
        target: "zone",
        id: act.zoneId,
        reason: act.reason,
        durationMs: durationOf(act),
      };
    case "disable-sensor":
      return {
        act: "disable",
        target: "sensor",
        id: act.sensorId,
        reason: act.reason,
        durationMs: durationOf(act),
      };
    case "enable-zone":
      return { act: "enable", target: "zone", id: act.zoneId };
    case "enable-sensor":
      return { act: "enable", target: "sensor", id: act.sensorId };
    case "start-test":
      return {
        act: "startWalkTest",
        zoneId: act.zoneId,
        ...(act.forMs === undefined ? {} : { durationMs: act.forMs }),
      };
    case "stop-test":
      return {
        act: "stopWalkTest",
        zoneId: act.zoneId,
        ...(act.sirensHeard === undefined ? {} : { sirensHeard: act.sirensHeard }),
        ...(act.remark === undefined ? {} : { remark: act.remark }),
      };
    case "accept-view":
      return { act: "acceptView", cameraId: act.cameraId };
    default:
      return unreachable(act);
  }
}

function durationOf(act: { readonly forMs?: number | undefined }): number {
  return Math.min(act.forMs ?? DISABLE_DEFAULT_MS, DISABLE_MAX_MS);
}
