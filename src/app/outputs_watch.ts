/**
 * What fusion knows of the outputs: what each does, which does not obey, and whether they are heard at all.
 */
import type { OutputId } from "../reading/ids.ts";
import type { OutputState } from "../reading/output.ts";

/** A fault of the outputs, or its end. */
export interface OutputsFault {
  readonly kind: "fault";
  readonly code: "output-fault" | "outputs-lost";
  readonly subject: string;
  readonly active: boolean;
  /** One sentence. */
  readonly detail: string;
}

/** The outputs report once a second; a restart of them takes less than one. Longer and orders go nowhere without anybody's knowing. */
const LOST_MS = 3_000;

/** Watches the outputs' reports. */
export class OutputsWatch {
  #states: readonly OutputState[] = [];
  /** What was last told of each that does not obey. */
  readonly #faulty = new Map<OutputId, string>();
  readonly #take: (fault: OutputsFault) => void;
  #heardMs: number;
  #isLost = false;

  /** @param take Takes each fault that comes or goes, and again where the reason of one changes. */
  constructor(nowMs: number, take: (fault: OutputsFault) => void) {
    this.#heardMs = nowMs;
    this.#take = take;
  }

  /** What each output does, as it was last said. */
  get states(): readonly OutputState[] {
    return this.#states;
  }

  /** Takes a report. A siren that did not do as told is a trouble from its first report on, and until one says that it does. */
  heard(states: readonly OutputState[], nowMs: number): void {
    this.#states = states;
    this.#heardMs = nowMs;
    for (const { id, fault } of states) {
      // Whoever mends one reason must see the next: a line that may be used at last is held by another program.
      if (fault === this.#faulty.get(id)) continue;
      if (fault === undefined) this.#faulty.delete(id);
      else this.#faulty.set(id, fault);
      this.#tell(id, fault !== undefined, fault ?? `${id} does as it is told again`);
    }
    for (const id of this.#faulty.keys()) {
      if (states.some((output) => output.id === id)) continue;
      this.#faulty.delete(id);
      this.#tell(id, false, `${id} is no longer configured`);
    }
  }

  /** The link to the outputs is gone: what they do is no longer known. */
  away(): void {
    this.#states = this.#states.map((output) => ({ ...output, fault: "the outputs role is away" }));
  }

  /** Notices that nothing has been heard for too long, or that they are back. */
  step(nowMs: number): void {
    const silentMs = nowMs - this.#heardMs;
    if (this.#isLost === silentMs > LOST_MS) return;
    this.#isLost = !this.#isLost;
    this.#take({
      kind: "fault",
      code: "outputs-lost",
      subject: "outputs",
      active: this.#isLost,
      detail: this.#isLost
        ? `the outputs have said nothing for ${Math.round(silentMs / 100) / 10} s`
        : "the outputs are heard again",
    });
  }

  #tell(subject: OutputId, active: boolean, detail: string): void {
    this.#take({ kind: "fault", code: "output-fault", subject, active, detail });
  }
}
