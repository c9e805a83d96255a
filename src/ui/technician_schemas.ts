/**
 * What the technician's part of the API takes and answers.
 */
import { z } from "zod";
import { boxFactsSchema } from "../bus/messages.ts";

const isoTime = z.iso.datetime();
const level = z.enum(["trace", "debug", "info", "warning", "error", "fatal"]);

/** `GET /box`: the machine itself. Null while the supervisor has not told of it. */
export const boxAnswer = z.object({
  at: isoTime,
  box: boxFactsSchema.nullable(),
  /** How old the facts are, milliseconds. */
  ageMs: z.number().nullable(),
});

/** The query of `GET /watchdog`. */
export const watchdogQuery = z.object({
  /** Only what happened in the last hours. */
  hours: z.coerce.number().positive().max(24 * 366).default(7 * 24),
});

/** `GET /watchdog`: the story, oldest first. */
export const watchdogAnswer = z.object({
  /** What it comes to, in one sentence. */
  summary: z.string(),
  items: z.array(z.object({
    at: isoTime,
    atWallMs: z.number(),
    /** A role was down, the service was started, or anything else. */
    kind: z.enum(["outage", "start", "note"]),
    level: z.enum(["info", "warning", "error"]),
    text: z.string(),
  })),
});
export type WatchdogAnswer = z.infer<typeof watchdogAnswer>;

/** Log records of one answer. */
export const LOG_RECORDS_MAX = 500;

/** The query of `GET /logs`. */
export const logsQuery = z.object({
  /** This level and above. */
  level: level.default("info"),
  /** About this role, or `supervisor`, alone. */
  role: z.string().min(1).max(40).optional(),
  /** The cursor of an earlier answer: only what came after it. */
  after: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(LOG_RECORDS_MAX).default(200),
});
export type LogsQuery = z.infer<typeof logsQuery>;

/** `GET /logs`: oldest first. */
export const logsAnswer = z.object({
  /** For `after`: asks for what comes from now on. */
  cursor: z.string(),
  /** Between the cursor that was given and the first record here some were left out, or it is not known. */
  gap: z.boolean(),
  records: z.array(z.object({
    at: isoTime,
    level,
    /** What it is about: a role, or `supervisor`. */
    role: z.string(),
    text: z.string(),
  })),
});
export type LogsAnswer = z.infer<typeof logsAnswer>;
