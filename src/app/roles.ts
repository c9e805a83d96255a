/**
 * Starts one role in this process, loading its code alone.
 */
import { type ProcessName, type RoleName, roleOf } from "../reading/ids.ts";
import { type RoleBody, type RoleContext, runRole } from "./role.ts";

/** Runs the role of `process` until the supervisor or a signal ends it. */
export async function startRoleProcess(
  process: ProcessName,
  folders: { readonly state: string; readonly run: string },
): Promise<void> {
  await runRole(process, folders, await loadRole(roleOf(process)));
}

async function loadRole(role: RoleName): Promise<(context: RoleContext) => Promise<RoleBody>> {
  switch (role) {
    case "outputs":
      return (await import("./outputs_role.ts")).startOutputs;
    case "fusion":
      return (await import("./fusion_role.ts")).startFusion;
    case "sensors":
      return (await import("./sensors_role.ts")).startSensors;
    case "ui":
      return (await import("./ui_role.ts")).startUi;
    case "detect":
      return (await import("./detect_role.ts")).startDetect;
    case "notify":
      return (await import("./notify_role.ts")).startNotify;
    case "fleet":
      return (await import("./fleet_role.ts")).startFleet;
    case "cameras":
      return (await import("./cameras_role.ts")).startCameras;
  }
}
