/**
 * Makes room while the disk is nearly full, in this order: figures by the second, minute and quarter of an hour beyond what a page
 * needs; archives of logs, the oldest first; pictures of alarms that are not locked, the oldest first.
 *
 * It never touches the journal, the latch, configuration, tokens or locked evidence. Where all that may go is gone, the trouble
 * `disk-low` stands until a person has made room.
 */
import type { BoxFacts } from "../bus/messages.ts";
import { realDisk } from "../ops/log_disk.ts";
import { archivesOf } from "../ops/log_file.ts";
import { logNames } from "../ops/log_reader.ts";
import { isLow } from "./box_watch.ts";

/** Archives removed with one look, which comes every ten seconds. */
const ARCHIVES_AT_ONCE = 4;

/** What the guard works with. */
export interface StorageGuardOptions {
  readonly logs: string;
  readonly history: { tight: boolean };
  readonly evidence: { tight: boolean; tidy(nowWallMs: number): Promise<void> };
  /** Takes a sentence for the log. */
  note(text: string): void;
}

/** Guards the free space. */
export class StorageGuard {
  readonly #options: StorageGuardOptions;
  #tight = false;
  #working: Promise<void> | undefined;

  constructor(options: StorageGuardOptions) {
    this.#options = options;
  }

  /** To be told each report of the machine. */
  heard(box: BoxFacts): Promise<void> {
    if (box.disk === undefined) return Promise.resolve();
    const { history, evidence, note } = this.#options;
    const tight = isLow(box.disk, this.#tight);
    if (tight !== this.#tight) {
      note(tight ? "the disk is nearly full: history and old logs give way" : "the disk has room again");
    }
    this.#tight = history.tight = tight;
    if (!tight) {
      evidence.tight = false;
      // Age and bytes count at all times.
      return this.#once(() => evidence.tidy(box.atWallMs));
    }
    return this.#once(async () => {
      if (await this.#removeArchives()) return;
      evidence.tight = true;
      await evidence.tidy(box.atWallMs);
    });
  }

  /** One look at a time: a disk that hangs must not gather them. */
  #once(work: () => Promise<void>): Promise<void> {
    return this.#working ??= work()
      .catch((error) =>
        this.#options.note(`no room could be made: ${error instanceof Error ? error.message : error}`)
      )
      .finally(() => this.#working = undefined);
  }

  /** @returns whether there was one. The oldest of each log goes first: all logs then reach back equally far. */
  async #removeArchives(): Promise<boolean> {
    const { logs } = this.#options;
    const names = await realDisk.list(logs);
    const archives = (await logNames(realDisk, logs)).flatMap((log) =>
      archivesOf(log, names).map((name, age, all) => ({ name, left: all.length - age }))
    ).sort((a, b) => b.left - a.left);
    for (const { name } of archives.slice(0, ARCHIVES_AT_ONCE)) await realDisk.remove(`${logs}/${name}`);
    return archives.length > 0;
  }
}
