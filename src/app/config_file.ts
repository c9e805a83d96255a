/**
 * Reading the configuration file.
 */
import { CONFIG_BYTES_MAX } from "../config/load.ts";
import { wordOf } from "./read_secret.ts";
import { UsageError } from "./usage_error.ts";

/** The text of `file`. Throws a {@linkcode UsageError} that says what to do where it cannot be read. */
export async function readConfigFile(file: string): Promise<string> {
  try {
    const { size } = await Deno.stat(file);
    if (size > CONFIG_BYTES_MAX) {
      throw new UsageError(`${file} has ${size} bytes, at most ${CONFIG_BYTES_MAX} are allowed`);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(await Deno.readFile(file));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new UsageError(`there is no file ${file}`);
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new UsageError(`${file} cannot be read: permission denied; run as its owner, or change its mode`);
    }
    if (error instanceof Deno.errors.IsADirectory) {
      throw new UsageError(`${file} is a folder, not a configuration`);
    }
    if (error instanceof TypeError) {
      throw new UsageError(
        `${file} is no text in UTF-8: save it in that encoding (iconv -f LATIN1 -t UTF-8)`,
      );
    }
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} cannot be read: ${wordOf(error)}`);
  }
}
