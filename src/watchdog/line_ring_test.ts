import assert from "node:assert/strict";
import { LINE_CHARS_MAX, LineRing, LINES_MAX, LineSplitter } from "./line_ring.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function split(...chunks: Uint8Array[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(chunk);
  splitter.finish();
  return lines;
}

Deno.test("LineRing keeps the newest lines and cuts long ones", () => {
  const ring = new LineRing();
  for (let line = 0; line < 200; line++) ring.push(`line ${line}`);
  ring.push("x".repeat(10_000));
  const lines = ring.lines();
  assert.equal(lines.length, LINES_MAX);
  assert.equal(lines[0], `line ${201 - LINES_MAX}`);
  assert.equal(lines.at(-1)!.length, LINE_CHARS_MAX);
});

Deno.test("LineSplitter finds lines wherever the chunks are cut, also inside a character", () => {
  const text = bytes("grün\r\nzwei\n\ndrei");
  for (let cut = 0; cut <= text.length; cut++) {
    assert.deepEqual(split(text.subarray(0, cut), text.subarray(cut)), ["grün", "zwei", "", "drei"]);
  }
});

Deno.test("LineSplitter bounds a line without an end and says how much it cut", () => {
  const lines = split(...Array.from({ length: 1_000 }, () => bytes("x".repeat(1_000))), bytes("\nnext\n"));
  assert.equal(lines.length, 2);
  assert.equal(lines[0]!.length, LINE_CHARS_MAX);
  assert.match(lines[0]!, /x\.\.\. \(999600 more\)$/);
  assert.equal(lines[1], "next");
});

Deno.test("LineSplitter removes control characters and survives bytes that are no text", () => {
  assert.deepEqual(split(bytes("\x1b[31mred\x1b[0m\x07\n")), ["[31mred[0m"]);
  assert.equal(split(new Uint8Array([0xff, 0xfe, 0x0a])).length, 1);
});
