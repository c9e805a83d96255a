import assert from "node:assert/strict";
import { TextMemory } from "./text.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("TextMemory reads ASCII and UTF-8, and again after another text", () => {
  const memory = new TextMemory(64);
  for (const text of ["cam01", "", "Küche 3", "cam01", "cam02", "会議室"]) {
    const all = bytes(`<${text}>`);
    assert.equal(memory.read(all, 1, all.length - 1), text);
    assert.equal(memory.read(all, 1, all.length - 1), text);
  }
});

Deno.test("TextMemory takes control characters and broken UTF-8 for no text", () => {
  const memory = new TextMemory(64);
  for (
    const wrong of [[0x00], [0x41, 0x0A], [0x7F], [0xC3], [0xFF, 0xFE], [0xC2, 0x85], [0xED, 0xA0, 0x80]]
  ) {
    assert.equal(memory.read(Uint8Array.from(wrong), 0, wrong.length), undefined);
  }
});

Deno.test("TextMemory keeps its own copy of the bytes", () => {
  const memory = new TextMemory(8);
  const chunk = bytes("room1");
  assert.equal(memory.read(chunk, 0, 5), "room1");
  chunk[4] = 0x32;
  assert.equal(memory.read(chunk, 0, 5), "room2");
});
