import assert from "node:assert/strict";
import { HELD_MAX, HeldPackets } from "./held.ts";
import { InputValues } from "./packet.ts";

Deno.test("HeldPackets keeps copies in the order of arrival and says when it is full", () => {
  const held = new HeldPackets();
  assert.equal(held.sinceMs, undefined);
  const words = new Uint16Array(834).fill(7);
  const values = new InputValues();
  values.add("ADC1", 1);
  held.keepFrame({ tag: "1", location: undefined, token: undefined, words, wordCount: 768 }, 10);
  held.keepEeprom(words, 11);
  held.keepInputs(values, 12);
  words.fill(9);
  values.clear();
  values.add("ADC1", 2);
  assert.equal(held.sinceMs, 10);
  const [frame, eeprom, inputs] = held.take();
  assert.ok(frame.kind === "frame" && frame.words.length === 768 && frame.words.every((word) => word === 7));
  assert.ok(eeprom.kind === "eeprom" && eeprom.words.length === 832 && eeprom.words[0] === 7);
  assert.ok(inputs.kind === "inputs" && inputs.values.get("ADC1") === 1 && inputs.atMs === 12);
  assert.deepEqual(held.take(), []);
  for (let count = 0; count < HELD_MAX; count++) {
    assert.equal(held.full, false);
    held.keepInputs(values, count);
  }
  assert.equal(held.full, true);
});
