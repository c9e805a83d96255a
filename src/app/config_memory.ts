/**
 * What the box remembers of its configurations over restarts: versions in their database, the last good one as a plain file too.
 *
 * Reading is for the start alone, before any role runs; afterwards everything is written by a thread or in the background, so
 * that the supervisor never waits for a disk.
 */
import { createHash } from "node:crypto";
import { atMost } from "../clock/at_most.ts";
import type { Clock } from "../clock/clock.ts";
import { type Boot, type BootSources, chooseBoot } from "../config/boot.ts";
import { type Usual, USUAL_MS } from "../config/usual.ts";
import type { Result } from "../reading/result.ts";
import { type ConfigVersion, readConfigHistory } from "../store/config_store.ts";
import { ConfigWriter, type ConfigWriterOptions } from "../store/config_writer.ts";
import { EventReader } from "../store/event_reader.ts";
import { describeStoreFault, type StoreFault } from "../store/store_fault.ts";
import { checkAll } from "./config_check.ts";
import { readConfigFile } from "./config_file.ts";
import type { Paths } from "./paths.ts";
import { UsageError } from "./usage_error.ts";
import { writePrivately } from "./write_privately.ts";

/** Words under which the database keeps single values. */
const RUNNING = "running";
const FILE_HASH = "fileHash";
const CRASHES = "crashes";
const ENDED = "ended";
const CENTRAL = "central";
/** What `ended` says after an orderly stop. */
const ORDERLY = "orderly";

/** The memory, open for writing. */
export class ConfigMemory {
  /** Known versions, the oldest first: as they were at the start, and what came since. */
  readonly versions: ConfigVersion[];
  readonly #paths: Paths;
  readonly #clock: Clock;
  readonly #fault: (detail: string | undefined) => void;
  readonly #writer: ConfigWriter;
  #copying: Promise<void> = Promise.resolve();
  #central: string | undefined;

  /** @param fault Takes what is wrong with the disk, undefined when it is well again. */
  constructor(
    options: {
      readonly paths: Paths;
      readonly clock: Clock;
      readonly versions: readonly ConfigVersion[];
      fault(detail: string | undefined): void;
      /** @default a thread of its own; see `WriterHostOptions` */
      readonly spawn?: ConfigWriterOptions["spawn"];
    },
  ) {
    const { paths, clock, fault } = options;
    this.#paths = paths;
    this.#clock = clock;
    this.#fault = fault;
    this.versions = [...options.versions];
    const tell = (found: StoreFault | undefined) => fault(found && describeStoreFault(found));
    this.#writer = new ConfigWriter({
      path: paths.configDatabase,
      clock,
      onFault: tell,
      // What is needed to start again is written anew; the history before it is in the file that was moved away.
      onMovedAside: () => {
        for (const version of this.versions.slice(-VERSIONS_AGAIN)) this.#writer.write(version);
        if (this.#central !== undefined) this.tookFromCentre(this.#central);
      },
      ...(options.spawn === undefined ? {} : { spawn: options.spawn }),
    });
  }

  /** Stores a version, new or with a new outcome. A good one also goes into the plain copy. */
  keep(version: ConfigVersion): void {
    const place = this.versions.findIndex((known) => known.version === version.version);
    if (place < 0) this.versions.push(version);
    else this.versions[place] = version;
    this.#writer.write(version);
  }

  /** Notes which version runs. */
  runs(version: number): void {
    this.#writer.note(RUNNING, String(version));
  }

  /** Notes the text of the file that was taken in. */
  took(hash: string): void {
    this.#writer.note(FILE_HASH, hash);
  }

  /** Notes what was taken from the centre. */
  tookFromCentre(text: string): void {
    this.#central = text;
    this.#writer.note(CENTRAL, text);
  }

  /** Notes how the service began: an end without `close` is an unexpected one. */
  began(crashes: number): void {
    this.#writer.note(CRASHES, String(crashes));
    this.#writer.note(ENDED, "no");
  }

  /** The trial is over: what happened in it counts no longer. */
  calm(): void {
    this.#writer.note(CRASHES, "0");
  }

  /** Writes the last good configuration beside the database, in the background. */
  copy(text: string): void {
    const path = this.#paths.configCopy;
    this.#copying = this.#copying.then(() => writePrivately(path, text, { sync: true })).catch((error) =>
      this.#fault(`cannot write ${path}: ${error.message}`)
    );
  }

  /** Notes the orderly end. A disk that hangs does not hold it up for long. */
  async close(): Promise<void> {
    this.#writer.note(ENDED, ORDERLY);
    await this.#writer.close();
    await atMost(this.#clock, COPY_WAIT_MS, this.#copying);
  }
}

