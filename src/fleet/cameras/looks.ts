/**
 * Whether a box looks at cameras at all: pure, from how its processes are and what stands.
 */
import type { RoleStatus, SiteView } from "../../bus/messages.ts";
import { type RoleName, roleOf } from "../../reading/ids.ts";

/** Without one of these no camera of the box sounds a siren. */
const NEEDED: readonly RoleName[] = ["outputs", "fusion", "detect", "cameras"];

/** What says that pictures come to nothing, with all processes running. */
const BLIND: readonly string[] = ["detector-blind", "cameras-unusable"];

/**
 * Whether it does.
 *
 * @param roles The roles that the box is to run.
 */
export function looksAtCameras(
  roles: readonly RoleName[],
  statuses: readonly Pick<RoleStatus, "role" | "state">[],
  troubles: readonly Pick<SiteView["troubles"][number], "code" | "active">[],
): boolean {
  const runs = NEEDED.filter((role) => roles.includes(role)).every((role) =>
    statuses.some((status) => roleOf(status.role) === role && status.state === "ready")
  );
  return runs && !troubles.some(({ code, active }) => active && BLIND.includes(code));
}
