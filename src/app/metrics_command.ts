/**
 * `embereye metrics`: the figures of all roles, as the page collects them, or how they were.
 */
import { Failure } from "./failure.ts";
import { parseExposition } from "./exposition.ts";
import { metricsHistory } from "./metrics_history.ts";
import { metricsLines, metricsNamed, seriesOf } from "./metrics_report.ts";
import { describePageFault, PageClient } from "./page_client.ts";
import type { Since } from "./since.ts";
import { print, printJson, remark, standardScreen } from "./terminal.ts";
import { locate, pageAddress, type WhereOptions } from "./where.ts";

/** What the command line says. */
export interface MetricsOptions extends WhereOptions {
  /** How they were from then on; absent: how they are now. */
  readonly since?: Since;
  readonly url?: string;
  readonly token?: string;
  readonly json?: boolean;
}

/** Shows the metrics whose name is or contains `name`. */
export async function metrics(name: string | undefined, options: MetricsOptions): Promise<number> {
  if (options.since !== undefined) {
    return metricsHistory(await locate(options), options.since, name, options.json ?? false);
  }
  const address = options.url === undefined ? await pageAddress(await locate(options)) : undefined;
  if (address?.ok === false) throw unknown(address.fault);
  const answer = await new PageClient(options.url ?? address!.value, options.token).text("/metrics");
  if (!answer.ok) throw unknown(describePageFault(answer.fault));
  const { metrics: all, malformed } = parseExposition(answer.value.text);
  if (malformed > 0) remark(`${malformed} lines of the metrics were not understood and are left out`);
  const wanted = metricsNamed(all, name);
  if (name !== undefined && wanted.length === 0) {
    throw new Failure(`no metric's name contains '${name}'; without a name all are shown`);
  }
  if (options.json) {
    printJson(wanted.map((metric) => ({
      name: metric.name,
      help: metric.help,
      type: metric.type,
      series: seriesOf(metric),
    })));
  } else print(metricsLines(wanted, standardScreen()));
  return 0;
}

/** Figures of now live in the processes: no file holds them. */
function unknown(reason: string): Failure {
  return new Failure(
    `${reason}; without it 'embereye top' shows memory and processor time, and 'embereye metrics --since 1h' how it was`,
  );
}
