import assert from "node:assert/strict";
import { Secret } from "../../reading/secret.ts";
import { TICKET_MS } from "../tickets.ts";
import { type AnswererState, answerFor, giveTicket, startAnswerer, takeCall } from "./answerer.ts";
import {
  ANSWER_MS,
  type CallerState,
  callsNow,
  HEARD_MS,
  startCaller,
  takeAlarms,
  takeAnswer,
  takeTicket,
  unanswered,
} from "./caller.ts";
import { seal, unseal } from "./seal.ts";
import { type Call, callSchema } from "./words.ts";

const FIRE = { id: "A1-1", zoneId: "hall", zoneName: "Hall" };

/** Two boxes whose clocks are an hour apart, and what goes between them. */
class Pair {
  caller: CallerState;
  answerer: AnswererState;
  nowMs = 0;
  /** Whether the last call that was taken named an alarm that none before it had. */
  isAnother = false;
  #runs = 0;
  #tickets = 0;

  constructor() {
    this.caller = this.#newCaller();
    this.answerer = startAnswerer("south", ["north"]);
  }

  get theirMs(): number {
    return this.nowMs + 3_600_000;
  }

  #newCaller(): CallerState {
    return startCaller("north", `${++this.#runs}`.padStart(16, "0"), [
      { zones: ["hall"], boxes: ["south"] },
    ], this.nowMs);
  }

  restartCaller(): void {
    this.caller = this.#newCaller();
  }

  ticket(): void {
    const ticket = `${++this.#tickets}`.padStart(16, "f");
    this.answerer = giveTicket(this.answerer, ticket, this.theirMs);
    this.caller = takeTicket(this.caller, { box: "south", ticket }, this.nowMs).state;
  }

  burn(...alarms: (typeof FIRE)[]): void {
    this.caller = takeAlarms(this.caller, alarms, this.nowMs).state;
  }

  calls(): readonly Call[] {
    const { state, calls } = callsNow(this.caller, this.nowMs);
    this.caller = state;
    return calls;
  }

  /** @returns why the call was refused; undefined: it was taken. */
  hear(call: Call): string | undefined {
    const { state, refusal, isAnother = false } = takeCall(this.answerer, call, this.theirMs);
    this.answerer = state;
    this.isAnother = isAnother;
    return refusal;
  }

  answer(stands: boolean, reason?: string): void {
    const answer = answerFor(this.answerer, "north", { stands, ...(reason === undefined ? {} : { reason }) });
    if (answer !== undefined) this.caller = takeAnswer(this.caller, answer, this.nowMs);
  }
}

Deno.test("takeCall: a call with a ticket of these seconds counts, whatever the clocks say; without one none is made", () => {
  const pair = new Pair();
  pair.burn(FIRE);
  assert.deepEqual(pair.calls(), []);
  pair.ticket();
  const [call] = pair.calls();
  assert.deepEqual(call.alarms, [{ id: "A1-1", zone: "Hall" }]);
  assert.equal(pair.hear(call), undefined);
});

Deno.test("takeCall: a call that comes late, twice, or from before a newer word is refused", () => {
  const pair = new Pair();
  pair.ticket();
  pair.burn(FIRE);
  const [fire] = pair.calls();
  assert.equal(pair.hear(fire), undefined);
  assert.equal(pair.hear(fire), "repeated");
  pair.burn();
  const [quiet] = pair.calls();
  assert.equal(pair.hear(quiet), undefined);
  assert.equal(pair.hear(fire), "repeated", "the fire is over: its call must not sound again");
  pair.nowMs += TICKET_MS + 1;
  pair.ticket();
  assert.equal(pair.hear({ ...fire, n: 99 }), "old-ticket");
});

Deno.test("takeCall: what a caller said before it started anew is worth nothing after its first new word", () => {
  const pair = new Pair();
  pair.ticket();
  pair.burn(FIRE);
  const [before] = pair.calls();
  const [alsoBefore] = pair.calls();
  assert.equal(pair.hear(before), undefined);
  pair.restartCaller();
  pair.ticket();
  const [quiet] = pair.calls();
  assert.equal(pair.hear(quiet), undefined);
  assert.equal(pair.hear(alsoBefore), "older-run");
});

Deno.test("takeCall: boxes that are not answered, calls for others and tickets of an earlier process are refused", () => {
  const pair = new Pair();
  pair.ticket();
  const [call] = pair.calls();
  assert.equal(pair.hear({ ...call, from: "west" }), "not-answered");
  assert.equal(pair.hear({ ...call, to: "east" }), "not-answered");
  pair.answerer = startAnswerer("south", ["north"]);
  assert.equal(pair.hear(call), "old-ticket");
});

