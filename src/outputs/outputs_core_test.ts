import assert from "node:assert/strict";
import { outputsMessage } from "../bus/messages.ts";
import type { LatchedAlarm, OutputOrder, SirenPattern } from "../reading/output.ts";
import { decodeLatch, encodeLatch, type LatchContent } from "./latch.ts";
import { FUSION_LOST_MS, type OutputsEffect, type OutputsInput, REPORT_MS, step } from "./outputs_core.ts";
import { type OutputSpec, outputsReport, outputStates, startOutputs } from "./outputs_state.ts";

const TABLE: OutputSpec[] = [
  { id: "hall", kind: "siren" },
  { id: "lab", kind: "siren", zones: ["lab"] },
  { id: "lamp", kind: "beacon", zones: ["lab"] },
  { id: "constructor", kind: "relay", role: "trouble" },
  { id: "brigade", kind: "relay", role: "alarm" },
];
const START_MS = 500_000.25;

function alarm(alarmId: string, zoneId: string, silenced = false): LatchedAlarm {
  return { alarmId, zoneId, silenced, raisedAtWallMs: 1 };
}

/** The core with its lines, as a building would hear it. */
class Rig {
  core = startOutputs(TABLE, START_MS);
  nowMs = START_MS;
  effects: readonly OutputsEffect[] = [];
  readonly lines = new Set<string>();
  #revision = 0;

  give(input: OutputsInput): void {
    const stepped = step(this.core, input, this.nowMs);
    this.core = stepped.core;
    this.effects = stepped.effects;
    for (const effect of stepped.effects) {
      if (effect.kind !== "setLine") continue;
      assert.notEqual(this.lines.has(effect.id), effect.on, "a line is told only what is new to it");
      if (effect.on) this.lines.add(effect.id);
      else this.lines.delete(effect.id);
    }
  }

  order(order: Partial<OutputOrder> = {}): void {
    this.#revision++;
    this.give({
      kind: "order",
      order: {
        epoch: 1,
        revision: this.#revision,
        sirens: {},
        relays: {},
        latched: [],
        released: [],
        ...order,
      },
    });
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.give({ kind: "tick" });
  }

  pattern(id: string): SirenPattern {
    return outputStates(this.core).find((state) => state.id === id)!.pattern;
  }

  persisted(): LatchContent | undefined {
    return this.effects.find((effect) => effect.kind === "persist")?.content;
  }

  wakeAtMs(): number {
    return this.effects.find((effect) => effect.kind === "wakeAt")!.atMs;
  }
}

Deno.test("step turns ordered sirens and relays on, before anything is written or reported", () => {
  const rig = new Rig();
  rig.order({ sirens: { hall: "continuous" }, relays: { brigade: true }, latched: [alarm("a", "lab")] });
  assert.deepEqual([...rig.lines].sort(), ["brigade", "hall"]);
  assert.deepEqual(rig.effects.map((effect) => effect.kind), [
    "setLine",
    "setLine",
    "persist",
    "report",
    "wakeAt",
  ]);
  assert.ok(outputsMessage.safeParse(outputsReport(rig.core)).success);
  assert.deepEqual(outputStates(rig.core).map(({ id, on }) => [id, on]), [
    ["hall", true],
    ["lab", false],
    ["lamp", false],
    ["constructor", false],
    ["brigade", true],
  ]);
});

Deno.test("step plays a pattern on time however often it is ordered, and calls a siren on also in its pauses", () => {
  const rig = new Rig();
  const standing = { sirens: { hall: "temporal-3" as const }, latched: [alarm("a", "lab")] };
  rig.order(standing);
  let heard = "";
  for (let half = 0; half < 8; half++) {
    heard += rig.lines.has("hall") ? "#" : ".";
    assert.equal(outputStates(rig.core)[0]!.on, true);
    rig.order(standing);
    rig.pass(500);
  }
  assert.equal(heard, "#.#.#...");
  assert.ok(rig.wakeAtMs() > rig.nowMs && rig.wakeAtMs() <= rig.nowMs + 500);
});

