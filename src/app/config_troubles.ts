/**
 * The troubles of the change path: a refused file, a change that was rolled back, a history that is not written.
 */
import type { Clock } from "../clock/clock.ts";

/** A trouble of the change path. */
export interface ConfigTrouble {
  readonly code: "config-refused" | "config-rolled-back" | "config-unsaved";
  readonly subject: "file" | "box";
  readonly active: boolean;
  readonly detail: string;
}

/** A roll-back is a trouble for so long; afterwards it stays listed until a person has seen it. */
const ROLLED_BACK_MS = 60_000;

/** Keeps them, and tells of their coming and going. */
export class ConfigTroubles {
  /** Why the file is not what runs. */
  refused: string | undefined;
  #rolledBack: { readonly detail: string; readonly untilMs: number } | undefined;
  #unsaved: string | undefined;
  readonly #clock: Clock;
  readonly #tell: (trouble: ConfigTrouble) => void;

  constructor(clock: Clock, tell: (trouble: ConfigTrouble) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Those that are present. */
  standing(): ConfigTrouble[] {
    return [
      ...(this.refused === undefined ? [] : [refusal(this.refused)]),
      ...(this.#rolledBack === undefined ? [] : [rollBack(this.#rolledBack.detail)]),
      ...(this.#unsaved === undefined ? [] : [unsaved(this.#unsaved)]),
    ];
  }

  /** The file is refused. */
  refuse(why: string): void {
    this.refused = why;
    this.#tell(refusal(why));
  }

  /** The file is right. */
  accept(): void {
    this.refused = undefined;
    this.#tell({ ...refusal("the file is right again"), active: false });
  }

  /** A change was taken back by the box. */
  rolledBack(detail: string): void {
    this.#rolledBack = { detail, untilMs: this.#clock.monotonicMs() + ROLLED_BACK_MS };
    this.#tell(rollBack(detail));
  }

  /** The disk does not take the history; undefined: it takes it again. */
  disk(detail: string | undefined): void {
    this.#unsaved = detail;
    this.#tell(detail === undefined ? { ...unsaved("it is written again"), active: false } : unsaved(detail));
  }

  /** Time passes. */
  step(): void {
    if (this.#rolledBack === undefined || this.#clock.monotonicMs() < this.#rolledBack.untilMs) return;
    this.#tell({ ...rollBack(this.#rolledBack.detail), active: false });
    this.#rolledBack = undefined;
  }
}

function refusal(why: string): ConfigTrouble {
  return {
    code: "config-refused",
    subject: "file",
    active: true,
    detail: why.replaceAll("\n", "; ").slice(0, 1_900),
  };
}

function rollBack(detail: string): ConfigTrouble {
  return { code: "config-rolled-back", subject: "box", active: true, detail: detail.slice(0, 1_900) };
}

function unsaved(detail: string): ConfigTrouble {
  return { code: "config-unsaved", subject: "box", active: true, detail };
}
