/**
 * `embereye config`: what the box runs with, what it ran with before, and every way to change that.
 */
import { stringify } from "yaml";
import type { ConfigAct, ConfigAnswer } from "../bus/messages.ts";
import { describeChanges, diffConfigs, withoutSecretValues } from "../config/diff.ts";
import { configJsonSchema } from "../config/json_schema.ts";
import { describeFaults, describeFileFaults } from "../config/load.ts";
import { type ConfigVersion, readConfigHistory } from "../store/config_store.ts";
import { describeStoreFault } from "../store/store_fault.ts";
import { auditCommand, userName } from "./audit.ts";
import { configEntry } from "./config_audit.ts";
import { askSupervisor } from "./config_client.ts";
import { checkAll } from "./config_check.ts";
import { readConfigFile } from "./config_file.ts";
import { Failure } from "./failure.ts";
import { stampOf } from "./journal_layout.ts";
import type { Paths } from "./paths.ts";
import { print, printJson, remark, standardScreen } from "./terminal.ts";
import { type Cell, table } from "./text_layout.ts";
import { UsageError } from "./usage_error.ts";
import { writePrivately } from "./write_privately.ts";
import { locate, runningConfig, type WhereOptions } from "./where.ts";

/** What every one of them is told. */
export interface ConfigOptions extends WhereOptions {
  readonly json?: boolean;
}

/** Shows the running configuration, or an older version. */
export async function configShow(version: number | undefined, options: ConfigOptions): Promise<number> {
  const paths = await locate(options);
  if (version !== undefined) {
    const found = versionOf(paths, version);
    const checked = checkAll(found.text);
    if (options.json) {
      printJson({ ...found, text: undefined, config: withoutSecretValues(checked.ok ? checked.value : {}) });
    } else {
      remark(
        `version ${version}, ${
          stampOf(found.atWallMs)
        } by ${found.author}: ${found.reason} (${found.outcomeText})`,
      );
      print(
        lines(checked.ok ? stringify(withoutSecretValues(checked.value)) : describeFaults(checked.fault)),
      );
    }
    return checked.ok ? 0 : 1;
  }
  const config = await runningConfig(paths);
  if (!config.ok) throw new Failure(config.fault);
  const shown = withoutSecretValues(config.value);
  if (options.json) printJson(shown);
  else print(lines(stringify(shown)));
  return 0;
}

/** Shows what differs between the running configuration and a file or an older version. */
export async function configDiff(other: string, options: ConfigOptions): Promise<number> {
  const paths = await locate(options);
  const running = await runningConfig(paths);
  if (!running.ok) throw new Failure(running.fault);
  const text = /^\d+$/.test(other) ? versionOf(paths, Number(other)).text : await readConfigFile(other);
  const checked = checkAll(text);
  if (!checked.ok) throw new UsageError(`${other} is refused:\n${describeFileFaults(checked.fault)}`);
  const changes = diffConfigs(running.value, checked.value);
  if (options.json) printJson(changes);
  else if (changes.length === 0) remark(`nothing differs from what runs`);
  else print(describeChanges(changes));
  return 0;
}

/** Shows the versions, the newest first. */
export async function configHistory(options: ConfigOptions & { readonly limit: number }): Promise<number> {
  const paths = await locate(options);
  const versions = readVersions(paths).reverse().slice(0, options.limit);
  if (options.json) {
    printJson(
      versions.map(({ text: _, ...version }) => ({
        ...version,
        at: new Date(version.atWallMs).toISOString(),
      })),
    );
    return 0;
  }
  const { columns, colours } = standardScreen();
  const head = ["version", "when", "who", "state", "why"].map((text): Cell => ({ text, colour: "dim" }));
  const rows = versions.map(({ version, atWallMs, author, outcome, outcomeText, reason }) => [
    String(version),
    stampOf(atWallMs),
    author,
    outcome,
    `${reason} — ${outcomeText}`,
  ]);
  print(table([head, ...rows], { width: columns, colours }));
  return 0;
}

