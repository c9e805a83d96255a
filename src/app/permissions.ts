/**
 * What each role may do at all: everything else is given up before it reads any input, so that a hole in one role opens no other door.
 */
import type { Config } from "../config/schema.ts";
import type { RoleName } from "../reading/ids.ts";

/** All that Deno can forbid. */
export const PERMISSIONS = ["run", "read", "write", "net", "env", "sys", "ffi", "import"] as const;
export type Permission = typeof PERMISSIONS[number];

/**
 * What the roles need. Files: the state and run folders, and Unix sockets, which count as files. Deno can give up a permission as a
 * whole only, not for a part of the disk; the service manager's sandbox does that.
 */
const NEEDED: Readonly<Record<RoleName, readonly Permission[]>> = {
  outputs: ["read", "write"],
  fusion: ["read", "write"],
  sensors: ["read", "write", "net"],
  // The runtime of the model is native code, is told where its library lies by the environment, and looks whose folder that is.
  detect: ["read", "write", "ffi", "env", "sys"],
  // ffmpeg is a program of its own; the pictures lie in memory that is mapped through libc, on what must be a tmpfs (statfs).
  cameras: ["read", "write", "net", "run", "ffi", "env", "sys"],
  ui: ["read", "write", "net"],
  // The mail and MQTT libraries look at the environment and at the machine's name.
  notify: ["read", "write", "net", "env", "sys"],
  // Which servers it speaks with is the configuration's word alone: what servers say of others is not followed.
  fleet: ["read", "write", "net"],
};

/** What `role` needs at this site. */
export function neededPermissions(role: RoleName, config: Config): readonly Permission[] {
  const needed = NEEDED[role];
  // What hangs on this machine itself is driven through libc.
  if (role === "outputs" && hasGpioOutputs(config)) return [...needed, "ffi"];
  if (role === "sensors" && hasLocalHardware(config)) return [...needed, "ffi"];
  if (role === "ui" && config.cameras.length > 0) return [...needed, "ffi"];
  return needed;
}

/** Whether the outputs role drives or watches lines of this machine. */
export function hasGpioOutputs({ outputs }: Config): boolean {
  return outputs.some(({ driver, feedback }) => driver === "gpio" || feedback !== undefined);
}

/** Whether the sensors role does. */
export function hasLocalHardware({ callPoints, inputs, sensors }: Config): boolean {
  return callPoints.length > 0 || inputs.length > 0 || sensors.some(({ attached }) => attached !== undefined);
}

/** Gives up, for the rest of this process's life, all that is not in `needed`. */
export function dropPermissions(needed: readonly Permission[]): void {
  for (const name of PERMISSIONS) {
    if (needed.includes(name)) continue;
    const { state } = Deno.permissions.revokeSync({ name } as Deno.PermissionDescriptor);
    // A role that keeps more than it should must not start as if all were well.
    if (state === "granted") throw new Error(`permission '${name}' could not be given up`);
  }
}
