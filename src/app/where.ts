/**
 * Where the box is that a command asks about: its folders on this machine, and the address of its page.
 */
import { join } from "node:path";
import { checkConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { jsonOf } from "../store/stored_json.ts";
import { Failure } from "./failure.ts";
import { rememberedPort } from "./listen.ts";
import { type Paths, pathsOf } from "./paths.ts";
import { trustCertificate } from "./page_client.ts";
import { wordOf } from "./read_secret.ts";
import { loadTls } from "./tls_files.ts";
import { UsageError } from "./usage_error.ts";

/** Where the service keeps its state unless it is told otherwise. */
export const STATE_DEFAULT = "/var/lib/embereye";
const RUN_DEFAULT = "/run/embereye";

/** What the command line says. */
export interface WhereOptions {
  readonly state: string;
  /** Where absent: `run` in the state folder, as a demo has it, else where the service has it. */
  readonly run?: string;
}

/** The paths of the box. Throws where the state folder is missing or may not be looked into. */
export async function locate(options: WhereOptions): Promise<Paths> {
  const { state } = options;
  await look(state, async () => {
    // Asking for one entry is enough to learn whether the folder is there and open to us.
    for await (const _ of Deno.readDir(state)) break;
  });
  return await place(options);
}

/** The paths of the box, whether it is there or not. */
export async function place({ state, run }: WhereOptions): Promise<Paths> {
  if (run !== undefined) return pathsOf(state, run);
  const own = join(state, "run");
  return pathsOf(state, await exists(join(own, "config.json")) ? own : RUN_DEFAULT);
}

async function look(state: string, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(`there is no state folder ${state}: name it with --state`);
    }
    if (error instanceof Deno.errors.NotADirectory) throw new UsageError(`${state} is no folder`);
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new Failure(
        `${state} cannot be read: permission denied; run this as root or as the service's user`,
      );
    }
    throw new Failure(`${state} cannot be read: ${wordOf(error)}`);
  }
}

/** The configuration that the service runs with, or why it is not known. */
export async function runningConfig(paths: Paths): Promise<Result<Config, string>> {
  let text: string;
  try {
    text = await Deno.readTextFile(paths.config);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return fail(
        `there is no ${paths.config}: the service has not run, or its run folder is another (--run)`,
      );
    }
    return fail(`${paths.config} cannot be read: ${wordOf(error)}`);
  }
  const checked = checkConfig(jsonOf(text));
  return checked.ok ? checked : fail(`${paths.config} is no configuration that this version understands`);
}

/** The address of the page on this machine, or why it is not known. */
export async function pageAddress(paths: Paths): Promise<Result<string, string>> {
  const config = await runningConfig(paths);
  if (!config.ok) return config;
  const { host, port, tls } = config.value.page;
  const known = port !== 0 ? port : await rememberedPort(paths.port("ui"));
  if (known === 0) return fail(`no port of the page is known: ${paths.port("ui")} does not name one`);
  if (tls === "off") return ok(`http://${typable(host)}:${known}`);
  // The box's own certificate stands in the state folder: whoever may read that need not believe anybody else.
  for (const setting of [tls, "self-signed" as const]) {
    const loaded = loadTls(setting, paths);
    if (loaded.ok) trustCertificate(loaded.value.certificate);
  }
  return ok(`https://${typable(host)}:${known}`);
}

/** An address under which this machine reaches what listens on `host`. */
function typable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    // What cannot be looked at is nothing that could be used.
    return false;
  }
}