/** Puts a file in force. */
export async function configApply(
  file: string,
  options: ConfigOptions & {
    readonly reason: string;
    readonly trial?: number;
    readonly mustConfirm?: boolean;
    readonly dryRun?: boolean;
  },
): Promise<number> {
  const { reason, trial, mustConfirm = false, dryRun = false } = options;
  const text = await readConfigFile(file);
  const checked = checkAll(text);
  if (!checked.ok) throw new UsageError(`${file} is refused:\n${describeFileFaults(checked.fault)}`);
  return await askForChange(options, {
    act: "apply",
    text,
    reason,
    mustConfirm,
    dryRun,
    ...(trial === undefined ? {} : { trialSeconds: trial }),
  });
}

/** Ends the trial: the running configuration is good. */
export function configConfirm(options: ConfigOptions): Promise<number> {
  return askForChange(options, { act: "confirm" });
}

/** Goes back to the version that was good last, or to another. */
export function configRollback(
  version: number | undefined,
  options: ConfigOptions & { readonly reason: string },
): Promise<number> {
  const { reason } = options;
  return askForChange(options, {
    act: "rollback",
    reason,
    ...(version === undefined ? {} : { to: version }),
  });
}

/** Writes the running configuration, secrets and all, into a file; one that is there is kept beside it. */
export async function configWrite(file: string, options: ConfigOptions): Promise<number> {
  const paths = await locate(options);
  const text = readVersions(paths).find(({ version }) => version === runningVersion(paths))?.text;
  if (text === undefined) throw new Failure("the running version is not in the history");
  try {
    // Never a moment without a file: a service that is started just then would find none.
    await Deno.copyFile(file, `${file}.before`);
    remark(`the file that was there is ${file}.before`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await writePrivately(file, text);
  remark(`${file} holds the running configuration, passwords included: keep it readable by its owner alone`);
  return 0;
}

/** Prints the JSON Schema for editors. */
export function configSchemaCommand(): number {
  printJson(configJsonSchema());
  return 0;
}

/** Asks the running service for a change, tells what came of it, and notes it in the audit log. */
export async function askForChange(options: ConfigOptions, act: ConfigAct): Promise<number> {
  const paths = await locate(options);
  const answer = await askSupervisor(paths, userName(), act);
  const entry = configEntry(act, answer);
  if (entry !== undefined) await auditCommand(paths, entry);
  if (options.json) printJson({ ...answer, kind: undefined, request: undefined });
  else tell(answer);
  if (answer.ok) return 0;
  return answer.code === "config-refused" ? 2 : 1;
}

function tell({ ok, code, message, changes, state }: ConfigAnswer): void {
  if (!ok) {
    const text = `refused: ${message}`;
    throw code === "config-refused" ? new UsageError(text) : new Failure(text);
  }
  print([...describeChanges(changes), message]);
  if (state.state !== "trial") return;
  const seconds = Math.round((state.trialRemainingMs ?? 0) / 1000);
  remark(
    state.mustConfirm
      ? `unless you say 'embereye config confirm' within ${seconds} s, version ${state.good} comes back`
      : `what goes wrong within ${seconds} s brings version ${state.good} back; 'embereye config confirm' ends the trial now`,
  );
}

function readVersions(paths: Paths): ConfigVersion[] {
  const history = readConfigHistory(paths.configDatabase);
  if (!history.ok) throw new Failure(describeStoreFault(history.fault));
  return [...history.value.versions];
}

function runningVersion(paths: Paths): number {
  const history = readConfigHistory(paths.configDatabase);
  return Number(history.ok ? history.value.memos.get("running") : NaN);
}

function versionOf(paths: Paths, version: number): ConfigVersion {
  const versions = readVersions(paths);
  const found = versions.find((one) => one.version === version);
  if (found !== undefined) return found;
  throw new UsageError(`there is no version ${version}; 'embereye config history' lists them`);
}

function lines(text: string): string[] {
  return text.trimEnd().split("\n");
}
