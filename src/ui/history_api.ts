/**
 * What the API tells of the past as columns for charts: never more values than a chart has pixels.
 */
import type { Context } from "hono";
import type { z } from "zod";
import type { UiEnv } from "./access.ts";
import { parsed } from "./body.ts";
import type { UiDeps } from "./deps.ts";
import { historyQuery, metricsHistoryQuery } from "./history_schemas.ts";
import type { OperationName } from "./operations.ts";
import { Refused } from "./problem.ts";
import * as schemas from "./schemas.ts";

type HistoryOperation = Extract<
  OperationName,
  "zoneHistory" | "sensorHistory" | "metricsHistory" | "metricsSeries"
>;

/** What is shown where nobody says which time. */
const SPAN_MS = 3_600_000;

/** The handlers. A zone or sensor that is not known has an empty history: it may have been known once. */
export function historyHandlers(
  { deps }: { readonly deps: UiDeps },
): Record<HistoryOperation, (c: Context<UiEnv>) => Response> {
  const answer = (
    c: Context<UiEnv>,
    subject: string,
    query: z.infer<typeof historyQuery>,
    names?: readonly string[],
  ): Response => {
    const toWallMs = query.to ?? deps.clock.wallMs();
    const fromWallMs = query.from ?? toWallMs - (query.spanMs ?? SPAN_MS);
    if (fromWallMs >= toWallMs) throw new Refused("wrong-input", "from: must be earlier than to");
    const page = deps.history.page({
      subject,
      fromWallMs,
      toWallMs,
      points: query.points,
      ...(names === undefined ? {} : { names }),
    });
    if (!page.ok) throw new Refused("history-lost", page.fault);
    const { series, ...times } = page.value;
    return c.json({
      ...times,
      // JSON has no NaN: what is not known goes as null by itself.
      series: series.map(({ name, unit, min, mean, max }) => ({ name, unit, min, mean, max })),
    });
  };
  const id = (c: Context<UiEnv>) => parsed(schemas.idParam, c.req.param("id"));

  return {
    zoneHistory: (c) => answer(c, `zone/${id(c)}`, parsed(historyQuery, c.req.query())),
    sensorHistory: (c) => answer(c, `sensor/${id(c)}`, parsed(historyQuery, c.req.query())),
    metricsHistory: (c) => {
      const { of, names, ...query } = parsed(metricsHistoryQuery, c.req.query());
      return answer(c, of === "box" ? "box" : `role/${of}`, query, names?.split("|"));
    },
    metricsSeries: (c) => {
      const names = deps.history.names();
      if (!names.ok) throw new Refused("history-lost", names.fault);
      return c.json(
        names.value.filter(({ subject }) => subject === "box" || subject.startsWith("role/"))
          .map(({ subject, name, unit }) => ({ of: subject.replace("role/", ""), name, unit })),
      );
    },
  };
}
