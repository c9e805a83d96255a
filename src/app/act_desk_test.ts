import assert from "node:assert/strict";
import type { Channel } from "../bus/channel.ts";
import type { Act } from "../bus/messages.ts";
import { Bed, picture } from "../fusion/testbed.ts";
import type { FusionInput } from "../fusion/input.ts";
import { ActDesk } from "./act_desk.ts";

/** The page's end: what it is sent. */
class Page {
  readonly got: Record<string, unknown>[] = [];
  readonly channel = {
    send: (message: unknown) => this.got.push(message as Record<string, unknown>) > 0,
  } as unknown as Channel;
}

/** Fusion with its desk: effects reach the desk as they do in the role. */
class Rig {
  readonly bed = new Bed();
  readonly desk = new ActDesk(() => this.bed.state);
  readonly page = new Page();

  ask(request: number, act: Act, page = this.page): void {
    this.desk.take(page.channel, { kind: "act", request, by: "Anna", act }, (input) => this.#give(input));
  }

  #give(input: FusionInput): void {
    for (const effect of this.bed.feed(input)) {
      if (effect.kind === "outcome") this.desk.answer(effect.requestId, effect.outcome);
    }
  }
}

Deno.test("ActDesk answers an order under the page's own number, with what was so before and after", () => {
  const { bed, page, ...rig } = burning();
  rig.ask(41, { act: "silence", alarmId: alarmOf(bed) });
  const [answer] = page.got;
  assert.deepEqual([answer.kind, answer.request, answer.ok], ["outcome", 41, true]);
  assert.deepEqual(answer.before, { zone: "boiler", active: true, acknowledged: false, silenced: false });
  assert.deepEqual(answer.after, { zone: "boiler", active: true, acknowledged: false, silenced: true });
});

Deno.test("ActDesk hands on why an order was refused, and that nothing has changed", () => {
  const { bed, page, ...rig } = burning();
  const alarmId = alarmOf(bed);
  rig.ask(7, { act: "reset", alarmId });
  const [answer] = page.got;
  assert.equal(answer.ok, false);
  assert.equal(typeof answer.code, "string");
  assert.notEqual(answer.message, "");
  assert.deepEqual(answer.after, answer.before);
  rig.ask(8, { act: "silence", alarmId: "no such alarm" });
  assert.deepEqual([page.got[1].ok, "before" in page.got[1], "after" in page.got[1]], [false, false, false]);
});

Deno.test("ActDesk keeps the orders of two pages apart, and answers nobody who has gone", () => {
  const rig = new Rig();
  const other = new Page();
  const held: FusionInput[] = [];
  const act: Act = { act: "disable-zone", zoneId: "hall", reason: "welding" };
  rig.desk.take(rig.page.channel, { kind: "act", request: 1, by: "Anna", act }, (input) => held.push(input));
  rig.desk.take(other.channel, { kind: "act", request: 1, by: "Ben", act }, (input) => held.push(input));
  rig.desk.forget(rig.page.channel);
  for (const input of held) {
    for (const effect of rig.bed.feed(input)) {
      if (effect.kind === "outcome") rig.desk.answer(effect.requestId, effect.outcome);
    }
  }
  assert.deepEqual(rig.page.got, []);
  assert.deepEqual(other.got.map(({ request, ok }) => [request, ok]), [[1, true]]);
  assert.match(JSON.stringify(other.got[0].after), /"inService":false,"reason":"welding"/);
});

/** A fire in the boiler room. */
function burning() {
  const rig = new Rig();
  for (let pictures = 0; pictures < 40 && rig.bed.state.alarms.size === 0; pictures++) {
    rig.bed.feed(picture("b1", rig.bed.monoMs, 90));
    rig.bed.advance(100);
  }
  return { bed: rig.bed, page: rig.page, ask: (request: number, act: Act) => rig.ask(request, act) };
}

function alarmOf(bed: Bed): string {
  const [id] = bed.state.alarms.keys();
  assert.ok(id !== undefined, "it burns");
  return id;
}
