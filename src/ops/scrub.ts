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
/** Members that hold web addresses of others. */
const ADDRESS_NAMES = /url$|hook/i;
/** A web address: its server, and what follows. What follows is often all that one needs to use a hook. */
const WEB_ADDRESS = /\b(https?:\/\/[^\s"'/?#]+)([/?#][^\s"']+)/gi;
/** Shorter paths than this, as `/api/v1`, stand in many a line that has nothing to do with the hook. */
const PATH_LENGTH_MIN = 8;
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

/** @param name What the value stands under. */
function collect(value: unknown, secret: boolean, found: Set<string>, name = ""): void {
  if (typeof value === "string") {
    if (secret) found.add(value);
    if (ADDRESS_NAMES.test(name)) {
      for (const [, , path] of value.matchAll(WEB_ADDRESS)) {
        if (path!.length >= PATH_LENGTH_MIN) found.add(path!);
      }
    }
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
  for (const [key, member] of Object.entries(value)) {
    collect(member, isSecret(value, key, secret), found, Array.isArray(value) ? name : key);
  }
}

/** @param name What the value stands under. */
function replaced(value: unknown, secret: boolean, name = ""): unknown {
  if (typeof value === "string") {
    if (secret) return SHOWN;
    const text = value.replace(USER_INFO, (whole, info: string) => whole.replace(info, SHOWN));
    return ADDRESS_NAMES.test(name) ? text.replace(WEB_ADDRESS, `$1/${SHOWN}`) : text;
  }
  if (Array.isArray(value)) return value.map((member) => replaced(member, secret, name));
  if (typeof value !== "object" || value === null) return secret && value !== undefined ? SHOWN : value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, replaced(member, isSecret(value, key, secret), key)]),
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
