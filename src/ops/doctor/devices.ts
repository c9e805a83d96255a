/**
 * Whether the devices of this machine that the configuration names can be used, and which there are to be named.
 */
import { unreachable } from "../../reading/result.ts";
import { type TroubleCode, TROUBLES } from "../../reading/trouble.ts";
import { type Check, checksOf } from "./check.ts";

/** How a configured device was found. */
export type DeviceState =
  | { readonly kind: "free" }
  /** The service holds it, as it should. */
  | { readonly kind: "ours" }
  /** The service runs, and nobody holds it. */
  | { readonly kind: "unheld" }
  /** The service has it as a trouble. */
  | { readonly kind: "trouble"; readonly code: TroubleCode; readonly detail: string }
  | { readonly kind: "missing"; readonly detail: string }
  | { readonly kind: "busy"; readonly detail: string }
  | { readonly kind: "denied"; readonly detail: string }
  | { readonly kind: "failed"; readonly detail: string };

/** One device that the configuration names. */
export interface DeviceFacts {
  /** What it is for, as `siren siren-hall`. */
  readonly purpose: string;
  /** Which it is, as `line 17 of 'pinctrl-bcm2711'`. */
  readonly device: string;
  readonly state: DeviceState;
}

/** Devices that this machine has, as a configuration would name them. */
export interface Inventory {
  /** As `pinctrl-bcm2711 (/dev/gpiochip0, 58 lines)`. */
  readonly gpioChips: readonly string[];
  readonly i2cBuses: readonly string[];
  readonly serialPorts: readonly string[];
  readonly cameras: readonly string[];
}

/** What was found. */
export interface DevicesFacts {
  readonly devices: readonly DeviceFacts[];
  readonly inventory: Inventory;
}

const { fine, warning, failed } = checksOf("devices");
/** Of each kind; a machine with more has them listed under /dev. */
const LISTED_MAX = 8;

/** Judges the devices. */
export function checkDevices({ devices, inventory }: DevicesFacts): Check[] {
  return [...devices.map(judge), ...list(inventory)];
}

function judge({ purpose, device, state }: DeviceFacts): Check {
  const what = `${purpose}: ${device}`;
  switch (state.kind) {
    case "free":
      return fine(`${what} is there.`);
    case "ours":
      return fine(`${what} is in use by the service.`);
    case "unheld":
      return failed(
        `${what} is there, and the running service does not hold it.`,
        "Have it started anew: systemctl restart embereye; if it stays so, embereye logs tells why.",
      );
    case "trouble":
      return failed(
        `${what} is of no use to the running service: ${state.detail}.`,
        TROUBLES[state.code].remedy,
      );
    case "missing":
      return failed(
        `${what} is missing: ${state.detail}.`,
        "Plug it in, or name it in the configuration as it is listed here.",
      );
    case "busy":
      return failed(
        `${what} is held by another program: ${state.detail}.`,
        "End that program, or take the device away from it; or use another one.",
      );
    case "denied":
      return warning(
        `${what} could not be looked at: ${state.detail}.`,
        "Run this as root or as the service's user; the permissions below tell whether the service may.",
      );
    case "failed":
      return failed(`${what} fails: ${state.detail}.`, "Check its wiring and supply, then its driver: dmesg");
    default:
      return unreachable(state);
  }
}

function list({ gpioChips, i2cBuses, serialPorts, cameras }: Inventory): Check[] {
  const one = (what: string, names: readonly string[]) => {
    if (names.length === 0) return [];
    const more = names.length - LISTED_MAX;
    const shown = names.slice(0, LISTED_MAX).join(", ");
    return [fine(`${what} here: ${shown}${more > 0 ? `, and ${more} more under /dev` : ""}.`)];
  };
  const listed = [
    ...one("GPIO chips", gpioChips),
    ...one("I2C buses", i2cBuses),
    ...one("Serial ports", serialPorts),
    ...one("Cameras", cameras),
  ];
  return listed.length > 0
    ? listed
    : [fine("This machine has no GPIO chip, I2C bus, serial port or camera that could be named.")];
}
