/**
 * What it takes to run the whole service, and what can be done with it while it runs.
 */
import type { Clock } from "../clock/clock.ts";
import type { Config } from "../config/schema.ts";
import type { ConfigOrigin } from "./config_memory.ts";
import type { Paths } from "./paths.ts";

/** What is to be run. */
export interface ServiceOptions {
  /** Where the configuration comes from, unless what ran before is newer. */
  readonly origin: ConfigOrigin;
  readonly paths: Paths;
  readonly clock: Clock;
  /**
   * How much faster than the clock the monitoring triggers' time runs: a test of five minutes of overload need not take them.
   *
   * @default {1}
   */
  readonly triggerPace?: number;
  /** Called once the folders are ours alone, before any role starts. */
  prepare?(): Promise<void>;
}

/** The running service. */
export interface Service {
  /** What it started with. */
  readonly config: Config;
  /** Resolves when all roles have been ready, with their TCP ports by name. */
  readonly ready: Promise<Record<string, number>>;
  /** Stops everything, the outputs last. */
  stop(): Promise<void>;
}
