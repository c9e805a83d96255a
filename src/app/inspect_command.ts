/**
 * `embereye audit memory|ports|dependencies`: what timers look at every week and month, with what was found before, so that a trend is seen.
 */
import { join } from "node:path";
import { z } from "zod";
import { systemClock } from "../clock/system_clock.ts";
import { believedGrowth, trendOf } from "../ops/audit/trend.ts";
import { lockedPackages, matchAdvisories, osvSchema } from "../ops/audit/advisories.ts";
import { listeningSockets } from "../ops/audit/sockets.ts";
import { HistoryReader } from "../store/history/history_reader.ts";
import { jsonOf } from "../store/stored_json.ts";
import { describeStoreFault } from "../store/store_fault.ts";
import { Failure } from "./failure.ts";
import { rememberedPort } from "./listen.ts";
import type { Paths } from "./paths.ts";
import { runningRoles } from "./box_files.ts";
import { print, printJson, remark } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { locate, runningConfig, type WhereOptions } from "./where.ts";

/** What the command line says. */
export interface AuditOptions extends WhereOptions {
  readonly json?: boolean;
}

const DAY_MS = 86_400_000;
/** The mission's bound: memory may grow by 10 % in a day. Ours is tighter, since a week must not fill it either. */
const GROWTH_MAX = 0.01;
/** Results kept of each kind: four years of monthly ones. */
const KEPT_MAX = 50;

const resultSchema = z.object({
  atWallMs: z.number(),
  ok: z.boolean(),
  findings: z.array(z.string()),
  figures: z.record(z.string(), z.number()),
});
type AuditResult = z.infer<typeof resultSchema>;

/** Memory of each process over the last week: does it grow? */
export async function auditMemory(options: AuditOptions & { readonly days: number }): Promise<number> {
  const paths = await locate(options);
  const toWallMs = systemClock().wallMs();
  const reader = new HistoryReader(paths.historyDatabase);
  const known = reader.names();
  if (!known.ok) throw new Failure(describeStoreFault(known.fault));
  const findings: string[] = [];
  const figures: Record<string, number> = {};
  for (const { subject, name } of known.value) {
    if (name !== "memory" || !subject.startsWith("role/")) continue;
    const fromWallMs = toWallMs - options.days * DAY_MS;
    const page = reader.page({ subject, names: [name], fromWallMs, toWallMs, points: 672 });
    if (!page.ok) throw new Failure(describeStoreFault(page.fault));
    const trend = trendOf(page.value.series[0]?.mean ?? [], page.value.stepMs);
    if (trend === undefined) continue;
    const growth = believedGrowth(trend);
    const role = subject.slice("role/".length);
    figures[`${role} megabytes`] = Math.round(trend.mean / 1e5) / 10;
    figures[`${role} megabytes a day`] = Math.round(trend.slope / 1e4) / 100;
    if (growth <= GROWTH_MAX) continue;
    findings.push(
      `${role} grows by ${(growth * 100).toFixed(1)} % a day at least (${
        (trend.slope / 1e6).toFixed(2)
      } MB, +-${(trend.slopeError / 1e6).toFixed(2)}): restart the service, and send a support bundle`,
    );
  }
  reader.close();
  if (Object.keys(figures).length === 0) {
    throw new Failure("the history holds too little for a trend: ask again in some days");
  }
  return await conclude(paths, "memory", { findings, figures }, options);
}

