/**
 * Fusion's memory on disk: what it did goes in, what stood comes back at the next start.
 */
import { z } from "zod";
import { alarmSchema, troubleSchema } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import type { FusionEffect } from "../fusion/effect.ts";
import { DISABLE_MAX_MS, type FusionInput } from "../fusion/input.ts";
import type { FusionState } from "../fusion/state.ts";
import type { JournalEvent } from "../reading/event.ts";
import { INPUT_KINDS } from "../reading/reading.ts";
import { unreachable } from "../reading/result.ts";
import { type TroubleCode, TROUBLES } from "../reading/trouble.ts";
import type { EventBatch, Memo, Parsers, Recollection, StoredEvent } from "../store/event_batch.ts";
import { AUDIT_ANCHOR } from "../store/audit_anchor.ts";
import type { AuditHead } from "../store/audit_log.ts";
import { recallEvents } from "../store/event_recall.ts";
import { ARCHIVED, type EventPolicy } from "../store/event_store.ts";
import { EventWriter, type EventWriterOptions } from "../store/event_writer.ts";
import { describeStoreFault, type StoreFault } from "../store/store_fault.ts";

/** What the journal needs. */
export interface JournalOptions {
  readonly path: string;
  /** The new epoch must be larger than this: the outputs know it already. */
  readonly epochAbove: number;
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

type Stored = Exclude<FusionEffect, { kind: "order" | "outcome" | "acceptView" }>;

const disablementSchema = z.object({
  target: z.enum(["zone", "sensor"]),
  id: z.string(),
  reason: z.string(),
  by: z.string(),
  atWallMs: z.number(),
  expiresAtMs: z.number(),
  expiresAtWallMs: z.number(),
});
const sensorSchema = z.object({
  id: z.string(),
  zoneId: z.string(),
  name: z.string().optional(),
  inputs: z.array(z.enum(INPUT_KINDS)).optional(),
});

const PARSERS: Parsers = {
  alarm: (value) => alarmSchema.safeParse(value).data,
  trouble: (value) => {
    const parsed = troubleSchema.safeParse(value).data;
    if (parsed === undefined || !Object.hasOwn(TROUBLES, parsed.code)) return undefined;
    return { ...parsed, code: parsed.code as TroubleCode };
  },
};

/** The journal of one run of fusion. */
export class Journal {
  /** The number of this run: larger than that of any before. */
  readonly epoch: number;
  readonly recollection: Recollection;
  readonly #writer: EventWriter;
  readonly #utcAt: JournalOptions["utcAt"];
  #events: Extract<Stored, { kind: "event" }>["event"][] = [];
  #alarms: EventBatch["alarms"][number][] = [];
  #troubles: EventBatch["troubles"][number][] = [];
  #memos: Memo[] = [];

  /** Recalls what stood, which waits for the disk, and starts the writer. Begins with nothing where the disk gives nothing. */
  constructor(options: JournalOptions) {
    const { path, epochAbove, clock } = options;
    const recalled = recallEvents({ path, epochAbove, nowWallMs: clock.wallMs(), parsers: PARSERS });
    this.#utcAt = options.utcAt;
    this.epoch = recalled.epoch;
    this.recollection = recalled.recollection;
    const report = (fault: StoreFault | undefined) => {
      options.fault(
        fault !== undefined,
        fault === undefined ? "the journal is written again" : describeStoreFault(fault),
      );
    };
    this.#writer = new EventWriter({
      path,
      clock,
      policy: options.policy,
      onCommitted: (events) => options.committed(events),
      onFault: report,
      onMovedAside: () => {
        for (const effect of options.standing()) if (isStored(effect)) this.add(effect);
        this.flush();
      },
      ...(options.spawn === undefined ? {} : { spawn: options.spawn }),
    });
    // The owner's own state is not there yet: it hears of this once it has finished making us.
    const { fault, movedAside } = recalled;
    if (fault !== undefined) queueMicrotask(() => report(fault));
    if (movedAside !== undefined) {
      queueMicrotask(() =>
        options.fault(true, `the journal was damaged and has been begun anew; the old one is ${movedAside}`)
      );
    }
  }

  /** What waits for the disk. */
  get depth(): number {
    return this.#writer.depth;
  }

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

  /** What stood when the last run ended, as inputs for fusion. */
  restoredInputs(nowWallMs: number): FusionInput[] {
    const { alarms, troubles, memos, released } = this.recollection;
    const inputs: FusionInput[] = [];
    for (const { topic, value } of memos) {
      const sensor = topic === "sensor" ? sensorSchema.safeParse(value).data : undefined;
      if (sensor !== undefined) inputs.push({ kind: "sensor", sensor, origin: "stored" });
    }
    const disablements = memos.flatMap(({ topic, value }) => {
      const disablement = topic === "disablement" ? disablementSchema.safeParse(value).data : undefined;
      if (disablement === undefined) return [];
      // The monotonic clock may have begun anew since; the wall clock may have stepped. Neither may keep a zone off for ever.
      const remainingMs = Math.min(DISABLE_MAX_MS, Math.max(0, disablement.expiresAtWallMs - nowWallMs));
      return [{ disablement, remainingMs }];
    });
    inputs.push({ kind: "restored", alarms, troubles, disablements, released });
    return inputs;
  }

  /** Gives what waits a moment to reach the disk. */
  close(): Promise<void> {
    return this.#writer.close();
  }

  #withUtc(event: JournalEvent): JournalEvent {
    const utc = this.#utcAt(event.atMs);
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