Deno.test("step sounds a joining siren at once, and all in step from there", () => {
  const rig = new Rig();
  rig.order({ sirens: { hall: "temporal-3" }, latched: [alarm("a", "lab")] });
  rig.pass(3_100);
  assert.equal(rig.lines.has("hall"), false, "in the long pause");
  rig.order({ sirens: { hall: "temporal-3", lab: "temporal-3" }, latched: [alarm("a", "lab")] });
  for (let tenth = 0; tenth < 90; tenth++) {
    if (tenth === 0) assert.ok(rig.lines.has("lab"));
    assert.equal(rig.lines.has("hall"), rig.lines.has("lab"));
    rig.pass(100);
    if (tenth % 7 === 0) {
      rig.order({ sirens: { hall: "temporal-3", lab: "temporal-3" }, latched: [alarm("a", "lab")] });
    }
  }
});

Deno.test("step holds the siren of an alarm that vanished from the order without a reset, and tells fusion", () => {
  const rig = new Rig();
  rig.order({
    sirens: { hall: "temporal-3" },
    relays: { brigade: true },
    latched: [alarm("a", "lab")],
  });
  rig.order({ epoch: 2, revision: 1 });
  assert.equal(rig.pattern("hall"), "temporal-3");
  assert.ok(rig.lines.has("brigade"), "the relay that passes the alarm on stays as well");
  assert.deepEqual(outputsReport(rig.core).latched, [alarm("a", "lab")]);
  assert.equal(rig.core.counts.ordersForgetful, 1);
  rig.order({ epoch: 2, revision: 2, latched: [alarm("a", "lab")], sirens: { hall: "continuous" } });
  assert.equal(rig.pattern("hall"), "continuous");
  rig.order({ epoch: 2, revision: 3, released: ["a"] });
  assert.equal(rig.pattern("hall"), "off");
  assert.equal(rig.lines.size, 0);
});

Deno.test("step turns a siren off for a reset and for a silence, and not for the silence of another zone's alarm", () => {
  const rig = new Rig();
  const both = { hall: "temporal-3", lab: "temporal-3" } as const;
  rig.order({ sirens: both, latched: [alarm("a", "lab"), alarm("b", "kitchen")] });
  rig.order({ sirens: {}, latched: [alarm("a", "lab", true), alarm("b", "kitchen")] });
  assert.equal(rig.pattern("lab"), "off", "its only alarm is silenced");
  assert.equal(
    rig.pattern("hall"),
    "temporal-3",
    "the kitchen's alarm still stands, whatever the order says",
  );
  rig.order({ sirens: {}, latched: [alarm("a", "lab", true)], released: ["b"] });
  assert.equal(rig.pattern("hall"), "off");
  rig.order({ sirens: both, latched: [alarm("a", "lab")], released: ["b"] });
  assert.equal(rig.pattern("lab"), "temporal-3", "new evidence sounds it again");
  rig.order({ sirens: {}, latched: [], released: ["b", "a"] });
  assert.equal(rig.lines.size, 0);
});

Deno.test("step never lets a walk test's chirp take the place of an alarm's pattern, nor keeps a chirp", () => {
  const rig = new Rig();
  rig.order({ sirens: { hall: "chirp" } });
  assert.equal(rig.pattern("hall"), "chirp");
  assert.deepEqual(rig.persisted()?.sirens, {});
  rig.order({});
  assert.equal(rig.pattern("hall"), "off");
  rig.order({ sirens: { hall: "continuous" }, latched: [alarm("a", "lab")] });
  rig.order({ sirens: { hall: "chirp" }, latched: [alarm("a", "lab")] });
  assert.equal(rig.pattern("hall"), "continuous");
});

Deno.test("step refuses orders of an older fusion or an older revision, counts them, and welcomes a repetition", () => {
  const rig = new Rig();
  rig.order({ epoch: 5, revision: 9, sirens: { hall: "continuous" }, latched: [alarm("a", "lab")] });
  for (const [epoch, revision] of [[4, 100], [5, 8], [0, 0]] as const) {
    rig.order({ epoch, revision, released: ["a"] });
    assert.equal(rig.pattern("hall"), "continuous");
  }
  assert.equal(rig.core.counts.ordersRefused, 3);
  rig.order({ epoch: 5, revision: 9, sirens: { hall: "continuous" }, latched: [alarm("a", "lab")] });
  rig.order({ epoch: 6, revision: 0, sirens: { hall: "continuous" }, latched: [alarm("a", "lab")] });
  assert.equal(rig.core.counts.ordersRefused, 3);
});

