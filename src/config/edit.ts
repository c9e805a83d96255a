/**
 * Changes the text of a configuration and keeps the rest of it, the installer's comments above all.
 */
import { type Document, isMap, isSeq, parseDocument } from "yaml";
import { fail, ok, type Result } from "../reading/result.ts";
import { SECRET_SHOWN, withSecretsOf } from "./diff.ts";
import type { ConfigFault } from "./load.ts";

/** As deep as any key of a configuration lies; a patch that goes deeper names none. */
const DEPTH_MAX = 12;

type Path = readonly (string | number)[];

/**
 * Applies a merge patch (RFC 7396: null takes a key away) to `text`. A list of entries with ids may be patched by an object of
 * ids: `{"zones": {"boiler": {"limits": {"criticalC": 70}}}}` changes one zone, a new id adds an entry, null takes it away.
 */
export function patchText(text: string, patch: unknown): Result<string, readonly ConfigFault[]> {
  const document = parseDocument(text.trim() === "" ? "{}" : text, { uniqueKeys: true, stringKeys: true });
  if (document.errors.length > 0) {
    return fail([{ path: "", message: document.errors[0].message.split("\n", 1)[0] }]);
  }
  if (!isRecord(patch)) return fail([{ path: "", message: "a patch is an object of the keys to change" }]);
  const faults: ConfigFault[] = [];
  merge(document, [], patch, faults);
  return faults.length > 0 ? fail(faults) : ok(String(document));
}

/** `text` with every secret that it was shown without given back from `known`, a configuration's value. */
export function restoreSecrets(text: string, known: unknown): string {
  if (!text.includes(SECRET_SHOWN)) return text;
  const document = parseDocument(text, { uniqueKeys: true, stringKeys: true });
  if (document.errors.length > 0) return text;
  const value: unknown = document.toJS();
  replaceWhereDifferent(document, [], value, withSecretsOf(known, value));
  return String(document);
}

function merge(document: Document, path: Path, patch: Record<string, unknown>, faults: ConfigFault[]): void {
  if (path.length > DEPTH_MAX) {
    faults.push({ path: path.join("."), message: "no key of a configuration lies so deep" });
    return;
  }
  const target = path.length === 0 ? document.contents : document.getIn(path, false);
  if (isSeq(target)) return mergeList(document, path, patch, faults);
  for (const [key, value] of Object.entries(patch)) {
    const at = [...path, key];
    if (value === null) document.deleteIn(at);
    else if (!isRecord(value)) document.setIn(at, document.createNode(value));
    else {
      const present = document.getIn(at, false);
      if (isMap(present) || isSeq(present)) merge(document, at, value, faults);
      else document.setIn(at, document.createNode(withoutNulls(value)));
    }
  }
}

function mergeList(
  document: Document,
  path: Path,
  patch: Record<string, unknown>,
  faults: ConfigFault[],
): void {
  for (const [id, value] of Object.entries(patch)) {
    const list = document.getIn(path, false);
    const place = isSeq(list) ? list.items.findIndex((item) => isMap(item) && item.get("id") === id) : -1;
    if (value === null) {
      if (place >= 0) document.deleteIn([...path, place]);
      else faults.push({ path: `${path.join(".")}[${id}]`, message: "there is no such entry to take away" });
    } else if (!isRecord(value)) {
      faults.push({
        path: `${path.join(".")}[${id}]`,
        message: "an entry is an object of the keys to change",
      });
    } else if (place >= 0) merge(document, [...path, place], value, faults);
    else document.addIn(path, document.createNode({ id, ...withoutNulls(value) as object }));
  }
}

function replaceWhereDifferent(document: Document, path: Path, from: unknown, to: unknown): void {
  if (Array.isArray(from) && Array.isArray(to)) {
    return from.forEach((entry, i) => replaceWhereDifferent(document, [...path, i], entry, to[i]));
  }
  if (isRecord(from) && isRecord(to)) {
    for (const key of Object.keys(from)) replaceWhereDifferent(document, [...path, key], from[key], to[key]);
    return;
  }
  if (from !== to) document.setIn(path, to);
}

/** What a patch adds anew has nothing that a null could take away. */
function withoutNulls(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, entry]) => entry !== null).map((
      [key, entry],
    ) => [key, withoutNulls(entry)]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
