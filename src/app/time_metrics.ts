/**
 * The time watch as metrics: how wrong the wall clock is, how well that is known, and what each server is worth.
 */
import { Counter, Gauge, type Registry } from "prom-client";
import type { TimeFigures } from "./time_keeper.ts";

/**
 * Adds the metrics to `registry`; `figures` is asked whenever they are exported, and answers nothing while nobody watches the time.
 * What is not known is not exported.
 */
export function timeMetrics(registry: Registry, figures: () => TimeFigures | undefined): void {
  const registers = [registry];
  const gauge = (
    name: string,
    help: string,
    labels: string[],
    set: (gauge: Gauge, now: TimeFigures) => void,
  ) => {
    new Gauge({
      name: `embereye_time_${name}`,
      help,
      labelNames: labels,
      registers,
      collect() {
        this.reset();
        const now = figures();
        if (now !== undefined) set(this, now);
      },
    });
  };
  gauge("synchronised", "1 where somebody vouches for the wall clock and it is right", [], (own, now) => {
    own.set(now.synchronisation.kind === "synchronised" ? 1 : 0);
  });
  gauge("offset_seconds", "Wall clock less true time, by who vouches", ["by"], (own, now) => {
    const { synchronisation: state } = now;
    if (state.kind === "synchronised" && state.offsetMs !== undefined) {
      own.labels({ by: state.by }).set(state.offsetMs / 1_000);
    } else if (state.kind === "unsynchronised" && state.reason.kind === "offset") {
      own.labels({ by: "servers" }).set(state.reason.offsetMs / 1_000);
    }
  });
  gauge("error_seconds", "Bound of the error of the offset, by who vouches", ["by"], (own, now) => {
    const { synchronisation: state } = now;
    if (state.kind === "synchronised") own.labels({ by: state.by }).set(state.errorMs / 1_000);
    else if (state.kind === "unsynchronised" && state.reason.kind === "offset") {
      own.labels({ by: "servers" }).set(state.reason.errorMs / 1_000);
    }
  });
  gauge(
    "kernel_error_seconds",
    "Bound of the error of the kernel's clock, by whether a daemon keeps it",
    ["kept"],
    (own, { kernel }) => {
      if (kernel !== undefined) own.labels({ kept: String(kernel.claimed) }).set(kernel.maxErrorMs / 1_000);
    },
  );
  const perServer = (
    name: string,
    help: string,
    of: (status: TimeFigures["servers"][number], now: TimeFigures) => number | undefined,
  ) =>
    gauge(`server_${name}`, help, ["server"], (own, now) => {
      for (const status of now.servers) {
        const value = of(status, now);
        if (value !== undefined) own.labels({ server: status.server }).set(value);
      }
    });
  perServer("reach", "Of the last eight queries to a server, how many were answered", ({ reach }) => reach);
  perServer(
    "dispersion_seconds",
    "Bound of the error of what a server says, growing since its last answer",
    ({ errorMs }) => errorMs === undefined ? undefined : errorMs / 1_000,
  );
  perServer(
    "delay_seconds",
    "Time on the way to a server and back",
    ({ delayMs }) => delayMs === undefined ? undefined : delayMs / 1_000,
  );
  perServer(
    "offset_seconds",
    "What the servers agree on less what this one says",
    ({ utcMinusMonoMs }, { referenceMs }) =>
      utcMinusMonoMs === undefined || referenceMs === undefined
        ? undefined
        : (referenceMs - utcMinusMonoMs) / 1_000,
  );
  perServer("stratum", "Distance of a server from a reference clock", ({ stratum }) => stratum);
  new Counter({
    name: "embereye_time_steps_total",
    help: "Steps of the wall clock",
    registers,
    collect() {
      this.reset();
      this.inc(figures()?.steps ?? 0);
    },
  });
}
