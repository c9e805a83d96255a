/**
 * The change path of the configuration: what persons and other boxes ask the supervisor for, and what it answers.
 */
import { z } from "zod";
import { id, said, text } from "./vocabulary.ts";

/** A longer text would not fit a message once it is quoted; see `CONFIG_BYTES_MAX` for what is a configuration at all. */
const TEXT_CHARS_MAX = 1_500_000;
/** A trial shorter than this proves nothing: a lost sensor is noticed after 15 s and believed after 20 more. */
export const TRIAL_SECONDS_MIN = 5;
export const TRIAL_SECONDS_MAX = 86_400;

/** What may be asked for. */
export const configActSchema = z.discriminatedUnion("act", [
  z.object({
    act: z.literal("apply"),
    /** The whole configuration, YAML or JSON. One of `text` and `patch`. */
    text: z.string().max(TEXT_CHARS_MAX).optional(),
    /** What is to change of the running one; see `patchText`. */
    patch: z.unknown().optional(),
    reason: text.min(1),
    /** The configuration says how long where absent. */
    trialSeconds: z.number().min(TRIAL_SECONDS_MIN).max(TRIAL_SECONDS_MAX).optional(),
    /** Without a confirmation by the end of the trial the change is rolled back. */
    mustConfirm: z.boolean().default(false),
    /** Only says what would happen. */
    dryRun: z.boolean().default(false),
  }),
  /** The version on trial is good. */
  z.object({ act: z.literal("confirm") }),
  /** Back to the version that was good last, or to `to`. */
  z.object({ act: z.literal("rollback"), to: z.number().int().min(1).optional(), reason: text.min(1) }),
  /** Changes nothing: says what going to a version would change. */
  z.object({ act: z.literal("compare"), version: z.number().int().min(1) }),
]);
export type ConfigAct = z.infer<typeof configActSchema>;

/** Somebody asks the supervisor: the page, or a command at the box's own shell. Answered by one answer of that number. */
export const configRequestMessage = z.object({
  kind: z.literal("configRequest"),
  request: z.number().int(),
  by: z.string().min(1).max(120),
  source: z.enum(["page", "api", "command", "central"]),
  act: configActSchema,
});
export type ConfigRequest = z.infer<typeof configRequestMessage>;

export const configChangeSchema = z.object({
  /** E.g. `zones[boiler].limits.criticalC`. */
  path: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export const configFaultSchema = z.object({ path: z.string(), message: z.string() });

/** What runs. */
export const configStateSchema = z.object({
  version: z.number().int(),
  /** `trial`: it must still prove itself. */
  state: z.enum(["good", "trial"]),
  /** The version that a roll-back leads to. */
  good: z.number().int(),
  author: text,
  reason: text,
  atWallMs: z.number(),
  /** How long its trial still lasts, milliseconds. */
  trialRemainingMs: z.number().optional(),
  mustConfirm: z.boolean().default(false),
  /** The file is not what runs, and why. */
  refused: z.string().max(4_000).optional(),
});
export type ConfigState = z.infer<typeof configStateSchema>;

export const configAnswerMessage = z.object({
  kind: z.literal("configAnswer"),
  request: z.number().int(),
  ok: z.boolean(),
  /** A stable word where refused: `config-refused`, `alarm-stands`, `no-trial`, `unknown-version`, `busy`. */
  code: z.string().max(60).optional(),
  message: z.string().max(8_000),
  state: configStateSchema,
  /** What differs from what ran before, secrets hidden. */
  changes: z.array(configChangeSchema).max(500),
  faults: z.array(configFaultSchema).max(50),
});
export type ConfigAnswer = z.infer<typeof configAnswerMessage>;

/** supervisor -> ui: what runs, once a second while it is on trial, and whenever it changes. */
export const configStateMessage = z.object({ kind: z.literal("configState"), state: configStateSchema });

/** supervisor -> every role: the checked configuration in the run folder is another one, and the role takes it live. */
export const reconfigureMessage = z.object({ kind: z.literal("reconfigure") });

/** fusion -> supervisor, once a second: what stands on the site. */
export const vitalsMessage = z.object({
  kind: z.literal("vitals"),
  /** Pre-alarms and alarms since this fusion's start, before any debouncing. */
  alerts: z.number().int(),
  alarms: z.array(z.object({
    alarmId: id,
    zoneId: id,
    /** It means no fire: a walk test, or a zone out of service. */
    quiet: z.boolean().default(false),
  })).max(1_000),
  /** Ids of the troubles whose cause is present. */
  troubles: z.array(z.string().max(120)).max(1_000),
  /** Sensors that have not delivered since the start, and zones without one that has. */
  unproven: z.array(id).max(3_000),
});

/** supervisor -> fusion: a line for the journal. */
export const noteMessage = z.object({
  kind: z.literal("note"),
  text,
  said,
  by: z.string().max(120).optional(),
  /** The kind of its event: a change of the configuration, or something that the box did by itself. */
  about: z.enum(["config", "note"]).default("config"),
});
