/**
 * Journal lines as people read them on a terminal.
 */
import type { EventKind } from "../reading/event.ts";
import type { StoredEvent } from "../store/event_batch.ts";
import type { JournalRecord } from "./journal_layout.ts";
import type { Colour } from "./text_layout.ts";

const COLOURS: Readonly<Record<EventKind, Colour | undefined>> = {
  "pre-alarm": "yellow",
  "pre-alarm-cleared": "green",
  "alarm": "red",
  "alarm-evidence": "red",
  "alarm-resound": "red",
  "alarm-inactive": undefined,
  "acknowledge": "cyan",
  "silence": "cyan",
  "reset": "cyan",
  "reset-refused": "yellow",
  "trouble": "yellow",
  "trouble-cleared": "green",
  "trouble-acknowledged": "cyan",
  "disable": "yellow",
  "enable": "cyan",
  "test-start": "cyan",
  "test-hit": undefined,
  "test-end": "cyan",
  "sensor-admitted": undefined,
  "sensor-back": "green",
  "config": "cyan",
  "start": undefined,
  "stop": undefined,
  "note": undefined,
};

/** The width of most kinds; longer ones push their own line aside. */
const KIND_WIDTH = 15;

/** A journal line for the terminal. */
export function eventRecord(event: StoredEvent): JournalRecord {
  // A newer version of the program may have written a kind that this one does not know.
  const colour = COLOURS[event.kind] as Colour | undefined;
  return {
    atWallMs: event.atWallMs,
    labels: [{ text: event.kind, width: KIND_WIDTH, ...(colour && { colour }) }],
    text: event.by === undefined ? event.text : `${event.text} (${event.by})`,
  };
}
