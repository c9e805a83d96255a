/**
 * Every role <-> supervisor: signs of life, metrics and log lines; how all the roles are.
 */
import { z } from "zod";
import { CAMERA_PROCESSES_MAX } from "../../reading/ids.ts";
import { id, processName, text } from "./vocabulary.ts";

/** The role can do its work. */
export const readyMessage = z.object({
  kind: z.literal("ready"),
  /** TCP ports it listens on, by name. */
  ports: z.record(z.string(), z.number().int()).optional(),
});

/** Several times a second: that the role lives, and that it gets on with its work. */
export const heartbeatMessage = z.object({
  kind: z.literal("heartbeat"),
  /** Units of work done since the start: must grow while `pending` is not 0. */
  progress: z.number(),
  /** Work that waits. */
  pending: z.number(),
  queues: z.array(z.object({
    name: z.string().max(60),
    depth: z.number(),
    max: z.number(),
    /** How full it is, 0..1, where the number of those that wait does not tell. */
    level: z.number().min(0).max(1).optional(),
  })).max(32),
});
export type Heartbeat = z.infer<typeof heartbeatMessage>;

/** prom-client's `getMetricsAsJSON()` of one role, every two seconds. */
export const metricsMessage = z.object({
  kind: z.literal("metrics"),
  metrics: z.array(z.unknown()).max(500),
});

/** One log record that the console and the page may show. */
export const logMessage = z.object({
  kind: z.literal("log"),
  atWallMs: z.number(),
  level: z.enum(["trace", "debug", "info", "warning", "error", "fatal"]),
  category: z.string().max(120),
  text,
});
export type LogLine = z.infer<typeof logMessage>;

export const roleStateSchema = z.enum([
  "starting",
  "ready",
  "backing-off",
  "given-up",
  "stopping",
  "stopped",
]);
export type RoleState = z.infer<typeof roleStateSchema>;

/** What the supervisor knows of one role. */
export const roleStatusSchema = z.object({
  role: processName,
  state: roleStateSchema,
  pid: z.number().int().optional(),
  /** Monotonic. When it came into this state. */
  sinceMs: z.number(),
  restarts: z.number(),
  /** Why it last ended, one sentence. */
  lastEnd: text.optional(),
  /** Resident memory; absent while it does not run. */
  residentBytes: z.number().optional(),
  /** Of one core, over the last seconds. */
  cpuPercent: z.number().optional(),
  queues: heartbeatMessage.shape.queues,
  /** Its last lines of output and log, oldest first. */
  lines: z.array(text).max(100),
});
export type RoleStatus = z.infer<typeof roleStatusSchema>;

/** supervisor -> fusion and ui, once a second and on change. */
export const rolesMessage = z.object({ kind: z.literal("roles"), roles: z.array(roleStatusSchema).max(64) });

/** supervisor -> fusion, once a second: what vouches for true time; none where nothing does. */
export const timeMessage = z.object({
  kind: z.literal("time"),
  vouched: z.object({
    /** Monotonic time plus this is UTC, milliseconds. */
    utcMinusMonoMs: z.number(),
    /** Bound of its error at `atMs`. */
    errorMs: z.number().min(0),
    /** Monotonic. */
    atMs: z.number(),
  }).optional(),
});

/** supervisor -> cameras: which cameras are this process's from now on, and what part of their rate goes on to the detector. */
export const cameraShareMessage = z.object({
  kind: z.literal("camera-share"),
  cameraIds: z.array(id).max(256),
  /** Camera processes of the site. */
  shards: z.number().int().min(1).max(CAMERA_PROCESSES_MAX),
});
export const cameraRateMessage = z.object({
  kind: z.literal("camera-rate"),
  factor: z.number().min(0).max(1),
});

/** fleet -> supervisor -> fusion, once a second: who watches which shared cameras now, all of them. Others than those of the configuration are left out. */
export const guardMessage = z.object({
  kind: z.literal("guard"),
  /** Of boxes that are gone: this one watches them, and what it sees counts here. */
  cameraIds: z.array(id).max(256),
  /** Of boxes that are there: this one watches them for their own box, where what it sees counts. */
  borrowed: z.array(id).max(256).default([]),
  /** Of this box: another one watches them. It holds for some seconds only. */
  away: z.array(id).max(256).default([]),
});

/** supervisor -> ui: the newest metrics of every role, and its own. */
export const roleMetricsMessage = z.object({
  kind: z.literal("roleMetrics"),
  role: z.union([processName, z.literal("supervisor")]),
  metrics: z.array(z.unknown()).max(500),
});

/** sensors and ui -> supervisor: who holds a TCP port that the role cannot have? The role itself has given up the right to look. */
export const portAskMessage = z.object({
  kind: z.literal("portAsk"),
  host: z.string().max(64),
  port: z.number().int().min(1).max(65_535),
});
/** The answer; no holder where that cannot be seen. */
export const portHolderMessage = z.object({
  kind: z.literal("portHolder"),
  holder: z.string().max(300).optional(),
});
