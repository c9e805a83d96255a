/**
 * Takes secrets out of whatever leaves the box: what the configuration holds under the name of a secret, wherever else it stands.
 */

/** What stands where a secret stood. */
const SHOWN = "[secret]";

/** Names under which a configuration keeps what nobody else may know, and all that stands below them. */
const SECRET_NAMES =
  /pass(word|wd|phrase)?$|secret|token|(^|[^a-z])pin$|credential|private.?key|(api|access|signing|psk|shared|hmac).?key|^key$|^auth(orization)?$/i;
/** What stands beside a secret, below its name, and is none. */
const OPEN_NAMES = /^(user|user.?name|login|id|name|kind|type|role)$/i;
/** `scheme://user:password@host`, as addresses of cameras and servers carry them. */
const USER_INFO = /\b[a-z][a-z0-9+.-]*:\/\/([^\s"'/@]+)@/gi;
/**
 * Shorter values are taken out where they stand in the configuration, but not in other texts: "1" or "ab" stands in every second word
 * and would make them unreadable without hiding anything.
 */
const LENGTH_MIN = 4;

/** The secrets in `config`, longest first: one that contains another goes before it. */
export function secretsOf(config: unknown): string[] {
  const found = new Set<string>();
  collect(config, false, found);
  return [...found].filter((secret) => secret.length >= LENGTH_MIN).sort((a, b) => b.length - a.length);
}

/** `config` with every secret replaced, the names left: a technician sees that one is set. */
export function withoutSecretValues(config: unknown): unknown {
  return replaced(config, false);
}

/** Takes secrets out of texts. */
export class Scrubber {
  readonly #forms: readonly string[];

  constructor(secrets: readonly string[]) {
    // The same secret as JSON, addresses and configuration files write it.
    const forms = new Set(secrets.flatMap((secret) => [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      encodeURI(secret),
      new TextEncoder().encode(secret).toBase64(),
    ]));
    this.#forms = [...forms].filter((form) => form.length >= LENGTH_MIN).sort((a, b) => b.length - a.length);
  }

  /** `text` without secrets, and without what stands before an `@` in an address. */
  text(text: string): string {
    let shown = text.replace(USER_INFO, (whole, info: string) => whole.replace(info, SHOWN));
    for (const form of this.#forms) shown = shown.replaceAll(form, SHOWN);
    // Tokens that a person typed into an address or a command, which no configuration knows.
    return shown.replace(/(\bBearer\s+|[?&](?:token|password|key)=)[^\s"'&]+/gi, `$1${SHOWN}`);
  }
}

/** Whether the member `name` of `holder` is secret, where the holder itself is or is not. */
function isSecret(holder: object, name: string, secret: boolean): boolean {
  if (Array.isArray(holder)) return secret;
  return SECRET_NAMES.test(name) || (secret && !OPEN_NAMES.test(name));
}

function collect(value: unknown, secret: boolean, found: Set<string>): void {
  if (typeof value === "string") {
    if (secret) found.add(value);
    for (const [, info] of value.matchAll(USER_INFO)) {
      // A user's name alone is no secret, and blotted out it would take many a word with it.
      const password = info!.includes(":") ? info!.slice(info!.indexOf(":") + 1) : info!;
      found.add(info!).add(password).add(decoded(password));
    }
    return;
  }
  if (typeof value === "number") {
    if (secret) found.add(String(value));
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    collect(member, isSecret(value, name, secret), found);
  }
}

function replaced(value: unknown, secret: boolean): unknown {
  if (typeof value === "string") {
    return secret ? SHOWN : value.replace(USER_INFO, (whole, info: string) => whole.replace(info, SHOWN));
  }
  if (Array.isArray(value)) return value.map((member) => replaced(member, secret));
  if (typeof value !== "object" || value === null) return secret && value !== undefined ? SHOWN : value;
  return Object.fromEntries(
    Object.entries(value).map((
      [name, member],
    ) => [name, replaced(member, isSecret(value, name, secret))]),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
