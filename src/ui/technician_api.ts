/**
 * What the API tells a technician: the machine, the watchdog's story, the logs, and everything in one file.
 */
import type { Context } from "hono";
import type { BoxFacts } from "../bus/messages.ts";
import type { UiEnv } from "./access.ts";
import { parsed } from "./body.ts";
import type { UiDeps } from "./deps.ts";
import type { OperationName } from "./operations.ts";
import { Refused } from "./problem.ts";
import * as schemas from "./technician_schemas.ts";

/** What a technician is told, from files and from what the supervisor says. */
export interface TechnicianDeps {
  /** The newest facts of the machine; undefined while the supervisor has told nothing. */
  box(): BoxFacts | undefined;
  /** The watchdog's story since then, oldest first. Rejects where its log cannot be read. */
  watchdog(sinceWallMs: number): Promise<schemas.WatchdogAnswer>;
  /** Log records. Rejects where the logs cannot be read. */
  logs(query: schemas.LogsQuery): Promise<schemas.LogsAnswer>;
  /** The support bundle and a name for it. One at a time: undefined while another is made. */
  bundle(): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> } | undefined>;
}

type TechnicianOperation = Extract<OperationName, "box" | "watchdog" | "logs" | "supportBundle">;

const HOUR_MS = 3_600_000;

/** The handlers. */
export function technicianHandlers(
  { deps }: { readonly deps: UiDeps },
): Record<TechnicianOperation, (c: Context<UiEnv>) => Response | Promise<Response>> {
  const { clock, technician } = deps;
  const orLost = <T>(what: string, answer: Promise<T>): Promise<T> =>
    answer.catch((error) => {
      deps.failed(what, error);
      throw new Refused("logs-lost", `${what}: ${error instanceof Error ? error.message : error}`);
    });

  return {
    box: (c) => {
      const box = technician.box();
      const nowWallMs = clock.wallMs();
      return c.json({
        at: new Date(nowWallMs).toISOString(),
        box: box ?? null,
        ageMs: box === undefined ? null : Math.max(0, nowWallMs - box.atWallMs),
      });
    },
    watchdog: async (c) => {
      const { hours } = parsed(schemas.watchdogQuery, c.req.query());
      const story = technician.watchdog(clock.wallMs() - hours * HOUR_MS);
      return c.json(await orLost("read the watchdog's log", story));
    },
    logs: async (c) => {
      const query = parsed(schemas.logsQuery, c.req.query());
      return c.json(await orLost("read the logs", technician.logs(query)));
    },
    supportBundle: async () => {
      const bundle = await orLost("make the support bundle", technician.bundle());
      if (bundle === undefined) {
        throw new Refused("bundle-busy", "another support bundle is being made: wait for it", {
          "retry-after": "10",
        });
      }
      return new Response(bundle.bytes, {
        headers: {
          "content-type": "application/zip",
          "content-disposition": `attachment; filename="${bundle.name}"`,
        },
      });
    },
  };
}
