import assert from "node:assert/strict";
import { describeFeedbackFault, Feedback } from "./feedback.ts";

Deno.test("Feedback finds nothing wrong with a contact that follows within its time", () => {
  const feedback = new Feedback({ confirmMs: 300 });
  feedback.observe(false, 0);
  assert.equal(feedback.order(true, 1_000), undefined);
  assert.equal(feedback.nextDeadlineMs(), 1_300);
  assert.equal(feedback.observe(true, 1_299), undefined);
  assert.equal(feedback.nextDeadlineMs(), Infinity);
  assert.equal(feedback.tick(60_000), undefined);
  assert.equal(feedback.order(false, 60_000), undefined);
  assert.equal(feedback.observe(false, 60_200), undefined);
  assert.equal(feedback.tick(120_000), undefined);
});

Deno.test("Feedback finds a siren that does not confirm silent, until it does", () => {
  const feedback = new Feedback({ confirmMs: 300 });
  feedback.observe(false, 0);
  feedback.order(true, 1_000);
  assert.equal(feedback.tick(1_299), undefined);
  const fault = feedback.tick(1_300);
  assert.deepEqual(fault, { kind: "silent", forMs: 300 });
  assert.equal(
    describeFeedbackFault("siren-1", fault!),
    "siren-1 was told to sound, and its feedback has not confirmed it within 300 ms",
  );
  assert.equal(feedback.nextDeadlineMs(), Infinity);
  assert.deepEqual(feedback.order(false, 5_000), fault, "silence on order heals nothing");
  feedback.order(true, 6_000);
  assert.equal(feedback.observe(true, 6_100), undefined);
});

Deno.test("Feedback finds a dead siren although each beat of its pattern is too short to judge by", () => {
  const feedback = new Feedback({ confirmMs: 1_200 });
  feedback.observe(false, 0);
  let foundAtMs: number | undefined;
  for (let atMs = 0; atMs < 12_000 && foundAtMs === undefined; atMs += 500) {
    if (feedback.order(atMs % 1_000 === 0, atMs) !== undefined) foundAtMs = atMs;
  }
  assert.equal(foundAtMs, 2_500, "in its third beat");
});

Deno.test("Feedback takes a contact that lags behind a chirp for a confirmation", () => {
  const feedback = new Feedback({ confirmMs: 500 });
  feedback.observe(false, 0);
  for (let atMs = 0; atMs < 60_000; atMs += 4_000) {
    assert.equal(feedback.order(true, atMs), undefined);
    assert.equal(feedback.order(false, atMs + 200), undefined);
    assert.equal(feedback.observe(true, atMs + 250), undefined);
    assert.equal(feedback.observe(false, atMs + 450), undefined);
  }
});

Deno.test("Feedback finds a siren that sounds without an order", () => {
  const feedback = new Feedback({ confirmMs: 300 });
  feedback.order(false, 0);
  feedback.observe(true, 100);
  const fault = feedback.tick(400);
  assert.equal(
    describeFeedbackFault("siren-1", fault!),
    "siren-1 was told to be silent, and its feedback still says after 300 ms that it sounds",
  );
  assert.equal(feedback.observe(false, 500), undefined);
});

Deno.test("Feedback judges nothing while the contact cannot be read", () => {
  const feedback = new Feedback({ confirmMs: 300 });
  feedback.order(true, 0);
  assert.equal(feedback.tick(10_000), undefined);
  feedback.observe(false, 10_000);
  feedback.tick(10_200);
  feedback.observe(undefined, 10_200);
  assert.equal(feedback.nextDeadlineMs(), Infinity);
  assert.equal(feedback.tick(99_000), undefined);
});

Deno.test("Feedback judges nothing while the line itself cannot be switched, and begins anew when it can", () => {
  const feedback = new Feedback({ confirmMs: 300 });
  feedback.observe(false, 0);
  feedback.order(true, 0);
  assert.equal(feedback.order(undefined, 200), undefined);
  assert.equal(feedback.nextDeadlineMs(), Infinity);
  assert.equal(feedback.tick(10_000), undefined);
  assert.equal(feedback.order(true, 10_000), undefined);
  assert.equal(feedback.tick(10_299), undefined);
  assert.deepEqual(feedback.tick(10_300), { kind: "silent", forMs: 300 });
});
