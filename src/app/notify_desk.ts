/**
 * The notifiers at work: the journal and the site come in, each target is told by a courier of its own.
 */
import type { NotifyAnswer, NotifyTargetState, SiteView } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import { zoneNames } from "../config/homes.ts";
import type { Config } from "../config/schema.ts";
import { Courier, type CourierState, type Sender } from "../outputs/notify/courier.ts";
import type { SiteState } from "../outputs/notify/home_assistant.ts";
import { type NumberedEvent, planOf } from "../outputs/notify/plan.ts";
import { inEnglish } from "../reading/in_english.ts";
import { saying } from "../reading/saying.ts";
import type { EventPage, EventQuery } from "../store/event_reader.ts";
import type { JournalCursor, Outbox } from "../store/outbox.ts";
import { JournalTail } from "./journal_tail.ts";
import type { NotifyMemory } from "./notify_memory.ts";

/** What the desk works with. */
export interface NotifyDeskParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly memory: NotifyMemory;
  /** A part of the journal; undefined where it cannot be read now. */
  readJournal(query: EventQuery): EventPage | undefined;
  /** The sender of each target, by its id. */
  readonly senders: ReadonlyMap<string, Sender>;
  /** A target that is not reached, or is again. */
  fault(target: string, active: boolean, detail: string): void;
  note(text: string): void;
}

/** The journal tells of an alarm within milliseconds. Later than this it is believed to be unable to. */
const JOURNAL_LATE_MS = 2_000;
/** A target that is away for less is no trouble: servers restart. */
const FAILING_MS = 60_000;
/** Alarms remembered as taken in. */
const TAKEN_MAX = 1_000;

/** The notifiers. */
export class NotifyDesk {
  readonly #parts: NotifyDeskParts;
  readonly #couriers = new Map<string, Courier>();
  readonly #failing = new Set<string>();
  readonly #taken = new Set<string>();
  readonly #zoneNames: ReadonlyMap<string, string>;
  readonly #tail: JournalTail;

