import assert from "node:assert/strict";
import type { LineFault, OutputLine } from "../hal/line.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import { LineKeeper, type OpenLine } from "./line_keeper.ts";

/** A line whose wire can be cut, with what it was told. */
class Wire {
  cut = false;
  readonly told: string[] = [];

  readonly open = (_spec: unknown, on: boolean): Result<OutputLine, LineFault> => {
    this.told.push(`open ${on}`);
    if (this.cut) return fail({ kind: "missing", detail: "no chip" });
    return ok({
      id: "s",
      set: (on) => {
        this.told.push(`set ${on}`);
        return this.cut ? fail({ kind: "gone", detail: "unplugged" }) : ok(undefined);
      },
      close: () => void this.told.push("close"),
    });
  };
}

/** A keeper with a clock that the test sets. */
function rig(open: OpenLine) {
  const time = { nowMs: 0 };
  const keeper = new LineKeeper({ id: "s", kind: "siren" }, open, () => time.nowMs);
  const apply = (on: boolean, nowMs: number) => {
    time.nowMs = nowMs;
    keeper.apply(on);
  };
  return { time, keeper, apply };
}

Deno.test("LineKeeper opens the line with the level it must have, then sets it", () => {
  const wire = new Wire();
  const { keeper, apply } = rig(wire.open);
  apply(true, 0);
  apply(false, 1);
  assert.deepEqual(wire.told, ["open true", "set false"]);
  assert.equal(keeper.fault, undefined);
  assert.equal(keeper.retryAtMs, 1_001, "a second later it is told again");
});

Deno.test("LineKeeper finds out that the chip under a steady siren is gone, and sounds it when the chip is back", () => {
  const wire = new Wire();
  const { keeper, apply } = rig(wire.open);
  apply(true, 0);
  wire.cut = true;
  apply(true, keeper.retryAtMs);
  assert.match(keeper.fault ?? "", /no chip/);
  wire.cut = false;
  wire.told.length = 0;
  apply(true, keeper.retryAtMs);
  assert.deepEqual(wire.told, ["open true"]);
  assert.equal(keeper.fault, undefined);
});

Deno.test("LineKeeper reports a line that fails and opens it anew with growing pauses, at most 2 s, until it is well", () => {
  const wire = new Wire();
  const { keeper, apply } = rig(wire.open);
  apply(false, 0);
  wire.cut = true;
  apply(true, 10);
  assert.match(keeper.fault ?? "", /line of s does not exist: no chip/);
  const pauses: number[] = [];
  let nowMs = 10;
  for (let attempt = 0; attempt < 8; attempt++) {
    pauses.push(keeper.retryAtMs - nowMs);
    wire.told.length = 0;
    apply(true, keeper.retryAtMs - 1);
    assert.deepEqual(wire.told, [], "not before its time");
    nowMs = keeper.retryAtMs;
    apply(true, nowMs);
    assert.deepEqual(wire.told, ["open true"]);
  }
  assert.deepEqual(pauses, [100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000]);
  wire.cut = false;
  apply(true, keeper.retryAtMs);
  assert.equal(keeper.fault, undefined);
});

Deno.test("LineKeeper brings a line that failed once to its level in the same moment where it opens again", () => {
  let opened = 0;
  const told: string[] = [];
  const { keeper, apply } = rig((_spec, on) => {
    told.push(`open ${on}`);
    const first = opened++ === 0;
    return ok({
      id: "s",
      set: () => first ? fail({ kind: "failed", detail: "EIO" }) : ok(undefined),
      close: () => void told.push("close"),
    });
  });
  apply(false, 0);
  apply(true, 5);
  assert.deepEqual(told, ["open false", "close", "open true"]);
  assert.equal(keeper.fault, undefined);
});

Deno.test("LineKeeper leaves the other sirens their time where a bus that hangs holds each attempt up for a second", () => {
  let hangs = false;
  let spentMs = 0;
  const { time, keeper, apply } = rig(() => {
    const hang = () => {
      if (!hangs) return ok(undefined);
      time.nowMs += 1_000;
      spentMs += 1_000;
      return fail({ kind: "failed", detail: "ETIMEDOUT" } as const);
    };
    const opened = hang();
    return opened.ok ? ok({ id: "s", set: hang, close: () => undefined }) : opened;
  });
  apply(false, 0);
  hangs = true;
  // A pattern has its beat twice a second.
  for (let ms = 500; ms < 120_000; ms += 500) if (ms >= time.nowMs) apply(ms % 1_000 === 0, ms);
  assert(spentMs <= 12_000, `${spentMs} ms of two minutes`);
  assert.match(keeper.fault ?? "", /ETIMEDOUT/);
  hangs = false;
  apply(true, 140_000);
  assert.equal(keeper.fault, undefined, "mended, it works again");
});
