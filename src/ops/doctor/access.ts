/**
 * Whether sensors can reach the box, and strangers cannot.
 */
import { type Check, checksOf } from "./check.ts";

/** What was found. */
export interface AccessFacts {
  /** Sensors that come by network. */
  readonly sensors: number;
  /** No list lets any of them in. */
  readonly isClosedToSensors: boolean;
  /** Of these, those that need no token and are tied to no address. */
  readonly unproven: number;
  /** Listeners whose list holds the whole world. */
  readonly openToAll: readonly string[];
  /** The kernel's firewall; undefined where it cannot be looked at. */
  readonly kernel: "as-configured" | "different" | "absent" | undefined;
}

const { fine, warning, failed } = checksOf("access");

/** Judges who may connect. */
export function checkAccess(
  { sensors, isClosedToSensors, unproven, openToAll, kernel }: AccessFacts,
): Check[] {
  const checks: Check[] = [];
  if (isClosedToSensors) {
    checks.push(failed(
      `${sensors} ${
        sensors === 1 ? "sensor is" : "sensors are"
      } to come by network, and no list lets them in.`,
      "Name the sensors' network in sensorPort.allow, for example 192.168.20.0/24.",
    ));
  } else if (unproven > 0) {
    checks.push(warning(
      `${unproven} of ${sensors} sensors prove nothing: any host that may connect can pretend to be one of them.`,
      "Give them tokens (embereye token new SENSOR --device, then auth: connection), or tie each to its address (allow).",
    ));
  } else {checks.push(
      fine(sensors === 0 ? "No sensor comes by network." : "Every sensor by network must prove itself."),
    );}
  for (const listener of openToAll) {
    checks.push(warning(
      `${listener} lets the whole world in.`,
      `Name the networks that need it in ${listener}, for example private.`,
    ));
  }
  if (kernel === "as-configured") checks.push(fine("The kernel's firewall is as the configuration says."));
  if (kernel === "absent") {
    checks.push(fine("The kernel's firewall is not used: the service's own gate turns strangers away."));
  }
  if (kernel === "different") {
    checks.push(
      warning("The kernel's firewall is not what the configuration says.", "embereye firewall apply"),
    );
  }
  return checks;
}
