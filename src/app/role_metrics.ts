/**
 * How the service's processes are, as figures: which run, and how often each was started again.
 */
import { Counter, Gauge, type Registry } from "prom-client";
import type { RoleStatus } from "../bus/messages.ts";

/** Adds the figures to `registry`; they are taken from `statuses` whenever they are read. */
export function roleMetrics(
  registry: Registry,
  statuses: () => readonly Pick<RoleStatus, "role" | "state" | "restarts">[],
): void {
  new Gauge({
    name: "embereye_role_ready",
    help: "Whether a process of the service can do its work: 1 or 0",
    labelNames: ["process"],
    registers: [registry],
    collect() {
      // A camera process that is no longer needed must not stand there as one that is down.
      this.reset();
      for (const { role, state } of statuses()) this.labels({ process: role }).set(state === "ready" ? 1 : 0);
    },
  });
  new Counter({
    name: "embereye_role_restarts_total",
    help: "How often a process of the service was started again",
    labelNames: ["process"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { role, restarts } of statuses()) this.labels({ process: role }).inc(restarts);
    },
  });
}
