/**
 * Calls for sirens between boxes at work: what fusion orders here goes out as calls, what others call comes in, and both are confirmed.
 *
 * It decides nothing about alarms: a call that counts is told to fusion, which treats it as a sensor of the zone that sounds for it.
 */
import type { NatsConnection } from "@nats-io/nats-core";
import { randomBytes } from "node:crypto";
import type { SiteView } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import { zoneNames } from "../config/homes.ts";
import type { Config } from "../config/schema.ts";
import {
  type AnswererState,
  answerFor,
  type CallRefusal,
  giveTicket,
  startAnswerer,
  takeCall,
  type ZoneFact,
} from "../fleet/calls/answerer.ts";
import {
  type CallerState,
  callsNow,
  startCaller,
  takeAlarms,
  takeAnswer,
  takeTicket,
  unanswered,
} from "../fleet/calls/caller.ts";
import { unseal } from "../fleet/calls/seal.ts";
import { SealedSender } from "../fleet/calls/sealed_sender.ts";
import {
  answerSchema,
  answerSubject,
  callSchema,
  callSubject,
  ticketSchema,
  ticketSubject,
} from "../fleet/calls/words.ts";
import type { OutputOrder } from "../reading/output.ts";
import type { Secret } from "../reading/secret.ts";

/** What they work with. */
export interface FleetCallsParts {
  readonly clock: Clock;
  readonly config: Config & { readonly fleet: NonNullable<Config["fleet"]> };
  readonly key: Secret;
  /**
   * A box whose calls are answered calls, or says that all is quiet.
   *
   * @param again it calls for one more fire than before.
   * @returns whether fusion is told.
   */
  heard(box: string, active: boolean, again: boolean): boolean;
  /** A box has not confirmed or is not heard, again where the sentence changes; undefined: all is well. */
  unanswered(box: string, detail: string | undefined): void;
  /** Something arrived that does not count. */
  refused(reason: CallRefusal | "broken-seal"): void;
  note(text: string): void;
}

/** The calls of one box. */
export class FleetCalls {
  readonly #parts: FleetCallsParts;
  readonly #names: ReadonlyMap<string, string>;
  #caller: CallerState;
  #answerer: AnswererState;
  #nc: NatsConnection | undefined;
  readonly #sender: SealedSender;
  #site: SiteView | undefined;
  /** What was answered last, by box. */
  readonly #answered = new Map<string, string>();
  /** Boxes with another fire, and when fusion was told of it, monotonic; Infinity: it could not be told yet. */
  readonly #again = new Map<string, number>();
  /** Boxes that were told of as unanswered, with the sentence. */
  readonly #late = new Map<string, string>();

  constructor(parts: FleetCallsParts) {
    const { config: { fleet } } = parts;
    this.#parts = parts;
    this.#sender = new SealedSender(parts.key, (text) => parts.note(text));
    this.#names = zoneNames(parts.config);
    this.#caller = startCaller(fleet.box, randomBytes(8).toString("hex"), fleet.calls, this.#nowMs);
    this.#answerer = startAnswerer(fleet.box, fleet.answers.map(({ box }) => box));
  }

