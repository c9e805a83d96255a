/**
 * Everything the technician's page is drawn from.
 */
import type { BoxFacts, RoleStatus } from "../../../bus/messages.ts";
import type { Language } from "../../messages/language.ts";
import type { LogsAnswer, WatchdogAnswer } from "../../technician_schemas.ts";
import type { Person } from "../state.ts";

/** Levels by which the log can be filtered. */
export const LEVELS = ["debug", "info", "warning", "error"] as const;
export type Level = typeof LEVELS[number];

/** What the person has chosen. */
export interface TechnicianChoice {
  readonly level: Level;
  /** A role, or empty for everything. */
  readonly about: string;
  readonly follow: boolean;
  /** Whose figures: a role or `box`. */
  readonly of: string;
  /** One of its figures, or empty for what is usual. */
  readonly figure: string;
}

/** The state. */
export interface TechnicianState {
  readonly language: Language;
  readonly timeZone: string;
  /** The box's own times. */
  readonly nowMs: number;
  readonly nowWallMs: number;
  /** How long the box has not answered; undefined while it does. */
  readonly lostForMs: number | undefined;
  readonly person: Person | undefined;
  readonly roles: readonly RoleStatus[] | undefined;
  readonly box: BoxFacts | undefined;
  readonly story: WatchdogAnswer | undefined;
  /** Days that the story covers. */
  readonly storyDays: number;
  /** Undefined until they came; `refused`: the person may not read them. */
  readonly logs:
    | readonly (LogsAnswer["records"][number] & { readonly gapBefore?: boolean })[]
    | "refused"
    | undefined;
  /** What there is a history of; undefined until it came. */
  readonly series: readonly { readonly of: string; readonly name: string }[] | undefined;
  readonly choice: TechnicianChoice;
}
