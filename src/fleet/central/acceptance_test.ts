import assert from "node:assert/strict";
import { type CentralMemory, judge, NOTHING_TAKEN, remembered, withdrawnBy } from "./acceptance.ts";
import type { CentralOrder, OpenedOrder } from "./envelope.ts";

const OWN = { site: "plant", box: "north" };
const QUIET = { alarms: 0, troubles: 0 };

function opened(version: number, more: Partial<CentralOrder> = {}, content = "a"): OpenedOrder {
  const order: CentralOrder = {
    site: "plant",
    epoch: 1,
    version,
    boxes: ["north"],
    author: "anna",
    reason: "why",
    act: { kind: "configure", document: content, replacesEdits: false },
    ...more,
  };
  return { order, digest: `${order.epoch}${version}${content.charCodeAt(0)}`.padStart(64, "0") };
}

function after(memory: CentralMemory, order: OpenedOrder, local: number, ran = local - 1): CentralMemory {
  return remembered(memory, order, { local, ran, before: QUIET });
}

function why(order: OpenedOrder, memory: CentralMemory): string {
  const judged = judge(order, OWN, memory);
  return judged.kind === "refuse" ? judged.why : judged.kind;
}

Deno.test("judge takes what is newer, knows what it has, and refuses what is played back", () => {
  const memory = after(after(NOTHING_TAKEN, opened(41), 2), opened(42), 3);
  assert.equal(why(opened(1), NOTHING_TAKEN), "take");
  assert.equal(why(opened(43), memory), "take");
  assert.equal(why(opened(42), memory), "known");
  assert.match(why(opened(41), memory), /v41 is older than v42.*played back/);
  assert.match(why(opened(42, {}, "b"), memory), /its number twice/);
  assert.equal(why(opened(1, { epoch: 2 }), memory), "take", "a new epoch begins the numbers anew");
  const later = after(memory, opened(1, { epoch: 2 }), 4);
  assert.match(why(opened(99), later), /v99 is older than v1 of epoch 2/);
});

Deno.test("judge refuses what is signed for another site or another box", () => {
  assert.match(why(opened(1, { site: "yard" }), NOTHING_TAKEN), /site 'yard', this box belongs to 'plant'/);
  assert.match(why(opened(1, { boxes: ["south"] }), NOTHING_TAKEN), /not signed for this box, 'north'/);
  assert.match(why(opened(1, { boxes: [] }), NOTHING_TAKEN), /not signed for this box/);
});

Deno.test("remembered: a withdrawal leads to what ran before it, and what it took back cannot be played back", () => {
  const memory = after(after(NOTHING_TAKEN, opened(41), 7, 5), opened(42), 9, 8);
  const withdrawal = opened(43, { act: { kind: "withdraw", version: 42 } });
  assert.deepEqual(withdrawnBy(memory, withdrawal.order), { epoch: 1, version: 42, local: 9, ran: 8 });
  const back = after(memory, withdrawal, 10, 9);
  assert.deepEqual(back.taken.map(({ version }) => version), [41]);
  assert.equal(back.last?.withdrew, 42);
  assert.match(why(opened(42), back), /older than v43/);
  assert.equal(withdrawnBy(memory, opened(43, { act: { kind: "withdraw", version: 40 } }).order), undefined);
  assert.equal(
    withdrawnBy(memory, opened(1, { epoch: 2, act: { kind: "withdraw", version: 42 } }).order),
    undefined,
  );
});

Deno.test("remembered: the way back to an earlier central version gives that its new number", () => {
  const memory = after(after(NOTHING_TAKEN, opened(41), 7, 5), opened(42), 8, 7);
  const back = after(memory, opened(43, { act: { kind: "withdraw", version: 42 } }), 9, 8);
  assert.deepEqual(back.taken, [{ epoch: 1, version: 41, local: 9, ran: 5 }]);
});

Deno.test("remembered keeps a bounded number of versions", () => {
  let memory = NOTHING_TAKEN;
  for (let version = 1; version <= 100; version++) memory = after(memory, opened(version), version + 1);
  assert(memory.taken.length <= 8);
  assert.equal(memory.taken.at(-1)?.version, 100);
});
