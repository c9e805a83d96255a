import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { duration, type NextStart, Story, type StoryEvent, storyText } from "./story.ts";

const next: NextStart = {
  delayMs: 400,
  afterStability: false,
  counted: 2,
  budget: 5,
  windowMs: 600_000,
  givenUp: false,
};

Deno.test("Story writes one JSON line with times, the sentence and the event's numbers", () => {
  const lines: string[] = [];
  const story = new Story(new FakeClock({ monotonicMs: 5_000.4 }), (line) => lines.push(line));
  const cause = { kind: "stuck", forMs: 10_210, limitMs: 10_000, waitedMs: 900, pending: 17 } as const;
  story.tell("detect", { kind: "ended", cause, ranMs: 180_000, next });
  story.tell("detect", { kind: "back", downMs: 912 });
  assert.equal(lines.length, 2);
  assert.ok(!lines[0]!.includes("\n"));
  assert.deepEqual(JSON.parse(lines[0]!), {
    at: "2026-01-01T00:00:00.000Z",
    monoMs: 5_000,
    level: "warning",
    role: "detect",
    kind: "ended",
    text: "detect hung: 10.2 s without progress (limit 10 s), 17 waiting, killed; it had run for 3 min; " +
      "restart 2 of 5 in 10 min, next in 0.4 s",
    cause,
    ranMs: 180_000,
    next,
  });
  assert.equal(JSON.parse(lines[1]!).text, "detect is back after 0.9 s");
});

Deno.test("storyText tells every way a run can end, with the value and the limit", () => {
  const ends: [StoryEvent & { kind: "ended" }]["0"]["cause"][] = [
    { kind: "exited", code: 3 },
    { kind: "signalled", signal: "SIGKILL" },
    { kind: "spawn-failed", reason: "no such file" },
    { kind: "late", forMs: 30_100, limitMs: 30_000, waitedMs: 0 },
    { kind: "silent", forMs: 5_100, limitMs: 5_000, waitedMs: 2_000 },
    { kind: "silent", forMs: 40_200, limitMs: 10_000, waitedMs: 36_000 },
    { kind: "memory", bytes: 421_000_000, limitBytes: 419_430_400 },
  ];
  const texts = ends.map((cause) => storyText({ kind: "ended", cause, ranMs: 2_000, next }).split(";")[0]);
  assert.deepEqual(texts, [
    "ended by itself with exit code 3",
    "was ended from outside by SIGKILL",
    "could not be started: no such file",
    "was not ready 30.1 s after its start (limit 30 s), killed",
    "hung: 5.1 s without a heartbeat (limit 5 s), killed",
    "hung: 40.2 s without a heartbeat (limit 10 s), 36 s of it waiting for a processor, killed",
    "outgrew its memory: 401 MiB (limit 400 MiB), killed",
  ]);
});

Deno.test("storyText says that a role past its budget is tried for ever", () => {
  const event: StoryEvent = {
    kind: "ended",
    cause: { kind: "exited", code: 1 },
    ranMs: 300,
    next: { ...next, counted: 6, givenUp: true, delayMs: 31_000 },
  };
  assert.match(
    storyText(event),
    /given up: the budget of 5 restarts in 10 min is spent, slow retries for ever, next in 31 s$/,
  );
});

Deno.test("duration keeps the digits that a person can use", () => {
  const values = [0, 31, 400, 912, 5_000, 59_940, 59_960, 90_000, 600_000, 3_600_000, 7_200_000, 200_000_000];
  assert.deepEqual(values.map(duration), [
    "0 s",
    "0.03 s",
    "0.4 s",
    "0.9 s",
    "5 s",
    "59.9 s",
    "1 min",
    "1.5 min",
    "10 min",
    "60 min",
    "2 h",
    "2 d",
  ]);
});

Deno.test("Story gives every event a sentence of its own, and a level by how much a person must do about it", () => {
  const cause = { kind: "exited", code: 1 } as const;
  const events: Record<string, { event: StoryEvent; level: string; text: RegExp }> = {};
  const expect = (event: StoryEvent, level: string, text: RegExp) =>
    events[event.kind] = { event, level, text };
  expect({ kind: "started", pid: 7 }, "info", /started \(process 7\)/);
  expect({ kind: "ready", afterMs: 300 }, "info", /0\.3 s after its start/);
  expect({ kind: "unkillable", cause, pid: 7, forMs: 2_000 }, "error", /process 7 is still there 2 s later/);
  const silence = { kind: "silent", forMs: 10_200, limitMs: 10_000, waitedMs: 9_500 } as const;
  expect(
    { kind: "starved", silence, graceMs: 30_000 },
    "warning",
    /too little of the processors: 10\.2 s without a heartbeat \(limit 10 s\), 9\.5 s of it waiting for a processor; .* 30 s more$/,
  );
  expect({ kind: "fed", forMs: 60_000 }, "info", /in time for 1 min: it gets the processor time/);
  expect({ kind: "recovered", forMs: 600_000 }, "info", /no longer given up/);
  expect({ kind: "stopping", graceMs: 2_000 }, "info", /told to stop/);
  expect({ kind: "restarting" }, "info", /started anew/);
  expect({ kind: "stop-overdue", graceMs: 2_000 }, "warning", /did not stop within 2 s, killed/);
  expect({ kind: "stopped", tookMs: 90, killed: true }, "info", /\(killed\)/);
  expect({ kind: "link-lost", pid: 7 }, "warning", /closed its link/);
  expect({ kind: "stranger", pid: 8 }, "warning", /process 8, which the supervisor did not start/);
  expect({ kind: "paused", forMs: 9_000 }, "warning", /did not run for 9 s/);
  expect({ kind: "stray-ended", pid: 7, tookMs: 20 }, "warning", /was ended in 0\.02 s/);
  expect({ kind: "stray-remains", pid: 7, tookMs: 2_000 }, "error", /still there 2 s after SIGKILL/);
  expect({ kind: "note-failed", reason: "no space" }, "error", /could not be noted.*: no space/);
  expect(
    { kind: "ended", cause, ranMs: 1, next: { ...next, givenUp: true } },
    "error",
    /slow retries for ever/,
  );
  expect({ kind: "supervisor-started", pid: 7 }, "info", /started/);
  expect({ kind: "supervisor-stopped" }, "info", /all roles are stopped/);
  for (const { event, level, text } of Object.values(events)) {
    const lines: string[] = [];
    new Story(new FakeClock(), (line) => lines.push(line)).tell("fusion", event);
    const line = JSON.parse(lines[0]);
    assert.equal(line.level, level, event.kind);
    assert.match(line.text, text);
  }
});
