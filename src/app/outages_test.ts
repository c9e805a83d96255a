import assert from "node:assert/strict";
import type { LogEntry } from "../ops/log_reader.ts";
import type { ProcessName } from "../reading/ids.ts";
import { type EndCause, Story, type StoryEvent, type StorySubject } from "../watchdog/story.ts";
import { type Outage, Timeline } from "./outages.ts";
import { outageSentence, outageSummary, timelineRecord } from "./watchdog_report.ts";

const START = new Date(2026, 10, 23, 3, 0, 0).getTime();
const KILLED: EndCause = { kind: "signalled", signal: "SIGKILL" };
const HUNG: EndCause = { kind: "stuck", forMs: 10_200, limitMs: 10_000, waitedMs: 0, pending: 3 };

/** A watchdog's log as the real `Story` writes it, read into a timeline. */
class Told {
  readonly timeline = new Timeline();
  #atMs = 0;
  readonly #story = new Story(
    {
      monotonicMs: () => this.#atMs,
      wallMs: () => START + this.#atMs,
      sleep: () => Promise.reject(new Error("a story does not wait")),
    },
    (line) => {
      const entry = JSON.parse(line);
      this.timeline.add({ ...entry, log: "watchdog", atWallMs: Date.parse(entry.at) } as LogEntry);
    },
  );

  at(seconds: number, role: StorySubject, event: StoryEvent): this {
    this.#atMs = seconds * 1_000;
    this.#story.tell(role, event);
    return this;
  }

  serviceStart(seconds: number, roles: ProcessName[]): this {
    this.at(seconds, "supervisor", { kind: "supervisor-started", pid: 100 });
    for (const role of roles) this.at(seconds, role, { kind: "started", pid: 101 });
    for (const role of roles) this.at(seconds + 1, role, { kind: "ready", afterMs: 1_000 });
    return this;
  }

  ended(seconds: number, role: ProcessName, cause: EndCause, givenUp = false): this {
    const next = { delayMs: 20, afterStability: true, counted: 0, budget: 5, windowMs: 600_000, givenUp };
    return this.at(seconds, role, { kind: "ended", cause, ranMs: 60_000, next });
  }

  back(seconds: number, role: ProcessName, downMs: number): this {
    return this.at(seconds, role, { kind: "started", pid: 102 }).at(seconds, role, { kind: "back", downMs });
  }

  get outages(): Outage[] {
    return this.timeline.items.filter((item) => item.kind === "outage");
  }

  sentences(nowSeconds: number): string[] {
    return this.timeline.items.map((item) => timelineRecord(item, START + nowSeconds * 1_000).text);
  }
}

Deno.test("Timeline makes one sentence of an end and a return, and counts them by day", () => {
  const told = new Told().serviceStart(0, ["fusion", "detect"])
    .ended(60, "detect", KILLED).back(61, "detect", 700)
    .ended(120, "detect", HUNG).back(121, "detect", 900);
  assert.deepEqual(told.sentences(200), [
    "service started (process 100), all 2 roles ready after 1 s",
    "detect was ended from outside by SIGKILL; back after 0.7 s",
    "detect hung: 10.2 s without progress (limit 10 s), 3 waiting, killed; back after 0.9 s; 2nd time today",
  ]);
  assert.match(told.sentences(86_400 * 2)[2], /2nd time that day$/);
  assert.equal(outageSummary(told.timeline.items), "2 outages: detect 2; the longest 0.9 s");
  assert.equal(outageSummary([]), "no role was down");
});

Deno.test("Timeline begins to count anew each day", () => {
  const told = new Told().ended(60, "ui", KILLED).back(61, "ui", 500)
    .ended(86_460, "ui", KILLED).back(86_461, "ui", 500);
  assert.deepEqual(told.outages.map(({ nthOfDay }) => nthOfDay), [1, 1]);
});

Deno.test("Timeline tells a crash loop as one outage, not one for each attempt", () => {
  const told = new Told().serviceStart(0, ["sensors"]);
  for (let i = 0; i < 500; i++) told.ended(60 + i, "sensors", { kind: "exited", code: 1 }, i > 5);
  assert.equal(told.outages.length, 1);
  assert.equal(
    outageSentence(told.outages[0], START),
    "sensors ended by itself with exit code 1; its restart failed 499 times; given up for slow retries; not back yet",
  );
  assert.equal(told.timeline.roles[0].state, "given-up");
  told.back(700, "sensors", 640_000);
  assert.match(outageSentence(told.outages[0], START), /back after 11 min$/);
});

Deno.test("Timeline says when the supervisor itself ended without a word, and what was down then", () => {
  const told = new Told().serviceStart(0, ["fusion"]).ended(60, "fusion", KILLED).serviceStart(90, [
    "fusion",
  ]);
  assert.match(told.sentences(100)[1], /not back before the service ended$/);
  assert.match(
    told.sentences(100)[2],
    /service started .*ended without a word \(killed, crashed, or its power cut\)$/,
  );
  const proper = new Told().serviceStart(0, ["fusion"]).at(9, "supervisor", { kind: "supervisor-stopped" })
    .serviceStart(20, ["fusion"]);
  assert.equal(proper.sentences(30)[1], "service stopped");
  assert.doesNotMatch(proper.sentences(30)[2], /without a word/);
});

Deno.test("Timeline leaves out a link that closes because its process dies, and keeps one that closes alone", () => {
  const dying = new Told().at(1, "ui", { kind: "link-lost", pid: 7 }).ended(1.1, "ui", KILLED);
  assert.equal(dying.timeline.items.length, 1);
  const alone = new Told().at(1, "ui", { kind: "link-lost", pid: 7 }).ended(9, "ui", KILLED);
  assert.equal(alone.timeline.items.length, 2);
});

Deno.test("Timeline knows the state of each role of the last run, and passes on what it does not know", () => {
  const told = new Told().serviceStart(0, ["outputs", "fusion"]).ended(5, "fusion", KILLED);
  const [outputs, fusion] = told.timeline.roles;
  assert.deepEqual([outputs.role, outputs.state, outputs.restarts], ["outputs", "ready", 0]);
  assert.deepEqual([fusion.state, fusion.lastEnd], [
    "backing-off",
    "fusion was ended from outside by SIGKILL",
  ]);
  told.timeline.add({
    at: "",
    atWallMs: START,
    level: "warning",
    text: "something new",
    log: "watchdog",
    kind: "x",
  });
  assert.equal(told.sentences(0).at(-1), "something new");
});
