/**
 * Fusion's figures: readings judged, what its bounds refused, how many alarms and troubles stand.
 */
import { Counter, Gauge, type Registry } from "prom-client";
import type { FusionState } from "../fusion/state.ts";

/** The figures of one fusion. */
export class FusionMetrics {
  readonly #readings: Counter<"input">;
  readonly #refused: Gauge<"kind">;
  readonly #alarms: Gauge;
  readonly #troubles: Gauge;
  /** Looked up once for each input: readings come by the thousand. */
  readonly #byInput = new Map<string, { inc(by: number): void }>();

  constructor(registry: Registry) {
    const registers = [registry];
    this.#readings = new Counter({
      name: "embereye_readings_total",
      help: "Readings judged by fusion, by input",
      labelNames: ["input"],
      registers,
    });
    this.#refused = new Gauge({
      name: "embereye_fusion_refused",
      help: "What fusion's bounds and checks refused since its start, by kind",
      labelNames: ["kind"],
      registers,
    });
    this.#alarms = new Gauge({ name: "embereye_alarms", help: "Alarms that stand", registers });
    this.#troubles = new Gauge({
      name: "embereye_troubles",
      help: "Troubles whose cause is present",
      registers,
    });
  }

  /** A reading has been judged. */
  judged(input: string): void {
    let counter = this.#byInput.get(input);
    if (counter === undefined) this.#byInput.set(input, counter = this.#readings.labels({ input }));
    counter.inc(1);
  }

  /** A record could not be understood. */
  refusedRecord(): void {
    this.#refused.labels({ kind: "record" }).inc();
  }

  /** Takes over what the state counts. */
  show(state: FusionState): void {
    this.#alarms.set(state.alarms.size);
    this.#troubles.set(state.activeTroubles);
    for (const [kind, count] of Object.entries(state.counts)) {
      if (kind !== "readings") this.#refused.labels({ kind }).set(count);
    }
  }
}