/** The copy is a few kilobytes: what takes longer is a disk that hangs, and the stop must not hang with it. */
const COPY_WAIT_MS = 2_000;
/** As many as the writer lets wait. */
const VERSIONS_AGAIN = 16;

/** What a start found. */
export interface Remembered {
  readonly boot: Boot;
  readonly versions: readonly ConfigVersion[];
  readonly crashes: number;
  /** Hash of the file's text, where there is one. */
  readonly fileHash?: string;
  /** What was taken from the centre, as it was noted. */
  readonly central?: string;
  /** Another file that was not let come into this one's place, and why. */
  readonly keptOut?: string;
  /** What could not be read. */
  readonly faults: readonly string[];
}

/** Where the configuration comes from: a file, or (in the demo) a text that the program makes. */
export type ConfigOrigin = { readonly file: string } | { readonly text: string };

/** Reads all there is and decides what to start with. Fails with what is wrong where nothing can run. */
export async function remember(paths: Paths, origin: ConfigOrigin): Promise<Result<Remembered, string>> {
  const faults: string[] = [];
  const history = readConfigHistory(paths.configDatabase);
  if (!history.ok && await exists(paths.configDatabase)) faults.push(describeStoreFault(history.fault));
  const versions = history.ok ? history.value.versions : [];
  const memos = history.ok ? history.value.memos : new Map<string, string>();
  const running = numberOf(memos.get(RUNNING));
  const crashes = memos.get(ENDED) === ORDERLY || memos.size === 0
    ? 0
    : (numberOf(memos.get(CRASHES)) ?? 0) + 1;
  const fileHash = memos.get(FILE_HASH);
  const central = memos.get(CENTRAL);
  const copy = await textOf(paths.configCopy, faults);
  const file = "text" in origin
    ? { text: origin.text, hash: hashOf(origin.text) }
    : await readFile(origin.file);
  const sources: BootSources = {
    file,
    versions,
    crashes,
    ...(running === undefined ? {} : { running }),
    ...(fileHash === undefined ? {} : { fileHash }),
    ...(copy === undefined ? {} : { copy }),
  };
  const boot = chooseBoot(sources, checkAll);
  if (!boot.ok) return boot;
  // Whoever brings files to a box checks them first (image/appliance/usr/lib/embereye/provision); its page must tell of the refusal.
  const keptOut = "file" in origin ? await textOf(`${origin.file}.refused`, faults) : undefined;
  return {
    ok: true,
    value: {
      boot: boot.value,
      versions,
      crashes,
      faults,
      ...("hash" in file ? { fileHash: file.hash } : {}),
      ...(central === undefined ? {} : { central }),
      ...(keptOut === undefined ? {} : { keptOut }),
    },
  };
}

/** What the journal says of how often something happens here. */
export function usualOf(path: string, nowWallMs: number): Usual {
  const reader = new EventReader(path);
  const count = (kind: "alarm" | "trouble") => {
    const page = reader.page({ kind, fromWallMs: nowWallMs - USUAL_MS, limit: 1_000 });
    return page.ok ? page.value.events.length : 0;
  };
  const first = reader.page({ first: "oldest", limit: 1 });
  const since = first.ok ? first.value.events[0]?.atWallMs ?? nowWallMs : nowWallMs;
  const usual = {
    alarms: count("alarm"),
    troubles: count("trouble"),
    spanMs: Math.min(USUAL_MS, Math.max(0, nowWallMs - since)),
  };
  reader.close();
  return usual;
}

/** The text of the file with its hash, or why there is none. */
export async function readFile(
  file: string,
): Promise<{ readonly text: string; readonly hash: string } | { readonly missing: string }> {
  try {
    const text = await readConfigFile(file);
    return { text, hash: hashOf(text) };
  } catch (error) {
    if (error instanceof UsageError) return { missing: error.message };
    return { missing: `${file} cannot be read: ${(error as Error).message}` };
  }
}

/** What tells one text of a configuration from another: SHA-256, hexadecimal. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function numberOf(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/**
 * The text of the copy. A copy that cannot be read must not keep a box from starting whose file and history are well: it is a
 * fault, and the box goes on as if there were none.
 */
async function textOf(path: string, faults: string[]): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      faults.push(`${path} cannot be read: ${(error as Error).message}`);
    }
    return undefined;
  }
}

/** Whether there is a file; one that cannot be looked at is there. */
async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}
