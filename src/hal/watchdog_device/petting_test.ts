import assert from "node:assert/strict";
import { Petting } from "./petting.ts";

const OPTIONS = { parts: ["outputs", "fusion", "sensors"], timeoutMs: 30_000, progressMaxMs: 20_000 };

/** All parts report; `except` do not. */
function report(petting: Petting, nowMs: number, ...except: string[]): void {
  for (const part of OPTIONS.parts) if (!except.includes(part)) petting.progressed(part, nowMs);
}

Deno.test("Petting pets three times in the watchdog's time while all parts make progress", () => {
  const petting = new Petting(OPTIONS, 0);
  const petsAtMs: number[] = [];
  for (let nowMs = 0; nowMs <= 60_000; nowMs += 1_000) {
    report(petting, nowMs);
    if (petting.step(nowMs).kind === "pet") petsAtMs.push(nowMs);
  }
  assert.deepEqual(petsAtMs, [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000]);
  assert.equal(petting.nextMs(), 70_000);
});

Deno.test("Petting withholds while one part stands still, names it, and pets again once it moves", () => {
  const petting = new Petting(OPTIONS, 0);
  for (let nowMs = 0; nowMs <= 20_000; nowMs += 10_000) {
    report(petting, nowMs, "fusion");
    assert.equal(petting.step(nowMs).kind, "pet");
  }
  report(petting, 30_000, "fusion");
  assert.deepEqual(petting.step(30_000), { kind: "withhold", part: "fusion", stalledMs: 30_000 });
  assert.deepEqual(petting.step(30_100), { kind: "wait" });
  report(petting, 30_200);
  assert.equal(petting.nextMs(), 30_500);
  assert.equal(petting.step(30_500).kind, "pet");
});

Deno.test("Petting names the part that stands still for longest", () => {
  const petting = new Petting(OPTIONS, 0);
  petting.progressed("fusion", 5_000);
  petting.progressed("sensors", 100_000);
  assert.deepEqual(petting.step(100_000), { kind: "withhold", part: "outputs", stalledMs: 100_000 });
});

Deno.test("Petting gives no credit for parts that are not on the fire path", () => {
  const petting = new Petting(OPTIONS, 0);
  petting.progressed("ui", 50_000);
  assert.equal(petting.step(50_000).kind, "withhold");
});

Deno.test("Petting gives every part its time from the opening on", () => {
  const petting = new Petting(OPTIONS, 1_000_000);
  assert.equal(petting.step(1_000_000).kind, "pet");
  assert.equal(petting.step(1_019_999).kind, "pet");
  assert.equal(petting.step(1_030_000).kind, "withhold");
});
