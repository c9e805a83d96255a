/**
 * For tests alone: a process that asks the databases of a folder again and again, as the page's role and its writing threads do, and tells how
 * much memory it holds: once it is warm, and at the end. Argument: the folder.
 */
import { join } from "node:path";
import type { Result } from "../reading/result.ts";
import { AuditLog, byBox, readAuditHead } from "./audit_log.ts";
import { DatabaseReader } from "./database_reader.ts";
import { EventReader } from "./event_reader.ts";
import { EventStore } from "./event_store.ts";
import { HistoryReader } from "./history/history_reader.ts";
import { HistoryStore } from "./history/history_store.ts";
import type { StoreFault } from "./store_fault.ts";
import { sampleBatch, sampleEvent } from "./samples_for_tests.ts";

const WARM = 1_000;
const ROUNDS = 3_000;
/** A write waits for the disk: fewer of them. */
const WRITE_EVERY = 10;

const [folder] = Deno.args;
const path = (name: string) => join(folder!, name);
const [events, audit, history] = [path("events.db"), path("audit.db"), path("history.db")];
const store = opened(EventStore.open({ path: events, nowWallMs: 0 }));
const log = opened(AuditLog.open({ path: audit, nowWallMs: 0 }));
const past = opened(HistoryStore.open({ path: history, nowWallMs: 0 }));
const reader = new EventReader(events);
const head = new DatabaseReader(audit);
const charts = new HistoryReader(history);

for (let round = 0; round < WARM; round++) turn(round);
const warmBytes = Deno.memoryUsage().rss;
for (let round = WARM; round < WARM + ROUNDS; round++) turn(round);
console.log(JSON.stringify({ warmBytes, atEndBytes: Deno.memoryUsage().rss }));

function turn(round: number): void {
  if (round % WRITE_EVERY === 0) {
    opened(store.write(sampleBatch({ events: [sampleEvent("note", `line ${round}`)] })));
    opened(log.add([byBox(round, "test", { round })]));
    const series = [{
      subject: "box" as const,
      name: "load",
      unit: "",
      seconds: new Float32Array(60).fill(round),
    }];
    opened(past.write({ atWallMs: round / WRITE_EVERY * 60_000, series }));
  }
  opened(reader.page({ limit: 5 }));
  opened(reader.lastSeq());
  opened(readAuditHead(head));
  opened(charts.page({ subject: "box", fromWallMs: 0, toWallMs: 60_000, points: 10 }));
}

function opened<T>(result: Result<T, StoreFault>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
}
