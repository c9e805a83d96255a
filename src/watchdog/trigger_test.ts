import assert from "node:assert/strict";
import {
  stepTriggers,
  type TriggerAction,
  TRIGGERS_START,
  type TriggerSample,
  type TriggerState,
} from "./trigger.ts";
import { ALERT_START, stepAlerts } from "./trigger_alerts.ts";

const CALM: TriggerSample = {
  queue: { name: "detect", depth: 0, max: 20 },
  frames: 0,
  droppedFrames: 0,
  alerts: 0,
  cameras: 20,
};

/** A box whose load the test sets; a sample each second, as in operation. */
class Box {
  state: TriggerState = TRIGGERS_START;
  nowMs = 5_000;
  readonly actions: (TriggerAction & { readonly atMs: number })[] = [];
  #sample: TriggerSample = CALM;

  run(seconds: number, change: (before: TriggerSample, second: number) => Partial<TriggerSample>): void {
    for (let second = 0; second < seconds; second++) {
      this.#sample = { ...this.#sample, ...change(this.#sample, second) };
      const { state, actions } = stepTriggers(this.state, this.#sample, this.nowMs);
      this.state = state;
      this.actions.push(...actions.map((action) => ({ ...action, atMs: this.nowMs })));
      this.nowMs += 1_000;
    }
  }

  queue(seconds: number, depth: number): void {
    this.run(seconds, () => ({ queue: { name: "detect", depth, max: 20 } }));
  }

  frames(seconds: number, perSecond: number, part: number): void {
    this.run(seconds, ({ frames, droppedFrames }) => ({
      frames: frames + perSecond,
      droppedFrames: droppedFrames + perSecond * part,
    }));
  }

  /** So many alerts a minute, evenly. */
  alerts(seconds: number, perMinute: number): void {
    let owed = 0;
    this.run(seconds, ({ alerts }) => {
      owed += perMinute / 60;
      const now = Math.floor(owed + 1e-9);
      owed -= now;
      return { alerts: alerts + now };
    });
  }

  count(): number {
    return this.actions.length;
  }

  get factors(): number[] {
    return this.actions.flatMap((action) => action.kind === "camera-rate" ? [action.factor] : []);
  }
}

Deno.test("stepTriggers leaves a calm box alone", () => {
  const box = new Box();
  box.frames(3_600, 40, 0.001);
  assert.equal(box.count(), 0);
});

Deno.test("stepTriggers reduces the rate by 25 % when the queue is above 70 % for more than 30 s", () => {
  const box = new Box();
  box.queue(31, 15);
  assert.equal(box.count(), 0);
  box.queue(1, 15);
  assert.equal(box.count(), 1);
  const [{ text }] = box.actions;
  assert.deepEqual(box.factors, [0.75]);
  assert.equal(
    text,
    "queue 'detect' is 75 % full and above 70 % for 30 s: camera rate reduced from 100 % to 75 %",
  );
});

Deno.test("stepTriggers reduces again while it lasts, and not below a rate that still sees a fire", () => {
  const box = new Box();
  box.queue(600, 20);
  assert.deepEqual(box.factors, [1, 2, 3, 4, 5, 6].map((steps) => 0.75 ** steps));
  for (let i = 1; i < box.actions.length; i++) assert(box.actions[i].atMs - box.actions[i - 1].atMs > 30_000);
});

Deno.test("stepTriggers takes a queue of exactly 70 %, and one that dips, for no overload", () => {
  const box = new Box();
  box.queue(120, 14);
  for (let turn = 0; turn < 10; turn++) {
    box.queue(29, 20);
    box.queue(1, 13);
  }
  assert.equal(box.count(), 0);
});

Deno.test("stepTriggers gives the rate back step by step, and holds it in between", () => {
  const box = new Box();
  box.queue(70, 20);
  assert.deepEqual(box.factors, [0.75, 0.75 ** 2]);
  box.queue(600, 10);
  assert.equal(box.factors.length, 2, "neither high nor low");
  box.queue(200, 2);
  assert.deepEqual(box.factors, [0.75, 0.75 ** 2, 0.75, 1]);
  assert.match(box.actions.at(-1)!.text, /below 40 % for 60 s: camera rate raised from 75 % to 100 %/);
  box.queue(600, 0);
  assert.equal(box.factors.length, 4);
});

Deno.test("stepTriggers does not count time in which it saw nothing, and bears a queue without a size", () => {
  const box = new Box();
  box.queue(20, 20);
  box.nowMs += 600_000;
  box.queue(20, 20);
  box.run(100, () => ({ queue: { name: "none", depth: 0, max: 0 } }));
  assert.equal(box.count(), 0);
});

Deno.test("stepTriggers adds a camera process when more than 5 % were dropped over 5 min", () => {
  const box = new Box();
  box.frames(300, 40, 0.06);
  assert.equal(box.count(), 0);
  box.frames(2, 40, 0.06);
  assert.equal(box.count(), 1);
  const [action] = box.actions;
  assert(action.kind === "camera-shards" && action.shards === 2);
  assert.match(
    action.text,
    /^6\.0 % of 1\d{4} frames were dropped over 5 min \(limit 5 %\): camera processes from 1 to 2$/,
  );
});

Deno.test("stepTriggers adds one process after the other, up to its limit and never more than cameras", () => {
  const shards = (cameras: number) => {
    const box = new Box();
    box.run(1, () => ({ cameras }));
    box.frames(3_600, 40, 0.2);
    return box.actions.map((action) => action.kind === "camera-shards" ? action.shards : NaN);
  };
  assert.deepEqual(shards(20), [2, 3, 4]);
  assert.deepEqual(shards(2), [2]);
  assert.deepEqual(shards(1), []);
});

Deno.test("stepTriggers takes the process back after 15 min of calm, and not before", () => {
  const box = new Box();
  box.frames(302, 40, 0.1);
  box.frames(899, 40, 0);
  assert.equal(box.count(), 1);
  box.frames(20, 40, 0);
  assert.match(box.actions[1].text, /calm for 15 min: camera processes from 2 to 1$/);
  box.frames(3_600, 40, 0);
  assert.equal(box.count(), 2);
});

Deno.test("stepTriggers takes processes back at once when the cameras are fewer", () => {
  const box = new Box();
  box.frames(302, 40, 0.1);
  box.run(1, () => ({ cameras: 1 }));
  assert.match(box.actions[1].text, /^there are only 1 cameras: camera processes from 2 to 1$/);
});

Deno.test("stepTriggers holds its processes between calm and overload", () => {
  const box = new Box();
  box.frames(302, 40, 0.1);
  box.frames(3_600, 40, 0.03);
  assert.equal(box.count(), 1);
});

Deno.test("stepTriggers is not fooled by counters that start anew, nor by a handful of frames", () => {
  const box = new Box();
  box.frames(200, 40, 0);
  box.run(1, () => ({ frames: 0, droppedFrames: 0 }));
  box.frames(400, 40, 0.01);
  assert.equal(box.count(), 0);
  const idle = new Box();
  idle.run(900, ({ frames, droppedFrames }, second) => ({
    frames: frames + (second % 10 === 0 ? 1 : 0),
    droppedFrames: droppedFrames + (second % 10 === 0 ? 1 : 0),
  }));
  assert.equal(idle.count(), 0);
});

Deno.test("stepTriggers switches debouncing on above three times the baseline, and off again", () => {
  const box = new Box();
  box.alerts(600, 0.2);
  assert.equal(box.count(), 0);
  box.alerts(300, 6);
  assert.equal(box.count(), 1);
  const [on] = box.actions;
  assert(on.kind === "debounce" && on.on);
  assert.match(on.text, /^1\.4 alerts a minute, 3\.5 times the baseline of 0\.4: debouncing switched on$/);
  box.alerts(1_200, 0);
  assert.equal(box.count(), 2);
  const off = box.actions[1];
  assert(off.kind === "debounce" && !off.on);
  assert.match(off.text, /for 5 min: debouncing switched off$/);
});

Deno.test("stepTriggers does not take the alerts of one fire on a quiet site for a flood", () => {
  const box = new Box();
  box.alerts(3_600, 0);
  box.run(6, ({ alerts }) => ({ alerts: alerts + 1 }));
  box.alerts(600, 0);
  assert.equal(box.count(), 0);
});

Deno.test("stepAlerts goes on from the sum before when fusion starts anew and counts from nothing", () => {
  let state = ALERT_START;
  // Four alerts before the death, two after it: six in five minutes are three times the least baseline, and no more.
  for (const [second, alerts] of [[0, 0], [10, 4], [20, 0], [30, 2]]) {
    const { state: next, actions } = stepAlerts(state, alerts, second * 1_000);
    assert.deepEqual(actions, []);
    state = next;
  }
  const { actions } = stepAlerts(state, 3, 40_000);
  assert.deepEqual(actions.map((action) => action.kind === "debounce" && action.on), [true], "the seventh");
});

Deno.test("stepTriggers learns what is normal for a busy site, and never learns a flood", () => {
  const busy = new Box();
  busy.alerts(86_400 * 3, 1);
  assert(busy.state.alerts.baseline > 0.9, `${busy.state.alerts.baseline}`);
  busy.alerts(600, 2.5);
  assert.equal(busy.count(), 0, "2.5 times its baseline is no flood here");
  const before = busy.state.alerts.baseline;
  busy.alerts(86_400, 10);
  assert.equal(busy.count(), 1);
  assert(busy.state.alerts.baseline < before * 1.1, "a day of flood has not become normal");
});
