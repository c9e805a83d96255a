/**
 * The outputs role with its hands: orders come in, lines are switched on time, the latched state goes to the disk. It must
 * never let a disk, a report or a failing line hold up another line.
 */
import type { z } from "zod";
import type { faultMessage } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import type { OutputId } from "../reading/ids.ts";
import type { OutputOrder, OutputState } from "../reading/output.ts";
import type { LatchStore } from "./latch_files.ts";
import { LatchWriter } from "./latch_writer.ts";
import { LineKeeper, type OpenLine } from "./line_keeper.ts";
import { type OutputsInput, step } from "./outputs_core.ts";
import { outputsReport, outputStates, startOutputs } from "./outputs_state.ts";
import type { OutputsCore, OutputsCounts, OutputSpec, OutputsReport } from "./outputs_state.ts";

/** A fault of the role itself, for fusion to raise as trouble. */
export type FaultReport = z.infer<typeof faultMessage>;

/** What {@linkcode Outputs} is made of. */
export interface OutputsParts {
  readonly outputs: readonly OutputSpec[];
  readonly openLine: OpenLine;
  readonly latchStore: LatchStore;
  readonly clock: Clock;
  /** Takes what fusion should know. Must not throw, and must not wait. */
  readonly onReport: (report: OutputsReport | FaultReport) => void;
  /** Takes the level that an output has now, undefined where its line fails. Must not throw, and must not wait. */
  readonly onLevel?: (id: OutputId, on: boolean | undefined) => void;
}

/** The disk has this long to take the last state when the role ends; the supervisor kills after 5 s. */
const CLOSE_WAIT_MS = 1_000;

/** The outputs of one box. Made, it has restored the latched state and sounds. */
export class Outputs {
  readonly #parts: OutputsParts;
  readonly #keepers: ReadonlyMap<OutputId, LineKeeper>;
  readonly #latchWriter: LatchWriter;
  #core: OutputsCore;
  #wakeAtMs = -Infinity;
  #sleep: { readonly untilMs: number; readonly abort: AbortController } | undefined;
  #restoreFault: string | undefined;
  #writeFault: string | undefined;
  #announced: string | undefined;

