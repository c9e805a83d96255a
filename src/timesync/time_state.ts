/**
 * Whether the wall clock can be believed: a pure judgement of what the servers say, what the kernel says, and whether the
 * wall clock stepped.
 *
 * Alarms never depend on it. It decides which times people read, and which troubles they see.
 */
import { NO_FAULTY_SERVERS, type ServersState, watchServers } from "./faulty_servers.ts";
import type { KernelClock } from "./kernel_clock.ts";
import type { NtpView } from "./ntp_client.ts";
import { MONOTONIC_DRIFT } from "./ntp_peer.ts";
import { NO_STEPS, type StepState, watchStep } from "./step_watch.ts";
import {
  describeSynchronisation,
  type Synchronisation,
  type UnsynchronisedReason,
} from "./synchronisation.ts";
import type { TimeEffect } from "./time_effect.ts";

/**
 * What the wall clock may be wrong by. At one second the journals of several boxes and cameras still tell what came
 * first: larger and they do not; smaller and a clock that is being bent back to the right time is a trouble.
 */
export const OFFSET_MAX_MS = 1_000;
/** A wall clock that was wrong must come nearer than this part of the limit, or it would come and go at the limit. */
const OFFSET_CLEAR_PART = 0.5;
/**
 * What the kernel may say its error is. The slowest daemon in use looks every 2048 s, in which the kernel's figure grows
 * to 1.02 s: smaller finds it dead while it lives; larger finds a dead one later than after 50 minutes.
 */
export const KERNEL_ERROR_MAX_MS = 1_500;
/**
 * The servers' last word counts until it may be wrong by this much: 5.5 hours at the drift assumed. Larger and times are
 * shown as right that are not; smaller and every failure of the site's line becomes a trouble of time as well.
 */
export const HOLDOVER_ERROR_MAX_MS = 1_000;
/** After the start nothing is said of a clock that nobody has judged yet: network and daemons take up to two minutes. */
export const SETTLE_MS = 120_000;
/** Without time for this long is a trouble. Shorter tells of one lost burst; longer delays what a person must know. */
export const UNSYNCHRONISED_FOR_MS = 30_000;

/** What vouches for true time: monotonic time plus this is UTC. */
export interface VouchedTime {
  readonly utcMinusMonoMs: number;
  /** Bound of its error at `atMs`. */
  readonly errorMs: number;
  /** Monotonic. */
  readonly atMs: number;
}

/** Everything remembered. */
export interface TimeState {
  readonly startedAtMs: number;
  readonly synchronisation: Synchronisation;
  readonly step: StepState;
  readonly servers: ServersState;
  /** What the servers last agreed on. */
  readonly reference: VouchedTime | undefined;
  /** Since when it is unsynchronised. */
  readonly badSinceMs: number | undefined;
  /** The reason that stands as a trouble. */
  readonly told: UnsynchronisedReason["kind"] | undefined;
}

/** One look at everything. */
export interface TimeLook {
  /** Monotonic. */
  readonly atMs: number;
  /** See `wall_offset.ts`; undefined where the machine was too busy to tell. */
  readonly wallOffsetMs: number | undefined;
  readonly ntp: NtpView;
  /** Undefined where the kernel does not tell. */
  readonly kernel: KernelClock | undefined;
}

/** The state at the start of the service. */
export function startTime(nowMs: number): TimeState {
  return {
    startedAtMs: nowMs,
    synchronisation: { kind: "settling" },
    step: NO_STEPS,
    servers: NO_FAULTY_SERVERS,
    reference: undefined,
    badSinceMs: undefined,
    told: undefined,
  };
}

/**
 * Judges one look. To be called about once a second.
 *
 * @param offsetMaxMs What the wall clock may be wrong by; see {@linkcode OFFSET_MAX_MS}.
 */
export function judgeTime(
  before: TimeState,
  look: TimeLook,
  offsetMaxMs = OFFSET_MAX_MS,
): { readonly state: TimeState; readonly effects: readonly TimeEffect[] } {
  const trusted = before.synchronisation.kind === "synchronised";
  const step = watchStep(before.step, look.atMs, look.wallOffsetMs, trusted);
  const servers = watchServers(before.servers, look.atMs, look.ntp);
  const looked = {
    ...before,
    step: step.state,
    servers: servers.state,
    reference: referenceOf(before, look),
  };
  const synchronisation = judge(looked, look, offsetMaxMs);
  const told = tell({ ...looked, synchronisation }, look.atMs);
  return { state: told.state, effects: [...step.effects, ...told.effects, ...servers.effects] };
}

