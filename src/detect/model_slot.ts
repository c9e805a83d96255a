/**
 * The place of the model in use: a new one takes it only after it has proved itself, so that a refused model never
 * leaves the cameras without one.
 */
import { ok, type Result } from "../reading/result.ts";

/** The part of a model that the slot looks after. */
export interface Closable {
  close(): Promise<void>;
}

/** Holds one model, or none before the first has been accepted. */
export class ModelSlot<M extends Closable> {
  #current: M | undefined;
  #change: Promise<unknown> = Promise.resolve();

  /** The model to use now. Take it anew for each run. */
  get current(): M | undefined {
    return this.#current;
  }

  /**
   * Opens another model and puts it in place of the current one, which is closed once its run has ended. Where opening
   * fails, the current one stays. Changes come one after the other.
   */
  change<F>(open: () => Promise<Result<M, F>>): Promise<Result<M, F>> {
    const change = this.#change.then(async () => {
      const opened = await open();
      if (!opened.ok) return opened;
      const previous = this.#current;
      this.#current = opened.value;
      await previous?.close();
      return ok(opened.value);
    });
    this.#change = change.catch(() => {});
    return change;
  }

  /** Closes the current model; there is none afterwards. */
  async close(): Promise<void> {
    await this.#change;
    const last = this.#current;
    this.#current = undefined;
    await last?.close();
  }
}
