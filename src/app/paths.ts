/**
 * Where things are on disk: one place that knows every file and socket name.
 */
import { join } from "node:path";
import type { RoleName } from "../reading/ids.ts";

/**
 * A Unix socket's path may be 107 bytes long (`sun_path` of unix(7)); the longest socket name here takes 16 of them.
 */
const RUN_PATH_BYTES_MAX = 90;

/** The folders and files of one running box. */
export interface Paths {
  /** What must survive a reboot: databases, latches, tokens, logs. */
  readonly state: string;
  /** What belongs to this run: sockets, process ids, the checked configuration. */
  readonly run: string;
  readonly logs: string;
  /** The configuration as the supervisor checked it, for the roles. */
  readonly config: string;
  readonly eventsDatabase: string;
  /** What waits to be told to people away from the box. */
  readonly outboxDatabase: string;
  /** What waits to be told to the other boxes of the site. */
  readonly fleetDatabase: string;
  /** How far the archive has come. */
  readonly archive: string;
  /** What each sensor usually sees, a file for each. */
  readonly baselines: string;
  /** The name by which other machines know this box. */
  readonly boxId: string;
  /** Every version of the configuration. */
  readonly configDatabase: string;
  /** The last good configuration as a plain file, for when its database is lost. */
  readonly configCopy: string;
  readonly sensorsDatabase: string;
  /** Who did what. */
  readonly auditDatabase: string;
  /** What temperatures, inputs and metrics were; nothing that protects needs it. */
  readonly historyDatabase: string;
  /** Latched output state. */
  readonly latch: string;
  readonly tokens: string;
  /** The certificate that the box has made for itself. */
  readonly tls: string;
  /** Results of the audits, one file for each kind. */
  readonly audits: string;
  /** Known vulnerabilities that somebody has brought, a file for each ecosystem. */
  readonly advisories: string;
  /** What processes left behind that ended unexpectedly. */
  readonly crashes: string;
  /** Hashes of the sessions of people who are signed in. */
  readonly sessions: string;
  /** When each token and PIN was last used. */
  readonly lastUse: string;
  /** Tokens of devices; the command line alone writes them. */
  readonly deviceTokens: string;
  /** When each of them was used last; the sensors role alone writes it. */
  readonly deviceTokenUses: string;
  /** Models that the site has brought: files, and a manifest of their own. */
  readonly models: string;
  /** Names the model that worked last. */
  readonly modelInUse: string;
  /** What each camera's view looks like when all is well. */
  readonly views: string;
  /** How each camera's view looked when it was last as it should be. */
  readonly viewPictures: string;
  /** Pictures of evidence, one folder for each alarm. */
  readonly evidence: string;
  readonly watchdogLog: string;
  /** The shares of the machine that the processes were given. */
  readonly resources: string;
  /** The boot of the machine whose reset by the hardware watchdog has been told. */
  readonly toldReset: string;
  /** Levels of simulated output lines. */
  readonly simulatedLines: string;
  /** The socket a role listens on. */
  socket(role: RoleName | "supervisor"): string;
  /** Remembers the TCP port that a role was given when its configuration says 0. */
  port(name: string): string;
}

/** The paths of a box with the given folders. */
export function pathsOf(state: string, run: string): Paths {
  return {
    state,
    run,
    logs: join(state, "logs"),
    config: join(run, "config.json"),
    eventsDatabase: join(state, "events.db"),
    outboxDatabase: join(state, "outbox.db"),
    fleetDatabase: join(state, "fleet.db"),
    archive: join(state, "archive.json"),
    baselines: join(state, "baselines"),
    boxId: join(state, "box-id"),
    configDatabase: join(state, "config.db"),
    configCopy: join(state, "config-good.yaml"),
    sensorsDatabase: join(state, "sensors.db"),
    auditDatabase: join(state, "audit.db"),
    historyDatabase: join(state, "history.db"),
    latch: join(state, "latch"),
    tokens: join(state, "tokens.json"),
    tls: join(state, "tls"),
    audits: join(state, "audits"),
    advisories: join(state, "advisories"),
    crashes: join(state, "crashes"),
    sessions: join(state, "sessions.json"),
    lastUse: join(state, "last-use.json"),
    deviceTokens: join(state, "device_tokens.json"),
    deviceTokenUses: join(state, "device_token_uses.json"),
    models: join(state, "models"),
    modelInUse: join(state, "model.json"),
    views: join(state, "views"),
    viewPictures: join(state, "view-pictures"),
    evidence: join(state, "evidence"),
    watchdogLog: join(state, "logs", "watchdog.log"),
    resources: join(run, "resources.json"),
    toldReset: join(state, "told-reset"),
    simulatedLines: join(run, "lines"),
    socket: (role) => join(run, `${role}.sock`),
    port: (name) => join(run, `${name}.port`),
  };
}

/**
 * Makes the folders, readable by this user alone. Throws where that is not possible for the two that all others lie in.
 *
 * @returns a sentence for each other one that cannot be had: whoever writes there has it as a trouble, and sirens sound without.
 */
export async function makeFolders(paths: Paths): Promise<string[]> {
  for (const folder of [paths.state, paths.run]) await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const faults: string[] = [];
  for (const folder of [paths.logs, paths.latch, paths.simulatedLines]) {
    try {
      await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      faults.push(`${folder} cannot be used: ${(error as Error).message}`);
    }
  }
  return faults;
}

/**
 * Why the service cannot have its folders where they are, undefined: it can. Under /dev Deno gives files only to who may do everything, and
 * no role may: each would end itself at its start, for ever.
 */
export async function whyNotThere({ state, run }: Pick<Paths, "state" | "run">): Promise<string | undefined> {
  for (const [option, folder] of [["--state", state], ["--run", run]]) {
    if (`${await Deno.realPath(folder)}/`.startsWith("/dev/")) {
      return `the folder ${folder} lies in /dev, where its roles may not read: choose another one with ${option}`;
    }
  }
  return undefined;
}

/** Whether sockets fit in `run`; see unix(7). */
export function fitsSockets(run: string): boolean {
  return new TextEncoder().encode(run).length <= RUN_PATH_BYTES_MAX;
}
