/**
 * Whether the box protects: what `GET /healthz` answers. Never healthy while blind.
 */
import type { RoleState, SiteView } from "../bus/messages.ts";
import { SIRENS_DEAF, type Trouble } from "../reading/trouble.ts";
import { isBlind, type SiteState } from "./page/state.ts";

/** Why the box is not ready, as stable words. */
export type NotReady =
  | "fusion-lost"
  | "outputs-lost"
  | "orders-refused"
  | "role-down"
  | "no-zones"
  | "zone-blind"
  | "all-disabled";

/** The answer. */
export interface Health {
  /** `ok`; `trouble`: protecting, but something needs a person; `not-ready`: the box does not protect as it should. */
  readonly status: "ok" | "trouble" | "not-ready";
  readonly ready: boolean;
  readonly reasons: readonly { readonly code: NotReady; readonly subject: string; readonly detail: string }[];
  /** Age of the last snapshot from fusion, milliseconds; null where there is none. */
  readonly siteAgeMs: number | null;
  readonly roles:
    | readonly { readonly role: string; readonly state: RoleState; readonly restarts: number }[]
    | null;
  /** Each sensor with the age of its last fresh data, milliseconds; null where it has delivered none. */
  readonly sensors: readonly {
    readonly id: string;
    readonly zoneId: string;
    readonly fresh: boolean;
    readonly ageMs: number | null;
  }[];
  readonly troubles: readonly Pick<
    Trouble,
    "id" | "code" | "subject" | "active" | "acknowledged" | "detail"
  >[];
}

/** Roles without which nothing is detected or nothing sounds. Cameras are evidence beside the sensors. */
const VITAL: readonly string[] = ["outputs", "fusion", "sensors"];

/** Judges what fusion said and how the roles are. */
export function healthOf(
  state: SiteState,
  roles: readonly { role: string; state: RoleState; restarts: number }[] | undefined,
): Health {
  const { site, nowMs } = state;
  const reasons: { code: NotReady; subject: string; detail: string }[] = [];
  if (!state.connected || site === undefined) {
    reasons.push({ code: "fusion-lost", subject: "fusion", detail: "fusion cannot be reached" });
  } else {
    reasons.push(...blindness(site));
    for (const trouble of site.troubles) {
      if (trouble.active && SIRENS_DEAF.includes(trouble.code)) {
        reasons.push({
          code: trouble.code as "outputs-lost" | "orders-refused",
          subject: trouble.subject,
          detail: trouble.detail,
        });
      }
    }
  }
  for (const role of roles ?? []) {
    if (VITAL.includes(role.role) && role.state !== "ready") {
      reasons.push({ code: "role-down", subject: role.role, detail: `${role.role} is ${role.state}` });
    }
  }
  const troubles = [...state.ownTroubles, ...(site?.troubles ?? [])];
  const sinceSnapshotMs = site === undefined ? 0 : Math.max(0, nowMs - site.atMs);
  return {
    status: reasons.length > 0 ? "not-ready" : troubles.some((trouble) => trouble.active) ? "trouble" : "ok",
    ready: reasons.length === 0,
    reasons,
    siteAgeMs: site === undefined ? null : Math.round(sinceSnapshotMs),
    roles: roles?.map(({ role, state, restarts }) => ({ role, state, restarts })) ?? null,
    sensors: (site?.sensors ?? []).map((sensor) => ({
      id: sensor.id,
      zoneId: sensor.zoneId,
      fresh: sensor.fresh && state.connected,
      ageMs: Number.isFinite(sensor.ageMs) ? Math.round(sensor.ageMs + sinceSnapshotMs) : null,
    })),
    troubles: troubles.map(({ id, code, subject, active, acknowledged, detail }) => (
      { id, code: code as Trouble["code"], subject, active, acknowledged, detail }
    )),
  };
}

/** Zones that nobody watches. A person may take a zone out of service, but not all of them and call it ready. */
function blindness(site: SiteView): { code: NotReady; subject: string; detail: string }[] {
  if (site.zones.length === 0) {
    return [{ code: "no-zones", subject: "box", detail: "no zone is configured" }];
  }
  const watched = site.zones.filter((zone) => zone.disabled === undefined);
  if (watched.length === 0) {
    return [{ code: "all-disabled", subject: "box", detail: "every zone is out of service" }];
  }
  return watched.filter((zone) => isBlind(site, zone)).map((zone) => ({
    code: "zone-blind",
    subject: zone.id,
    detail: `no sensor of ${zone.name} delivers fresh data`,
  }));
}
