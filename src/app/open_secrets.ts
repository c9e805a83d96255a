/**
 * Whether a configuration file lets other users of the machine read its passwords.
 *
 * The service goes on with them: at three in the morning a camera that is let go would be one that does not see. It is a trouble.
 */
import { inlineSecrets } from "../config/inline_secrets.ts";
import type { Config } from "../config/schema.ts";

/** What is open and how it is closed, in one sentence; undefined where nothing is, or the file cannot be looked at. */
export async function openSecrets(file: string | undefined, config: Config): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const secrets = inlineSecrets(config);
  if (secrets.length === 0) return undefined;
  const mode = await modeOf(file);
  if (mode === undefined || (mode & 0o077) === 0) return undefined;
  const named = secrets.slice(0, 3).join(", ") +
    (secrets.length > 3 ? ` and ${secrets.length - 3} more` : "");
  return `${file} holds ${named} and may be read by others (mode ${
    (mode & 0o777).toString(8)
  }): chmod 600 it, or name ` +
    `{ file: ... } in their place`;
}

async function modeOf(file: string): Promise<number | undefined> {
  try {
    return (await Deno.stat(file)).mode ?? undefined;
  } catch (error) {
    // A file that is gone lets nobody read it; that it is gone is told by whoever watches it.
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
