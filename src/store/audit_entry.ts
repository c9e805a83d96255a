/**
 * One entry of the audit log: who did what, from where, and what was so before and after. Each entry holds the hash of the one
 * before it, so that none can be changed, taken out or moved without all later ones showing it.
 */
import { createHash } from "node:crypto";

/** What was, or is, so: few plain values, never a secret. */
export type AuditValues = Readonly<Record<string, string | number | boolean | null>>;

/** The outcome of what was asked for by a page that was started anew before it had an answer. */
export const UNANSWERED = "unanswered";

/** An act as it is handed in. */
export interface AuditAct {
  /** Milliseconds since 1970 UTC. */
  readonly atWallMs: number;
  /** The person; at the command line the user of the machine. */
  readonly person: string;
  /** `viewer`, `operator`, `installer`; `root` or `user` at the command line; `box` where it acted by itself. */
  readonly role: string;
  readonly via: "page" | "api" | "command" | "box";
  /** An address, or a terminal. */
  readonly from: string;
  /** A stable word, e.g. `acknowledge`, `token-new`. */
  readonly act: string;
  /** What it was about: an alarm, a zone, a person. Empty where there is only the box. */
  readonly subject: string;
  /** Undefined: nothing was so. */
  readonly before: AuditValues | undefined;
  readonly after: AuditValues | undefined;
  /** `done`, or why not; {@linkcode UNANSWERED} where nobody was there any more to be told. */
  readonly outcome: string;
}

/** An entry of the log. */
export interface AuditEntry extends AuditAct {
  /** From 1, without a gap. */
  readonly seq: number;
  /** Hash of the entry before; of the first: 64 zeros. */
  readonly previous: string;
  /** SHA-256, hex. */
  readonly hash: string;
}

/** What the first entry of all names as its predecessor. */
export const NO_HASH = "0".repeat(64);

/** Longer texts are cut: an entry has a bounded size, whoever writes it. */
const TEXT_CHARS_MAX = 300;
const VALUES_CHARS_MAX = 2_000;
/** Of longer values so much is kept: in quotes again they stay below the limit, so that cutting them twice changes nothing. */
const VALUES_CUT_CHARS = 900;

/** `act` as it is stored: bounded, its values as JSON. */
export interface StoredAct extends Omit<AuditAct, "before" | "after"> {
  readonly before: string | null;
  readonly after: string | null;
}

/** Makes `act` fit to be stored. */
export function storable(act: AuditAct): StoredAct {
  return {
    atWallMs: Math.round(act.atWallMs),
    person: text(act.person),
    role: text(act.role),
    via: act.via,
    from: text(act.from),
    act: text(act.act),
    subject: text(act.subject),
    before: json(act.before),
    after: json(act.after),
    outcome: text(act.outcome),
  };
}

/** The hash of an entry: over everything in it and the hash before it, in a form that has only one way to be written. */
export function hashOf(seq: number, previous: string, act: StoredAct): string {
  const { atWallMs, person, role, via, from, subject, before, after, outcome } = act;
  const content = [
    seq,
    previous,
    atWallMs,
    person,
    role,
    via,
    from,
    act.act,
    subject,
    before,
    after,
    outcome,
  ];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

/** SQLite's C interface ends a text at a zero character: what follows would be lost on reading. */
function text(value: string): string {
  const cut = value.length > TEXT_CHARS_MAX ? `${value.slice(0, TEXT_CHARS_MAX)}…` : value;
  return cut.replaceAll("\0", "\u2400").toWellFormed();
}

function json(values: AuditValues | undefined): string | null {
  if (values === undefined) return null;
  const whole = JSON.stringify(values);
  if (whole.length <= VALUES_CHARS_MAX) return whole;
  return JSON.stringify({ cut: whole.slice(0, VALUES_CUT_CHARS) });
}
