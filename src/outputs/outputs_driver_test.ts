import assert from "node:assert/strict";
import { join } from "node:path";
import { withTempFolder } from "../../test/temp_folder.ts";
import { faultMessage } from "../bus/messages.ts";
import { FakeClock } from "../clock/fake_clock.ts";
import type { LineFault, OutputLine } from "../hal/line.ts";
import type { OutputOrder } from "../reading/output.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { LatchFiles, type LatchStore } from "./latch_files.ts";
import { type FaultReport, Outputs } from "./outputs_driver.ts";
import type { OutputSpec, OutputsReport } from "./outputs_state.ts";

const TABLE: OutputSpec[] = [
  { id: "s1", kind: "siren" },
  { id: "s2", kind: "siren" },
  { id: "fault", kind: "relay", role: "trouble" },
];

/** A store whose disk never answers. */
const HUNG: LatchStore = { load: () => ({ faults: [] }), save: () => new Promise(() => {}) };

function order(revision: number, rest: Partial<OutputOrder> = {}): OutputOrder {
  return { epoch: 1, revision, sirens: {}, relays: {}, latched: [], released: [], ...rest };
}

const ALARM = { alarmId: "a", zoneId: "z", silenced: false, raisedAtWallMs: 0 };
const FIRE = { sirens: { s1: "temporal-3", s2: "continuous" }, latched: [ALARM] } as const;

class Rig {
  readonly clock: FakeClock;
  readonly levels = new Map<string, boolean>();
  readonly events: string[] = [];
  readonly cut = new Set<string>();
  readonly reports: OutputsReport[] = [];
  readonly faults: FaultReport[] = [];
  readonly outputs: Outputs;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  constructor(latchStore: LatchStore, clock = new FakeClock()) {
    this.clock = clock;
    this.outputs = new Outputs({
      outputs: TABLE,
      openLine: (spec, on) => this.#open(spec.id, on),
      latchStore,
      clock,
      onReport: (report) => {
        if (report.kind === "outputs") this.reports.push(report);
        else this.faults.push(faultMessage.parse(report));
      },
    });
    this.#running = this.outputs.run(this.#stop.signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  #open(id: string, on: boolean): Result<OutputLine, LineFault> {
    if (this.cut.has(id)) return fail({ kind: "missing", detail: "cut" });
    this.events.push(`open ${id} ${on}`);
    this.levels.set(id, on);
    return ok({
      id,
      set: (on) => {
        if (this.cut.has(id)) return fail({ kind: "gone", detail: "cut" });
        this.levels.set(id, on);
        return ok(undefined);
      },
      close: () => {},
    });
  }
}

Deno.test("Outputs sounds at once though the disk hangs, and plays patterns by the clock", async () => {
  await using rig = new Rig(HUNG);
  assert.ok(rig.outputs.order(order(1, FIRE)));
  assert.deepEqual([...rig.levels], [["s1", true], ["s2", true], ["fault", false]]);
  let heard = "";
  for (let half = 0; half < 8; half++) {
    heard += rig.levels.get("s1") ? "#" : ".";
    assert.equal(rig.levels.get("s2"), true);
    await rig.clock.advance(500);
    rig.outputs.order(order(2 + half, FIRE));
  }
  assert.equal(heard, "#.#.#...");
  await rig.clock.advance(2_000);
  assert.match(rig.faults.at(-1)?.detail ?? "", /has not taken the latched state/);
  assert.equal(rig.faults.at(-1)?.active, true);
});

Deno.test("Outputs restores a latched siren from the disk before anything connects, and it stays without fusion", async () => {
  await withTempFolder(async (folder) => {
    {
      await using first = new Rig(new LatchFiles(folder));
      first.outputs.order(order(1, FIRE));
      await first.outputs.close();
    }
    await using second = new Rig(new LatchFiles(folder));
    assert.deepEqual(second.events, ["open s1 true", "open s2 true", "open fault false"]);
    assert.deepEqual(second.reports.at(-1)?.latched, [ALARM]);
    await second.clock.advance(10_000);
    assert.equal(second.levels.get("s2"), true);
    assert.equal(second.levels.get("fault"), true, "fusion has not spoken: trouble");
    assert.equal(second.faults.length, 0);
    second.outputs.order(order(2, { released: ["a"] }));
    assert.deepEqual([...second.levels], [["s1", false], ["s2", false], ["fault", false]]);
    await second.outputs.close();
  });
});

Deno.test("Outputs whose latch files are both lost stays silent, says so until fusion has ordered, and repeats it when asked", async () => {
  await withTempFolder(async (folder) => {
    Deno.writeTextFileSync(join(folder, "latch-0"), "x");
    Deno.writeTextFileSync(join(folder, "latch-1"), "y");
    await using rig = new Rig(new LatchFiles(folder));
    assert.deepEqual([...rig.levels.values()], [false, false, false]);
    assert.match(rig.faults[0]?.detail ?? "", /latch-0.*latch-1.*sirens wait for fusion's order/);
    rig.outputs.report();
    assert.equal(rig.faults.length, 2);
    assert.equal(rig.faults[1]?.active, true);
    rig.outputs.order(order(1, FIRE));
    assert.equal(rig.levels.get("s1"), true);
    assert.equal(rig.faults.at(-1)?.active, false);
    await rig.outputs.close();
    assert.equal(new LatchFiles(folder).load().content?.latched.length, 1);
  });
});

Deno.test("Outputs shows a siren's fault, drives the others, and sounds the failed one soon after it is mended", async () => {
  await using rig = new Rig(HUNG);
  rig.cut.add("s1");
  rig.outputs.order(order(1, { ...FIRE, sirens: { s1: "continuous", s2: "continuous" } }));
  assert.equal(rig.levels.get("s2"), true);
  const state = () => rig.outputs.state().find((output) => output.id === "s1");
  assert.match(state()?.fault ?? "", /does not exist: cut/);
  assert.equal(state()?.on, true, "it is wanted on");
  assert.ok(rig.reports.at(-1)?.outputs[0]?.fault);
  await rig.clock.advance(30_000);
  rig.cut.clear();
  assert.equal(rig.levels.get("s1"), false);
  await rig.clock.advance(2_000);
  assert.equal(rig.levels.get("s1"), true);
  assert.equal(state()?.fault, undefined);
  assert.equal(rig.reports.at(-1)?.outputs[0]?.fault, undefined);
});

Deno.test("Outputs reports once a second without news, and at once after an order", async () => {
  await using rig = new Rig(HUNG);
  const before = rig.reports.length;
  await rig.clock.advance(10_000);
  assert.ok(rig.reports.length - before >= 10 && rig.reports.length - before <= 12);
  rig.outputs.order(order(7, FIRE));
  assert.equal(rig.reports.at(-1)?.revision, 7);
  assert.equal(rig.outputs.order(order(6)), false, "an older order is refused");
  assert.equal(rig.outputs.counts().ordersRefused, 1);
});
