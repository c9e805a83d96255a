import assert from "node:assert/strict";
import type { RoleState } from "../bus/messages.ts";
import type { ProcessName } from "../reading/ids.ts";
import { FED_BY, FIRE_PATH_DOWN_MS, LOOP_SILENT_MS, SdNotifyFeed } from "./sd_notify_feed.ts";

const WATCHDOG_MS = 10_000;

/** A supervisor that broadcasts once a second while its loop runs, asked four times a second. */
class Rig {
  nowMs = 0;
  loopRuns = true;
  readonly states = new Map<ProcessName, RoleState>();
  readonly feed = new SdNotifyFeed(WATCHDOG_MS, 0);
  readonly fedAtMs: number[] = [];
  reason: string | undefined;

  all(state: RoleState): void {
    for (const role of FED_BY) this.states.set(role, state);
  }
  run(ms: number): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; this.nowMs += 250) {
      if (this.loopRuns && this.nowMs % 1_000 === 0) {
        this.feed.heard([...this.states].map(([role, state]) => ({ role, state })), this.nowMs);
      }
      const decision = this.feed.decide(this.nowMs);
      this.reason = decision.kind === "withhold" ? decision.reason : undefined;
      if (decision.kind === "feed") this.fedAtMs.push(this.nowMs);
    }
  }
  get lastFedMsAgo(): number {
    return this.nowMs - this.fedAtMs.at(-1)!;
  }
}

Deno.test("SdNotifyFeed feeds at half of systemd's limit while all is well, and no more often", () => {
  const rig = new Rig();
  rig.all("ready");
  rig.run(60_000);
  const gaps = rig.fedAtMs.slice(1).map((at, i) => at - rig.fedAtMs[i]);
  assert(gaps.length >= 10);
  for (const gap of gaps) assert.equal(gap, WATCHDOG_MS / 2);
});

Deno.test("SdNotifyFeed feeds during a cold start", () => {
  const rig = new Rig();
  rig.all("starting");
  rig.run(60_000);
  assert(rig.lastFedMsAgo <= WATCHDOG_MS / 2 + 250);
});

Deno.test("SdNotifyFeed starves systemd's watchdog when the supervisor's loop hangs, and at no time before", () => {
  const rig = new Rig();
  rig.all("ready");
  rig.run(20_000);
  rig.loopRuns = false;
  rig.run(LOOP_SILENT_MS - 1_000);
  assert.equal(rig.reason, undefined);
  rig.run(WATCHDOG_MS);
  assert.match(rig.reason!, /supervisor's loop has not run for \d+ s/);
  assert(rig.lastFedMsAgo > WATCHDOG_MS / 2);
  rig.loopRuns = true;
  rig.run(1_250);
  assert.equal(rig.reason, undefined);
});

Deno.test("SdNotifyFeed goes on while the supervisor restarts a role, and stops when one of the fire path stays down", () => {
  for (const role of FED_BY) {
    const rig = new Rig();
    rig.all("ready");
    rig.run(20_000);
    rig.states.set(role, "backing-off");
    rig.run(FIRE_PATH_DOWN_MS);
    assert.equal(rig.reason, undefined);
    rig.run(2_000);
    assert.match(rig.reason!, new RegExp(`${role} has not been ready for \\d+ s`));
    rig.states.set(role, "ready");
    rig.run(1_250);
    assert.equal(rig.reason, undefined);
  }
});

Deno.test("SdNotifyFeed counts every interruption of the fire path on its own", () => {
  const rig = new Rig();
  rig.all("ready");
  for (let i = 0; i < 20; i++) {
    rig.states.set("sensors", "given-up");
    rig.run(FIRE_PATH_DOWN_MS / 2);
    rig.states.set("sensors", "ready");
    rig.run(2_000);
  }
  assert(rig.lastFedMsAgo <= WATCHDOG_MS / 2 + 250);
});

Deno.test("SdNotifyFeed does not care for cameras, detection and page, and misses a role that is not there", () => {
  const rig = new Rig();
  rig.all("ready");
  for (const role of ["cameras-0", "detect", "ui"] as const) rig.states.set(role, "given-up");
  rig.run(2 * FIRE_PATH_DOWN_MS);
  assert.equal(rig.reason, undefined);
  rig.states.delete("fusion");
  rig.run(FIRE_PATH_DOWN_MS + 2_000);
  assert.match(rig.reason!, /fusion/);
});
