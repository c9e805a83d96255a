/**
 * Names of people, and what is written down of what they hold: for the command line and the page alike.
 */
import { NAME_CHARS_MAX, type TokenFile } from "../firewall/token.ts";
import type { AuditValues } from "../store/audit_entry.ts";
import type { Holding } from "./token_store.ts";

/** Why `name` cannot be a person's; undefined where it can. */
export function nameFault(name: string): string | undefined {
  return name.trim() !== name || name === "" || name.length > NAME_CHARS_MAX || /\p{Cc}/u.test(name)
    ? `'${name}' is no name: 1 to ${NAME_CHARS_MAX} characters, no control characters, no space at its ends`
    : undefined;
}

/** A person whose name differs from `name` in capitals alone: who types a name at a sign-in does not look at these. */
export function nearNamesake({ tokens, pins }: TokenFile, name: string): string | undefined {
  const isSame = (entry: { readonly name: string }) => entry.name.toLowerCase() === name.toLowerCase();
  const namesake = [...tokens, ...pins].find(isSame)?.name;
  return namesake === name ? undefined : namesake;
}

/** What a person had and has, for the audit log. */
export function holdingChange(
  before: Holding,
  after: Holding,
): { readonly before: AuditValues; readonly after: AuditValues } {
  return { before: auditable(before), after: auditable(after) };
}

function auditable({ token, pin }: Holding): AuditValues {
  return {
    token: token?.role ?? null,
    ...(token?.expiresAtWallMs === undefined ? {} : { tokenExpires: isoOf(token.expiresAtWallMs) }),
    pin: pin?.role ?? null,
    ...(pin?.expiresAtWallMs === undefined ? {} : { pinExpires: isoOf(pin.expiresAtWallMs) }),
  };
}

function isoOf(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