  constructor(parts: OutputsParts) {
    this.#parts = parts;
    const { outputs, openLine, clock } = parts;
    const monotonicMs = () => clock.monotonicMs();
    this.#keepers = new Map(outputs.map((spec) => [spec.id, new LineKeeper(spec, openLine, monotonicMs)]));
    this.#latchWriter = new LatchWriter({
      store: parts.latchStore,
      clock: parts.clock,
      onFault: (fault) => {
        this.#writeFault = fault;
        this.#announceFault();
      },
    });
    this.#core = startOutputs(parts.outputs, parts.clock.monotonicMs());
    const { content, faults } = parts.latchStore.load();
    if (content !== undefined) this.#take({ kind: "restored", content });
    if (faults.length > 0) {
      const consequence = content === undefined
        ? "the latched state is lost, sirens wait for fusion's order"
        : "the state before it was restored";
      this.#restoreFault = `${faults.join("; ")}; ${consequence}`;
      this.#announceFault();
    }
    // Sirens that must sound are open by now; the others follow.
    this.tick();
  }

  /** Obeys `order` at once. @returns whether it was accepted: an order of an older fusion is not. */
  order(order: OutputOrder): boolean {
    const { ordersAccepted } = this.#core.counts;
    this.#take({ kind: "order", order });
    if (this.#sleep !== undefined && this.#nextTickMs() < this.#sleep.untilMs) {
      this.#sleep.abort.abort(ROUSED);
    }
    if (this.#core.counts.ordersAccepted === ordersAccepted) return false;
    if (this.#restoreFault !== undefined) {
      this.#restoreFault = undefined;
      this.#announceFault();
    }
    return true;
  }

  /** Takes in which zones each output belongs to from now on. The outputs themselves are those it was made with. */
  assign(outputs: readonly OutputSpec[]): void {
    this.#take({ kind: "assigned", outputs });
  }

  /** Switches what is due, tries failed lines again, and reports where it is time. */
  tick(): void {
    const nowMs = this.#parts.clock.monotonicMs();
    for (const keeper of this.#keepers.values()) {
      const changed = keeper.retryAtMs <= nowMs ? this.#apply(keeper) : undefined;
      if (changed !== undefined) this.#take(changed);
    }
    this.#take({ kind: "tick" });
    this.#latchWriter.check();
  }

  /** Ticks on time until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    const stop = () => this.#sleep?.abort.abort(ROUSED);
    signal.addEventListener("abort", stop, { once: true });
    while (!signal.aborted) {
      const untilMs = this.#nextTickMs();
      const sleep = { untilMs, abort: new AbortController() };
      this.#sleep = sleep;
      try {
        await clock.sleep(Math.max(0, untilMs - clock.monotonicMs()), sleep.abort.signal);
      } catch (error) {
        // An order or the end came first: both are looked at below.
        if (error !== ROUSED) throw error;
      }
      this.#sleep = undefined;
      if (!signal.aborted) this.tick();
    }
    signal.removeEventListener("abort", stop);
  }

  /** What each output is doing. */
  state(): OutputState[] {
    return outputStates(this.#core);
  }

  /** What it has done and refused since its start. */
  counts(): OutputsCounts {
    return this.#core.counts;
  }

  /** Tells everything anew: to be called when fusion has connected. */
  report(): void {
    this.#parts.onReport(outputsReport(this.#core));
    if (this.#announced !== undefined) this.#parts.onReport(faultReport(this.#announced, true));
  }

  /** Lets go of the lines, which keep their level where the hardware can, after the disk had a moment. */
  async close(): Promise<void> {
    await this.#latchWriter.close(CLOSE_WAIT_MS);
    for (const keeper of this.#keepers.values()) keeper.close();
  }

  #take(first: OutputsInput): void {
    const inputs = [first];
    for (let input = inputs.shift(); input !== undefined; input = inputs.shift()) {
      const { core, effects } = step(this.#core, input, this.#parts.clock.monotonicMs());
      this.#core = core;
      for (const effect of effects) {
        switch (effect.kind) {
          case "setLine": {
            const changed = this.#apply(this.#keepers.get(effect.id)!);
            if (changed !== undefined) inputs.push(changed);
            break;
          }
          case "persist":
            this.#latchWriter.save(effect.content);
            break;
          case "report":
            this.#parts.onReport(effect.report);
            break;
          case "wakeAt":
            this.#wakeAtMs = effect.atMs;
            break;
        }
      }
    }
  }

  /** Brings one line to its level. @returns what the core must know of it. */
  #apply(keeper: LineKeeper): OutputsInput | undefined {
    const { id } = keeper.spec;
    const before = keeper.fault;
    const on = this.#core.active.has(id);
    keeper.apply(on);
    this.#parts.onLevel?.(id, keeper.fault === undefined ? on : undefined);
    if (keeper.fault === before) return undefined;
    return keeper.fault === undefined
      ? { kind: "lineRecovered", id }
      : { kind: "lineFault", id, text: keeper.fault };
  }

  #nextTickMs(): number {
    let nextMs = this.#wakeAtMs;
    for (const { retryAtMs } of this.#keepers.values()) nextMs = Math.min(nextMs, retryAtMs);
    return nextMs;
  }

  #announceFault(): void {
    const faults = [this.#restoreFault, this.#writeFault].filter((fault) => fault !== undefined);
    const detail = faults.length === 0 ? undefined : faults.join("; ").slice(0, DETAIL_CHARS_MAX);
    if (detail === this.#announced) return;
    this.#announced = detail;
    this.#parts.onReport(
      faultReport(detail ?? "the latched state is on the disk again", detail !== undefined),
    );
  }
}

/** Fits the message, whatever an operating system says of a path. */
const DETAIL_CHARS_MAX = 1_000;
const ROUSED = new Error("woken before time");

function faultReport(detail: string, active: boolean): FaultReport {
  return { kind: "fault", code: "store-failed", subject: "outputs", active, detail };
}
