/**
 * Which secrets a configuration holds itself, in place of a reference to a file or a credential.
 */
import type { Config } from "./schema.ts";

/** The path of each, e.g. `cameras.door.password`. */
export function inlineSecrets(config: Config): string[] {
  const found: string[] = [];
  const look = (path: string, value: unknown) => {
    if (typeof value === "string" && value !== "") found.push(path);
  };
  for (const { id, password, source } of config.cameras) {
    look(`cameras.${id}.password`, password);
    look(`cameras.${id}.source`, URL.parse(source)?.password);
  }
  for (const target of config.notify.targets) {
    look(`notify.targets.${target.id}.password`, "password" in target ? target.password : undefined);
    look(`notify.targets.${target.id}.secret`, "secret" in target ? target.secret : undefined);
    look(`notify.targets.${target.id}.url`, "url" in target ? URL.parse(target.url)?.password : undefined);
  }
  look("retention.archive.secret", config.retention.archive?.secret);
  return found;
}
