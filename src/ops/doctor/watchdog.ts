/**
 * Whether something resets the machine when it hangs.
 */
import type { WatchdogSeen } from "../../hal/watchdog_device/watchdog_device.ts";
import { type Check, checksOf } from "./check.ts";

/** What was found. */
export interface WatchdogFacts {
  readonly seen: readonly WatchdogSeen[];
  /** The device that the configuration wants held; undefined: none. */
  readonly configured?: string;
  /** The machine was booted by systemd. */
  readonly isSystemd: boolean;
  readonly serviceRuns: boolean;
}

const { fine, warning, failed } = checksOf("watchdog");
const BY_SYSTEMD =
  "Let systemd hold it: put image/systemd/10-embereye-watchdog.conf into /etc/systemd/system.conf.d/ and reboot.";
const BY_SERVICE = "Let the service hold it: add hardwareWatchdog: {} to the configuration.";

/** Judges the hardware watchdog. */
export function checkWatchdog(facts: WatchdogFacts): Check[] {
  const culprit = facts.seen.find(({ causedLastReset }) => causedLastReset);
  if (culprit === undefined) return checkHolder(facts);
  return [
    ...checkHolder(facts),
    warning(
      `${
        describe(culprit)
      } caused the last start of this machine: it had hung, or the fire path stood still.`,
      "embereye watchdog and the logs tell what came before; if it happens again, replace the machine.",
    ),
  ];
}

function checkHolder({ seen, configured, isSystemd, serviceRuns }: WatchdogFacts): Check[] {
  if (seen.length === 0) {
    const found = "This machine has no hardware watchdog: if its kernel hangs, nobody resets it.";
    return configured === undefined
      ? [warning(found, "Load its driver (dmesg | grep -i watchdog), or the kernel's own: modprobe softdog")]
      : [failed(`${found} The configuration names ${configured}.`, "Load its driver: modprobe softdog")];
  }
  const named = seen.map(({ path, identity }) => `'${identity}' (${path})`).join(", ");
  if (configured !== undefined) {
    const wanted = configured === "/dev/watchdog" ? "/dev/watchdog0" : configured;
    const found = seen.find(({ path, identity }) => path === wanted || identity === wanted);
    if (found === undefined) {
      return [
        failed(`There is no watchdog ${configured}: there is ${named}.`, "Correct hardwareWatchdog.device."),
      ];
    }
    if (found.active) return [fine(`${describe(found)} is held.`), ...wayOut(found)];
    return serviceRuns
      ? [failed(
        `${describe(found)} is not held although the configuration wants it.`,
        "embereye status names the trouble.",
      )]
      : [fine(`${describe(found)} is there; the service takes it at its start.`), ...wayOut(found)];
  }
  const held = seen.find(({ active }) => active);
  if (held !== undefined) return [fine(`${describe(held)} is held by the system.`)];
  return [warning(
    `Nobody holds the hardware watchdog ${named}: if the machine hangs, nobody resets it.`,
    isSystemd ? BY_SYSTEMD : BY_SERVICE,
  )];
}

function describe({ identity, path }: WatchdogSeen): string {
  return `The hardware watchdog '${identity}' (${path})`;
}

function wayOut(seen: WatchdogSeen): Check[] {
  if (!seen.noWayOut) return [];
  return [warning(
    `${describe(seen)} cannot be disarmed (nowayout): the machine resets after an orderly stop as well.`,
    "Load its driver with nowayout=0, or know it.",
  )];
}
