import assert from "node:assert/strict";
import { DeviceTime, LATE_MAX_MS, type StampScale, WINDOW_MS } from "./device_time.ts";

const HOUR_MS = 3_600_000;

/** A device with a clock of its own, and a line to us with a least delay of 1 ms, jitter, and now and then a stall. */
class Device {
  readonly time: DeviceTime;
  nowMs = 1_000_000;
  /** Its clock at `nowMs`, in its own milliseconds. */
  clockMs: number;
  rate: number;
  #seed = 42;
  readonly #scale: StampScale;

  constructor(scale: StampScale, skewPpm: number, clockMs = 0) {
    this.#scale = scale;
    this.time = new DeviceTime(scale);
    this.rate = 1 + skewPpm * 1e-6;
    this.clockMs = clockMs;
  }
  random(): number {
    this.#seed = (this.#seed * 1103515245 + 12345) % 2 ** 31;
    return this.#seed / 2 ** 31;
  }
  get count(): number {
    return Math.floor(this.clockMs / this.#scale.unitMs) % (this.#scale.wrapsAt ?? Infinity);
  }
  /** One stamp every 125 ms; answers the errors of the answers of the second half of `ms`. */
  run(ms: number, delayMs = () => this.delay()): { worstMs: number; meanMs: number; arrivals: number } {
    let worst = 0;
    let sum = 0;
    let count = 0;
    let arrivals = 0;
    const startMs = this.nowMs;
    while (this.nowMs < startMs + ms) {
      const arrivedMs = this.nowMs + delayMs();
      const madeMs = this.time.take(this.count, arrivedMs);
      assert(madeMs <= arrivedMs && madeMs >= arrivedMs - LATE_MAX_MS, `${madeMs} of ${arrivedMs}`);
      if (madeMs === arrivedMs) arrivals++;
      if (this.nowMs >= startMs + ms / 2) {
        const errorMs = Math.abs(madeMs - this.nowMs);
        worst = Math.max(worst, errorMs);
        sum += errorMs;
        count++;
      }
      this.nowMs += 125;
      this.clockMs += 125 * this.rate;
    }
    return { worstMs: worst, meanMs: sum / count, arrivals };
  }
  delay(): number {
    const jitterMs = -20 * Math.log(1 - this.random());
    return 1 + jitterMs + (this.random() < 0.002 ? 3_000 * this.random() : 0);
  }
}

Deno.test("DeviceTime finds offset and skew of an ordinary crystal through jitter and stalls", () => {
  for (const skewPpm of [-80, 0, 80]) {
    const device = new Device({ unitMs: 1 }, skewPpm);
    const { worstMs, meanMs } = device.run(HOUR_MS);
    // 1 ms is the least delay, which nobody can tell from an offset; 1 ms is the device's own unit.
    assert(worstMs < 6 && meanMs < 3, `skew ${skewPpm}: worst ${worstMs} ms, mean ${meanMs} ms`);
    assert(Math.abs(device.time.skewPpm - skewPpm) < 25, `${device.time.skewPpm} of ${skewPpm}`);
    assert.equal(device.time.resets, 0);
  }
});

Deno.test("DeviceTime follows even a chip's own oscillator, from its first window on", () => {
  for (const skewPpm of [-15_000, 15_000]) {
    const device = new Device({ unitMs: 0.001 }, skewPpm);
    const { worstMs } = device.run(10 * 60_000);
    assert(worstMs < 8, `skew ${skewPpm}: worst ${worstMs} ms`);
    assert.equal(device.time.resets, 0);
  }
});

Deno.test("DeviceTime answers with the arrival until it knows better", () => {
  const device = new Device({ unitMs: 1 }, 0);
  const { arrivals } = device.run(WINDOW_MS);
  assert.equal(arrivals, WINDOW_MS / 125);
  assert.equal(device.time.settled, false);
  device.run(1_000);
  assert.equal(device.time.settled, true);
});

Deno.test("DeviceTime takes stamps of the wall clock, whatever that is set to", () => {
  const device = new Device({ unitMs: 1 }, 30, Date.UTC(2019, 3, 1));
  assert(device.run(10 * 60_000).worstMs < 6);
});

Deno.test("DeviceTime goes on over the wrap of a 32-bit count", () => {
  for (const [unitMs, length] of [[1, HOUR_MS / 2], [0.001, HOUR_MS / 2]]) {
    const wrapsAt = 2 ** 32;
    const device = new Device({ unitMs, wrapsAt }, 50, wrapsAt * unitMs - length / 2);
    const { worstMs } = device.run(length);
    assert(worstMs < 6, `${worstMs} ms`);
    assert.equal(device.time.resets, 0);
  }
});

Deno.test("DeviceTime counts a straggler from before the wrap where it belongs", () => {
  const device = new Device({ unitMs: 1, wrapsAt: 65_536 }, 0, 65_536 - 30_000);
  device.run(30_250, () => 2);
  const madeMs = device.time.take(65_536 - 100, device.nowMs + 2);
  assert(Math.abs(madeMs - (device.nowMs - 350)) < 4, `${madeMs - device.nowMs}`);
  assert.equal(device.time.resets, 0);
  assert(device.run(60_000, () => 2).worstMs < 4);
});

Deno.test("DeviceTime begins anew when the device has started again, and never answers nonsense between", () => {
  for (const wrapsAt of [undefined, 2 ** 32]) {
    for (const ranMs of [60_000, 3_000_000_000]) {
      const device = new Device(wrapsAt === undefined ? { unitMs: 1 } : { unitMs: 1, wrapsAt }, 20, ranMs);
      device.run(2 * 60_000);
      device.clockMs = 0;
      const { worstMs } = device.run(2 * 60_000);
      assert.equal(device.time.resets, 1, `ran ${ranMs} ms, wraps at ${wrapsAt}`);
      assert(worstMs < 8, `${worstMs} ms`);
    }
  }
});

Deno.test("DeviceTime begins anew when the device's clock is set ahead or back", () => {
  for (const byMs of [3_600_000, 2_000, -700, -2_000, -86_400_000]) {
    const device = new Device({ unitMs: 1 }, 20, Date.UTC(2026, 0, 1));
    device.run(5 * 60_000);
    device.clockMs += byMs;
    const { worstMs } = device.run(5 * 60_000);
    assert(device.time.resets >= 1, `by ${byMs}: ${device.time.resets} resets`);
    assert(worstMs < 8, `by ${byMs}: ${worstMs} ms`);
  }
});

Deno.test("DeviceTime is not led astray by a line that is slow for minutes", () => {
  const device = new Device({ unitMs: 1 }, 40);
  device.run(10 * 60_000);
  device.run(15_000, () => 2_000 + device.delay());
  assert(device.run(60_000).worstMs < 8);
  assert.equal(device.time.resets, 0);
});

Deno.test("DeviceTime does not believe stamps that are hours old, and refuses what is no stamp", () => {
  const device = new Device({ unitMs: 1, wrapsAt: 2 ** 32 }, 0);
  device.run(60_000);
  const lateMs = device.nowMs + 2 * HOUR_MS;
  assert.equal(device.time.take(device.count, lateMs), lateMs);
  for (const nonsense of [-1, NaN, Infinity, -Infinity, 2 ** 32]) {
    assert.equal(device.time.take(nonsense, 5), 5);
  }
  assert.equal(device.time.refused, 5);
  assert.throws(() => new DeviceTime({ unitMs: 0 }), /stamp scale refused/);
});

Deno.test("DeviceTime stays within its bounds under random stamps", () => {
  const time = new DeviceTime({ unitMs: 1, wrapsAt: 2 ** 32 });
  const device = new Device({ unitMs: 1 }, 0);
  for (let atMs = 0; atMs < 500_000; atMs += 50) {
    const madeMs = time.take(Math.floor(device.random() * 2 ** 32), atMs);
    assert(madeMs <= atMs && madeMs >= atMs - LATE_MAX_MS);
  }
});
