/**
 * Looks at whom the service runs as, and what belongs to it.
 */
import type { DeviceAccess, PermissionsFacts, PrivateFile } from "../../ops/doctor/permissions.ts";
import type { Paths } from "../paths.ts";
import { findServiceUser, groupNames, mayUse, whoAsks } from "./service_user.ts";

/** Looks at the folders of the service and at the device files `devices`. */
export function gatherPermissions(
  paths: Paths,
  devices: readonly string[],
  pid: number | undefined,
): PermissionsFacts {
  const user = findServiceUser(readText, pid, stat(paths.state)?.uid ?? undefined);
  const asks = whoAsks(readText);
  const groups = groupNames(readText);
  const files: PrivateFile[] = [];
  for (const path of [paths.state, paths.run]) {
    const found = stat(path);
    if (found === undefined || found.mode === null) continue;
    files.push({ path, mode: found.mode, isOwn: user.uid === 0 || found.uid === user.uid });
  }
  const access: DeviceAccess[] = [];
  for (const path of devices) {
    const found = stat(path);
    if (found === undefined || found.mode === null || found.uid === null || found.gid === null) continue;
    const { uid, gid, mode } = found;
    const group = groups.get(gid) ?? String(gid);
    access.push({ path, group, mode, allowed: mayUse(user, { uid, gid, mode }) });
  }
  return {
    user: user.name,
    isRoot: user.uid === 0,
    askedBy: asks.uid === 0 || asks.uid === user.uid ? undefined : asks.name,
    files,
    devices: access,
  };
}

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return undefined;
    }
    throw error;
  }
}

/** Undefined where there is nothing: that is another topic's business. */
function stat(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return undefined;
    }
    throw error;
  }
}
