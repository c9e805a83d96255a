import assert from "node:assert/strict";
import type { KernelClock } from "./kernel_clock.ts";
import type { NtpView } from "./ntp_client.ts";
import type { PeerState, PeerStatus } from "./ntp_peer.ts";
import type { Verdict } from "./ntp_select.ts";
import { STEP_HOLD_MS } from "./step_watch.ts";
import type { TimeEffect } from "./time_effect.ts";
import {
  judgeTime,
  KERNEL_ERROR_MAX_MS,
  OFFSET_MAX_MS,
  SETTLE_MS,
  startTime,
  type TimeLook,
  UNSYNCHRONISED_FOR_MS,
  utcAt,
  vouchedTime,
} from "./time_state.ts";

/** UTC less the monotonic clock, in truth. */
const TRUE_MS = 1.8e12;
const SYNCHRONISED: KernelClock = { claimed: true, maxErrorMs: 20, estimatedErrorMs: 1 };
const UNCLAIMED: KernelClock = { claimed: false, maxErrorMs: 16_000, estimatedErrorMs: 16_000 };

function peer(server: string, state: PeerState): PeerStatus {
  return { server, state, reach: 1, sent: 1, answered: 1, timeouts: 0, refused: 0, strays: 0, jumps: 0 };
}

/** A box whose wall clock, kernel and servers are as the test says; it is looked at once a second. */
class Box {
  atMs = 0;
  wallWrongMs = 0;
  kernel: KernelClock | undefined = UNCLAIMED;
  verdict: Verdict = { kind: "none" };
  servers: PeerStatus[] = [];
  state = startTime(0);
  readonly told: string[] = [];

  agree(wrongMs = 0): void {
    const best = { server: "a", utcMinusMonoMs: TRUE_MS + wrongMs, errorMs: 10 };
    this.verdict = { kind: "agreed", best, agreeing: ["a"], falsetickers: [] };
    this.servers = [peer("a", "answering")];
  }
  silence(state: PeerState = "silent"): void {
    this.verdict = { kind: "none" };
    this.servers = [peer("a", state)];
  }
  get look(): TimeLook {
    const ntp: NtpView = { verdict: this.verdict, servers: this.servers };
    return { atMs: this.atMs, wallOffsetMs: TRUE_MS + this.wallWrongMs, ntp, kernel: this.kernel };
  }
  run(ms: number): readonly TimeEffect[] {
    const all: TimeEffect[] = [];
    for (const endMs = this.atMs + ms; this.atMs < endMs; this.atMs += 1_000) {
      const { state, effects } = judgeTime(this.state, this.look);
      this.state = state;
      all.push(...effects);
    }
    for (const effect of all) {
      if (effect.kind === "trouble") this.told.push(`${effect.code} ${effect.active}`);
    }
    return all;
  }
  get reason(): string {
    const { synchronisation } = this.state;
    return synchronisation.kind === "unsynchronised" ? synchronisation.reason.kind : synchronisation.kind;
  }
}

Deno.test("judgeTime says nothing of a clock that nobody has judged until the start is over, then it is a trouble", () => {
  const box = new Box();
  box.silence("asking");
  box.run(SETTLE_MS);
  assert.equal(box.reason, "settling");
  box.run(UNSYNCHRONISED_FOR_MS);
  assert.deepEqual(box.told, []);
  box.run(2_000);
  assert.equal(box.reason, "servers-silent");
  assert.deepEqual(box.told, ["time-unsynchronised true"]);
});

Deno.test("judgeTime believes servers that agree, whatever the kernel says, and gives offset and error", () => {
  const box = new Box();
  box.wallWrongMs = 300;
  box.agree();
  box.run(10_000);
  assert.deepEqual(box.state.synchronisation, {
    kind: "synchronised",
    by: "servers",
    offsetMs: 300,
    errorMs: 10,
  });
  assert.deepEqual(box.told, []);
});

Deno.test("judgeTime tells of a wall clock that the servers say is wrong, and clears it without flutter", () => {
  const box = new Box();
  box.kernel = SYNCHRONISED;
  box.wallWrongMs = 90_000;
  box.agree();
  const effects = box.run(UNSYNCHRONISED_FOR_MS + 2_000);
  assert.match(JSON.stringify(effects), /90\.0 s ahead of the time servers/);
  // A clock that comes back to just below the limit stays a trouble until it is well below.
  box.verdict = {
    ...box.verdict,
    best: { server: "a", utcMinusMonoMs: TRUE_MS + 90_000 - 900, errorMs: 10 },
  } as Verdict;
  box.run(60_000);
  assert.deepEqual(box.told, ["time-unsynchronised true"]);
  box.verdict = {
    ...box.verdict,
    best: { server: "a", utcMinusMonoMs: TRUE_MS + 90_000 - 400, errorMs: 10 },
  } as Verdict;
  box.run(1_000);
  assert.deepEqual(box.told, ["time-unsynchronised true", "time-unsynchronised false"]);
});

Deno.test("judgeTime holds the servers' last word for hours, and no longer than it is good", () => {
  const box = new Box();
  box.agree();
  box.run(10_000);
  box.silence();
  box.run(5 * 3_600_000);
  assert.equal(box.state.synchronisation.kind === "synchronised" && box.state.synchronisation.by, "holdover");
  assert.equal(box.told.length, 0);
  box.run(3_600_000);
  assert.equal(box.reason, "servers-silent");
  assert.deepEqual(box.told, ["time-unsynchronised true"]);
});

