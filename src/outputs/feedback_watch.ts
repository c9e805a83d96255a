/**
 * Compares what each output is told with what its feedback contact says, and makes troubles of the differences.
 *
 * It must never touch an output: a siren whose contact is broken sounds all the same.
 */
import { describeFeedbackFault, Feedback, type FeedbackFault } from "../hal/gpio/feedback.ts";
import type { OutputId } from "../reading/ids.ts";
import { unreachable } from "../reading/result.ts";
import type { FaultReport } from "./outputs_driver.ts";

/** One output that has a feedback contact. */
export interface WatchedOutput {
  readonly id: OutputId;
  readonly confirmMs: number;
}

interface Watched {
  readonly feedback: Feedback;
  told: FaultReport | undefined;
}

/** The watch over all outputs with feedback. */
export class FeedbackWatch {
  readonly #outputs: ReadonlyMap<OutputId, Watched>;
  readonly #tell: (report: FaultReport) => void;

  /** @param tell Takes each trouble that comes or goes. Must not throw. */
  constructor(outputs: readonly WatchedOutput[], tell: (report: FaultReport) => void) {
    this.#outputs = new Map(
      outputs.map(({ id, confirmMs }) => [id, { feedback: new Feedback({ confirmMs }), told: undefined }]),
    );
    this.#tell = tell;
  }

  /** The troubles that stand, for a fusion that has started anew. */
  get standing(): readonly FaultReport[] {
    return [...this.#outputs.values()].flatMap(({ told }) => told ?? []);
  }

  /** The output is switched from `nowMs` on; undefined where its line fails. One without feedback is none of ours. */
  ordered(id: OutputId, on: boolean | undefined, nowMs: number): void {
    const watched = this.#outputs.get(id);
    if (watched !== undefined) this.#judge(id, watched, watched.feedback.order(on, nowMs));
  }

  /** The contact says `active` from `nowMs` on; undefined where it cannot be read. */
  observed(id: OutputId, active: boolean | undefined, nowMs: number): void {
    const watched = this.#outputs.get(id);
    if (watched !== undefined) this.#judge(id, watched, watched.feedback.observe(active, nowMs));
  }

  /** Lets time pass; to be called several times within the shortest confirmation time. */
  tick(nowMs: number): void {
    for (const [id, watched] of this.#outputs) this.#judge(id, watched, watched.feedback.tick(nowMs));
  }

  #judge(id: OutputId, watched: Watched, fault: FeedbackFault | undefined): void {
    const { told } = watched;
    const code = fault === undefined ? undefined : codeOf(fault);
    if (code === told?.code) return;
    if (told !== undefined) this.#tell({ ...told, active: false });
    watched.told = fault === undefined ? undefined : {
      kind: "fault",
      code: codeOf(fault),
      subject: id,
      active: true,
      detail: describeFeedbackFault(id, fault),
    };
    if (watched.told !== undefined) this.#tell(watched.told);
  }
}

function codeOf(fault: FeedbackFault): "siren-unconfirmed" | "siren-stuck" {
  switch (fault.kind) {
    case "silent":
      return "siren-unconfirmed";
    case "sounding":
      return "siren-stuck";
    default:
      return unreachable(fault);
  }
}
