/**
 * What all roles have in common: the link to the supervisor, heartbeats, metrics, logs, and an orderly end.
 */
import { getLogger, type Logger } from "@logtape/logtape";
import { Link } from "../bus/link.ts";
import { heapAskMessage, reconfigureMessage, rolesMessage, type RoleStatus } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import { systemClock } from "../clock/system_clock.ts";
import { checkConfig, describeFaults } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { configureLogging } from "../ops/log.ts";
import { createMetrics, exportMetrics, type RoleMetrics } from "../ops/metrics.ts";
import { type ProcessName, roleOf } from "../reading/ids.ts";
import { HeapWatch } from "./heap_watch.ts";
import { LiveConfig } from "./live_config.ts";
import { type Paths, pathsOf } from "./paths.ts";
import { dropPermissions, neededPermissions } from "./permissions.ts";

/**
 * Time between heartbeats. The supervisor allows several seconds of silence, so a few may be late; more often would
 * only cost processor time in five processes.
 */
const HEARTBEAT_MS = 250;
/** Time between metric reports: what `/metrics` shows is at most this old. */
const METRICS_MS = 2_000;
/**
 * How long the supervisor may be away before that counts as lost. A new supervisor replaces its roles, so a live role
 * that waits this long is an orphan.
 */
const SUPERVISOR_LOST_MS = 3_000;
/** Log records that may wait for the supervisor's link; more are left to the role's own log file. */
const FORWARD_BYTES_MAX = 256 * 1024;

/** Messages of the supervisor kept while a role starts; it sends a handful. */
const EARLY_MESSAGES_MAX = 64;

/** What a role tells of its work with each heartbeat. */
export interface Work {
  /** Units of work done so far; must grow while `pending` is not 0. */
  progress: number;
  pending: number;
  queues: { name: string; depth: number; max: number; level?: number }[];
}

/** What a role is given to live on. */
export interface RoleContext {
  /** Which process this is: of some roles there may be several. */
  readonly process: ProcessName;
  readonly config: Config;
  readonly paths: Paths;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: RoleMetrics;
  /** Aborted when the role must end. */
  readonly signal: AbortSignal;
  /** Says that the role can do its work, and on which TCP ports. */
  ready(ports?: Record<string, number>): void;
  /** Sends `message` to the supervisor; false where it is not there to take it. */
  tell(message: unknown): boolean;
  /** Whether the supervisor has been gone for longer than a restart of it takes. */
  supervisorLost(): boolean;
}

/** What a role's own code provides. */
export interface RoleBody {
  /** What it is doing, asked for with each heartbeat. */
  work(): Work;
  /** The state of all roles, as the supervisor tells it. */
  roles?(roles: readonly RoleStatus[]): void;
  /** The configuration is another one, and differs only in what this role takes while it works. */
  reconfigure?(config: Config): void;
  /** Any other message of the supervisor. */
  message?(message: { kind: string }): void;
  /** Ends in an orderly way. */
  stop(): Promise<void> | void;
}

/** Runs a role in this process until it is told to stop. */
export async function runRole(
  process: ProcessName,
  folders: { readonly state: string; readonly run: string },
  start: (context: RoleContext) => Promise<RoleBody>,
): Promise<void> {
  const clock = systemClock();
  const paths = pathsOf(folders.state, folders.run);
  const config = await readConfig(paths);
  const heap = new HeapWatch(clock);
  dropPermissions(neededPermissions(roleOf(process), config));
  const abort = new AbortController();
  const metrics = createMetrics();
  let running: RoleBody | undefined = undefined as RoleBody | undefined;
  /** What the supervisor said while the role was still starting. */
  const early: { kind: string }[] = [];
  let lostSinceMs: number | undefined = clock.monotonicMs();
  let readyMessage: { kind: "ready"; ports?: Record<string, number> } | undefined;

  const link = new Link({
    clock,
    connect: () => Deno.connect({ transport: "unix", path: paths.socket("supervisor") }),
    opened: (channel) => {
      lostSinceMs = undefined;
      channel.send({ kind: "hello", role: process, pid: Deno.pid });
      if (readyMessage !== undefined) channel.send(readyMessage);
      void live.look();
    },
    handlers: {
      closed: () => lostSinceMs ??= clock.monotonicMs(),
      message: (message) => {
        const roles = rolesMessage.safeParse(message);
        if (roles.success) return running?.roles?.(roles.data.roles);
        if (reconfigureMessage.safeParse(message).success) return void live.look();
        const asked = heapAskMessage.safeParse(message);
        if (asked.success) return void tellHeap(asked.data.seconds);
        if (!hasKind(message)) return;
        if (running !== undefined) running.message?.(message);
        else if (early.length < EARLY_MESSAGES_MAX) early.push(message);
      },
    },
  });

  const logging = configureLogging({
    role: process,
    level: config.log.level,
    dir: paths.logs,
    clock,
    forward: (line) => {
      if ((link.channel?.waitingBytes ?? 0) < FORWARD_BYTES_MAX) link.send(line);
    },
  });
  const log = getLogger(["embereye", process]);

  const live = new LiveConfig({
    role: roleOf(process),
    config,
    read: () => readConfig(paths),
    take: (changed) => {
      logging.setLevel(changed.log.level);
      running?.reconfigure?.(changed);
      log.info("the configuration was changed while running");
    },
    // The supervisor has checked it. Whatever is wrong here, what was in force goes on.
    failed: (reason) => log.error("the changed configuration could not be taken: {reason}", { reason }),
  });

  const tellHeap = async (seconds: number) => {
    const report = await heap.report(seconds, abort.signal);
    if (report !== undefined) link.send({ kind: "heapReport", report });
  };

  const stopping = () => abort.abort();
  Deno.addSignalListener("SIGTERM", stopping);
  Deno.addSignalListener("SIGINT", stopping);
  const linked = link.run(abort.signal);

  const body = await start({
    process,
    config,
    paths,
    clock,
    log,
    metrics,
    signal: abort.signal,
    ready: (ports) => {
      readyMessage = { kind: "ready", ...(ports === undefined ? {} : { ports }) };
      link.send(readyMessage);
    },
    tell: (message) => link.send(message),
    supervisorLost: () => lostSinceMs !== undefined && clock.monotonicMs() - lostSinceMs > SUPERVISOR_LOST_MS,
  });

  running = body;
  for (const message of early) body.message?.(message);
  void live.working();

  const beat = setInterval(() => link.send({ kind: "heartbeat", ...body.work() }), HEARTBEAT_MS);
  const report = setInterval(async () => {
    link.send({ kind: "metrics", metrics: await exportMetrics(metrics.registry) });
  }, METRICS_MS);

  await new Promise<void>((resolve) =>
    abort.signal.addEventListener("abort", () => resolve(), { once: true })
  );
  clearInterval(beat);
  clearInterval(report);
  await body.stop();
  await linked;
  await logging.close();
  Deno.removeSignalListener("SIGTERM", stopping);
  Deno.removeSignalListener("SIGINT", stopping);
}

async function readConfig(paths: Paths): Promise<Config> {
  const checked = checkConfig(JSON.parse(await Deno.readTextFile(paths.config)));
  if (!checked.ok) {
    throw new Error(`configuration of the supervisor refused: ${describeFaults(checked.fault)}`);
  }
  return checked.value;
}

function hasKind(message: unknown): message is { kind: string } {
  return typeof message === "object" && message !== null && "kind" in message &&
    typeof message.kind === "string";
}
