/**
 * `embereye token`: who may look at the box and act on it.
 */
import { systemClock } from "../clock/system_clock.ts";
import { newPin, pinFault, randomPin } from "../firewall/pin.ts";
import { credentialOf, hasExpired, type TokenRole } from "../firewall/token.ts";
import { auditCommand } from "./audit.ts";
import { Failure } from "./failure.ts";
import { stampOf } from "./journal_layout.ts";
import { readLastUse } from "./last_use.ts";
import { holdingChange, nameFault, nearNamesake } from "./person_name.ts";
import { askSecret, print, printJson, remark, standardScreen } from "./terminal.ts";
import { type Cell, table } from "./text_layout.ts";
import { addToken, putPin, readTokens, revoke } from "./token_store.ts";
import { UsageError } from "./usage_error.ts";
import { locate, type WhereOptions } from "./where.ts";

/** What the command line says. */
export interface TokenOptions extends WhereOptions {
  readonly json?: boolean;
}

/** Makes a token for `name` and shows it. */
export async function tokenNew(
  name: string,
  options: TokenOptions & { readonly role: TokenRole; readonly replace?: boolean; readonly expires?: number },
): Promise<number> {
  const { role, replace = false, expires: lifeMs } = options;
  checkName(name);
  const paths = await locate(options);
  const { tokens: file } = paths;
  const nowWallMs = systemClock().wallMs();
  const made = await addToken(
    file,
    { name, role, replace, ...(lifeMs === undefined ? {} : { lifeMs }) },
    nowWallMs,
  );
  if (made === undefined) {
    throw new Failure(
      `${name} has a token already; --replace takes it away and makes another, 'embereye token revoke' only takes it away`,
    );
  }
  const { token, before, after } = made;
  await auditCommand(paths, { act: "token-new", subject: name, ...holdingChange(before, after) });
  const expiresAtWallMs = lifeMs === undefined ? undefined : nowWallMs + lifeMs;
  if (options.json) printJson({ name, role, token, ...expiry(expiresAtWallMs) });
  else {
    print([token]);
    const until = expiresAtWallMs === undefined ? "" : `, until ${stampOf(expiresAtWallMs)}`;
    remark(`this is ${name}'s token (${role}${until}). It is shown this once and kept nowhere.`);
  }
  return 0;
}

/** Gives `name` a PIN: one that they type, or one that is made here and shown once. */
export async function tokenPin(
  name: string,
  options: TokenOptions & {
    readonly role?: "viewer" | "operator";
    readonly expires?: number;
    readonly choose?: boolean;
  },
): Promise<number> {
  checkName(name);
  const paths = await locate(options);
  const { tokens: file } = paths;
  const known = await readTokens(file);
  const namesake = nearNamesake(known, name);
  if (namesake !== undefined) {
    throw new Failure(`there is a ${namesake} already, and names for PINs differ in more than capitals`);
  }
  const role = options.role ??
    (known.tokens.find((entry) => entry.name === name)?.role === "viewer" ? "viewer" : "operator");
  const pin = options.choose ? await askSecret(`PIN for ${name}: `) : randomPin();
  const fault = pinFault(pin);
  if (fault !== undefined) throw new UsageError(fault);
  const nowWallMs = systemClock().wallMs();
  const { before, after } = await putPin(file, await newPin({ name, role }, pin, nowWallMs, options.expires));
  await auditCommand(paths, { act: "token-pin", subject: name, ...holdingChange(before, after) });
  const expiresAtWallMs = options.expires === undefined ? undefined : nowWallMs + options.expires;
  if (options.json) {
    printJson({ name, role, ...(options.choose ? {} : { pin }), ...expiry(expiresAtWallMs) });
  } else {
    if (!options.choose) print([pin]);
    remark(
      `${
        options.choose ? "it is set as" : "this is"
      } ${name}'s PIN (${role}); they sign in with their name and it. ` +
        "It is kept nowhere.",
    );
  }
  return 0;
}

/** Shows who has a token or a PIN. */
export async function tokenList(options: TokenOptions): Promise<number> {
  const { tokens: file, lastUse: lastUseFile } = await locate(options);
  const { tokens, pins } = await readTokens(file);
  const lastUse = await readLastUse(lastUseFile, (text) => console.error(`embereye: ${text}`));
  const nowWallMs = systemClock().wallMs();
  const known = [
    ...tokens.map((entry) => ({ ...entry, kind: "token" as const })),
    ...pins.map((entry) => ({ ...entry, kind: "PIN" as const })),
  ];
  if (options.json) {
    printJson(known.map((entry) => ({
      name: entry.name,
      role: entry.role,
      kind: entry.kind === "PIN" ? "pin" : "token",
      createdAt: new Date(entry.createdAtWallMs).toISOString(),
      ...expiry(entry.expiresAtWallMs),
      expired: hasExpired(entry, nowWallMs),
      lastUsedAt: isoOrNull(lastUse[credentialOf(entry)]),
    })));
    return 0;
  }
  if (known.length === 0) remark(`nobody has a token (${file})`);
  else {
    const { columns, colours } = standardScreen();
    const head = ["name", "role", "kind", "made", "last used", "runs out"];
    const rows = known.map((entry): Cell[] => {
      const used = lastUse[credentialOf(entry)];
      const until = entry.expiresAtWallMs;
      return [
        entry.name,
        entry.role,
        entry.kind,
        stampOf(entry.createdAtWallMs),
        used === undefined ? "never" : stampOf(used),
        until === undefined
          ? "never"
          : hasExpired(entry, nowWallMs)
          ? { text: `has run out (${stampOf(until)})`, colour: "yellow" }
          : stampOf(until),
      ];
    });
    print(
      table([head.map((text): Cell => ({ text, colour: "dim" })), ...rows], { width: columns, colours }),
    );
  }
  return 0;
}

/** Takes `name`'s token and PIN away. */
export async function tokenRevoke(name: string, options: TokenOptions): Promise<number> {
  const paths = await locate(options);
  const revoked = await revoke(paths.tokens, name);
  if (revoked === undefined) {
    throw new Failure(`nobody called '${name}' has a token or PIN; 'embereye token list' shows who has`);
  }
  const { before, left } = revoked;
  await auditCommand(paths, { act: "token-revoke", subject: name, ...holdingChange(before, {}) });
  const what = [before.token && "token", before.pin && "PIN"].filter((part) => part !== undefined);
  if (options.json) {
    printJson({ name, revoked: true, token: before.token !== undefined, pin: before.pin !== undefined });
  } else {
    print([
      `${name}'s ${what.join(" and ")} ${
        what.length > 1 ? "are" : "is"
      } revoked, at once and in open sessions.`,
    ]);
  }
  if (!left.tokens.some(({ role }) => role === "installer")) remark("no installer token is left");
  return 0;
}

function checkName(name: string): void {
  const fault = nameFault(name);
  if (fault !== undefined) throw new UsageError(fault);
}

function expiry(expiresAtWallMs: number | undefined): { readonly expiresAt: string | null } {
  return { expiresAt: isoOrNull(expiresAtWallMs) };
}

function isoOrNull(wallMs: number | undefined): string | null {
  return wallMs === undefined ? null : new Date(wallMs).toISOString();
}