Deno.test("step believes a fusion that lost its counter once no newer one has been heard for a while", () => {
  const rig = new Rig();
  rig.order({ epoch: 50, revision: 1, sirens: { hall: "continuous" }, latched: [alarm("a", "lab")] });
  rig.pass(FUSION_LOST_MS);
  rig.order({ epoch: 1, revision: 1, sirens: { lab: "continuous" }, latched: [alarm("b", "lab")] });
  assert.equal(rig.pattern("lab"), "continuous");
  assert.equal(rig.pattern("hall"), "continuous", "and still lets go of nothing that was latched");
});

Deno.test("step energises the trouble relay and keeps the sirens while fusion is lost, until it is back", () => {
  const rig = new Rig();
  rig.order({ sirens: { hall: "continuous" }, latched: [alarm("a", "lab")] });
  rig.pass(FUSION_LOST_MS - 1);
  assert.equal(rig.lines.has("constructor"), false);
  rig.pass(1);
  assert.ok(rig.lines.has("constructor"));
  assert.ok(rig.effects.some((effect) => effect.kind === "report"));
  rig.pass(24 * 3_600_000);
  assert.equal(rig.pattern("hall"), "continuous");
  rig.order({ sirens: { hall: "continuous" }, latched: [alarm("a", "lab")] });
  assert.equal(rig.lines.has("constructor"), false);
});

Deno.test("step restores what it persisted: sounding, holding, refusing what was older", () => {
  const before = new Rig();
  before.order({
    epoch: 3,
    sirens: { hall: "temporal-3", lamp: "continuous", ghost: "continuous" },
    relays: { brigade: true },
    latched: [alarm("a", "lab"), alarm("q", "lab", true)],
    released: ["z"],
  });
  const content = before.persisted();
  assert.ok(content);
  const decoded = decodeLatch(
    new TextEncoder().encode(encodeLatch({ sequence: 1, savedAtWallMs: 0, content })),
  );
  assert.ok(decoded.ok);

  const after = new Rig();
  after.give({ kind: "restored", content: decoded.value.content });
  assert.deepEqual([...after.lines].sort(), ["brigade", "hall", "lamp"]);
  assert.deepEqual(outputsReport(after.core), outputsReport(before.core));
  assert.equal(after.persisted(), undefined, "what has just been read need not be written");
  after.order({ epoch: 2 });
  assert.equal(after.core.counts.ordersRefused, 1);
  after.order({ epoch: 4, sirens: {} });
  assert.equal(after.pattern("hall"), "temporal-3");
  assert.deepEqual(outputsReport(after.core).released, ["z"], "a reset that fusion forgot is remembered");
});

Deno.test("step sounds no chirp that a latch file holds: a walk test does not survive a restart", () => {
  const rig = new Rig();
  const sirens = { hall: "chirp", lamp: "continuous" } as const;
  const content = { epoch: 3, revision: 1, sirens, relays: {}, latched: [alarm("a", "lab")], released: [] };
  rig.give({ kind: "restored", content });
  assert.deepEqual([...rig.lines], ["lamp"]);
});

Deno.test("step leaves the latch files as they are until it has obeyed an order", () => {
  const rig = new Rig();
  rig.pass(REPORT_MS);
  assert.equal(rig.persisted(), undefined, "files that could not be read are not written over with nothing");
  rig.order();
  assert.ok(rig.persisted());
});

Deno.test("step holds a siren by the alarms of the zones that it was assigned last, and switches nothing for it", () => {
  const rig = new Rig();
  const kitchen = [alarm("a", "kitchen")];
  rig.order({ sirens: { lab: "continuous", lamp: "continuous" }, latched: kitchen });
  rig.give({ kind: "assigned", outputs: [{ id: "lab", kind: "siren", zones: ["kitchen"] }] });
  assert.deepEqual([...rig.lines].sort(), ["lab", "lamp"]);
  rig.order({ latched: kitchen });
  assert.equal(rig.pattern("lab"), "continuous", "its zone's alarm stands");
  assert.equal(rig.pattern("lamp"), "continuous", "no longer bound to a zone, it is every alarm's");
  rig.give({
    kind: "assigned",
    outputs: [{ id: "lab", kind: "siren", zones: ["lab"] }, {
      id: "lamp",
      kind: "beacon",
      zones: ["kitchen"],
    }],
  });
  rig.order({ latched: kitchen });
  assert.deepEqual([...rig.lines], ["lamp"], "no alarm stands in the lab");
});

