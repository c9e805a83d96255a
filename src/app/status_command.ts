/**
 * `embereye status`: what the box says of itself; what its files tell where its page does not answer.
 */
import { systemClock } from "../clock/system_clock.ts";
import { askPage, type PageReport, reportOf, rolesOf } from "./box_report.ts";
import { Failure } from "./failure.ts";
import { describePageFault, PageClient } from "./page_client.ts";
import { isHealthy, verdictOf } from "./report_verdict.ts";
import { statusLines } from "./status_report.ts";
import { print, printJson, standardScreen } from "./terminal.ts";
import { locate, pageAddress, type WhereOptions } from "./where.ts";

/** What the command line says. */
export interface StatusOptions extends WhereOptions {
  /** Another box, or a page whose files are out of reach: nothing but the page is asked. */
  readonly url?: string;
  readonly token?: string;
  /** Exit code 1 unless all is well. */
  readonly check?: boolean;
  readonly json?: boolean;
}

/** Shows the state. Exit code 0 where it is known, whatever it is; see `check`. */
export async function status(options: StatusOptions): Promise<number> {
  const report = options.url === undefined
    ? await ofThisMachine(options)
    : await ofPage(options.url, options.token);
  if (options.json) printJson({ ...report, verdict: verdictOf(report), healthy: isHealthy(report) });
  else print(statusLines(report, standardScreen(), Intl.DateTimeFormat().resolvedOptions().timeZone));
  return options.check && !isHealthy(report) ? 1 : 0;
}

async function ofThisMachine(options: StatusOptions) {
  const paths = await locate(options);
  return await reportOf(paths, await pageAddress(paths), options.token, systemClock());
}

async function ofPage(url: string, token: string | undefined): Promise<PageReport> {
  const asked = await askPage(new PageClient(url, token));
  if (!asked.ok) throw new Failure(describePageFault(asked.fault));
  return { ...asked.value, roles: await rolesOf(asked.value.status, undefined, systemClock()) };
}
