import assert from "node:assert/strict";
import type { Outcome } from "../bus/messages.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import type { AuditAct } from "../store/audit_entry.ts";
import { FusionOrders } from "./fusion_orders.ts";

const ANNA = { name: "Anna", role: "operator", via: "page", from: "192.168.20.9" } as const;

/** Orders to a fusion that answers by `answer`; false: it cannot be reached. */
function rig(answer: (request: number, orders: FusionOrders) => boolean) {
  const log: AuditAct[] = [];
  const orders: FusionOrders = new FusionOrders({
    clock: new FakeClock(),
    send: (message) => answer((message as { request: number }).request, orders),
    audit: (entry) => log.push(entry),
  });
  return { orders, log };
}

const outcome = (request: number, more: Partial<Outcome>): Outcome => ({
  kind: "outcome",
  request,
  ok: true,
  message: "",
  ...more,
} as Outcome);

Deno.test("FusionOrders: what fusion did is in the audit log with before and after", async () => {
  const { orders, log } = rig((request, to) => {
    // An answer to something else, late or made up, is nobody's.
    to.answered(outcome(request + 7, { ok: false, code: "refused" } as Partial<Outcome>));
    queueMicrotask(() =>
      to.answered(outcome(request, { before: { acknowledged: false }, after: { acknowledged: true } }))
    );
    return true;
  });
  const done = await orders.act(ANNA, { act: "acknowledge", alarmId: "alarm-1" });
  assert.equal(done.ok, true);
  assert.deepEqual(
    log.map(({ person, role, from, act, subject, before, after, outcome }) => ({
      ...{ person, role, from, act, subject, before, after, outcome },
    })),
    [{
      ...{ person: "Anna", role: "operator", from: "192.168.20.9", act: "acknowledge", subject: "alarm-1" },
      ...{ before: { acknowledged: false }, after: { acknowledged: true }, outcome: "done" },
    }],
  );
});

Deno.test("FusionOrders: what fusion refuses is in the audit log with the reason's code", async () => {
  const { orders, log } = rig((request, to) => {
    queueMicrotask(() =>
      to.answered(outcome(request, { ok: false, code: "still-hot" } as unknown as Partial<Outcome>))
    );
    return true;
  });
  assert.equal((await orders.act(ANNA, { act: "reset", alarmId: "alarm-1" })).ok, false);
  assert.deepEqual(log.map(({ act, outcome }) => [act, outcome]), [["reset", "still-hot"]]);
});

Deno.test("FusionOrders: an order that does not arrive is an error for the person, and in the audit log", async () => {
  const { orders, log } = rig(() => false);
  await assert.rejects(
    orders.act(ANNA, { act: "silence", alarmId: "alarm-1" }),
    /fusion cannot be reached/,
  );
  assert.deepEqual(log.map(({ act, outcome }) => [act, outcome]), [["silence", "fusion cannot be reached"]]);
});

Deno.test("FusionOrders: orders under way at the same time each get their own answer", async () => {
  const requests: number[] = [];
  const { orders } = rig((request) => requests.push(request) > 0);
  const both = Promise.all([
    orders.act(ANNA, { act: "acknowledge", alarmId: "alarm-1" }),
    orders.act(ANNA, { act: "acknowledge", alarmId: "alarm-2" }),
  ]);
  for (const request of requests.toReversed()) {
    orders.answered(outcome(request, { message: `to ${request}` } as Partial<Outcome>));
  }
  assert.deepEqual((await both).map(({ message }) => message), requests.map((request) => `to ${request}`));
});