Deno.test("judgeTime sees a wall clock set wrong while no server answers", () => {
  const box = new Box();
  box.agree();
  box.run(10_000);
  box.silence();
  box.run(60_000);
  box.wallWrongMs = 600_000;
  box.run(1_000);
  assert.equal(box.reason, "offset");
  assert.deepEqual(box.told, ["time-stepped true"]);
  box.run(UNSYNCHRONISED_FOR_MS + 1_000);
  assert.deepEqual(box.told, ["time-stepped true", "time-unsynchronised true"]);
  box.wallWrongMs = 0;
  box.run(STEP_HOLD_MS + 1_000);
  assert.equal(box.state.synchronisation.kind, "synchronised");
  assert.deepEqual(box.told.slice(2), ["time-unsynchronised false", "time-stepped false"]);
});

Deno.test("judgeTime takes the first setting of the clock after the start for no trouble", () => {
  const box = new Box();
  box.wallWrongMs = -TRUE_MS;
  box.silence("asking");
  box.run(5_000);
  box.wallWrongMs = 0;
  box.agree();
  const effects = box.run(60_000);
  assert.deepEqual(box.told, []);
  assert.deepEqual(effects.map(({ kind }) => kind), ["ask-servers", "note"]);
});

Deno.test("judgeTime goes by the kernel where there are no servers, or these cannot tell", () => {
  const box = new Box();
  box.kernel = SYNCHRONISED;
  box.run(10_000);
  assert.deepEqual(box.state.synchronisation, { kind: "synchronised", by: "kernel", errorMs: 20 });
  box.verdict = { kind: "disagree", spreadMs: 70_000 };
  box.servers = [peer("a", "answering"), peer("b", "answering")];
  box.run(10_000);
  assert.equal(box.reason, "synchronised");
  box.kernel = UNCLAIMED;
  box.run(1_000);
  assert.equal(box.reason, "servers-disagree");
});

Deno.test("judgeTime finds a dead clock daemon by the error that grows, though the kernel still calls itself set", () => {
  const box = new Box();
  for (let errorMs = 20; errorMs <= KERNEL_ERROR_MAX_MS + 100; errorMs += 0.5) {
    box.kernel = { claimed: true, maxErrorMs: errorMs, estimatedErrorMs: 1 };
    box.run(1_000);
  }
  assert.equal(box.reason, "kernel-error");
  assert.deepEqual(box.told, ["time-unsynchronised true"]);
});

Deno.test("judgeTime does not tell of a short loss", () => {
  const box = new Box();
  box.kernel = SYNCHRONISED;
  box.run(10_000);
  for (let i = 0; i < 20; i++) {
    box.kernel = UNCLAIMED;
    box.run(UNSYNCHRONISED_FOR_MS - 1_000);
    box.kernel = SYNCHRONISED;
    box.run(5_000);
  }
  assert.deepEqual(box.told, []);
});

Deno.test("judgeTime names what is wrong where nothing is configured", () => {
  for (const [kernel, reason] of [[UNCLAIMED, "kernel-unsynchronised"], [undefined, "no-source"]] as const) {
    const box = new Box();
    box.kernel = kernel;
    box.run(SETTLE_MS + UNSYNCHRONISED_FOR_MS + 2_000);
    assert.equal(box.reason, reason);
    assert.deepEqual(box.told, ["time-unsynchronised true"]);
  }
  const box = new Box();
  box.silence("unusable");
  box.run(SETTLE_MS + 1_000);
  assert.equal(box.reason, "servers-unusable");
});

Deno.test("judgeTime obeys a limit from the configuration", () => {
  const ntp: NtpView = {
    verdict: {
      kind: "agreed",
      best: { server: "a", utcMinusMonoMs: TRUE_MS, errorMs: 1 },
      agreeing: ["a"],
      falsetickers: [],
    },
    servers: [],
  };
  const look = { atMs: 0, wallOffsetMs: TRUE_MS + 200, ntp, kernel: undefined };
  assert.equal(judgeTime(startTime(0), look, 100).state.synchronisation.kind, "unsynchronised");
  assert.equal(judgeTime(startTime(0), look, OFFSET_MAX_MS).state.synchronisation.kind, "synchronised");
});

Deno.test("vouchedTime goes by the servers although the wall clock is wrong, and utcAt says how right it is", () => {
  const box = new Box();
  box.wallWrongMs = 86_400_000;
  box.agree();
  box.run(10_000);
  const vouched = vouchedTime(box.state, box.look);
  assert(vouched !== undefined);
  const soon = utcAt(vouched, 15_000);
  assert.equal(soon.utcMs, TRUE_MS + 15_000);
  assert(soon.errorMs >= 10 && soon.errorMs < 11, `${soon.errorMs}`);
  assert(utcAt(vouched, 3_600_000).errorMs > 100, "an hour later nobody knows it that well");
});

Deno.test("vouchedTime goes by the wall clock where a daemon keeps it, and by nothing where nobody does", () => {
  const kept = new Box();
  kept.kernel = SYNCHRONISED;
  kept.run(10_000);
  assert.deepEqual(vouchedTime(kept.state, kept.look), {
    utcMinusMonoMs: TRUE_MS,
    errorMs: SYNCHRONISED.maxErrorMs,
    atMs: kept.look.atMs,
  });
  const lost = new Box();
  lost.run(SETTLE_MS + 10_000);
  assert.equal(vouchedTime(lost.state, lost.look), undefined);
});
