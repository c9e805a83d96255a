/**
 * The file that holds the tokens' hashes.
 */
import { newToken, type TokenFile, tokenFileSchema, type TokenRole } from "../firewall/token.ts";

/** Reads the tokens; an absent file has none. Throws where the file is not ours. */
export async function readTokens(file: string): Promise<TokenFile> {
  try {
    return tokenFileSchema.parse(JSON.parse(await Deno.readTextFile(file)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { version: 1, tokens: [] };
    throw new Error(`cannot read the tokens in ${file}: ${(error as Error).message}`);
  }
}

/** Adds a token for `name`, taking away the one that it had. Returns the token, which is kept nowhere. */
export async function issueToken(
  file: string,
  name: string,
  role: TokenRole,
  nowWallMs: number,
): Promise<string> {
  const { tokens } = await readTokens(file);
  const { token, entry } = newToken({ name, role }, nowWallMs);
  const kept: TokenFile = { version: 1, tokens: [...tokens.filter((other) => other.name !== name), entry] };
  const part = `${file}.part`;
  await Deno.writeTextFile(part, JSON.stringify(kept, null, 2), { mode: 0o600 });
  await Deno.rename(part, file);
  return token;
}
