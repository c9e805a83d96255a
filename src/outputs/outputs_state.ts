/**
 * What the outputs role knows, and what it says of it: to fusion, to the page, and to the disk.
 */
import type { z } from "zod";
import type { outputsMessage } from "../bus/messages.ts";
import type { AlarmId, OutputId, ZoneId } from "../reading/ids.ts";
import type { LatchedAlarm, OutputKind, OutputState, SirenPattern } from "../reading/output.ts";
import type { LatchContent } from "./latch.ts";
import { isAlarmPattern } from "./pattern.ts";

/** As many as an order may list; more would not fit the messages. */
export const LATCHED_MAX = 1_000;

/** One output as the configuration knows it. */
export interface OutputSpec {
  readonly id: OutputId;
  readonly kind: OutputKind;
  /** For relays: `trouble` is energised for a trouble, and also while fusion is lost. */
  readonly role?: "trouble" | "alarm";
  /** The zones whose alarms hold it on; all where absent. */
  readonly zones?: readonly ZoneId[];
}

/** What the role says of itself to fusion. */
export type OutputsReport = z.infer<typeof outputsMessage>;

/** What the role has counted since its start. */
export interface OutputsCounts {
  readonly ordersAccepted: number;
  /** Orders of an older fusion, or overtaken by a newer one. */
  readonly ordersRefused: number;
  /** Outputs that an order named and the configuration does not. */
  readonly namesUnknown: number;
  /** Orders that no longer listed a latched alarm which nobody has reset. */
  readonly ordersForgetful: number;
  /** Latched alarms beyond {@linkcode LATCHED_MAX} that could not be remembered. */
  readonly alarmsDropped: number;
}

/** Everything the role knows. Made by {@linkcode startOutputs}, changed by `step` of outputs_core.ts alone. */
export interface OutputsCore {
  readonly table: readonly OutputSpec[];
  readonly epoch: number;
  readonly revision: number;
  /** Sirens and beacons in use, by id. */
  readonly patterns: ReadonlyMap<OutputId, SirenPattern>;
  /** Relays ordered on. */
  readonly relays: ReadonlySet<OutputId>;
  readonly latched: readonly LatchedAlarm[];
  readonly released: readonly AlarmId[];
  /** When each pattern began, whole milliseconds: shared, so that all sirens sound in step. */
  readonly sinceMs: Readonly<Record<SirenPattern, number>>;
  /** Lines told to be active. */
  readonly active: ReadonlySet<OutputId>;
  readonly faults: ReadonlyMap<OutputId, string>;
  readonly lastOrderAtMs: number;
  /** No order for `FUSION_LOST_MS`. */
  readonly fusionLost: boolean;
  readonly reportDueMs: number;
  /** What was handed to the disk last, to see whether it changed. */
  readonly saved: string;
  readonly counts: OutputsCounts;
}

/** The role at its start: silent, knowing nothing but its table. */
export function startOutputs(table: readonly OutputSpec[], nowMs: number): OutputsCore {
  return {
    table,
    epoch: 0,
    revision: 0,
    patterns: new Map(),
    relays: new Set(),
    latched: [],
    released: [],
    sinceMs: { "off": 0, "chirp": 0, "temporal-3": 0, "continuous": 0 },
    active: new Set(),
    faults: new Map(),
    lastOrderAtMs: nowMs,
    fusionLost: false,
    reportDueMs: nowMs,
    saved: "",
    counts: { ordersAccepted: 0, ordersRefused: 0, namesUnknown: 0, ordersForgetful: 0, alarmsDropped: 0 },
  };
}

/** What each output is doing. */
export function outputStates(core: OutputsCore): OutputState[] {
  return core.table.map((spec) => {
    const pattern = spec.kind === "relay"
      ? (core.active.has(spec.id) ? "continuous" : "off")
      : core.patterns.get(spec.id) ?? "off";
    const fault = core.faults.get(spec.id);
    return { id: spec.id, kind: spec.kind, on: pattern !== "off", pattern, ...(fault ? { fault } : {}) };
  });
}

/** The message that tells fusion all of it. */
export function outputsReport(core: OutputsCore): OutputsReport {
  return {
    kind: "outputs",
    epoch: core.epoch,
    revision: core.revision,
    outputs: outputStates(core),
    latched: [...core.latched],
    released: [...core.released],
  };
}

/** The part of it that must survive a restart. */
export function latchContent(core: OutputsCore): LatchContent {
  const alarming = [...core.patterns].filter(([, pattern]) => isAlarmPattern(pattern));
  return {
    epoch: core.epoch,
    revision: core.revision,
    sirens: Object.fromEntries(alarming),
    relays: Object.fromEntries([...core.relays].map((id) => [id, true])),
    latched: core.latched,
    released: core.released,
  };
}
