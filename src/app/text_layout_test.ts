import assert from "node:assert/strict";
import { hanging, paint, plain, table, widthOf, wrap } from "./text_layout.ts";

Deno.test("wrap breaks between words and never exceeds its width", () => {
  const text =
    "The quick brown fox jumps over the lazy dog and a-very-long-word-that-fits-nowhere-at-all ends";
  for (const width of [20, 21, 40, 79, 80]) {
    const lines = wrap(text, width);
    assert(lines.every((line) => widthOf(line) <= width), `${width}: ${lines.join("|")}`);
    assert.equal(lines.join("").replaceAll(" ", ""), text.replaceAll(" ", ""), "nothing is lost");
  }
  assert.deepEqual(wrap("", 10), [""]);
});

Deno.test("plain takes away what could move the cursor", () => {
  assert.equal(plain("a\x1b[2Jb\nc\x07d\u009be"), "a [2Jb c d e");
});

Deno.test("hanging moves later lines in", () => {
  assert.deepEqual(hanging("one two three four five six", 24, 4), ["one two three four", "    five six"]);
});

Deno.test("table keeps 80 columns with long names, long texts and colours", () => {
  const lines = table([
    ["boiler", { text: "ALARM", colour: "red" }, "word ".repeat(40).trim()],
    ["a zone whose name is as long as sixty-four characters, all of them", "ok", "short"],
  ], { width: 80, colours: false });
  assert(lines.every((line) => widthOf(line) <= 80), lines.join("\n"));
  assert.match(lines[0], /^ {2}boiler {2}ALARM {2}word/);
  assert(lines.some((line) => line.includes("all of them")), "a long name is not cut");
  assert.match(lines.at(-1)!, /^ {10}ok {5}short$/, "what follows it keeps its column");
});

Deno.test("table aligns numbers to the right", () => {
  assert.deepEqual(table([["a", "1", "x"], ["b", "100", "y"]], { width: 80, colours: false, right: [1] }), [
    "  a    1  x",
    "  b  100  y",
  ]);
});

Deno.test("paint colours only where it may", () => {
  assert.equal(paint("x", "red", true), "\x1b[31mx\x1b[0m");
  assert.equal(paint("x", "red", false), "x");
});
