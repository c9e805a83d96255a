/**
 * Which of the files that a configuration names cannot be read here and now: secrets, certificates, recorded pictures.
 *
 * No reason to refuse it: it may be checked on another machine than its own, or before they are laid there.
 */
import type { ConfigFault } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { readPrivate, wordOf } from "./read_secret.ts";

/** Keys whose values are paths themselves. */
const PATH_KEYS: ReadonlySet<string> = new Set(["certificate", "ca"]);
/** A camera source that plays a file. */
const FILE_SOURCE = /^file:(?=\/)/;

/** Each with the reason. What systemd hands over (`credential`) is not looked for: only the service is given it. */
export function unreadableFiles(config: Config): ConfigFault[] {
  return faultsIn("", "", config);
}

function faultsIn(path: string, key: string, value: unknown): ConfigFault[] {
  if (Array.isArray(value)) return value.flatMap((entry, i) => faultsIn(`${path}[${i}]`, "", entry));
  if (typeof value === "object" && value !== null) {
    if ("file" in value && typeof value.file === "string") return faultOf(path, secretFault(value.file));
    return Object.entries(value).flatMap(([name, entry]) =>
      faultsIn(path === "" ? name : `${path}.${name}`, name, entry)
    );
  }
  if (typeof value !== "string") return [];
  if (PATH_KEYS.has(key)) return faultOf(path, fileFault(value));
  return key === "source" && FILE_SOURCE.test(value)
    ? faultOf(path, fileFault(value.replace(FILE_SOURCE, "")))
    : [];
}

function faultOf(path: string, message: string | undefined): ConfigFault[] {
  return message === undefined ? [] : [{ path, message }];
}

function secretFault(file: string): string | undefined {
  const read = readPrivate(file);
  return read.ok ? undefined : read.fault;
}

function fileFault(file: string): string | undefined {
  try {
    return Deno.statSync(file).isFile ? undefined : `${file} is no file`;
  } catch (error) {
    return `${file} cannot be read: ${wordOf(error)}`;
  }
}
