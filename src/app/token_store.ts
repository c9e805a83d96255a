/**
 * The file that holds the tokens' hashes.
 */
import {
  type Bearer,
  newToken,
  type TokenEntry,
  type TokenFile,
  tokenFileSchema,
  type TokenRole,
} from "../firewall/token.ts";
import { changeLockedFile, type LockedFile, readLockedFile } from "./locked_file.ts";

/** Reads the tokens; an absent file has none. Throws where the file is not ours. */
export function readTokens(file: string): Promise<TokenFile> {
  return readLockedFile(tokensIn(file));
}

/** Adds a token for `name`, taking away the one that it had. Returns the token, which is kept nowhere. */
export async function issueToken(
  file: string,
  name: string,
  role: TokenRole,
  nowWallMs: number,
): Promise<string> {
  const token = await addToken(file, { name, role, replace: true }, nowWallMs);
  return token!;
}

/** Adds a token. Undefined where its bearer has one already and it is not to be replaced. */
export function addToken(
  file: string,
  bearer: Bearer & { readonly replace: boolean },
  nowWallMs: number,
): Promise<string | undefined> {
  const { name, role, replace } = bearer;
  return changeLockedFile<TokenFile, string | undefined>(tokensIn(file), ({ tokens }) => {
    if (!replace && tokens.some((other) => other.name === name)) return { result: undefined };
    const { token, entry } = newToken({ name, role }, nowWallMs);
    const next = [...tokens.filter((other) => other.name !== name), entry];
    return { result: token, next: { version: 1, tokens: next } };
  });
}

/** Takes away the token of `name`. Returns the others; undefined where `name` has none. */
export function revokeToken(file: string, name: string): Promise<readonly TokenEntry[] | undefined> {
  return changeLockedFile<TokenFile, readonly TokenEntry[] | undefined>(tokensIn(file), ({ tokens }) => {
    const left = tokens.filter((other) => other.name !== name);
    return left.length === tokens.length
      ? { result: undefined }
      : { result: left, next: { version: 1, tokens: left } };
  });
}

function tokensIn(path: string): LockedFile<TokenFile> {
  return { path, what: "the tokens", schema: tokenFileSchema, empty: { version: 1, tokens: [] } };
}
