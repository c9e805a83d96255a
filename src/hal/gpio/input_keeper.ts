/**
 * Keeps one supervised input watched: opens it, tells every change of its level, and opens it anew for as long as it fails.
 *
 * It must never report a level that was not read: while the line is closed, the level is unknown.
 */
import type { Result } from "../../reading/result.ts";
import type { LineFault } from "../line.ts";
import type { DeviceFile } from "../linux/kernel.ts";
import { Retry } from "../retry.ts";
import type { InputLine, InputWiring } from "./input_line.ts";

/**
 * What an input means. `call-point`: a person reports a fire. `siren-feedback`: the siren named by `of` draws current.
 * `tamper`: the box is open. `mains-fail`: the box runs from its battery.
 */
export type InputRole =
  | { readonly kind: "call-point" }
  | { readonly kind: "siren-feedback"; readonly of: string }
  | { readonly kind: "tamper" }
  | { readonly kind: "mains-fail" };

/** One supervised input. */
export interface InputSpec {
  readonly id: string;
  readonly role: InputRole;
  readonly wiring: InputWiring;
}

/** Takes what an input says. */
export interface InputSink {
  /**
   * The level from `atMs` (monotonic) on. Told after every opening, and then for each change: a contact that opened and closed
   * between two looks is told twice.
   */
  level(spec: InputSpec, active: boolean, atMs: number): void;
  /** The input cannot be read, with why; undefined: it can again. Told when it changes; the level is unknown meanwhile. */
  fault(spec: InputSpec, fault: LineFault | undefined): void;
}

/** One input with its faults. */
export class InputKeeper {
  readonly spec: InputSpec;
  /** What is wrong with the input now, as a sentence. */
  fault: string | undefined;
  /** When a closed input should be tried again; Infinity while it is open. */
  retryAtMs = -Infinity;
  /** The debounced level; undefined while it is not known. */
  active: boolean | undefined;
  /** Changes that the kernel dropped because nobody took them in time. */
  droppedCount = 0;
  readonly #open: (spec: InputSpec) => Result<InputLine, LineFault>;
  readonly #sink: InputSink;
  #line: InputLine | undefined;
  readonly #monotonicMs: () => number;
  readonly #retry = new Retry();
  #sequence = 0;

  constructor(
    spec: InputSpec,
    open: (spec: InputSpec) => Result<InputLine, LineFault>,
    sink: InputSink,
    monotonicMs: () => number,
  ) {
    this.spec = spec;
    this.#open = open;
    this.#sink = sink;
    this.#monotonicMs = monotonicMs;
  }

  /** What to wait for; undefined while the input is closed. */
  get file(): DeviceFile | undefined {
    return this.#line?.file;
  }

  /** Tells what has changed, and looks at the level itself; opens a closed input whose pause is over. */
  service(): void {
    const nowMs = this.#monotonicMs();
    if (this.#line === undefined) {
      if (nowMs < this.retryAtMs) return;
      const opened = this.#open(this.spec);
      if (!opened.ok) return this.#failed(opened.fault, nowMs);
      this.#line = opened.value;
      this.#sequence = 0;
    }
    const changes = this.#line.changes();
    if (!changes.ok) return this.#failed(changes.fault, nowMs);
    for (const { atMs, rising, sequence } of changes.value) {
      this.droppedCount += Math.max(0, sequence - this.#sequence - 1);
      this.#sequence = sequence;
      // What happened before the first look at the level is part of that look.
      if (this.active !== undefined) this.#told(rising, atMs);
    }
    // The level is asked each time: it makes good for dropped changes, and finds out that a chip has gone.
    const level = this.#line.level();
    if (!level.ok) return this.#failed(level.fault, nowMs);
    this.retryAtMs = Infinity;
    this.#retry.succeeded();
    if (this.fault !== undefined) {
      this.fault = undefined;
      this.#sink.fault(this.spec, undefined);
    }
    this.#told(level.value, nowMs);
  }

  /** Lets go of the input. */
  close(): void {
    this.#line?.close();
    this.#line = undefined;
    this.active = undefined;
    this.retryAtMs = Infinity;
  }

  #told(active: boolean, atMs: number): void {
    if (active === this.active) return;
    this.active = active;
    this.#sink.level(this.spec, active, atMs);
  }

  /** @param startMs When the attempt began that has failed now. */
  #failed(fault: LineFault, startMs: number): void {
    this.#line?.close();
    this.#line = undefined;
    this.active = undefined;
    const nowMs = this.#monotonicMs();
    this.retryAtMs = nowMs + this.#retry.failed(nowMs - startMs);
    const text = describeInputFault(this.spec.id, fault);
    if (text === this.fault) return;
    this.fault = text;
    this.#sink.fault(this.spec, fault);
  }
}

/** Says what is wrong with the input `id`, as a sentence for people. */
export function describeInputFault(id: string, fault: LineFault): string {
  switch (fault.kind) {
    case "missing":
      return `input ${id} does not exist: ${fault.detail}`;
    case "busy":
      return `input ${id} is held by somebody else: ${fault.detail}`;
    case "denied":
      return `input ${id} may not be used: ${fault.detail}`;
    case "gone":
      return `input ${id} has vanished: ${fault.detail}`;
    case "failed":
      return `input ${id} failed: ${fault.detail}`;
  }
}
