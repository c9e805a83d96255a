/**
 * Everything that is known of a box at this moment: from its page, or, where that does not answer, from its files.
 */
import { z } from "zod";
import type { Clock } from "../clock/clock.ts";
import type { Config } from "../config/schema.ts";
import { ok, type Result } from "../reading/result.ts";
import type { StoredEvent } from "../store/event_batch.ts";
import { statusAnswer, troublesAnswer } from "../ui/schemas.ts";
import { readStanding, runningRoles, type Standing, supervisorRuns } from "./box_files.ts";
import { Failure } from "./failure.ts";
import { describePageFault, PageClient, type PageFault } from "./page_client.ts";
import type { Paths } from "./paths.ts";
import { readEvents } from "./read_events.ts";
import { readTimeline } from "./read_timeline.ts";
import { type RoleRow, rowsOfFiles, rowsOfPage } from "./role_rows.ts";
import { runningConfig } from "./where.ts";

/** What every `GET /healthz` says, also to those who may not look. */
export const healthAnswer = z.looseObject({
  status: z.enum(["ok", "trouble", "not-ready"]),
  ready: z.boolean(),
  reasons: z.array(z.object({ code: z.string(), subject: z.string(), detail: z.string() })).default([]),
  troubles: z.array(
    z.object({ code: z.string(), subject: z.string(), active: z.boolean(), detail: z.string() }),
  )
    .default([]),
});
export type HealthAnswer = z.infer<typeof healthAnswer>;

/** What the page says. */
export interface PageReport {
  readonly source: "page";
  readonly url: string;
  readonly status: z.infer<typeof statusAnswer>;
  readonly troubles: z.infer<typeof troublesAnswer>;
  readonly health: HealthAnswer;
  readonly roles: readonly RoleRow[];
}

/** What the files tell. */
export interface FilesReport extends Standing {
  readonly source: "files";
  /** Why the page was not asked, or did not answer. */
  readonly reason: string;
  readonly nowWallMs: number;
  readonly site?: { readonly name: string; readonly zones: Config["zones"] };
  /** What the page says even to those who may not look; absent where it says nothing. */
  readonly health?: HealthAnswer;
  readonly supervisorRuns: boolean;
  readonly roles: readonly RoleRow[];
  /** The newest, oldest first. */
  readonly events: readonly StoredEvent[];
}

/** Events that a report from files shows: enough to see how it came to this. */
const EVENTS_SHOWN = 5;

/** Asks the page for its report. */
export async function askPage(client: PageClient): Promise<Result<Omit<PageReport, "roles">, PageFault>> {
  const [status, troubles, health] = await Promise.all([
    client.json("/api/v1/status", statusAnswer),
    client.json("/api/v1/troubles", troublesAnswer),
    client.json("/healthz", healthAnswer, 503),
  ]);
  if (!status.ok) return status;
  if (!troubles.ok) return troubles;
  if (!health.ok) return health;
  return ok({
    source: "page",
    url: client.url,
    status: status.value,
    troubles: troubles.value,
    health: health.value,
  });
}

/** The roles as the page tells them; where it cannot hear the supervisor, as the files of the box tell them. */
export async function rolesOf(
  status: PageReport["status"],
  paths: Paths | undefined,
  clock: Clock,
): Promise<RoleRow[]> {
  const { roles, site, siteAgeMs } = status;
  if (roles !== null) {
    return rowsOfPage(roles, site === null || siteAgeMs === null ? undefined : site.atMs + siteAgeMs);
  }
  return paths === undefined ? [] : await rolesOfFiles(paths, clock);
}

/** The roles as the watchdog's log and the processes tell them. */
export async function rolesOfFiles(paths: Paths, clock: Clock): Promise<RoleRow[]> {
  const timeline = await readTimeline(paths.logs);
  return rowsOfFiles(timeline.roles, runningRoles(paths), clock.wallMs());
}

/** Reads the report from the files. */
async function readFiles(
  paths: Paths,
  clock: Clock,
  reason: string,
  client: PageClient | undefined,
): Promise<FilesReport> {
  const health = await client?.json("/healthz", healthAnswer, 503);
  const config = await runningConfig(paths);
  const standing = readStanding(paths);
  return {
    source: "files",
    reason,
    nowWallMs: clock.wallMs(),
    ...(config.ok && { site: { name: config.value.site.name, zones: config.value.zones } }),
    ...(health?.ok && { health: health.value }),
    ...standing,
    supervisorRuns: await supervisorRuns(paths),
    roles: await rolesOfFiles(paths, clock),
    events: newestEvents(paths.eventsDatabase),
  };
}

/** None where the journal cannot be read: why not is said with what stands. */
function newestEvents(path: string): StoredEvent[] {
  try {
    return readEvents(path, {}, EVENTS_SHOWN).found;
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

/** The page's report, or the files' where the page cannot give one. */
export async function reportOf(
  paths: Paths,
  address: Result<string, string>,
  token: string | undefined,
  clock: Clock,
): Promise<PageReport | FilesReport> {
  if (!address.ok) return await readFiles(paths, clock, address.fault, undefined);
  const asked = await askPage(new PageClient(address.value, token));
  if (!asked.ok) {
    const reason = describePageFault(asked.fault);
    const { kind } = asked.fault;
    // Whether it is ready, a page that lives tells everybody; one that hangs would hold up the answer once more.
    const lives = kind === "needs-token" || kind === "refused";
    return await readFiles(
      paths,
      clock,
      reason,
      lives ? new PageClient(address.value, undefined) : undefined,
    );
  }
  return { ...asked.value, roles: await rolesOf(asked.value.status, paths, clock) };
}
