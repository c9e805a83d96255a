/**
 * How the service is, in one sentence for `systemctl status`.
 */
import type { RoleStatus } from "../bus/messages.ts";
import { SIRENS_DEAF } from "../reading/trouble.ts";

/** What fusion says. */
export interface Situation {
  /** Names of the zones whose alarms stand, walk tests and zones out of service left out. */
  readonly burning: readonly string[];
  /** Ids of the troubles whose cause is present, `code:subject`. */
  readonly troubles: readonly string[];
}

/** Troubles that mean that a part of the site is not protected. */
const BLINDNESS = ["zone-blind", ...SIRENS_DEAF];
/** Names in one list; the page has them all. */
const NAMED_MAX = 3;

/** The sentence. A fire comes first, then what is not protected, then what else needs a person. */
export function serviceSentence(
  roles: readonly Pick<RoleStatus, "role" | "state">[],
  situation: Situation | undefined,
): string {
  const down = roles.filter(({ state }) => state !== "ready").map(({ role }) => role);
  const parts: string[] = [];
  if (situation !== undefined && situation.burning.length > 0) {
    parts.push(`FIRE ALARM in ${named(situation.burning)}`);
  }
  if (down.length > 0) parts.push(`not ready: ${named(down)}`);
  const troubles = situation?.troubles ?? [];
  const blind = troubles.filter((id) => BLINDNESS.includes(codeOf(id)));
  if (blind.length > 0) parts.push(`not protected: ${named(blind.map(subjectOf))}`);
  const others = troubles.length - blind.length;
  if (others > 0) {
    const listed = troubles.filter((id) => !blind.includes(id)).map((id) =>
      `${codeOf(id)} (${subjectOf(id)})`
    );
    parts.push(`${others} trouble${others === 1 ? "" : "s"}: ${named(listed)}`);
  }
  if (parts.length === 0) {
    return situation === undefined ? "All parts are ready." : "Protecting; no alarm, no trouble.";
  }
  const protecting = down.length === 0 && blind.length === 0 && situation?.burning.length === 0;
  const sentence = `${protecting ? "Protecting; " : ""}${parts.join("; ")}.`;
  return sentence[0].toUpperCase() + sentence.slice(1);
}

function named(names: readonly string[]): string {
  if (names.length <= NAMED_MAX) return names.join(", ");
  return `${names.slice(0, NAMED_MAX).join(", ")} and ${names.length - NAMED_MAX} more`;
}

function codeOf(troubleId: string): string {
  return troubleId.split(":", 1)[0];
}

function subjectOf(troubleId: string): string {
  return troubleId.slice(troubleId.indexOf(":") + 1);
}
