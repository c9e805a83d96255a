/**
 * When the service as a whole is ready for whoever started it by hand: all that protects has said so, and the page.
 */
import type { ProcessName } from "../reading/ids.ts";

/** Who is waited for, in start order. */
const FIRE_PATH: readonly ProcessName[] = ["outputs", "fusion", "sensors", "ui"];

/** Waits for the first time that all are ready; what happens to them later is the supervisor's matter. */
export class FirstReady {
  /** The ports on which they listen, by name. Rejects where the service is stopped before. */
  readonly ports: Promise<Readonly<Record<string, number>>>;
  readonly #ready = new Map<ProcessName, Readonly<Record<string, number>>>();
  readonly #resolvers = Promise.withResolvers<Readonly<Record<string, number>>>();

  constructor() {
    this.ports = this.#resolvers.promise;
    // Nobody may be waiting for it when the service is stopped early.
    this.ports.catch(() => undefined);
  }

  /** A role says that it is ready, and on which ports it listens. */
  heard(role: ProcessName, ports: Readonly<Record<string, number>> = {}): void {
    this.#ready.set(role, ports);
    if (FIRE_PATH.every((name) => this.#ready.has(name))) {
      this.#resolvers.resolve(Object.assign({}, ...this.#ready.values()));
    }
  }

  /** The service is being stopped. */
  stopped(): void {
    this.#resolvers.reject(new Error("the service was stopped before it was ready"));
  }
}
