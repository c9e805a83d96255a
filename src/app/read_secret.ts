/**
 * Secrets that stand outside the configuration: files that their owner alone can read, and systemd's credentials.
 *
 * Never the command line and never the environment: both are open to whoever can list processes.
 */
import { join } from "node:path";
import type { SecretReference } from "../config/vocabulary.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { Secret } from "../reading/secret.ts";

/** Where systemd puts the credentials of the service. Asked when the process starts: roles give up the environment. */
const CREDENTIALS_FOLDER = Deno.env.get("CREDENTIALS_DIRECTORY");
/** A private key with a long chain has some kilobytes; more is no secret. */
const SECRET_BYTES_MAX = 64 * 1024;

/** Reads one. The fault names the file and the rule, and nothing of the content. */
export function readSecret(
  reference: SecretReference,
  credentialsFolder = CREDENTIALS_FOLDER,
): Result<Secret, string> {
  if ("file" in reference) return readPrivate(reference.file);
  if (credentialsFolder === undefined) {
    return fail(
      `the credential '${reference.credential}' is not there: this process has none (CREDENTIALS_DIRECTORY is not set)`,
    );
  }
  // The service manager made this folder for this service alone, with modes of its own.
  return read(join(credentialsFolder, reference.credential));
}

/** Which file a reference names; for a look whether it has changed. */
export function secretPath(reference: SecretReference): string {
  return "file" in reference ? reference.file : join(CREDENTIALS_FOLDER ?? "/nowhere", reference.credential);
}

/** Reads a file that nobody but its owner can read. */
export function readPrivate(path: string): Result<Secret, string> {
  try {
    const { mode, isFile } = Deno.statSync(path);
    if (!isFile) return fail(`${path} is no file`);
    if (mode !== null && (mode & 0o077) !== 0) {
      return fail(
        `${path} holds a secret and is open to others (mode ${
          (mode & 0o777).toString(8)
        }): chmod 600 ${path}`,
      );
    }
  } catch (error) {
    return fail(`${path} cannot be read: ${wordOf(error)}`);
  }
  return read(path);
}

function read(path: string): Result<Secret, string> {
  try {
    const { size } = Deno.statSync(path);
    if (size > SECRET_BYTES_MAX) {
      return fail(`${path} has ${size} bytes: a secret has ${SECRET_BYTES_MAX} at most`);
    }
    // Editors end a file with a line's end that belongs to no password.
    const text = Deno.readTextFileSync(path).replace(/\r?\n$/, "");
    return text === "" ? fail(`${path} is empty`) : ok(new Secret(text));
  } catch (error) {
    return fail(`${path} cannot be read: ${wordOf(error)}`);
  }
}

/** Why a file cannot be read, in words. */
export function wordOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  return (error as Error).message;
}
