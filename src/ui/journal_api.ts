/**
 * The journal as files: all lines that fit a question, and the report of one alarm.
 */
import type { Context } from "hono";
import type { StoredEvent } from "../bus/messages.ts";
import type { UiEnv } from "./access.ts";
import { parsed } from "./body.ts";
import { csvLine } from "./csv.ts";
import type { EventsQuery, UiDeps } from "./deps.ts";
import { type Incident, incidentOf } from "./incident.ts";
import type { OperationName } from "./operations.ts";
import { zoneName } from "./page/state.ts";
import { Refused } from "./problem.ts";
import * as schemas from "./schemas.ts";
import { localTime } from "./site_time.ts";
import type { Situation } from "./situation.ts";

/** What the handlers work with. */
export interface JournalParts {
  readonly deps: UiDeps;
  readonly situation: Situation;
}

type JournalOperation = Extract<OperationName, "exportEvents" | "report">;

/** Lines read at a time; between two of these the page's other readers have their turn. */
const PAGE_LINES = 500;
/** As many as the store keeps: whoever asks for more lines than these gets all there are. */
const LINES_MAX = 200_000;

/** The handlers. */
export function journalHandlers(
  parts: JournalParts,
): Record<JournalOperation, (c: Context<UiEnv>) => Promise<Response>> {
  const { deps } = parts;
  return {
    exportEvents: async (c) => {
      const { format, zone, kind, from, to } = parsed(schemas.exportQuery, c.req.query());
      const query = {
        ...(zone ? { zoneId: zone } : {}),
        ...(kind ? { kind } : {}),
        ...(from === undefined ? {} : { fromWallMs: from }),
        ...(to === undefined ? {} : { toWallMs: to }),
      };
      // A journal that cannot be read is told before the file begins, not in the middle of it.
      const first = await read(deps, { ...query, limit: PAGE_LINES });
      const file = format === "csv" ? csvFile(deps) : JSON_FILE;
      const name = `embereye-journal-${localTime(deps.clock.wallMs(), deps.timeZone).replaceAll(":", "")}`;
      return new Response(streamOf(lines(deps, query, first), file), {
        headers: {
          "content-type": file.type,
          "content-disposition": `attachment; filename="${name}.${format}"`,
        },
      });
    },
    report: async (c) => {
      const incident = await incidentFor(parts, parsed(schemas.idParam, c.req.param("id")));
      return new Response(incident.json, {
        headers: {
          "content-type": "application/json",
          etag: `"${incident.sha256}"`,
          "x-content-sha256": incident.sha256,
        },
      });
    },
  };
}

/** The report of an alarm, with the names of now. */
export async function incidentFor({ deps, situation }: JournalParts, alarmId: string): Promise<Incident> {
  const { site } = situation.now();
  let incident;
  try {
    incident = await incidentOf(deps, alarmId, {
      site: site?.siteName ?? "",
      zone: (zoneId) => zoneName(site, zoneId),
    });
  } catch (error) {
    deps.failed("read the journal", error);
    throw new Refused("journal-lost", "the event store does not answer");
  }
  if (incident === undefined) throw new Refused("unknown-alarm", `the journal knows no alarm ${alarmId}`);
  return incident;
}

async function read(deps: UiDeps, query: EventsQuery): Promise<readonly StoredEvent[]> {
  try {
    return await deps.events(query);
  } catch (error) {
    deps.failed("read the journal", error);
    throw new Refused("journal-lost", "the event store does not answer");
  }
}

/** All lines, newest first, page by page. */
async function* lines(
  deps: UiDeps,
  query: Omit<EventsQuery, "limit">,
  first: readonly StoredEvent[],
): AsyncGenerator<readonly StoredEvent[]> {
  let page = first;
  for (let count = 0; page.length > 0; page = await read(deps, { ...query, ...following(page) })) {
    yield page;
    count += page.length;
    if (page.length < PAGE_LINES || count >= LINES_MAX) return;
    await deps.clock.sleep(0);
  }
}

function following(page: readonly StoredEvent[]): { limit: number; beforeSeq: number } {
  return { limit: PAGE_LINES, beforeSeq: page[page.length - 1].seq };
}

/** How a file is written. */
interface FileForm {
  readonly type: string;
  readonly head: string;
  readonly foot: string;
  line(event: StoredEvent, isFirst: boolean): string;
}

const JSON_FILE: FileForm = {
  type: "application/json",
  head: "[",
  foot: "\n]\n",
  line: (event, isFirst) =>
    `${isFirst ? "" : ","}\n${JSON.stringify({ ...event, at: new Date(event.atWallMs).toISOString() })}`,
};

function csvFile({ timeZone }: UiDeps): FileForm {
  return {
    type: "text/csv; charset=utf-8",
    // The mark tells spreadsheets that it is UTF-8.
    head: "\ufeff" + csvLine([
      "number",
      "time UTC",
      `time ${timeZone}`,
      "kind",
      "zone",
      "sensor",
      "alarm",
      "trouble",
      "person",
      "text",
    ]),
    foot: "",
    line: (event) =>
      csvLine([
        event.seq,
        new Date(event.atWallMs).toISOString(),
        localTime(event.atWallMs, timeZone).replace("T", " "),
        event.kind,
        event.zoneId,
        event.sensorId,
        event.alarmId,
        event.troubleId,
        event.by,
        event.text,
      ]),
  };
}

function streamOf(pages: AsyncGenerator<readonly StoredEvent[]>, file: FileForm): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let isFirst = true;
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(file.head)),
    // Called when the reader has taken what was sent: a slow one holds back the reading, and takes no memory.
    pull: async (controller) => {
      const { done, value } = await pages.next();
      if (done) {
        controller.enqueue(encoder.encode(file.foot));
        return controller.close();
      }
      let text = "";
      for (const event of value) {
        text += file.line(event, isFirst);
        isFirst = false;
      }
      controller.enqueue(encoder.encode(text));
    },
    cancel: async () => {
      await pages.return(undefined);
    },
  });
}