Deno.test("step persists what changed, not every repetition of an order", () => {
  const rig = new Rig();
  const standing = { sirens: { hall: "continuous" as const }, latched: [alarm("a", "lab")] };
  rig.order(standing);
  assert.ok(rig.persisted());
  for (let second = 0; second < 5; second++) {
    rig.order(standing);
    assert.equal(rig.persisted(), undefined);
  }
  rig.order({ ...standing, latched: [alarm("a", "lab", true)], sirens: {} });
  assert.deepEqual(rig.persisted()?.latched, [alarm("a", "lab", true)]);
});

Deno.test("step reports a line's fault and its end, and once a second without news", () => {
  const rig = new Rig();
  rig.order();
  rig.give({ kind: "lineFault", id: "hall", text: `chip gone ${"x".repeat(5_000)}` });
  const report = rig.effects.find((effect) => effect.kind === "report")?.report;
  assert.match(report?.outputs[0]?.fault ?? "", /^chip gone/);
  assert.ok(outputsMessage.safeParse(report).success);
  rig.give({ kind: "lineRecovered", id: "hall" });
  assert.equal(outputStates(rig.core)[0]!.fault, undefined);
  rig.pass(999);
  assert.equal(rig.effects.some((effect) => effect.kind === "report"), false);
  rig.pass(1);
  assert.ok(rig.effects.some((effect) => effect.kind === "report"));
});

Deno.test("step counts outputs that nobody has configured and drives none of them", () => {
  const rig = new Rig();
  rig.order({ sirens: { nobody: "continuous", brigade: "continuous" }, relays: { hall: true } });
  assert.equal(rig.core.counts.namesUnknown, 3);
  assert.equal(rig.lines.size, 0);
});

Deno.test("step bounds the alarms it remembers beside those of the order", () => {
  const rig = new Rig();
  const many = (prefix: string) => Array.from({ length: 1_000 }, (_, n) => alarm(`${prefix}${n}`, "lab"));
  rig.order({ latched: many("a"), sirens: { hall: "continuous" } });
  rig.order({ latched: many("b").slice(0, 10) });
  assert.equal(rig.core.latched.length, 1_000);
  assert.equal(rig.core.counts.alarmsDropped, 10);
  assert.equal(rig.pattern("hall"), "continuous");
  assert.ok(outputsMessage.safeParse(outputsReport(rig.core)).success);
});

Deno.test("step, given any orders at any times, never stops a siren that an unsilenced, unreleased alarm holds", () => {
  let seed = 20_260_101;
  const random = (n: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(seed / 2 ** 32 * n);
  };
  const patterns = ["off", "chirp", "temporal-3", "continuous"] as const;
  const zones = ["lab", "kitchen"];
  for (let run = 0; run < 40; run++) {
    const rig = new Rig();
    let stops = 0;
    for (let turn = 0; turn < 250; turn++) {
      const before = rig.core;
      const sounding = (core: typeof before) =>
        new Set(
          [...core.patterns].filter(([, p]) => p === "temporal-3" || p === "continuous").map(([id]) => id),
        );
      const released = Array.from({ length: random(3) }, () => `a${random(6)}`);
      rig.nowMs += random(3_000);
      if (random(3) === 0) rig.give({ kind: "tick" });
      else {
        rig.order({
          epoch: random(4),
          sirens: { hall: patterns[random(4)]!, lab: patterns[random(4)]!, lamp: patterns[random(4)]! },
          latched: [...new Set(Array.from({ length: random(4) }, () => random(6)))]
            .map((n) => alarm(`a${n}`, zones[n % 2]!, random(2) === 0)),
          released,
        });
      }
      const after = sounding(rig.core);
      for (const id of sounding(before)) {
        if (after.has(id)) continue;
        stops++;
        const spec = TABLE.find((spec) => spec.id === id)!;
        const holder = before.latched.find((held) => {
          if (spec.zones !== undefined && !spec.zones.includes(held.zoneId)) return false;
          const now = rig.core.latched.find(({ alarmId }) => alarmId === held.alarmId);
          return now === undefined ? !released.includes(held.alarmId) : !now.silenced;
        });
        assert.ok(
          holder === undefined,
          `run ${run}, turn ${turn}: ${id} stopped though ${holder?.alarmId} stands`,
        );
      }
    }
    assert.ok(stops > 0, "the run has seen sirens stop, or it proves nothing");
  }
});