Deno.test("takeCall: an alarm that its caller has not called for before is another fire, also across its new start; ours makes none", () => {
  const pair = new Pair();
  const next = (...ids: string[]): boolean => {
    pair.burn(...ids.map((id) => ({ ...FIRE, id })));
    pair.ticket();
    assert.equal(pair.hear(pair.calls()[0]), undefined);
    return pair.isAnother;
  };
  assert.equal(next("A1-1"), false, "the first call since our start: people may have silenced it before");
  assert.equal(next("A1-1", "A1-2"), true);
  assert.equal(next("A1-1", "A1-2"), false);
  assert.equal(next(), false);
  assert.equal(next("A1-2"), false);
  pair.restartCaller();
  assert.equal(next(), false);
  assert.equal(next("A1-2"), false);
  assert.equal(next("A1-3"), true);
});

Deno.test("unanswered: a box that does not confirm is named with its reason, and no longer once it sounds", () => {
  const pair = new Pair();
  pair.ticket();
  pair.burn(FIRE);
  pair.hear(pair.calls()[0]);
  pair.answer(false, "its zone is out of service");
  pair.nowMs += ANSWER_MS - 1;
  assert.equal(unanswered(pair.caller, pair.nowMs).size, 0);
  pair.nowMs += 1;
  assert.match(
    unanswered(pair.caller, pair.nowMs).get("south")!,
    /south .* Hall: its zone is out of service/,
  );
  pair.answer(true);
  assert.equal(unanswered(pair.caller, pair.nowMs).size, 0);
  pair.nowMs += 60_000;
  assert.match(
    unanswered(pair.caller, pair.nowMs).get("south")!,
    /does not answer/,
    "it has gone silent since",
  );
  pair.burn();
  pair.ticket();
  assert.equal(unanswered(pair.caller, pair.nowMs).size, 0);
});

Deno.test("unanswered: a box that is not heard is named before anything burns, and what burns is named when it does", () => {
  const pair = new Pair();
  const said = () => unanswered(pair.caller, pair.nowMs).get("south");
  pair.nowMs += HEARD_MS - 1;
  assert.equal(said(), undefined);
  pair.nowMs += 1;
  assert.match(said()!, /south is not heard: it could not be called/);
  pair.ticket();
  assert.equal(said(), undefined);
  pair.nowMs += HEARD_MS;
  assert.match(said()!, /not heard/);
  pair.burn(FIRE);
  assert.match(said()!, /not heard/, "it does not pass for well while its answer is waited for");
  pair.nowMs += ANSWER_MS;
  assert.match(said()!, /has not confirmed that it sounds for Hall/);
});

Deno.test("takeAnswer: an answer to a call before the newest alarm confirms nothing", () => {
  const pair = new Pair();
  pair.ticket();
  pair.burn(FIRE);
  pair.hear(pair.calls()[0]);
  pair.burn(FIRE, { ...FIRE, id: "A1-2" });
  pair.answer(true);
  pair.nowMs += ANSWER_MS;
  assert.equal(unanswered(pair.caller, pair.nowMs).size, 1);
});

Deno.test("takeAlarms: only the zones of a rule call, and only a change is news", () => {
  const pair = new Pair();
  pair.ticket();
  const attic = takeAlarms(pair.caller, [{ ...FIRE, zoneId: "attic" }], 0);
  assert.equal(attic.isNews, false);
  const hall = takeAlarms(pair.caller, [FIRE], 0);
  assert.equal(hall.isNews, true);
  assert.equal(takeAlarms(hall.state, [FIRE], 0).isNews, false);
  assert.equal(takeAlarms(hall.state, [], 0).isNews, true);
});

Deno.test("unseal: only what was sealed with the key, for this subject and unchanged, is believed", () => {
  const key = new Secret("the key of the site");
  const pair = new Pair();
  pair.ticket();
  const [call] = pair.calls();
  const sealed = seal(key, "s", call);
  const open = (text: string, subject = "s", by = key) =>
    unseal(by, subject, new TextEncoder().encode(text), callSchema);
  assert.deepEqual(open(sealed), call);
  assert.equal(open(sealed, "t"), undefined);
  assert.equal(open(sealed, "s", new Secret("another key of a site")), undefined);
  assert.equal(open(sealed.replace("north", "south")), undefined);
  for (
    const text of ["", "{}", '{"v":1}', sealed.slice(0, -3), JSON.stringify({ v: 1, body: "{}", mac: "00" })]
  ) {
    assert.equal(open(text), undefined);
  }
});
