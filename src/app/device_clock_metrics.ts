/**
 * The clocks of the devices as metrics.
 */
import { Gauge, type Registry } from "prom-client";
import type { DeviceClockView } from "../ingest/sensors/device_clock.ts";

/** One gauge for each figure, one value for each device that sends stamps. */
export class DeviceClockMetrics {
  readonly #skew: Gauge<"sensor">;
  readonly #delay: Gauge<"sensor">;
  readonly #resets: Gauge<"sensor">;
  readonly #refused: Gauge<"sensor">;

  constructor(registry: Registry) {
    const gauge = (name: string, help: string) =>
      new Gauge({ name: `embereye_device_${name}`, help, labelNames: ["sensor"], registers: [registry] });
    this.#skew = gauge(
      "clock_skew_ppm",
      "How much faster than ours a device's clock runs, parts per million",
    );
    this.#delay = gauge(
      "delay_seconds",
      "How long a device's last packet was on its way beyond the quickest",
    );
    this.#resets = gauge("clock_resets", "How often a device's clock began anew since the start");
    this.#refused = gauge("stamps_refused", "Packets of a device without a stamp that can be one");
  }

  /** Shows the clock of `sensor` as it is now. What is not settled has no skew and no delay to show. */
  show(sensor: string, { settled, skewPpm, delayMs, resets, refused }: DeviceClockView): void {
    if (settled) {
      this.#skew.labels({ sensor }).set(skewPpm);
      this.#delay.labels({ sensor }).set(delayMs / 1_000);
    }
    this.#resets.labels({ sensor }).set(resets);
    this.#refused.labels({ sensor }).set(refused);
  }
}
