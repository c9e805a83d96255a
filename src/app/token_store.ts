/**
 * The file that holds the hashes of tokens and PINs: who may do what on this box.
 */
import type { PinEntry } from "../firewall/pin.ts";
import { type Bearer, newToken, type TokenFile, tokenFileSchema, type TokenRole } from "../firewall/token.ts";
import { changeLockedFile, type LockedFile, readLockedFile, readLockedFileNow } from "./locked_file.ts";

/** What a person had before a change and has after it, for the audit log. Undefined: nothing. */
export interface Holding {
  readonly token?: { readonly role: TokenRole; readonly expiresAtWallMs?: number };
  readonly pin?: { readonly role: PinEntry["role"]; readonly expiresAtWallMs?: number };
}

/** Reads the tokens; an absent file has none. Throws where the file is not ours. */
export function readTokens(file: string): Promise<TokenFile> {
  return readLockedFile(tokensIn(file));
}

/** The same without letting anything else happen meanwhile: for a look with each request. */
export function readTokensNow(file: string): TokenFile {
  return readLockedFileNow(tokensIn(file));
}

/** Adds a token for `name`, taking away the one that it had. Returns the token, which is kept nowhere. */
export async function issueToken(
  file: string,
  name: string,
  role: TokenRole,
  nowWallMs: number,
): Promise<string> {
  const made = await addToken(file, { name, role, replace: true }, nowWallMs);
  return made!.token;
}

/**
 * Looks at a change while nobody else can make one. What it returns stands in the way and is returned in place of the change; undefined
 * lets it be.
 */
export type Objection<R> = (before: TokenFile, next: TokenFile) => R | undefined;

/** What came of {@linkcode addToken}. */
export interface MadeToken {
  readonly token: string;
  readonly before: Holding;
  readonly after: Holding;
}

/** Adds a token. Undefined where its bearer has one already and it is not to be replaced. */
export function addToken<R = never>(
  file: string,
  bearer: Bearer & { readonly replace: boolean; readonly lifeMs?: number },
  nowWallMs: number,
  objection?: Objection<R>,
): Promise<MadeToken | R | undefined> {
  const { name, role, replace, lifeMs } = bearer;
  return changeLockedFile<TokenFile, MadeToken | R | undefined>(tokensIn(file), (content) => {
    const { tokens } = content;
    if (!replace && tokens.some((other) => other.name === name)) return { result: undefined };
    const { token, entry } = newToken({ name, role }, nowWallMs, lifeMs);
    const next = { ...content, tokens: [...tokens.filter((other) => other.name !== name), entry] };
    const against = objection?.(content, next);
    if (against !== undefined) return { result: against };
    return { result: { token, before: holdingOf(content, name), after: holdingOf(next, name) }, next };
  });
}

/** Puts `entry` in place of any PIN that its person had. */
export function putPin(
  file: string,
  entry: PinEntry,
): Promise<{ readonly before: Holding; readonly after: Holding }> {
  return changeLockedFile(tokensIn(file), (content) => {
    const isSame = (other: PinEntry) => other.name.toLowerCase() === entry.name.toLowerCase();
    const next = { ...content, pins: [...content.pins.filter((other) => !isSame(other)), entry] };
    const before = holdingOf(content, entry.name);
    return { result: { before, after: holdingOf(next, entry.name) }, next };
  });
}

/** What came of {@linkcode revoke}. */
export interface Revoked {
  readonly before: Holding;
  /** What others still have. */
  readonly left: TokenFile;
}

/** Takes away the token and the PIN of `name`. Undefined where `name` has neither. */
export function revoke<R = never>(
  file: string,
  name: string,
  objection?: Objection<R>,
): Promise<Revoked | R | undefined> {
  return changeLockedFile<TokenFile, Revoked | R | undefined>(tokensIn(file), (content) => {
    const isOther = (entry: { readonly name: string }) => entry.name !== name;
    const next = {
      ...content,
      tokens: content.tokens.filter(isOther),
      pins: content.pins.filter(isOther),
    };
    const before = holdingOf(content, name);
    if (before.token === undefined && before.pin === undefined) return { result: undefined };
    const against = objection?.(content, next);
    if (against !== undefined) return { result: against };
    return { result: { before, left: next }, next };
  });
}

/** What `name` has: without anything secret, not even hashes. */
function holdingOf({ tokens, pins }: TokenFile, name: string): Holding {
  const token = tokens.find((entry) => entry.name === name);
  const pin = pins.find((entry) => entry.name === name);
  return {
    ...(token === undefined ? {} : { token: shown(token) }),
    ...(pin === undefined ? {} : { pin: shown(pin) }),
  };
}

function shown<R>(
  { role, expiresAtWallMs }: { readonly role: R; readonly expiresAtWallMs?: number | undefined },
) {
  return { role, ...(expiresAtWallMs === undefined ? {} : { expiresAtWallMs }) };
}

function tokensIn(path: string): LockedFile<TokenFile> {
  const empty = { version: 1 as const, tokens: [], pins: [] };
  return { path, what: "the tokens", schema: tokenFileSchema, empty };
}
