/**
 * `embereye events`: the journal, read from the event store itself, whether the service runs or not.
 */
import { systemClock } from "../clock/system_clock.ts";
import { nearest } from "../config/nearest.ts";
import type { EventKind } from "../reading/event.ts";
import type { EventQuery } from "../store/event_reader.ts";
import { eventRecord } from "./events_report.ts";
import { JournalLayout } from "./journal_layout.ts";
import type { Paths } from "./paths.ts";
import { readEvents } from "./read_events.ts";
import { type Since, sinceWallMs } from "./since.ts";
import { print, printJson, remark, standardScreen } from "./terminal.ts";
import { locate, runningConfig, type WhereOptions } from "./where.ts";

/** What the command line says. */
export interface EventsOptions extends WhereOptions {
  /** Id or name. */
  readonly zone?: string;
  readonly kind?: EventKind;
  readonly since?: Since;
  readonly limit: number;
  readonly json?: boolean;
}

/** Shows the newest events that fit, oldest first. */
export async function events(options: EventsOptions): Promise<number> {
  const paths = await locate(options);
  const zone = options.zone === undefined ? undefined : await zoneOf(paths, options.zone);
  const query: EventQuery = {
    ...(zone !== undefined && { zoneId: zone.id }),
    ...(options.kind !== undefined && { kind: options.kind }),
    ...(options.since !== undefined && {
      fromWallMs: sinceWallMs(options.since, systemClock().wallMs()),
    }),
  };
  const { found, more } = readEvents(paths.eventsDatabase, query, options.limit);
  if (options.json) {
    printJson(found.map((event) => ({ ...event, at: new Date(event.atWallMs).toISOString() })));
    return 0;
  }
  if (more) remark(`older events that fit are left out: --limit shows more than ${options.limit}`);
  const layout = new JournalLayout(standardScreen());
  print(found.flatMap((event) => layout.lines(eventRecord(event))));
  if (found.length === 0) remark(zone?.hint ?? "no event fits");
  return 0;
}

/** The zone that a person means by `word`; what is no zone of the configuration may still be one of the past. */
async function zoneOf(paths: Paths, word: string): Promise<{ readonly id: string; readonly hint?: string }> {
  const config = await runningConfig(paths);
  if (!config.ok) return { id: word };
  const { zones } = config.value;
  const same = (other: string | undefined) => other?.toLowerCase() === word.toLowerCase();
  const zone = zones.find(({ id }) => id === word) ?? zones.find(({ id, name }) => same(id) || same(name));
  if (zone !== undefined) return { id: zone.id };
  const ids = zones.map(({ id }) => id);
  const guess = nearest(word, ids);
  const meant = guess === undefined ? `its zones are ${ids.join(", ")}` : `did you mean '${guess}'?`;
  return { id: word, hint: `no event fits; no zone of the configuration is called '${word}': ${meant}` };
}
