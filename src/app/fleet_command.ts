/**
 * `embereye fleet status` and `drift`: how far the boxes of a site have come with their configuration, and where they differ.
 */
import { systemClock } from "../clock/system_clock.ts";
import { driftReport } from "../fleet/central/drift.ts";
import { type FleetOptions, type FleetSight, lookAround, withServers } from "./fleet_shell.ts";
import { driftLines, statusLines } from "./fleet_words.ts";
import { print, printJson, standardScreen } from "./terminal.ts";

/** Shows the roll-out and every box. */
export async function fleetStatus(options: FleetOptions): Promise<number> {
  const sight = await look(options);
  const { reports, rollout, alive, isWorkedOn } = sight;
  if (options.json) {
    printJson({
      rollout: rollout ?? null,
      isWorkedOn,
      boxes: [...reports].map(([box, report]) => ({ box, alive: alive.has(box), report: report ?? null })),
    });
  } else print(statusLines(sight, standardScreen()));
  return 0;
}

/** Says which boxes run what, and which differ. Exit code 1 with `check` where any does. */
export async function fleetDrift(options: FleetOptions & { readonly check?: boolean }): Promise<number> {
  const { reports } = await look(options);
  const report = driftReport(reports);
  if (options.json) printJson(report);
  else print(driftLines(report, standardScreen()));
  return options.check && !report.isSame ? 1 : 0;
}

function look(options: FleetOptions): Promise<FleetSight> {
  return withServers(options, (nc, kv, site) => lookAround(nc, kv, site, systemClock()));
}
