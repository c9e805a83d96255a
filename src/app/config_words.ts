/**
 * What the keeper of the configuration is made of, and the words in which it answers.
 */
import type { ConfigAct, ConfigAnswer, ConfigState } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import { patchText, restoreSecrets } from "../config/edit.ts";
import { type ConfigFault, describeFaults } from "../config/load.ts";
import type { MachineRoom } from "../config/room_check.ts";
import type { Config } from "../config/schema.ts";
import type { Vitals } from "../config/trial_state.ts";
import type { Usual } from "../config/usual.ts";
import { wiringOf } from "../config/wiring.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { inEnglish } from "../reading/in_english.ts";
import type { Saying } from "../reading/saying.ts";
import type { ChangeSource } from "../store/config_store.ts";
import type { ConfigMemory, Remembered } from "./config_memory.ts";
import type { ConfigTrouble } from "./config_troubles.ts";

/** What the keeper needs. None of these may throw. */
export interface KeeperParts {
  readonly clock: Clock;
  readonly memory: ConfigMemory;
  readonly remembered: Remembered;
  readonly usual: Usual;
  /** Puts `after` in force where `before` was; resolves when all roles have it. */
  rewire(before: Config, after: Config): Promise<void>;
  /** What the machine has. */
  room(): MachineRoom;
  /** What is wrong with the TCP ports that `after` names and `before` does not. */
  ports(before: Config, after: Config): readonly ConfigFault[];
  /** Tells fusion of a trouble, or of its end. */
  fault(fault: ConfigTrouble): void;
  /** A line for the journal. */
  note(said: Saying, by?: string): void;
  /** What runs has changed. */
  told(state: ConfigState): void;
  log(level: "info" | "warning" | "error", text: string): void;
}

/** The message that has fusion write a line into the journal. */
export function noteOf(said: Saying, by: string | undefined) {
  return { kind: "note", text: inEnglish(said).slice(0, 1_900), said, by } as const;
}

/** Who changes what, and why. */
export interface Change {
  readonly by: string;
  readonly source: ChangeSource;
  readonly reason: string;
}

/** What a request came to. */
export interface Done extends Partial<Pick<ConfigAnswer, "changes">> {
  readonly ok: boolean;
  readonly code?: string;
  readonly message: string;
  readonly faults?: readonly ConfigFault[];
}

/** Where a copy comes from that has no number. */
export const COPY: Change = { by: "box", source: "box", reason: "the copy of the last good configuration" };
/** Runs without a trial. */
export const NO_TRIAL = {
  kind: "apply",
  lengthMs: 0,
  mustConfirm: false,
  scope: { zonesTouched: [], added: [] },
} as const;

/** Who is behind what the box starts with. */
export function originOf(origin: "file" | "history" | "copy"): Change {
  return origin === "copy" ? COPY : { by: "file", source: "file", reason: "read at a start" };
}

/** A refusal because there is no such version. */
export function unknownVersion(version: number): Done {
  return { ok: false, code: "unknown-version", message: `there is no version ${version}` };
}

/** A refusal with all that is wrong. */
export function refusedFor(faults: readonly ConfigFault[]): Done {
  return { ok: false, code: "config-refused", message: describeFaults(faults), faults };
}

/** The text that a change means, given the one that runs. */
export function wantedText(
  act: ConfigAct & { act: "apply" },
  running: string,
  config: Config,
): Result<string, readonly ConfigFault[]> {
  if ((act.text === undefined) === (act.patch === undefined)) {
    return fail([{ path: "", message: "a change is either a whole text or a patch" }]);
  }
  return act.text === undefined ? patchText(running, act.patch) : ok(restoreSecrets(act.text, config));
}

/** Why a change must wait for the end of an alarm; undefined where it need not. */
export function heldByAlarm(before: Config, after: Config, vitals: Vitals | undefined): string | undefined {
  return outputsHeld(before, after, vitals) ?? masksHeld(before, after, vitals);
}

/** A mask over a fire would take its cause away: the alarm could be reset while it burns. */
function masksHeld(before: Config, after: Config, vitals: Vitals | undefined): string | undefined {
  for (const { alarmId, zoneId } of vitals?.alarms ?? []) {
    for (const list of ["sensors", "cameras"] as const) {
      for (const one of before[list]) {
        const next = after[list].find(({ id }) => id === one.id);
        if (one.zone !== zoneId || next === undefined || looked(one) === looked(next)) continue;
        return `what '${one.id}' looks at (masks, region) is not changed while an alarm stands (${alarmId} in ${zoneId}): ` +
          "reset it first";
      }
    }
  }
  return undefined;
}

/** What of its picture is looked at, to be compared. */
function looked({ masks, region }: Pick<Config["cameras"][number], "region"> & { masks: unknown }): string {
  return JSON.stringify([masks, region]);
}

/** Why a change must wait: sirens that may be sounding are not taken away or exchanged under an alarm. */
export function outputsHeld(before: Config, after: Config, vitals: Vitals | undefined): string | undefined {
  const first = vitals?.alarms[0];
  if (first === undefined || wiringOf("outputs", before, after) !== "restart") return undefined;
  return `the outputs are not changed while an alarm stands (${first.alarmId} in ${first.zoneId}): reset it first`;
}