  constructor(parts: NotifyDeskParts) {
    this.#parts = parts;
    const { config, clock, memory, note } = parts;
    this.#zoneNames = zoneNames(config);
    for (const [id, sender] of parts.senders) {
      const waiting = memory.waiting(id);
      this.#couriers.set(
        id,
        new Courier({ clock, sender, waiting, random: Math.random, note: (text) => note(`${id}: ${text}`) }),
      );
    }
    this.#tail = new JournalTail({
      cursor: memory.cursor(),
      sinceWallMs: clock.wallMs(),
      read: (query) => parts.readJournal(query),
      // Without the disk the same events come again; by their ids nobody is told twice.
      take: (events, cursor) => this.#take(events, cursor),
      note,
    });
  }

  /** Works until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([...this.#couriers.values()].map((courier) => courier.run(signal)));
  }

  /** Lets go of the targets. */
  async close(): Promise<void> {
    for (const sender of this.#parts.senders.values()) await sender.close();
  }

  /** The outbox, which could not be opened at the start, is there: what only it can keep is told from where it was left. */
  adopt(outbox: Outbox): void {
    const { memory } = this.#parts;
    memory.adopt(outbox);
    const left = memory.cursor();
    if (left !== undefined) this.#tail.goBackTo(left);
    this.#tail.follow();
  }

  /** There may be news in the journal: all of it is taken in. */
  journal(): void {
    this.#tail.follow();
  }

  /** How the site is now. */
  site(site: SiteView): void {
    const state = siteState(site);
    for (const sender of this.#parts.senders.values()) sender.state?.(state);
    for (const alarm of site.alarms) {
      if (alarm.test || site.atMs - alarm.raisedAtMs < JOURNAL_LATE_MS || this.#taken.has(alarm.id)) continue;
      const told = `${this.#zoneNames.get(alarm.zoneId) ?? alarm.zoneId}: fire alarm.`;
      const text = alarm.disabled ? inEnglish(saying("said.alarm-no-siren", { alarm: told })) : told;
      // The journal cannot tell of it, so the site itself does. By its id nobody is told twice.
      const { id: alarmId, zoneId, raisedAtMs: atMs, raisedAtWallMs: atWallMs } = alarm;
      this.#take([{ seq: 0, kind: "alarm", atMs, atWallMs, alarmId, zoneId, text }]);
    }
  }

  /** Looks which targets are not reached; to be called once a second. */
  step(): void {
    const nowMs = this.#parts.clock.monotonicMs();
    for (const [id, courier] of this.#couriers) {
      const { failingSinceMs, fault, waiting } = courier.state;
      const isFailing = failingSinceMs !== undefined && nowMs - failingSinceMs > FAILING_MS;
      if (isFailing === this.#failing.has(id)) continue;
      if (isFailing) this.#failing.add(id);
      else this.#failing.delete(id);
      this.#parts.fault(
        id,
        isFailing,
        isFailing ? `${id} is not reached, ${waiting} wait: ${fault}` : `${id} is reached again`,
      );
    }
  }

  /** The faults that are present. */
  failing(): { readonly target: string; readonly detail: string }[] {
    return [...this.#failing].map((target) => ({
      target,
      detail: `${target} is not reached: ${this.#couriers.get(target)?.state.fault ?? "no reason known"}`,
    }));
  }

  /** How each target is. */
  states(): NotifyTargetState[] {
    return this.#parts.config.notify.targets.map(({ id, kind, name }) => {
      const { failingSinceMs: _, ...state }: CourierState = this.#couriers.get(id)!.state;
      return { id, kind, name: name ?? id, ...state };
    });
  }

  /** Sends a test to `target`, past what waits. */
  async test(target: string, by: string): Promise<Pick<NotifyAnswer, "ok" | "message">> {
    const courier = this.#couriers.get(target);
    if (courier === undefined) return { ok: false, message: `no target is called ${target}` };
    const { clock } = this.#parts;
    const atWallMs = clock.wallMs();
    const startMs = clock.monotonicMs();
    const result = await courier.test({
      id: `test:${target}:${Math.round(atWallMs)}`,
      kind: "test",
      severity: "info",
      atWallMs,
      by,
      text: `Test of this notification, asked for by ${by}. Nothing burns.`,
    });
    const tookMs = Math.round(clock.monotonicMs() - startMs);
    return result.ok
      ? { ok: true, message: `${target} has taken the test within ${tookMs} ms` }
      : { ok: false, message: `${target} has not taken the test: ${result.fault.detail}` };
  }

  /** @returns whether the journal may be read on. */
  #take(events: readonly NumberedEvent[], cursor?: JournalCursor): boolean {
    const { config, memory, clock } = this.#parts;
    const plans = events.map((event) =>
      planOf(event, config.notify, (id) => this.#zoneNames.get(id), memory, clock.wallMs())
    );
    const written = memory.put(plans.flatMap(({ deliveries }) => deliveries), {
      actedOn: plans.flatMap(({ actedOn }) => actedOn ?? []),
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { kind, alarmId } of events) {
      if (kind === "alarm" && alarmId !== undefined) this.#remember(alarmId);
    }
    for (const courier of this.#couriers.values()) courier.nudge();
    return written;
  }

  #remember(alarmId: string): void {
    this.#taken.add(alarmId);
    if (this.#taken.size > TAKEN_MAX) this.#taken.delete(this.#taken.values().next().value!);
  }
}

function siteState(site: SiteView): SiteState {
  return {
    zones: site.zones.map(({ id, name, state, maxC }) => ({
      id,
      name,
      state,
      ...(Number.isFinite(maxC) ? { maxC } : {}),
    })),
    troubles: site.troubles.filter(({ active }) => active).map(({ detail }) => detail),
  };
}
