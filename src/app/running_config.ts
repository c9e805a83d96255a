/**
 * The version of the configuration that runs, with what became of it: every change of either goes into the memory.
 */
import type { Clock } from "../clock/clock.ts";
import type { Config } from "../config/schema.ts";
import type { ConfigVersion } from "../store/config_store.ts";
import type { ConfigMemory, Remembered } from "./config_memory.ts";
import { type Change, COPY, originOf } from "./config_words.ts";

/** What runs. */
export class RunningConfig {
  #config: Config;
  #text: string;
  #current: ConfigVersion;
  readonly #clock: Clock;
  readonly #memory: Pick<ConfigMemory, "versions" | "keep" | "runs">;

  /** Begins with what the box has started with; nothing of it is kept before {@linkcode RunningConfig.keep}. */
  constructor(
    clock: Clock,
    memory: Pick<ConfigMemory, "versions" | "keep" | "runs">,
    { boot, versions }: Pick<Remembered, "boot" | "versions">,
  ) {
    this.#clock = clock;
    this.#memory = memory;
    this.#config = boot.config;
    this.#text = boot.text;
    this.#current = versions.find(({ version }) => version === boot.version) ??
      this.#version(boot.version, boot.text, originOf(boot.origin));
  }

  /** What runs. */
  get config(): Config {
    return this.#config;
  }

  /** As it was written. */
  get text(): string {
    return this.#text;
  }

  /** Its number, and where it comes from. */
  get current(): ConfigVersion {
    return this.#current;
  }

  /** Gives the number of what runs to `goodText`, the version that a roll-back leads to, and takes the next one. */
  leave(goodText: string): void {
    const good = this.#version(this.#current.version, goodText, COPY);
    this.#memory.keep({ ...good, outcome: "good", outcomeText: "kept as a copy" });
    this.#current = { ...this.#current, version: this.#current.version + 1 };
  }

  /** It must prove itself since this start. */
  tryAgain(): void {
    this.#current = { ...this.#current, outcome: "trial", outcomeText: "on trial since a start" };
  }

  /** Puts what runs into the memory. */
  keep(): void {
    this.#memory.keep(this.#current);
    this.#memory.runs(this.#current.version);
  }

  /** From now on `version` runs. */
  use(version: ConfigVersion, config: Config): void {
    this.#config = config;
    this.#text = version.text;
    this.#current = version;
    this.keep();
  }

  /** What became of the version that runs. */
  settle(outcome: ConfigVersion["outcome"], why: string): void {
    this.#current = { ...this.#current, ...this.outcome(outcome, why) };
    this.#memory.keep(this.#current);
  }

  /** An outcome of now. */
  outcome(
    outcome: ConfigVersion["outcome"],
    why: string,
  ): Pick<ConfigVersion, "outcome" | "outcomeText" | "outcomeAtWallMs"> {
    return { outcome, outcomeText: why.slice(0, 1_000), outcomeAtWallMs: this.#clock.wallMs() };
  }

  /** A new version on trial, under a number that none had. */
  next(text: string, change: Change): ConfigVersion {
    const last = Math.max(this.#current.version, ...this.#memory.versions.map(({ version }) => version));
    return this.#version(last + 1, text, change);
  }

  #version(version: number, text: string, { by, source, reason }: Change): ConfigVersion {
    const atWallMs = this.#clock.wallMs();
    return { version, atWallMs, author: by, source, reason, text, ...this.outcome("trial", "on trial") };
  }
}
