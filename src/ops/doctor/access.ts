/**
 * Whether sensors can reach the box, and strangers cannot.
 */
import { type Check, checksOf } from "./check.ts";

/** A listener with TLS and what it shows. */
export interface CertificateFacts {
  readonly listener: "page" | "sensor port";
  /** A sentence where it cannot be used. */
  readonly shown: {
    readonly fingerprint: string;
    /** Until it runs out; negative: it has. */
    readonly daysLeft: number;
  } | { readonly fault: string };
}

/** A certificate that ends sooner should be replaced: the service tells it as a trouble then as well. */
const DAYS_LEFT_MIN = 21;

/** Judges the certificates. */
export function checkCertificates(facts: readonly CertificateFacts[]): Check[] {
  return facts.map(({ listener, shown }) => {
    if ("fault" in shown) {
      return failed(
        `The certificate of the ${listener} cannot be used: ${shown.fault}.`,
        "Put file, key or their modes right; the running service notices within seconds.",
      );
    }
    const days = Math.floor(shown.daysLeft);
    const known = `The certificate of the ${listener} has the SHA-256 fingerprint ${shown.fingerprint}`;
    if (days < 0) {
      return failed(
        `${known} and has run out.`,
        "Put a new certificate and its key in place of the old files.",
      );
    }
    if (days < DAYS_LEFT_MIN) {
      return warning(
        `${known} and runs out in ${days} days.`,
        "Put a new certificate and its key in place of the old files.",
      );
    }
    return fine(`${known} and is good for ${days} days more.`);
  });
}

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
