/**
 * `embereye firewall`: the kernel's firewall from the configuration, for those who may change it.
 */
import {
  comparableListing,
  renderNftables,
  renderRemoval,
  TABLE,
  unguardable,
} from "../firewall/nftables.ts";
import type { Config } from "../config/schema.ts";
import { describeFileFaults, parseConfig } from "../config/load.ts";
import { readConfigFile } from "./config_file.ts";
import { Failure } from "./failure.ts";
import { print, printJson, remark, write } from "./terminal.ts";
import { rememberedPort } from "./listen.ts";
import { UsageError } from "./usage_error.ts";
import { locate, runningConfig, type WhereOptions } from "./where.ts";

/** What the command line says. */
export interface FirewallOptions extends WhereOptions {
  /** A file, in place of the running configuration. */
  readonly config?: string;
  readonly json?: boolean;
}

/** What the service is started with where it does not run yet. */
const CONFIG_DEFAULT = "/etc/embereye/embereye.yaml";

/** Prints the ruleset. Needs no rights. */
export async function firewallRender(options: FirewallOptions): Promise<number> {
  write((await rulesOf(options)).rules);
  return 0;
}

/** Puts the ruleset in force in one step, in place of an earlier one. */
export async function firewallApply(options: FirewallOptions): Promise<number> {
  const { rules, source } = await rulesOf(options);
  await nft(["-f", "-"], rules);
  if (options.json) printJson({ table: TABLE, applied: true });
  else print([`The table inet ${TABLE} is in force as ${source} says.`]);
  return 0;
}

/** Whether the kernel's ruleset is what the configuration says. Exit code 1 where not. */
export async function firewallCheck(options: FirewallOptions): Promise<number> {
  const { rules, source } = await rulesOf(options);
  const state = await kernelState(rules);
  if (options.json) printJson({ table: TABLE, state });
  else {
    print([
      state === "as-configured"
        ? `The table inet ${TABLE} is in force and as ${source} says.`
        : state === "absent"
        ? `There is no table inet ${TABLE}: the kernel lets everybody through to the service's own gate.`
        : `The table inet ${TABLE} is in force, but not as ${source} says.`,
    ]);
    if (state !== "as-configured") remark("'embereye firewall apply' puts it in force");
  }
  return state === "as-configured" ? 0 : 1;
}

/** How the table in force stands to `rules`. Throws a {@linkcode Failure} where that cannot be seen. */
export async function kernelState(rules: string): Promise<"as-configured" | "different" | "absent"> {
  const inForce = await listing();
  if (inForce === undefined) return "absent";
  return inForce === await wantedListing(rules) ? "as-configured" : "different";
}

/** Takes the table away. That there is none is fine. */
export async function firewallRemove(options: Pick<FirewallOptions, "json">): Promise<number> {
  await nft(["-f", "-"], renderRemoval());
  if (options.json) printJson({ table: TABLE, removed: true });
  else print([`There is no table inet ${TABLE} any more; other tables are as they were.`]);
  return 0;
}

async function rulesOf(
  options: FirewallOptions,
): Promise<{ readonly rules: string; readonly source: string }> {
  const { config, source } = await configOf(options);
  const unknown = unguardable(config);
  if (unknown.length > 0) {
    throw new UsageError(
      `${
        unknown.join(" and ")
      } must be a fixed port: the kernel's firewall cannot guard one that the system chooses anew`,
    );
  }
  return { rules: renderNftables(config), source };
}

/** The file that is named; else what the service runs with, its chosen ports filled in; else what it is started with. */
async function configOf(
  options: FirewallOptions,
): Promise<{ readonly config: Config; readonly source: string }> {
  if (options.config !== undefined) {
    return { config: await fromFile(options.config), source: options.config };
  }
  const paths = await locate(options).catch((error) => {
    if (!(error instanceof Failure) && !(error instanceof UsageError)) throw error;
    return undefined;
  });
  const running = paths === undefined ? undefined : await runningConfig(paths);
  if (paths === undefined || running?.ok !== true) {
    return { config: await fromFile(CONFIG_DEFAULT), source: CONFIG_DEFAULT };
  }
  const { sensorPort, page } = running.value;
  const port = async (name: string, set: number) => set !== 0 ? set : await rememberedPort(paths.port(name));
  const config = {
    ...running.value,
    sensorPort: { ...sensorPort, port: await port("sensors", sensorPort.port) },
    page: { ...page, port: await port("ui", page.port) },
  };
  return { config, source: `the running configuration (${paths.config})` };
}

async function fromFile(file: string): Promise<Config> {
  const parsed = parseConfig(await readConfigFile(file));
  if (!parsed.ok) throw new UsageError(`${file} is refused:\n${describeFileFaults(parsed.fault)}`);
  return parsed.value;
}

/** The table in force in a form that can be compared; undefined where there is none. */
async function listing(): Promise<string | undefined> {
  const tables = JSON.parse(await nft(["-j", "list", "tables"])) as {
    readonly nftables: readonly { readonly table?: { readonly family: string; readonly name: string } }[];
  };
  if (!tables.nftables.some(({ table }) => table?.family === "inet" && table.name === TABLE)) {
    return undefined;
  }
  return comparableListing(await nft(["-j", "list", "table", "inet", TABLE]));
}

/** The table as the kernel would list it. Tried in a network of its own, where nobody's packets are. */
async function wantedListing(rules: string): Promise<string> {
  const script = `nft -f - && nft -j list table inet ${TABLE}`;
  return comparableListing(await run("unshare", ["--net", "sh", "-c", script], rules));
}

function nft(args: readonly string[], input = ""): Promise<string> {
  return run("nft", args, input);
}

/** Runs a program of the system. Throws a {@linkcode Failure} that says what to do. */
async function run(program: string, args: readonly string[], input: string): Promise<string> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, { args: [...args], stdin: "piped", stdout: "piped", stderr: "piped" })
      .spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const from = program === "nft" ? "nftables" : "util-linux";
    throw new Failure(`the program ${program} is not installed: apt install ${from}`);
  }
  const writing = feed(child.stdin, input);
  const [{ success, stdout, stderr }] = await Promise.all([child.output(), writing]);
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  const reason = decoder.decode(stderr).trim().split("\n").slice(0, 5).join("; ");
  if (/not permitted|permission denied|must be root/i.test(reason)) {
    throw new Failure(`${program} may not touch the kernel's firewall (${reason}): run this as root`);
  }
  throw new Failure(`${program} failed: ${reason || "it gave no reason"}`);
}

async function feed(stdin: WritableStream<Uint8Array>, text: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch (error) {
    // It ended before it had read all: its exit code and its words say why.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
