import assert from "node:assert/strict";
import { decodeHex, decodeSpacedHex, encodeWord } from "./hex.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("decodeHex decodes upper and lower case at any place in a buffer", () => {
  const out = new Uint16Array(4);
  const shifted = new Uint8Array(bytes("??xFFB00001abCD9e7f!").buffer, 2);
  assert.equal(decodeHex(shifted, 1, 4, out), -1);
  assert.deepEqual([...out], [0xFFB0, 0x0001, 0xABCD, 0x9E7F]);
});

Deno.test("decodeHex tells where the first wrong character stands, whatever byte it is", () => {
  const good = bytes("0123456789ABCDEF");
  const out = new Uint16Array(4);
  for (let at = 0; at < good.length; at++) {
    for (let byte = 0; byte < 256; byte++) {
      const damaged = good.slice();
      damaged[at] = byte;
      const isHex = /[0-9a-fA-F]/.test(String.fromCharCode(byte));
      assert.equal(decodeHex(damaged, 0, 4, out), isHex ? -1 : at, `byte ${byte} at ${at}`);
    }
  }
});

Deno.test("decodeHex refuses to read past the end of its bytes", () => {
  assert.throws(() => decodeHex(bytes("0123"), 1, 1, new Uint16Array(1)), RangeError);
});

Deno.test("decodeSpacedHex takes single spaces only", () => {
  const out = new Uint16Array(3);
  assert.equal(decodeSpacedHex(bytes("0102 ffff 0A0b"), 0, 3, out), -1);
  assert.deepEqual([...out], [0x0102, 0xFFFF, 0x0A0B]);
  assert.equal(decodeSpacedHex(bytes("0102,ffff 0A0b"), 0, 3, out), 4);
  assert.equal(decodeSpacedHex(bytes("0102 fffg 0A0b"), 0, 3, out), 8);
  assert.equal(decodeSpacedHex(bytes("0102  ffff0A0b"), 0, 3, out), 5);
});

Deno.test("encodeWord writes what decodeHex reads, for every word", () => {
  const text = new Uint8Array(4);
  const out = new Uint16Array(1);
  for (let word = 0; word <= 0xFFFF; word++) {
    assert.equal(encodeWord(word, text, 0), 4);
    assert.equal(decodeHex(text, 0, 1, out), -1);
    assert.equal(out[0], word);
  }
  encodeWord(-80, text, 0);
  assert.equal(new TextDecoder().decode(text), "FFB0");
});
