/**
 * The judgement of the wall clock, as a value and in words.
 */
import { unreachable } from "../reading/result.ts";

/** Why the wall clock cannot be believed. */
export type UnsynchronisedReason =
  /** The servers say that it is wrong. */
  | { readonly kind: "offset"; readonly offsetMs: number; readonly errorMs: number; readonly limitMs: number }
  | { readonly kind: "servers-silent"; readonly servers: number }
  /** They answer, with nothing that can be used. */
  | { readonly kind: "servers-unusable"; readonly servers: number }
  | { readonly kind: "servers-disagree"; readonly spreadMs: number }
  /** No server is configured, and no daemon has claimed the clock. */
  | { readonly kind: "kernel-unsynchronised" }
  /** A daemon had claimed the clock, and has not been heard for long. */
  | { readonly kind: "kernel-error"; readonly maxErrorMs: number; readonly limitMs: number }
  /** No server is configured, and this system's kernel does not tell. */
  | { readonly kind: "no-source" };

/** The judgement. */
export type Synchronisation =
  /** Nobody has judged the clock yet, and the box has just started. */
  | { readonly kind: "settling" }
  | {
    readonly kind: "synchronised";
    /** `holdover`: the servers have said it some time ago. */
    readonly by: "servers" | "holdover" | "kernel";
    /** Wall clock less true time; absent where the kernel alone vouches. */
    readonly offsetMs?: number;
    /** Bound of the error of `offsetMs`, or of the kernel's clock. */
    readonly errorMs: number;
  }
  | { readonly kind: "unsynchronised"; readonly reason: UnsynchronisedReason };

/** One sentence with its values, for troubles, the page and `doctor`. */
export function describeSynchronisation(synchronisation: Synchronisation): string {
  switch (synchronisation.kind) {
    case "settling":
      return "nobody has judged the clock yet";
    case "synchronised": {
      const { by, offsetMs, errorMs } = synchronisation;
      if (offsetMs === undefined) return `the kernel's clock is synchronised to within ${ms(errorMs)}`;
      const when = by === "holdover" ? " by the servers' last answers" : "";
      return `the wall clock is right to within ${ms(Math.abs(offsetMs) + errorMs)}${when}`;
    }
    case "unsynchronised":
      return describeReason(synchronisation.reason);
    default:
      return unreachable(synchronisation);
  }
}

function describeReason(reason: UnsynchronisedReason): string {
  switch (reason.kind) {
    case "offset": {
      const direction = reason.offsetMs > 0 ? "ahead" : "behind";
      return `the wall clock is ${ms(Math.abs(reason.offsetMs))} ${direction} of the time servers ` +
        `(they are right to within ${ms(reason.errorMs)}; the limit is ${ms(reason.limitMs)})`;
    }
    case "servers-silent":
      return `none of ${reason.servers} time servers answers, and the kernel's clock is not synchronised`;
    case "servers-unusable":
      return `none of ${reason.servers} time servers gives a usable time, ` +
        "and the kernel's clock is not synchronised";
    case "servers-disagree":
      return `the time servers differ by ${ms(reason.spreadMs)} without a majority, ` +
        "and the kernel's clock is not synchronised";
    case "kernel-unsynchronised":
      return "no time server is configured, and the kernel's clock is not synchronised";
    case "kernel-error":
      return `the kernel's clock may be wrong by ${ms(reason.maxErrorMs)} ` +
        `(the limit is ${ms(reason.limitMs)}): its clock daemon has stopped or lost its servers`;
    case "no-source":
      return "no time server is configured, and this system does not tell whether its clock is synchronised";
    default:
      return unreachable(reason);
  }
}

/** A length of time for people. */
export function ms(value: number): string {
  return value >= 1_000 ? `${(value / 1_000).toFixed(1)} s` : `${value.toFixed(1)} ms`;
}
