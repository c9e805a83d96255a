/**
 * What the writer thread does, apart from being a thread: keeps one database open and writes batches into it.
 */
import { ok, type Result } from "../reading/result.ts";
import type { AuditAct } from "./audit_entry.ts";
import { AuditLog } from "./audit_log.ts";
import { type ConfigBatch, ConfigStore } from "./config_store.ts";
import { moveAside } from "./database.ts";
import type { EventBatch } from "./event_batch.ts";
import { type EventRecall, recallEvents, type RecallOptions } from "./event_recall.ts";
import { type EventPolicy, EventStore } from "./event_store.ts";
import type { HistoryBatch } from "./history/batch.ts";
import { HistoryStore } from "./history/history_store.ts";
import type { HistoryPolicy } from "./history/tiers.ts";
import { type SensorRecord, SensorRegistry, type SensorSighting } from "./sensor_registry.ts";
import type { StoreFault } from "./store_fault.ts";

/** A batch to write. */
export interface WriteRequest {
  readonly kind: "write";
  readonly store: "events" | "sensors" | "history" | "config" | "audit";
  readonly path: string;
  /** An `EventBatch`, `SensorSighting[]` `HistoryBatch` or `ConfigBatch`, by `store`. */
  readonly batch: unknown;
  /** For the name of a damaged file that is moved aside. */
  readonly nowWallMs: number;
  /** How long what is kept: an `EventPolicy` or `HistoryPolicy`, by `store`; absent: as the store has it by default. */
  readonly policy?: unknown;
}

/** What stood in the journal is wanted, before anything is written. */
export interface RecallRequest extends RecallOptions {
  readonly kind: "recall";
}

/** All sensors of the registry are wanted, before anything is written. */
export interface LoadRequest {
  readonly kind: "load";
  readonly path: string;
  /** For the name of a damaged file that is moved aside. */
  readonly nowWallMs: number;
}

/** What the owner of the thread tells it. */
export type WriterRequest = WriteRequest | RecallRequest | LoadRequest | { readonly kind: "close" };

/** What the thread answers: exactly one to each request. */
export type WriterAnswer =
  | {
    readonly kind: "committed";
    /** The number of the first event of the batch; of the history the bytes written; 0 where there is neither. */
    readonly firstSeq: number;
    /** Where the damaged file went that was in use until now. What only it knew is lost. */
    readonly movedAside?: string;
  }
  | { readonly kind: "recalled"; readonly recall: EventRecall }
  | { readonly kind: "loaded"; readonly sensors: readonly SensorRecord[] }
  | { readonly kind: "fault"; readonly fault: StoreFault }
  | { readonly kind: "closed" };

interface OpenStore {
  readonly movedAside: string | undefined;
  /** @returns the answer's `firstSeq`. */
  write(batch: unknown): Result<number, StoreFault>;
  close(): void;
}

/** Writes batches into the database that the requests name, which is the same in all of them. */
export class WriterCore {
  #store: OpenStore | undefined;
  #movedAside: string | undefined;

  /** Does what is asked, and says what came of it. Faults of the disk are in the answer. */
  answer(request: WriterRequest): WriterAnswer {
    if (request.kind === "close") {
      this.#close();
      return { kind: "closed" };
    }
    try {
      if (request.kind === "recall") return { kind: "recalled", recall: recallEvents(request) };
      return request.kind === "load" ? loadSensors(request) : this.#mend(request);
    } catch (error) {
      // Not a fault of the disk, so it would come again with every attempt: the owner must not retry it.
      this.#close();
      return { kind: "fault", fault: { kind: "refused", path: request.path, detail: String(error) } };
    }
  }

  /** Writes, into a new database where the one in use turns out to be damaged. */
  #mend(request: WriteRequest): WriterAnswer {
    let written = this.#write(request);
    if (!written.ok && written.fault.kind === "corrupt") {
      const moved = moveAside(request.path, request.nowWallMs);
      if (!moved.ok) return { kind: "fault", fault: moved.fault };
      this.#movedAside = moved.value;
      written = this.#write(request);
    }
    if (!written.ok) return { kind: "fault", fault: written.fault };
    const movedAside = this.#movedAside;
    this.#movedAside = undefined;
    return {
      kind: "committed",
      firstSeq: written.value,
      ...(movedAside === undefined ? {} : { movedAside }),
    };
  }

  #write(request: WriteRequest): Result<number, StoreFault> {
    if (this.#store === undefined) {
      const opened = openStore(request);
      if (!opened.ok) return opened;
      this.#store = opened.value;
      this.#movedAside = opened.value.movedAside ?? this.#movedAside;
    }
    const written = this.#store.write(request.batch);
    // After a fault the file may be another one than the one that is open: the next write looks anew.
    if (!written.ok) this.#close();
    return written;
  }

  #close(): void {
    this.#store?.close();
    this.#store = undefined;
  }
}

function loadSensors({ path, nowWallMs }: LoadRequest): WriterAnswer {
  const opened = SensorRegistry.open(path, nowWallMs);
  if (!opened.ok) return { kind: "fault", fault: opened.fault };
  const loaded = opened.value.load();
  opened.value.close();
  return loaded.ok ? { kind: "loaded", sensors: loaded.value } : { kind: "fault", fault: loaded.fault };
}

function openStore(request: WriteRequest): Result<OpenStore, StoreFault> {
  const { path, nowWallMs, policy } = request;
  if (request.store === "events") {
    const opened = EventStore.open({ path, nowWallMs, ...(policy as EventPolicy | undefined) });
    if (!opened.ok) return opened;
    const store = opened.value;
    return ok({
      movedAside: store.movedAside,
      write: (batch) => store.write(batch as EventBatch),
      close: () => store.close(),
    });
  }
  if (request.store === "config") {
    const opened = ConfigStore.open(path, nowWallMs);
    if (!opened.ok) return opened;
    const store = opened.value;
    return ok({
      movedAside: store.movedAside,
      write: (batch) => {
        const written = store.write(batch as ConfigBatch);
        return written.ok ? ok(0) : written;
      },
      close: () => store.close(),
    });
  }
  if (request.store === "history") {
    const opened = HistoryStore.open({
      path,
      nowWallMs,
      ...(policy === undefined ? {} : { policy: policy as HistoryPolicy }),
    });
    if (!opened.ok) return opened;
    const store = opened.value;
    return ok({
      movedAside: store.movedAside,
      write: (batch) => store.write(batch as HistoryBatch),
      close: () => store.close(),
    });
  }
  if (request.store === "audit") {
    const opened = AuditLog.open({ path, nowWallMs });
    if (!opened.ok) return opened;
    const log = opened.value;
    return ok({
      movedAside: log.movedAside,
      write: (batch) => {
        const added = log.add(batch as AuditAct[]);
        return added.ok ? ok(added.value.seq) : added;
      },
      close: () => log.close(),
    });
  }
  const opened = SensorRegistry.open(path, nowWallMs);
  if (!opened.ok) return opened;
  const registry = opened.value;
  return ok({
    movedAside: registry.movedAside,
    write: (batch) => {
      const written = registry.write(batch as SensorSighting[]);
      return written.ok ? ok(0) : written;
    },
    close: () => registry.close(),
  });
}
