/**
 * `embereye token`: who may look at the box and act on it.
 */
import { systemClock } from "../clock/system_clock.ts";
import type { TokenRole } from "../firewall/token.ts";
import { Failure } from "./failure.ts";
import { stampOf } from "./journal_layout.ts";
import { print, printJson, remark, standardScreen } from "./terminal.ts";
import { type Cell, table } from "./text_layout.ts";
import { addToken, readTokens, revokeToken } from "./token_store.ts";
import { UsageError } from "./usage_error.ts";
import { locate, type WhereOptions } from "./where.ts";

/** What the command line says. */
export interface TokenOptions extends WhereOptions {
  readonly json?: boolean;
}

/** How long a name may be: what the token file takes. */
const NAME_CHARS_MAX = 60;

/** Makes a token for `name` and shows it. */
export async function tokenNew(
  name: string,
  options: TokenOptions & { readonly role: TokenRole; readonly replace?: boolean },
): Promise<number> {
  const { role, replace = false } = options;
  if (name.trim() !== name || name === "" || name.length > NAME_CHARS_MAX || /\p{Cc}/u.test(name)) {
    throw new UsageError(
      `'${name}' is no name: 1 to ${NAME_CHARS_MAX} characters, no control characters, no space at its ends`,
    );
  }
  const { tokens: file } = await locate(options);
  const token = await addToken(file, { name, role, replace }, systemClock().wallMs());
  if (token === undefined) {
    throw new Failure(
      `${name} has a token already; --replace takes it away and makes another, 'embereye token revoke' only takes it away`,
    );
  }
  if (options.json) printJson({ name, role, token });
  else {
    print([token]);
    remark(`this is ${name}'s token (${role}). It is shown this once and kept nowhere.`);
  }
  return 0;
}

/** Shows who has a token. */
export async function tokenList(options: TokenOptions): Promise<number> {
  const { tokens: file } = await locate(options);
  const { tokens } = await readTokens(file);
  const shown = tokens.map(({ name, role, createdAtWallMs }) => ({
    name,
    role,
    createdAt: new Date(createdAtWallMs).toISOString(),
  }));
  if (options.json) printJson(shown);
  else if (tokens.length === 0) remark(`nobody has a token (${file})`);
  else {
    const { columns, colours } = standardScreen();
    const head = ["name", "role", "made"].map((text): Cell => ({ text, colour: "dim" }));
    const rows = tokens.map(({ name, role, createdAtWallMs }) => [name, role, stampOf(createdAtWallMs)]);
    print(table([head, ...rows], { width: columns, colours }));
  }
  return 0;
}

/** Takes `name`'s token away. */
export async function tokenRevoke(name: string, options: TokenOptions): Promise<number> {
  const { tokens: file } = await locate(options);
  const left = await revokeToken(file, name);
  if (left === undefined) {
    throw new Failure(`nobody called '${name}' has a token; 'embereye token list' shows who has`);
  }
  if (options.json) printJson({ name, revoked: true });
  else print([`${name}'s token is revoked. A running service refuses it within a second.`]);
  if (!left.some(({ role }) => role === "installer")) remark("no installer token is left");
  return 0;
}
