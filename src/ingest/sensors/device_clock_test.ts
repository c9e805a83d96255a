import assert from "node:assert/strict";
import { InputValues } from "../protocol/packet.ts";
import { DeviceClock } from "./device_clock.ts";

function values(entries: Readonly<Record<string, number>>): InputValues {
  const values = new InputValues();
  for (const [name, value] of Object.entries(entries)) values.add(name, value);
  return values;
}

Deno.test("DeviceClock dates a packet that was held up on its way by the device's own stamp", () => {
  const clock = new DeviceClock({ key: "TS", unitMs: 1, bits: 32 });
  // The device's clock is 700 s behind ours and its packets take 3 ms, for two minutes.
  let madeMs = 0;
  for (let second = 0; second < 120; second++) {
    madeMs = clock.madeMs(values({ ADC1: 1, TS: 5_000 + second * 1_000 }), 705_003 + second * 1_000);
  }
  assert.equal(clock.view.settled, true);
  assert(Math.abs(madeMs - (705_003 + 119_000)) < 1, `${madeMs}`);
  const late = clock.madeMs(values({ TS: 5_000 + 120_000 }), 705_003 + 120_000 + 2_500);
  assert(Math.abs(late - (705_003 + 120_000)) < 1, `${late}`);
  assert(Math.abs(clock.view.delayMs - 2_500) < 1);
});

Deno.test("DeviceClock lets the arrival count where a packet has no stamp or an impossible one, and counts it", () => {
  const clock = new DeviceClock({ key: "TS", unitMs: 1, bits: 16 });
  const packets: Record<string, number>[] = [{ ADC1: 4 }, { TS: -1 }, { TS: 65_536 }, { TS: 1e15 }];
  for (const packet of packets) {
    assert.equal(clock.madeMs(values(packet), 1_000), 1_000);
  }
  assert.deepEqual(clock.view, { settled: false, skewPpm: 0, delayMs: 0, resets: 0, refused: 4 });
});

Deno.test("DeviceClock never puts a packet before the one that came before it, whatever its stamps do", () => {
  const clock = new DeviceClock({ key: "TS", unitMs: 1, bits: 32 });
  let seed = 7;
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  let lastMs = -Infinity;
  let arrivedMs = 50_000;
  for (let packet = 0; packet < 5_000; packet++) {
    arrivedMs += random() * 400;
    const stamps = [
      arrivedMs - 40_000,
      arrivedMs - 41_000 - random() * 3_000,
      random() * 2 ** 32,
      random() * 9,
    ];
    const stamp = stamps[Math.floor(random() * (packet < 1_000 ? 1 : 4))];
    const madeMs = clock.madeMs(values(random() < 0.1 ? { ADC1: 1 } : { TS: Math.floor(stamp) }), arrivedMs);
    assert(madeMs >= lastMs, `packet ${packet}: ${madeMs} after ${lastMs}`);
    assert(madeMs <= arrivedMs, `packet ${packet}: ${madeMs} arrived at ${arrivedMs}`);
    lastMs = madeMs;
  }
});
