/**
 * The configuration of a role while it works: what changed is taken in whenever the supervisor says so, and whenever its word may have been
 * missed, which is while the role started and while the link was away.
 */
import type { Config } from "../config/schema.ts";
import { wiringOf } from "../config/wiring.ts";
import type { RoleName } from "../reading/ids.ts";

/** What it works with. */
export interface LiveConfigParts {
  readonly role: RoleName;
  /** What the role starts with. */
  readonly config: Config;
  /** The supervisor's file, as it is now. */
  read(): Promise<Config>;
  /** Puts a changed configuration in force. */
  take(changed: Config): void;
  /** It could not be read or taken: what was in force goes on. */
  failed(reason: string): void;
}

/** Keeps it. */
export class LiveConfig {
  readonly #parts: LiveConfigParts;
  #inForce: Config;
  #isWorking = false;
  /** One look after the other, or an older file could come into force after a newer one. */
  #looking: Promise<void> = Promise.resolve();

  constructor(parts: LiveConfigParts) {
    this.#parts = parts;
    this.#inForce = parts.config;
  }

  /** The role can take changes in from now on; those that came while it started are taken. */
  working(): Promise<void> {
    this.#isWorking = true;
    return this.look();
  }

  /** Takes in what has changed. */
  look(): Promise<void> {
    return this.#looking = this.#looking.then(() => this.#look());
  }

  async #look(): Promise<void> {
    if (!this.#isWorking) return;
    const { role, read, take, failed } = this.#parts;
    try {
      const changed = await read();
      // What the role cannot take in while it works the supervisor starts it anew for.
      if (wiringOf(role, this.#inForce, changed) !== "live") return;
      take(changed);
      this.#inForce = changed;
    } catch (error) {
      failed((error as Error).message);
    }
  }
}
