/**
 * The file that holds the tokens' hashes.
 */
import { dirname } from "node:path";
import {
  type Bearer,
  newToken,
  type TokenEntry,
  type TokenFile,
  tokenFileSchema,
  type TokenRole,
} from "../firewall/token.ts";
import { Failure } from "./failure.ts";

/** Reads the tokens; an absent file has none. Throws where the file is not ours. */
export async function readTokens(file: string): Promise<TokenFile> {
  try {
    return tokenFileSchema.parse(JSON.parse(await Deno.readTextFile(file)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { version: 1, tokens: [] };
    throw new Failure(`cannot read the tokens in ${file}: ${(error as Error).message}`);
  }
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
  return change(file, (tokens) => {
    if (!replace && tokens.some((other) => other.name === name)) return { result: undefined };
    const { token, entry } = newToken({ name, role }, nowWallMs);
    return { result: token, tokens: [...tokens.filter((other) => other.name !== name), entry] };
  });
}

/** Takes away the token of `name`. Returns the others; undefined where `name` has none. */
export function revokeToken(file: string, name: string): Promise<readonly TokenEntry[] | undefined> {
  return change(file, (tokens) => {
    const left = tokens.filter((other) => other.name !== name);
    return left.length === tokens.length ? { result: undefined } : { result: left, tokens: left };
  });
}

/**
 * Reads the tokens, lets `decide` change them, and writes them back: one process at a time, or what one takes away another
 * would bring back.
 */
async function change<T>(
  file: string,
  decide: (tokens: readonly TokenEntry[]) => { readonly result: T; readonly tokens?: readonly TokenEntry[] },
): Promise<T> {
  // The folder itself serves as the lock: nothing is left behind, and whoever may write the file may lock it.
  using folder = await Deno.open(dirname(file));
  await folder.lock(true);
  const { tokens } = await readTokens(file);
  const decided = decide(tokens);
  if (decided.tokens !== undefined) {
    await write(file, { version: 1, tokens: [...decided.tokens] });
    // A token that was taken away must stay so after a power cut: the new name of the file goes to the disk as well.
    await folder.sync();
  }
  return decided.result;
}

async function write(file: string, tokens: TokenFile): Promise<void> {
  const text = JSON.stringify(tokenFileSchema.parse(tokens), null, 2);
  const part = `${file}.part`;
  try {
    await Deno.writeTextFile(part, text, { mode: 0o600 });
    {
      using target = await Deno.open(part);
      await target.sync();
    }
    await giveToOwnerOf(dirname(file), part);
    await Deno.rename(part, file);
  } catch (error) {
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    throw new Failure(`cannot write ${file}: permission denied; run this as root or as the service's user`);
  }
}

/** A file that root makes for the service belongs to the service's user, or the service could not read it. */
async function giveToOwnerOf(folder: string, path: string): Promise<void> {
  if (Deno.uid() !== 0) return;
  const { uid, gid } = await Deno.stat(folder);
  if (uid !== null && gid !== null) await Deno.chown(path, uid, gid);
}
