/**
 * The archive within the notifiers' process, which waits for networks anyway: it has the archivist work, keeps what is done, and tells
 * of what is wrong.
 */
import type { Clock } from "../clock/clock.ts";
import type { ArchiveConfig } from "../config/archive_schema.ts";
import { type ArchiveState, Archivist } from "../outputs/archive/archivist.ts";
import type { ObjectStore } from "../outputs/archive/object_store.ts";
import { S3Store } from "../outputs/archive/s3_store.ts";
import { ok, type Result } from "../reading/result.ts";
import { Secret } from "../reading/secret.ts";
import type { EventReader } from "../store/event_reader.ts";
import { archivedUntil, BoxDays } from "./archive_files.ts";
import { ArchiveRecord } from "./archive_record.ts";
import type { Paths } from "./paths.ts";
import { readSecret } from "./read_secret.ts";

/** A store that is away for less is no trouble: a day can wait. */
const AWAY_MS = 60 * 60_000;

/** A secret or a disk that fails is asked again after this. */
const RETRY_MS = 60_000;

/** What the desk needs. */
export interface ArchiveDeskParts {
  readonly config: ArchiveConfig;
  readonly paths: Pick<Paths, "archive" | "evidence">;
  readonly boxId: string;
  readonly clock: Clock;
  readonly reader: EventReader;
  /** In place of the configured one, for tests. */
  readonly store?: ObjectStore;
  /** Everything up to then is archived. */
  archived(untilWallMs: number): void;
  fault(active: boolean, detail: string): void;
  note(text: string): void;
}

/** The desk. */
export class ArchiveDesk {
  readonly #parts: ArchiveDeskParts;
  #untilWallMs: number | undefined;
  #awaySinceMs: number | undefined;
  /** What stands as wrong; undefined: nothing. */
  #standing: string | undefined;

  constructor(parts: ArchiveDeskParts) {
    this.#parts = parts;
  }

  /** Up to when everything is archived; undefined where it has never been said. */
  get untilWallMs(): number | undefined {
    return this.#untilWallMs;
  }

  /** Works until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { config, paths, boxId, clock, reader, note } = this.#parts;
    const store = await this.#open(signal);
    if (store === undefined) return;
    const record = new ArchiveRecord(paths.archive, note);
    const { progress } = record;
    this.#advance(progress);
    const archivist = new Archivist({
      clock,
      store,
      source: new BoxDays(reader, paths.evidence, config.afterDays, () => clock.wallMs()),
      prefix: archivePrefix(config, boxId),
      progress,
      keep: (progress) => record.keep(progress),
      keepPart: (name, part) => record.keepPart(name, part),
      told: (state) => {
        this.#advance(state);
        this.#judge(state);
        // There is a look every ten minutes; flash wears.
        if (record.fault?.detail === state.fault?.detail) return;
        void record.keepFault(state.fault).catch((error) =>
          note(`${paths.archive} cannot be written: ${error.message}`)
        );
      },
    });
    while (!signal.aborted) {
      try {
        await archivist.run(signal);
      } catch (error) {
        // The box's own disk: days wait, and nothing else does.
        if (!(error instanceof Error)) throw error;
        this.#tell(true, error.message);
        await clock.sleep(RETRY_MS, signal).catch(() => undefined);
      }
    }
  }

  /** Opens the store, however late its secret comes. Undefined where `signal` ends it. */
  async #open(signal: AbortSignal): Promise<ObjectStore | undefined> {
    const { config, clock, store } = this.#parts;
    if (store !== undefined) return store;
    while (!signal.aborted) {
      const opened = storeOf(config);
      if (opened.ok) return opened.value;
      this.#tell(true, opened.fault);
      await clock.sleep(RETRY_MS, signal).catch(() => undefined);
    }
    return undefined;
  }

  #advance(state: Pick<ArchiveState, "through">): void {
    // What an earlier run has told stands until something is known.
    if (state.through === undefined && this.#untilWallMs === undefined) return;
    // Also back: what a clock that was ahead has said must not let go of what is not archived. 0: only what is from before 1970 may go.
    const untilWallMs = Math.max(0, archivedUntil(state, this.#parts.clock.wallMs()));
    if (untilWallMs === this.#untilWallMs) return;
    this.#untilWallMs = untilWallMs;
    this.#parts.archived(untilWallMs);
  }

  #judge({ fault }: ArchiveState): void {
    const nowMs = this.#parts.clock.monotonicMs();
    if (fault?.kind !== "away") this.#awaySinceMs = undefined;
    else this.#awaySinceMs ??= nowMs;
    const isAway = this.#awaySinceMs !== undefined && nowMs - this.#awaySinceMs < AWAY_MS;
    if (fault === undefined) this.#tell(false, "the archive goes on");
    else if (!isAway) this.#tell(true, fault.detail);
  }

  #tell(active: boolean, detail: string): void {
    const standing = active ? detail : undefined;
    if (standing === this.#standing) return;
    this.#standing = standing;
    this.#parts.fault(active, detail);
  }
}

/** What the names of a box's objects begin with. */
export function archivePrefix({ prefix }: ArchiveConfig, boxId: string): string {
  return `${prefix}/${boxId}`;
}

/** The configured store, or why its secret cannot be read. */
export function storeOf(config: ArchiveConfig): Result<S3Store, string> {
  const { url, bucket, region, accessKeyId, secret } = config;
  const key = typeof secret === "string" ? ok(new Secret(secret)) : readSecret(secret);
  return key.ok ? ok(new S3Store({ url, bucket, region, accessKeyId, secretAccessKey: key.value })) : key;
}
