/**
 * What differs between two configurations, by paths that people use: list entries are found by their ids, not by their places.
 */

/** One difference. `before` is absent for what is new, `after` for what is gone. */
export interface ConfigChange {
  /** E.g. `zones[boiler].limits.criticalC`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Shown in place of what must not be shown; a configuration that comes back with it keeps the secret that it had. */
export const SECRET_SHOWN = "[secret]";
/** Keys whose values are secrets, wherever they stand. */
const SECRET_KEYS: ReadonlySet<string> = new Set(["password", "secret", "token", "pin"]);
/** Addresses that may carry a password. */
const URL_PASSWORD = /^([a-z][a-z0-9+.-]*:\/\/[^/@:\s]*):[^@/\s]*@/i;
/** More lines would not be read, and a replaced file of a thousand sensors must not make a message of megabytes. */
export const CHANGES_MAX = 500;

/** Every difference, secrets hidden, at most {@linkcode CHANGES_MAX}. */
export function diffConfigs(before: unknown, after: unknown): ConfigChange[] {
  const changes: ConfigChange[] = [];
  compare("", before, after, changes);
  return changes.slice(0, CHANGES_MAX);
}

/** One line for each difference: `zones[boiler].limits.criticalC: 60 -> 55`. */
export function describeChanges(changes: readonly ConfigChange[]): string[] {
  return changes.map(({ path, before, after }) => {
    if (before === undefined) return `+ ${path}: ${shown(after)}`;
    if (after === undefined) return `- ${path}: ${shown(before)}`;
    return `  ${path}: ${shown(before)} -> ${shown(after)}`;
  });
}

/** `value` with its secrets hidden. */
export function withoutSecretValues(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((entry) => withoutSecretValues(entry));
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [name, withoutSecretValues(entry, name)]),
    );
  }
  // A secret of digits alone that lost its quotes is a number, and a secret all the same.
  if (SECRET_KEYS.has(key) && value !== undefined && value !== null) return SECRET_SHOWN;
  return typeof value === "string" ? value.replace(URL_PASSWORD, `$1:${SECRET_SHOWN}@`) : value;
}

/** `value` with every {@linkcode SECRET_SHOWN} replaced by what `known` has at the same place. */
export function withSecretsOf(known: unknown, value: unknown): unknown {
  if (Array.isArray(value)) {
    const byId = new Map(Array.isArray(known) ? known.map((entry, i) => [nameOf(entry, i), entry]) : []);
    return value.map((entry, i) => withSecretsOf(byId.get(nameOf(entry, i)), entry));
  }
  if (isRecord(value)) {
    const source = isRecord(known) ? known : {};
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, withSecretsOf(source[key], entry)]),
    );
  }
  if (typeof value !== "string" || !value.includes(SECRET_SHOWN) || typeof known !== "string") return value;
  return value === SECRET_SHOWN || withoutSecretValues(known) === value ? known : value;
}

function compare(path: string, before: unknown, after: unknown, changes: ConfigChange[]): void {
  if (changes.length >= CHANGES_MAX || JSON.stringify(before) === JSON.stringify(after)) return;
  if (Array.isArray(before) && Array.isArray(after)) {
    const names = (list: unknown[]) => new Map(list.map((entry, i) => [nameOf(entry, i), entry]));
    return compareAll(names(before), names(after), (name) => `${path}[${name}]`, changes);
  }
  if (isRecord(before) && isRecord(after)) {
    const entries = (value: Record<string, unknown>) => new Map(Object.entries(value));
    const join = (name: string) => path === "" ? name : `${path}.${name}`;
    return compareAll(entries(before), entries(after), join, changes);
  }
  const key = path.slice(path.lastIndexOf(".") + 1);
  changes.push({
    path,
    ...(before === undefined ? {} : { before: withoutSecretValues(before, key) }),
    ...(after === undefined ? {} : { after: withoutSecretValues(after, key) }),
  });
}

function compareAll(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
  pathOf: (name: string) => string,
  changes: ConfigChange[],
): void {
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    compare(pathOf(name), before.get(name), after.get(name), changes);
  }
}

/** What people call an entry of a list: its id where it has one. */
function nameOf(entry: unknown, place: number): string {
  return isRecord(entry) && typeof entry.id === "string" ? entry.id : String(place);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 200 ? `${text.slice(0, 197)}...` : text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
