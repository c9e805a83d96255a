/**
 * The supervisor's way to the versions of the configuration: they reach the disk without anything waiting for it.
 */
import type { Clock } from "../clock/clock.ts";
import type { ConfigBatch, ConfigVersion } from "./config_store.ts";
import type { StoreFault } from "./store_fault.ts";
import { type Backlog, WriterHost, type WriterThread } from "./writer_host.ts";

/** Options for {@linkcode ConfigWriter}. The callbacks must not throw. */
export interface ConfigWriterOptions {
  readonly path: string;
  readonly clock: Clock;
  /** What is wrong, undefined when it is well again. Called on changes alone. */
  readonly onFault: (fault: StoreFault | undefined) => void;
  /** The damaged database went to `path`; what is in use should be written again. */
  readonly onMovedAside: (path: string) => void;
  readonly spawn?: () => WriterThread;
}

/** Versions that may wait for a disk; each may be as large as a configuration file. */
const VERSIONS_WAITING_MAX = 16;

/** Versions that wait, each with its newest outcome. */
class VersionQueue implements Backlog<ConfigBatch> {
  droppedCount = 0;
  readonly #versions = new Map<number, ConfigVersion>();
  readonly #memos = new Map<string, string>();

  add(version: ConfigVersion): void {
    this.#versions.set(version.version, version);
    if (this.#versions.size <= VERSIONS_WAITING_MAX) return;
    this.#versions.delete(this.#versions.keys().next().value!);
    this.droppedCount++;
  }

  note(name: string, value: string): void {
    this.#memos.set(name, value);
  }

  take(): ConfigBatch | undefined {
    if (this.#versions.size === 0 && this.#memos.size === 0) return undefined;
    const batch = {
      versions: [...this.#versions.values()],
      memos: [...this.#memos].map(([name, value]) => ({ name, value })),
    };
    this.#versions.clear();
    this.#memos.clear();
    return batch;
  }
}

/** Writes versions in a thread of its own. */
export class ConfigWriter {
  readonly #queue = new VersionQueue();
  readonly #host: WriterHost<ConfigBatch>;

  constructor(options: ConfigWriterOptions) {
    this.#host = new WriterHost({ store: "config", backlog: this.#queue, onCommitted: () => {}, ...options });
  }

  /** Takes a version in, new or with a new outcome. */
  write(version: ConfigVersion): void {
    this.#queue.add(version);
    this.#host.pump();
  }

  /** Takes a note in; `name` is few different words. */
  note(name: string, value: string): void {
    this.#queue.note(name, value);
    this.#host.pump();
  }

  /** Versions that a full queue has dropped. */
  get droppedCount(): number {
    return this.#queue.droppedCount;
  }

  /** Gives what waits `waitMs` to reach the disk, then ends the thread. */
  close(waitMs = 2_000): Promise<void> {
    return this.#host.close(waitMs);
  }
}
