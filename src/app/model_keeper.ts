/**
 * Which model the detector uses: the one it is told to, once it has proved itself; otherwise the one before, and never none where
 * there is any that works.
 */
import type { Model } from "../detect/model.ts";
import { ModelSlot } from "../detect/model_slot.ts";
import type { Result } from "../reading/result.ts";
import type { ModelRefusal } from "./model_files.ts";

/** What the keeper works with. */
export interface ModelPorts<M> {
  /** Opens a model; undefined: the first there is. */
  open(name: string | undefined): Promise<Result<M, ModelRefusal>>;
  /** The name of the model that was accepted last, over restarts; undefined where none was. */
  remembered(): string | undefined;
  remember(name: string): void;
  /** A model is in use. */
  accepted(model: M): void;
  /** The wanted one is refused; `detail` says what is used instead. */
  refused(refusal: ModelRefusal): void;
}

type Named = Pick<Model, "manifest" | "close">;

/** Keeps one model. */
export class ModelKeeper<M extends Named> {
  readonly #ports: ModelPorts<M>;
  readonly #slot = new ModelSlot<M>();

  constructor(ports: ModelPorts<M>) {
    this.#ports = ports;
  }

  /** The model to use now. Take it anew for each run. */
  get current(): M | undefined {
    return this.#slot.current;
  }

  /** Uses the model `name` from now on, if it proves itself. Orders come one after the other. */
  async use(name: string | undefined): Promise<void> {
    const opened = await this.#slot.change(() => this.#ports.open(name));
    if (opened.ok) return this.#accept(opened.value);
    const { code, detail } = opened.fault;
    const before = this.#slot.current;
    if (before !== undefined) {
      return this.#ports.refused({ code, detail: `${detail}; ${nameOf(before)} stays in use` });
    }
    for (const other of this.#others(name)) {
      const instead = await this.#slot.change(() => this.#ports.open(other));
      if (!instead.ok) continue;
      this.#accept(instead.value);
      return this.#ports.refused({ code, detail: `${detail}; ${nameOf(instead.value)} is used instead` });
    }
    this.#ports.refused({ code, detail: `${detail}; cameras give no evidence` });
  }

  async close(): Promise<void> {
    await this.#slot.close();
  }

  /** What else may work: what did so last, and the first there is. */
  #others(refused: string | undefined): (string | undefined)[] {
    const remembered = this.#ports.remembered();
    const others = remembered === undefined || remembered === refused ? [] : [remembered];
    return refused === undefined ? others : [...others, undefined];
  }

  #accept(model: M): void {
    this.#ports.remember(model.manifest.name);
    this.#ports.accepted(model);
  }
}

function nameOf({ manifest }: Named): string {
  return `${manifest.name} ${manifest.version}`;
}
