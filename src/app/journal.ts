/**
 * Fusion's memory on disk: what it did goes in, what stood comes back at the next start.
 */
import { atMost } from "../clock/at_most.ts";
import type { Clock } from "../clock/clock.ts";
import type { FusionEffect } from "../fusion/effect.ts";
import type { FusionState } from "../fusion/state.ts";
import type { JournalEvent } from "../reading/event.ts";
import { unreachable } from "../reading/result.ts";
import type { EventBatch, Memo, StoredEvent } from "../store/event_batch.ts";
import { AUDIT_ANCHOR } from "../store/audit_anchor.ts";
import type { AuditHead } from "../store/audit_log.ts";
import { ARCHIVED, type EventPolicy } from "../store/event_store.ts";
import { EventWriter, type EventWriterOptions } from "../store/event_writer.ts";
import { understood } from "../store/recollect.ts";
import { describeStoreFault, type StoreFault } from "../store/store_fault.ts";
import { JOURNAL_PARSERS, type JournalMemory, NO_RECOLLECTION, RECALL_WAIT_MS } from "./journal_memory.ts";

/** What the journal needs. */
export interface JournalOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly policy?: EventPolicy;
  /** True UTC at a monotonic time; undefined where nothing vouches for it. */
  utcAt(monoMs: number): JournalEvent["utc"];
  /** Events are on the disk, with their numbers. */
  committed(events: readonly StoredEvent[]): void;
  /** The journal fails, or is well again. */
  fault(active: boolean, detail: string): void;
  /** What stands now, for a journal that was damaged and begun anew. */
  standing(): readonly FusionEffect[];
  /** @default a thread of its own; see `WriterHostOptions` */
  readonly spawn?: EventWriterOptions["spawn"];
}

const WRITTEN_AGAIN = "the journal is written again";

type Stored = Exclude<FusionEffect, { kind: "order" | "outcome" | "acceptView" }>;

/** The journal of one run of fusion. */
export class Journal {
  readonly #writer: EventWriter;
  readonly #options: JournalOptions;
  #events: Extract<Stored, { kind: "event" }>["event"][] = [];
  #alarms: EventBatch["alarms"][number][] = [];
  #troubles: EventBatch["troubles"][number][] = [];
  #memos: Memo[] = [];
  #isDamageTold = false;

  /** Starts the thread that writes. What stood must be recalled before anything is written. */
  constructor(options: JournalOptions) {
    const { path, clock } = options;
    this.#options = options;
    this.#writer = new EventWriter({
      path,
      clock,
      policy: options.policy,
      onCommitted: (events) => {
        if (this.#isDamageTold) options.fault(false, WRITTEN_AGAIN);
        this.#isDamageTold = false;
        options.committed(events);
      },
      onFault: (fault) => this.#report(fault),
      onMovedAside: (path) => {
        this.#tellDamage(path);
        for (const effect of options.standing()) if (isStored(effect)) this.add(effect);
        this.flush();
      },
      ...(options.spawn === undefined ? {} : { spawn: options.spawn }),
    });
    this.#writer.start();
  }

  /**
   * What stood when the last run ended: nothing where the disk gives nothing, and none of it yet where the disk does not answer within
   * {@linkcode RECALL_WAIT_MS}.
   *
   * @param epochAbove The new epoch must be larger than this: the outputs know it already.
   */
  async recall(epochAbove: number): Promise<JournalMemory> {
    const answer = this.#recalled(epochAbove);
    if (await atMost(this.#options.clock, RECALL_WAIT_MS, answer)) return await answer;
    return {
      epoch: epochAbove + 1,
      recollection: NO_RECOLLECTION,
      later: answer.then(({ recollection }) => recollection),
    };
  }

  /** What waits for the disk. */
  get depth(): number {
    return this.#writer.depth;
  }

  /** How much may wait; beyond it the oldest gives way, what is of no alarm first. */
  get depthMax(): number {
    return this.#writer.depthMax;
  }

  /** Takes one effect. It is stored together with the others of its step, at the next {@linkcode flush}. */
  add(effect: Stored): void {
    switch (effect.kind) {
      case "event":
        this.#events.push(this.#withUtc(effect.event));
        return;
      case "alarm":
        this.#alarms.push({ alarm: effect.alarm, ended: effect.ended });
        return;
      case "trouble":
        this.#troubles.push({ trouble: effect.trouble, ended: effect.ended });
        return;
      case "disablement": {
        const { disablement, ended } = effect;
        const id = `${disablement.target}:${disablement.id}`;
        this.#memos.push({ topic: "disablement", id, value: ended ? undefined : disablement });
        return;
      }
      case "sensor":
        this.#memos.push({ topic: "sensor", id: effect.sensor.id, value: effect.sensor });
        return;
      default:
        return unreachable(effect);
    }
  }

  /** Keeps where the audit log stands: `embereye audit verify` compares it. */
  keepAnchor({ seq, hash }: AuditHead): void {
    this.#writer.write({ memos: [{ ...AUDIT_ANCHOR, value: { seq, hash } }] });
  }

  /** Keeps up to when everything is in the archive: older lines may go. */
  keepArchived(untilWallMs: number): void {
    this.#writer.write({ memos: [{ ...ARCHIVED, value: untilWallMs }] });
  }

  /** Hands what was added to the writer, as one batch. Does not wait. */
  flush(): void {
    this.#writer.write({
      events: this.#events,
      alarms: this.#alarms,
      troubles: this.#troubles,
      memos: this.#memos,
    });
    this.#events = [];
    this.#alarms = [];
    this.#troubles = [];
    this.#memos = [];
  }

  /** Gives what waits a moment to reach the disk. */
  close(): Promise<void> {
    return this.#writer.close();
  }

  async #recalled(epochAbove: number): Promise<JournalMemory> {
    const recalled = await this.#writer.recall(epochAbove);
    // The writer has reported it.
    if (!recalled.ok) return { epoch: epochAbove + 1, recollection: NO_RECOLLECTION };
    const { epoch, recollection, movedAside } = recalled.value;
    if (movedAside !== undefined) this.#tellDamage(movedAside);
    return { epoch, recollection: understood(recollection, JOURNAL_PARSERS) };
  }

  /** A trouble until the new one is written: then it is over, and stands on the list until a person has seen it. */
  #tellDamage(path: string): void {
    this.#isDamageTold = true;
    this.#options.fault(true, `the journal was damaged and has been begun anew; the old one is ${path}`);
  }

  #report(fault: StoreFault | undefined): void {
    const detail = fault === undefined ? WRITTEN_AGAIN : describeStoreFault(fault);
    this.#options.fault(fault !== undefined, detail);
  }

  #withUtc(event: JournalEvent): JournalEvent {
    const utc = this.#options.utcAt(event.atMs);
    return utc === undefined ? event : { ...event, utc };
  }
}

function isStored(effect: FusionEffect): effect is Stored {
  return effect.kind !== "order" && effect.kind !== "outcome" && effect.kind !== "acceptView";
}

/** Everything that a journal begun anew must hold. */
export function standingEffects(state: FusionState): FusionEffect[] {
  return [
    ...[...state.alarms.values()].map(({ alarm }) => ({ kind: "alarm" as const, alarm, ended: false })),
    ...[...state.troubles.values()].map(({ trouble }) => ({
      kind: "trouble" as const,
      trouble,
      ended: false,
    })),
    ...[...state.disablements.values()].map((disablement) => ({
      kind: "disablement" as const,
      disablement,
      ended: false,
    })),
  ];
}
