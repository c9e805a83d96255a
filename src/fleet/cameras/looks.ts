/**
 * Whether a box looks at cameras at all, and at a single one: pure, from how its processes are, what stands and what its model has seen.
 */
import type { Camera, RoleStatus, SiteView } from "../../bus/messages.ts";
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

/** A still scene is looked at every two seconds, one that changes with each picture. Shorter, and a busy machine's hiccup hands cameras about. */
const LOOKED_MIN_MS = 12_000;
/** However slow a camera is. Longer, and its own box, where what is seen counts, notices first that nobody looks. */
const LOOKED_MAX_MS = 20_000;

/**
 * Whether the model looks at a camera's pictures. That they arrive says nothing of it: who looks may hang, or be far behind.
 *
 * @param lookedAtMs When the last picture was taken that it saw while it was young; absent: none.
 */
export function isLookedAt(
  { fps, factor }: Pick<Camera, "fps" | "factor">,
  lookedAtMs: number | undefined,
  nowMs: number,
): boolean {
  if (lookedAtMs === undefined) return false;
  const periodsMs = 3 * 1_000 / (fps * factor);
  return nowMs - lookedAtMs < Math.min(LOOKED_MAX_MS, Math.max(LOOKED_MIN_MS, periodsMs));
}
