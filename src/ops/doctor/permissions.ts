/**
 * Whether the service's user may use what it needs, and nobody else may.
 */
import { type Check, checksOf } from "./check.ts";

/** A device file as its permissions stand. */
export interface DeviceAccess {
  readonly path: string;
  /** Of the file; a number where it has no name. */
  readonly group: string;
  readonly mode: number;
  /** The service's user may read and write it. */
  readonly allowed: boolean;
}

/** A folder or file of the service. */
export interface PrivateFile {
  readonly path: string;
  readonly mode: number;
  /** Belongs to the service's user. */
  readonly isOwn: boolean;
}

/** What was found. */
export interface PermissionsFacts {
  /** Whom the service runs as, or would run as. */
  readonly user: string;
  readonly isRoot: boolean;
  /** Who asks, where that is neither the service's user nor root, and so may not look at everything. */
  readonly askedBy: string | undefined;
  readonly files: readonly PrivateFile[];
  readonly devices: readonly DeviceAccess[];
}

const { fine, warning, failed } = checksOf("permissions");

/** Judges the permissions. */
export function checkPermissions({ user, isRoot, askedBy, files, devices }: PermissionsFacts): Check[] {
  const checks: Check[] = [];
  if (askedBy !== undefined) {
    checks.push(warning(
      `This was asked by ${askedBy}, who may not look at everything that is ${user}'s.`,
      "Ask as root: sudo embereye doctor",
    ));
  }
  if (isRoot) {
    checks.push(warning(
      "The service runs as root: a hole in any of its parts is a hole in the machine.",
      "Run it as its own user, as the systemd unit that comes with it does.",
    ));
  }
  for (const { path, mode, isOwn } of files) {
    if (!isOwn && !isRoot) {
      checks.push(failed(`${path} does not belong to ${user}.`, `chown -R ${user}: ${path}`));
    }
    if ((mode & 0o077) !== 0) {
      checks.push(warning(
        `${path} is open to others (mode ${(mode & 0o777).toString(8)}).`,
        `chmod go= ${path}`,
      ));
    }
  }
  for (const device of devices) {
    if (!device.allowed && !isRoot) checks.push(refused(device, user));
  }
  if (checks.length > 0) return checks;
  const what = devices.length === 0 ? "" : `, and may use ${devices.map(({ path }) => path).join(", ")}`;
  return [fine(`${user} owns what is the service's${what}.`)];
}

function refused({ path, group, mode }: DeviceAccess, user: string): Check {
  const groupMay = (mode & 0o060) === 0o060;
  const remedy = groupMay && group !== "root"
    ? `usermod -aG ${group} ${user} && systemctl restart embereye`
    : "Put image/systemd/60-embereye.rules into /etc/udev/rules.d/ anew, even where it is: udev must read it after the group was " +
      "made. Then: udevadm control --reload && udevadm trigger";
  const bits = (mode & 0o777).toString(8);
  return failed(`${user} may not use ${path} (group ${group}, mode ${bits}).`, remedy);
}
