import assert from "node:assert/strict";
import { type AddedFire, addFire, parseAddedFire, parseCapture } from "./capture.ts";

const BLOCK: AddedFire = { delta: 1600, row: 8, column: 10, rows: 4, columns: 5, fromFrame: 0 };

function frame(word: string): string {
  return `#frame1234:${word.repeat(834)}!`;
}

function words(packet: string): string[] {
  return packet.slice(packet.indexOf(":") + 1, -1).match(/.{4}/g)!;
}

Deno.test("parseCapture keeps times, kinds and packets, with either line ending", () => {
  const result = parseCapture("0\t#frame1:00!\r\n12.5\t#Sensor1:ADC1=1!\n30\t#EEPROM1:00!\n\n");
  assert(result.ok);
  assert.deepEqual(result.value.map(({ atMs, kind }) => [atMs, kind]), [[0, "frame"], [12.5, "other"], [
    30,
    "eeprom",
  ]]);
  assert.equal(result.value[0].text, "#frame1:00!");
});

Deno.test("parseCapture names the line that is none, and refuses an empty file", () => {
  const bad = parseCapture("0\t#a!\nnonsense\n");
  assert(!bad.ok);
  assert.match(bad.fault.message, /line 2/);
  assert(!parseCapture("\n\n").ok);
});

Deno.test("parseAddedFire reads a block and refuses one outside of the picture", () => {
  const result = parseAddedFire("1600@8,10,4x5", 100);
  assert(result.ok);
  assert.deepEqual(result.value, { ...BLOCK, fromFrame: 100 });
  for (
    const wrong of ["1600", "1600@8,10", "1600@23,10,4x5", "1600@8,30,4x5", "1600@8,10,0x5", "99999@0,0,1x1"]
  ) {
    assert(!parseAddedFire(wrong, 0).ok, wrong);
  }
});

Deno.test("addFire changes the block and nothing else", () => {
  const before = words(frame("FFB0"));
  const after = words(addFire(frame("FFB0"), BLOCK));
  assert.equal(after.length, 834);
  let changed = 0;
  after.forEach((word, i) => {
    const row = Math.floor(i / 32);
    const inside = i < 768 && row >= 8 && row < 12 && i % 32 >= 10 && i % 32 < 15;
    assert.equal(word, inside ? "05F0" : before[i], `word ${i}`);
    if (inside) changed++;
  });
  assert.equal(changed, 20);
});

Deno.test("addFire stays within 16 bits and leaves other packets alone", () => {
  assert.equal(words(addFire(frame("7F00"), BLOCK))[8 * 32 + 10], "7FFF");
  assert.equal(words(addFire(frame("8000"), { ...BLOCK, delta: -5 }))[8 * 32 + 10], "8000");
  assert.equal(addFire("#frame1:ABCD!", BLOCK), "#frame1:ABCD!");
});