/** What is known of true time after `look`: by the servers, else by a kernel whose clock a daemon keeps; undefined: nothing. */
export function vouchedTime(state: TimeState, look: TimeLook): VouchedTime | undefined {
  if (state.reference !== undefined) return state.reference;
  const { synchronisation, step } = state;
  const wallOffsetMs = look.wallOffsetMs ?? step.wallOffsetMs;
  if (synchronisation.kind !== "synchronised" || wallOffsetMs === undefined) return undefined;
  return { utcMinusMonoMs: wallOffsetMs, errorMs: synchronisation.errorMs, atMs: look.atMs };
}

/** UTC at the monotonic time `monoMs`, with the bound of its error: the farther from when it was vouched for, the larger. */
export function utcAt(
  vouched: VouchedTime,
  monoMs: number,
): { readonly utcMs: number; readonly errorMs: number } {
  return { utcMs: monoMs + vouched.utcMinusMonoMs, errorMs: agedErrorMs(vouched, monoMs) };
}

function referenceOf(
  { reference }: TimeState,
  { ntp: { verdict }, atMs }: TimeLook,
): VouchedTime | undefined {
  if (verdict.kind === "agreed") {
    const { utcMinusMonoMs, errorMs } = verdict.best;
    return { utcMinusMonoMs, errorMs, atMs };
  }
  if (reference === undefined || agedErrorMs(reference, atMs) > HOLDOVER_ERROR_MAX_MS) return undefined;
  return reference;
}

function agedErrorMs(reference: VouchedTime, atMs: number): number {
  return reference.errorMs + MONOTONIC_DRIFT * Math.abs(atMs - reference.atMs);
}

function judge(state: TimeState, look: TimeLook, offsetMaxMs: number): Synchronisation {
  const { kernel, atMs } = look;
  const { reference, synchronisation: was } = state;
  // Where this look lacks it, the remembered one is less than a step away from the present one.
  const wallOffsetMs = look.wallOffsetMs ?? state.step.wallOffsetMs;
  if (reference !== undefined && wallOffsetMs !== undefined) {
    const offsetMs = wallOffsetMs - reference.utcMinusMonoMs;
    const errorMs = agedErrorMs(reference, atMs);
    const wasWrong = was.kind === "unsynchronised" && was.reason.kind === "offset";
    const limitMs = offsetMaxMs * (wasWrong ? OFFSET_CLEAR_PART : 1);
    if (Math.abs(offsetMs) > limitMs) {
      return { kind: "unsynchronised", reason: { kind: "offset", offsetMs, errorMs, limitMs } };
    }
    const by = reference.atMs === atMs ? "servers" : "holdover";
    return { kind: "synchronised", by, offsetMs, errorMs };
  }
  if (kernel?.claimed && kernel.maxErrorMs <= KERNEL_ERROR_MAX_MS) {
    return { kind: "synchronised", by: "kernel", errorMs: kernel.maxErrorMs };
  }
  if (was.kind === "settling" && atMs - state.startedAtMs < SETTLE_MS) return was;
  return { kind: "unsynchronised", reason: reasonOf(look) };
}

function reasonOf({ ntp: { verdict, servers }, kernel }: TimeLook): UnsynchronisedReason {
  if (verdict.kind === "disagree") return { kind: "servers-disagree", spreadMs: verdict.spreadMs };
  if (servers.length > 0) {
    const silent = servers.every(({ state }) => state === "silent" || state === "asking");
    return { kind: silent ? "servers-silent" : "servers-unusable", servers: servers.length };
  }
  if (kernel === undefined) return { kind: "no-source" };
  if (!kernel.claimed) return { kind: "kernel-unsynchronised" };
  return { kind: "kernel-error", maxErrorMs: kernel.maxErrorMs, limitMs: KERNEL_ERROR_MAX_MS };
}

function tell(
  state: TimeState,
  nowMs: number,
): { readonly state: TimeState; readonly effects: readonly TimeEffect[] } {
  const { synchronisation, told } = state;
  const trouble = (active: boolean): TimeEffect => ({
    kind: "trouble",
    code: "time-unsynchronised",
    active,
    detail: describeSynchronisation(synchronisation),
  });
  if (synchronisation.kind !== "unsynchronised") {
    const effects = told === undefined ? [] : [trouble(false)];
    return { state: { ...state, badSinceMs: undefined, told: undefined }, effects };
  }
  const badSinceMs = state.badSinceMs ?? nowMs;
  const { kind } = synchronisation.reason;
  if (kind === told || nowMs - badSinceMs < UNSYNCHRONISED_FOR_MS) {
    return { state: { ...state, badSinceMs }, effects: [] };
  }
  return { state: { ...state, badSinceMs, told: kind }, effects: [trouble(true)] };
}