/** The service's own listening ports against what the configuration allows. */
export async function auditPorts(options: AuditOptions): Promise<number> {
  const paths = await locate(options);
  const config = await runningConfig(paths);
  if (!config.ok) throw new Failure(config.fault);
  const portOf = async (configured: number, name: string) =>
    configured || await rememberedPort(paths.port(name));
  const allowed = new Map([
    [await portOf(config.value.page.port, "ui"), config.value.page.host],
    [await portOf(config.value.sensorPort.port, "sensors"), config.value.sensorPort.host],
  ]);
  const inodes = await ownSockets([...(await runningRoles(paths)).values()]);
  const sockets = [];
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    sockets.push(
      ...listeningSockets(await Deno.readTextFile(table)).filter(({ inode }) => inodes.has(inode)),
    );
  }
  if (sockets.length === 0) {
    throw new Failure("no process of the service listens: is it running, and is this its user or root?");
  }
  const isLoopback = (address: string) => address.startsWith("127.") || address === "0:0:0:0:0:0:0:1";
  const findings = sockets.filter(({ port, address }) => !allowed.has(port) && !isLoopback(address))
    .map(({ address, port }) => `${address}:${port} listens and stands nowhere in the configuration`);
  return await conclude(paths, "ports", { findings, figures: { sockets: sockets.length } }, options);
}

/** The packages of a lock file against an advisory file. */
export async function auditDependencies(
  advisories: string,
  options: AuditOptions & { readonly lock: string },
): Promise<number> {
  const paths = await locate(options);
  const packages = lockedPackages(jsonOf(await textOf(options.lock)));
  if (packages === undefined) throw new UsageError(`${options.lock} is no lock file of Deno`);
  const osv = osvSchema.safeParse(jsonOf(await textOf(advisories)));
  if (!osv.success) {
    throw new UsageError(
      `${advisories} is no list of advisories in the OSV format: ${osv.error.issues[0].message}`,
    );
  }
  const newest = osv.data.map(({ modified }) => modified ?? "").sort().at(-1);
  remark(
    `${osv.data.length} advisories, the newest of ${newest || "an unknown day"}; ${packages.length} packages`,
  );
  const findings = matchAdvisories(packages, osv.data).map(({ name, version, id, summary, fixed }) =>
    `${name} ${version}: ${id} ${summary}${fixed === undefined ? "" : ` (mended in ${fixed})`}`
  );
  return await conclude(paths, "dependencies", { findings, figures: { packages: packages.length } }, options);
}

/** Shows and keeps a result. Exit code 1 where something was found. */
async function conclude(
  paths: Paths,
  kind: string,
  found: Pick<AuditResult, "findings" | "figures">,
  options: AuditOptions,
): Promise<number> {
  const folder = join(paths.state, "audits");
  const file = join(folder, `${kind}.json`);
  const before = z.array(resultSchema).safeParse(jsonOf(await textOf(file, ""))).data ?? [];
  const result: AuditResult = { atWallMs: systemClock().wallMs(), ok: found.findings.length === 0, ...found };
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await Deno.writeTextFile(`${file}.part`, JSON.stringify([...before, result].slice(-KEPT_MAX), null, 1), {
    mode: 0o600,
  });
  await Deno.rename(`${file}.part`, file);
  const last = before.at(-1);
  if (options.json) printJson({ ...result, before: last ?? null });
  else {
    const lines = Object.entries(result.figures).map(([name, value]) => {
      const then = last?.figures[name];
      return `${name}: ${value}${then === undefined || then === value ? "" : ` (last time ${then})`}`;
    });
    print([...lines, ...(result.ok ? [`audit ${kind}: nothing found`] : result.findings)]);
  }
  return result.ok ? 0 : 1;
}

/** The inodes of the sockets that these processes have open. */
async function ownSockets(pids: readonly number[]): Promise<ReadonlySet<string>> {
  const inodes = new Set<string>();
  for (const pid of pids) {
    for await (const { name } of Deno.readDir(`/proc/${pid}/fd`)) {
      try {
        const target = await Deno.readLink(`/proc/${pid}/fd/${name}`);
        const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
        if (inode !== undefined) inodes.add(inode);
      } catch (error) {
        // It was closed meanwhile.
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
  }
  return inodes;
}

async function textOf(file: string, absent?: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    if (absent !== undefined) return absent;
    throw new UsageError(`there is no file ${file}`);
  }
}