  /** Works on this connection from now on. */
  attach(nc: NatsConnection): void {
    const { site, box, calls, answers } = this.#parts.config.fleet;
    this.#nc = nc;
    const hear = (subject: string, take: (from: string, bytes: Uint8Array, subject: string) => void) =>
      nc.subscribe(subject, {
        callback: (error, message) => {
          // What is on its way when the connection ends is no news.
          if (error === null && nc === this.#nc) {
            take(message.subject.split(".").at(-1)!, message.data, message.subject);
          }
        },
      });
    if (calls.length > 0) {
      hear(ticketSubject(site, "*"), (from, bytes, subject) => this.#ticket(from, bytes, subject));
      hear(answerSubject(site, box, "*"), (from, bytes, subject) => this.#answer(from, bytes, subject));
    }
    if (answers.length > 0) {
      hear(callSubject(site, box, "*"), (from, bytes, subject) => this.#call(from, bytes, subject));
    }
    this.step();
  }

  /** What fusion orders: an alarm that sounds here calls at once. */
  order({ latched }: OutputOrder): void {
    const sounding = latched.filter(({ silenced }) => !silenced).map(({ alarmId, zoneId }) => ({
      id: alarmId,
      zoneId,
      zoneName: this.#names.get(zoneId) ?? zoneId,
    }));
    const { state, isNews } = takeAlarms(this.#caller, sounding, this.#nowMs);
    this.#caller = state;
    if (isNews) this.#sendCalls();
  }

  /** How this box's own site is: what callers are answered. */
  site(site: SiteView): void {
    this.#site = site;
    for (const { box, zone } of this.#parts.config.fleet.answers) this.#sendAnswer(box, zone, false);
  }

  /** To be called once a second. */
  step(): void {
    const { site, box, answers } = this.#parts.config.fleet;
    if (answers.length > 0) {
      const ticket = randomBytes(8).toString("hex");
      this.#answerer = giveTicket(this.#answerer, ticket, this.#nowMs);
      this.#send(ticketSubject(site, box), { box, ticket });
    }
    this.#sendCalls();
    const late = unanswered(this.#caller, this.#nowMs);
    for (const [name, detail] of late) {
      if (this.#late.get(name) !== detail) this.#parts.unanswered(name, detail);
      this.#late.set(name, detail);
    }
    for (const name of this.#late.keys()) {
      if (late.has(name)) continue;
      this.#late.delete(name);
      this.#parts.unanswered(name, undefined);
    }
  }

  get #nowMs(): number {
    return this.#parts.clock.monotonicMs();
  }

  #sendCalls(): void {
    const { state, calls } = callsNow(this.#caller, this.#nowMs);
    this.#caller = state;
    for (const call of calls) {
      this.#send(callSubject(this.#parts.config.fleet.site, call.to, call.from), call);
    }
  }

  #ticket(from: string, bytes: Uint8Array, subject: string): void {
    const ticket = unseal(this.#parts.key, subject, bytes, ticketSchema);
    if (ticket?.box !== from) return this.#parts.refused("broken-seal");
    const { state, isAwaited } = takeTicket(this.#caller, ticket, this.#nowMs);
    this.#caller = state;
    if (isAwaited) this.#sendCalls();
  }

  #call(from: string, bytes: Uint8Array, subject: string): void {
    const call = unseal(this.#parts.key, subject, bytes, callSchema);
    if (call?.from !== from) return this.#parts.refused("broken-seal");
    const { state, refusal, isAnother } = takeCall(this.#answerer, call, this.#nowMs);
    this.#answerer = state;
    if (refusal !== undefined) return this.#parts.refused(refusal);
    if (isAnother) this.#again.set(from, Infinity);
    const again = this.#again.get(from) === Infinity;
    const isTold = this.#parts.heard(from, call.alarms.length > 0, again);
    if (again && isTold) this.#again.set(from, this.#nowMs);
    const { zone } = this.#parts.config.fleet.answers.find(({ box }) => box === from)!;
    this.#sendAnswer(from, zone, true);
  }

  #answer(from: string, bytes: Uint8Array, subject: string): void {
    const answer = unseal(this.#parts.key, subject, bytes, answerSchema);
    if (answer?.from !== from) return this.#parts.refused("broken-seal");
    this.#caller = takeAnswer(this.#caller, answer, this.#nowMs);
  }

  /** @param always also where nothing has changed: the call itself is answered. */
  #sendAnswer(to: string, zone: string, always: boolean): void {
    const fact = this.#zoneFact(to, zone);
    const text = JSON.stringify(fact);
    if (!always && text === this.#answered.get(to)) return;
    this.#answered.set(to, text);
    const answer = answerFor(this.#answerer, to, fact);
    if (answer !== undefined) {
      this.#send(answerSubject(this.#parts.config.fleet.site, to, answer.from), answer);
    }
  }

  #zoneFact(caller: string, zoneId: string): ZoneFact {
    const site = this.#site;
    const zone = site?.zones.find(({ id }) => id === zoneId);
    if (site === undefined || zone === undefined) {
      return { stands: false, reason: "its fire logic is starting" };
    }
    if (zone.disabled !== undefined) {
      return { stands: false, reason: `its zone ${zone.name} is out of service` };
    }
    if (zone.test !== undefined) {
      return { stands: false, reason: `its zone ${zone.name} is under a walk test` };
    }
    // What was silenced before its other fire confirms nothing of that one.
    if (site.atMs <= (this.#again.get(caller) ?? -Infinity)) {
      return { stands: false, reason: `its zone ${zone.name} has not alarmed again yet` };
    }
    const alarms = site.alarms.filter((alarm) => alarm.zoneId === zoneId && !alarm.test && !alarm.disabled);
    if (alarms.length === 0) return { stands: false, reason: `its zone ${zone.name} has not alarmed yet` };
    const own = this.#parts.config.zones.find(({ id }) => id === zoneId)?.sirens;
    const sounds = site.outputs.some(({ id, kind, on, fault }) =>
      kind !== "relay" && on && fault === undefined && (own?.includes(id) ?? true)
    );
    if (sounds || alarms.every(({ silenced }) => silenced)) return { stands: true };
    return { stands: false, reason: "its alarm stands, but none of its sirens sounds" };
  }

  #send(subject: string, body: unknown): void {
    this.#sender.send(this.#nc, subject, body);
  }
}
