/**
 * The page's part of the audit log: writes what persons do, proves the log unbroken at each start, and tells fusion where it
 * stands, so that a log that is cut off later shows.
 *
 * An order is never kept waiting for it, nor refused because it cannot be written: a siren must fall silent for a person also with a
 * full disk. That it cannot be written is a trouble.
 */
import type { Logger } from "@logtape/logtape";
import type { Clock } from "../clock/clock.ts";
import type { TroubleCode } from "../reading/trouble.ts";
import { readAuditAnchor } from "../store/audit_anchor.ts";
import type { AuditAct } from "../store/audit_entry.ts";
import { type AuditHead, readAuditHead, readAuditLog } from "../store/audit_log.ts";
import { describeAuditBreak, verifyAudit } from "../store/audit_verify.ts";
import { AuditWriter } from "../store/audit_writer.ts";
import { DatabaseReader } from "../store/database_reader.ts";
import { describeStoreFault } from "../store/store_fault.ts";
import type { Paths } from "./paths.ts";

/** Commands write entries too: they are anchored this late at most. */
const LOOK_MS = 10_000;
/** The check reads the whole log: it waits until the page answers. */
const CHECK_AFTER_MS = 3_000;

/** A fault as fusion takes it. */
export interface PageFault {
  readonly code: TroubleCode;
  readonly subject: string;
  readonly active: boolean;
  readonly detail: string;
}

/** What {@linkcode AuditDesk} needs. */
export interface AuditDeskOptions {
  readonly paths: Pick<Paths, "auditDatabase" | "eventsDatabase">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Tells fusion of a fault. */
  fault(fault: PageFault): void;
  /** Tells fusion where the log stands. */
  anchor(head: AuditHead): void;
}

/** The audit log as the page has it. */
export class AuditDesk {
  readonly #options: AuditDeskOptions;
  readonly #writer: AuditWriter;
  readonly #database: DatabaseReader;
  readonly #faults = new Map<string, PageFault>();
  readonly #timers: number[];
  /** Where the log stood when fusion was last told; undefined until the log has proved itself. */
  #anchored: AuditHead | undefined;
  #isProved = false;
  #isClosing = false;

  constructor(options: AuditDeskOptions) {
    this.#options = options;
    const { paths, clock, log } = options;
    this.#database = new DatabaseReader(paths.auditDatabase);
    this.#writer = new AuditWriter({
      path: paths.auditDatabase,
      clock,
      onCommitted: () => this.#look(),
      onFault: (fault) =>
        this.fault({
          code: "audit-failed",
          subject: "audit",
          active: fault !== undefined,
          detail: fault === undefined ? "the audit log is written again" : describeStoreFault(fault),
        }),
      onMovedAside: (path) =>
        log.error("the audit log was damaged and begun anew; the old one is {path}", { path }),
    });
    this.#timers = [
      setTimeout(() => this.#check(), CHECK_AFTER_MS),
      setInterval(() => this.#look(), LOOK_MS),
    ];
  }

  /** Takes what somebody did. */
  add(act: AuditAct): void {
    this.#writer.add(act);
  }

  /** Fusion is there, again perhaps: it has to know what stands. */
  connected(): void {
    for (const fault of this.#faults.values()) this.#options.fault(fault);
    if (this.#anchored !== undefined) this.#options.anchor(this.#anchored);
  }

  /** Gives what waits a moment to reach the disk. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#isClosing = true;
    this.#database.close();
    await this.#writer.close();
  }

  /** Whether the log is what it was. Only then the anchor moves on: a broken log must not be made the measure. */
  #check(): void {
    const { paths, log } = this.#options;
    const content = readAuditLog(paths.auditDatabase);
    const anchor = readAuditAnchor(paths.eventsDatabase);
    const anchorHead = anchor.ok ? anchor.value : undefined;
    if (!content.ok) {
      // No log and no anchor: nobody has ever done anything here.
      this.#isProved = content.fault.kind === "cannot-open" && anchorHead === undefined;
      if (!this.#isProved) this.#broken(describeStoreFault(content.fault));
      return;
    }
    const { broken, entries, lastSeq } = verifyAudit(content.value, anchorHead);
    if (broken !== undefined) return this.#broken(describeAuditBreak(broken));
    this.#isProved = true;
    log.info("the audit log is unbroken: {entries} entries up to {lastSeq}", { entries, lastSeq });
    this.#look();
  }

  #broken(detail: string): void {
    this.#options.log.error("the audit log is broken: {detail}", { detail });
    this.fault({ code: "audit-broken", subject: "audit", active: true, detail });
  }

  #look(): void {
    if (!this.#isProved) return;
    const head = readAuditHead(this.#database);
    // The writer folds its log into the file when it closes as the last, so that a copy of the one file is whole.
    if (this.#isClosing) this.#database.close();
    if (!head.ok || head.value.seq === 0 || head.value.hash === this.#anchored?.hash) return;
    if (head.value.seq < (this.#anchored?.seq ?? 0)) {
      this.#isProved = false;
      return this.#broken(
        `the log ends with entry ${head.value.seq}, but entry ${this.#anchored?.seq} was anchored: its end is gone`,
      );
    }
    this.#anchored = head.value;
    this.#options.anchor(head.value);
    // A third place: the log files, and whatever takes them off the box.
    this.#options.log.info("the audit log stands at entry {seq}: {hash}", { ...head.value });
  }

  /** Tells fusion of a fault, now and whenever it comes back. */
  fault(fault: PageFault): void {
    this.#faults.set(fault.code, fault);
    this.#options.fault(fault);
  }
}
