/**
 * Looks at the service: its processes, its configuration, what its processes were given.
 */
import { z } from "zod";
import { describeFileFaults } from "../../config/load.ts";
import { inlineSecrets } from "../../config/inline_secrets.ts";
import type { Config } from "../../config/schema.ts";
import { rolesOf } from "../../config/wiring.ts";
import type { ConfigurationFacts } from "../../ops/doctor/configuration.ts";
import type { ResourcesFacts } from "../../ops/doctor/resources.ts";
import type { ServiceFacts } from "../../ops/doctor/service.ts";
import { type RoleName, roleOf, ROLES } from "../../reading/ids.ts";
import { jsonOf } from "../../store/stored_json.ts";
import { describeResourceFault, planResources, type ResourceFault } from "../../watchdog/resources.ts";
import { runningRoles, supervisorRuns } from "../box_files.ts";
import { healthAnswer } from "../box_report.ts";
import { checkAll } from "../config_check.ts";
import { healthLine } from "../health_command.ts";
import { PageClient } from "../page_client.ts";
import type { Paths } from "../paths.ts";
import { pageAddress, runningConfig } from "../where.ts";

/** What was found of the service. */
export interface ServiceFound {
  readonly facts: ServiceFacts;
  /** One of its processes, to learn whom it runs as. */
  readonly pid: number | undefined;
}

const FIRE_PATH: readonly RoleName[] = ["outputs", "fusion", "sensors"];

/** Looks at the processes, and asks the page how it is. */
export async function gatherService(paths: Paths, config: Config | undefined): Promise<ServiceFound> {
  const running = runningRoles(paths);
  const runs = await supervisorRuns(paths);
  const address = runs ? await pageAddress(paths) : undefined;
  const health = address?.ok
    ? await new PageClient(address.value, undefined).json("/healthz", healthAnswer, 503)
    : undefined;
  return {
    facts: {
      supervisorRuns: runs,
      wanted: config === undefined ? [] : rolesOf(config),
      running: ROLES.filter((role) => [...running.keys()].some((process) => roleOf(process) === role)),
      ...(health?.ok && { health: { ready: health.value.ready, line: healthLine(health.value) } }),
    },
    pid: running.values().next().value,
  };
}

/** A configuration, as far as it can be used, and what there is to say of it. */
export interface ConfigurationFound {
  readonly facts: ConfigurationFacts;
  readonly config: Config | undefined;
}

/**
 * Reads the configuration file, and compares it with what the service runs with. Where there is no file of the usual name, as in
 * a demo, what the service runs with is all there is.
 */
export async function gatherConfiguration(
  path: string,
  isNamed: boolean,
  paths: Paths,
): Promise<ConfigurationFound> {
  const running = await runningConfig(paths);
  let text: string;
  let mode: number | undefined;
  try {
    text = await Deno.readTextFile(path);
    mode = (await Deno.stat(path)).mode ?? undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return !isNamed && running.ok
        ? {
          facts: { path: paths.config, outcome: fine(running.value, undefined, false) },
          config: running.value,
        }
        : { facts: { path, outcome: { kind: "missing" } }, config: undefined };
    }
    if (!(error instanceof Error)) throw error;
    const config = running.ok ? running.value : undefined;
    return { facts: { path, outcome: { kind: "unreadable", detail: error.message } }, config };
  }
  const parsed = checkAll(text);
  if (!parsed.ok) {
    const config = running.ok ? running.value : undefined;
    const faults = describeFileFaults(parsed.fault).split("\n");
    return { facts: { path, outcome: { kind: "refused", faults } }, config };
  }
  const isOutdated = running.ok && JSON.stringify(running.value) !== JSON.stringify(parsed.value);
  return { facts: { path, outcome: fine(parsed.value, mode, isOutdated) }, config: parsed.value };
}

function fine(
  config: Config,
  mode: number | undefined,
  isOutdated: boolean,
): Extract<ConfigurationFacts["outcome"], { kind: "fine" }> {
  const { zones, sensors, outputs, cameras } = config;
  const counts = [[zones, "zone"], [sensors, "sensor"], [cameras, "camera"], [outputs, "output"]] as const;
  return {
    kind: "fine",
    counts: counts.map(([list, noun]) => `${list.length} ${noun}${list.length === 1 ? "" : "s"}`).join(", "),
    simulated: outputs.filter(({ driver }) => driver === "simulated").map(({ id }) => id),
    hasSecrets: inlineSecrets(config).length > 0,
    ...(mode === undefined ? {} : { mode }),
    isOutdated,
  };
}

/** As `src/app/shares.ts` leaves it. */
const shareLines = z.array(z.object({
  subject: z.string(),
  what: z.enum(["priority", "processors", "weight"]),
  wanted: z.string(),
  fault: z.looseObject({ kind: z.string() }).optional(),
}));

/** Reads what the processes were given. */
export async function gatherResources(
  paths: Paths,
  config: Config | undefined,
  serviceRuns: boolean,
): Promise<ResourcesFacts> {
  const lines = serviceRuns ? shareLines.safeParse(jsonOf(await textOf(paths.resources))).data : undefined;
  return {
    ...(lines && {
      shares: lines.map(({ subject, what, wanted, fault }) => ({
        subject,
        what,
        wanted,
        // The service wrote it: it is one that this version knows.
        ...(fault && { refused: describeResourceFault(fault as ResourceFault) }),
      })),
    }),
    misordered: config === undefined ? [] : misordered(config),
  };
}

/** Roles beside the fire path that the configuration gives a better priority than one of the fire path has. */
export function misordered(config: Config): RoleName[] {
  const { plans } = planResources(ROLES, [], config.resources);
  const last = Math.max(...plans.filter(({ subject }) => isFirePath(subject)).map(({ nice }) => nice));
  return plans.filter(({ subject, nice }) => !isFirePath(subject) && nice <= last)
    .map(({ subject }) => subject as RoleName);
}

function isFirePath(subject: string): boolean {
  return FIRE_PATH.some((role) => role === subject);
}

async function textOf(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) return "";
    throw error;
  }
}
