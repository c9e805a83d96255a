import assert from "node:assert/strict";
import { describeFileFaults, parseConfig } from "./load.ts";

function told(text: string): string {
  const parsed = parseConfig(text);
  assert(!parsed.ok, "the file should have been refused");
  return describeFileFaults(parsed.fault);
}

Deno.test("what is no YAML is told once, with its line and what to do", () => {
  const cases = [
    ["zones:\n\t- id: a\n\t  name: b\n", /^line 2: tabs cannot indent: put spaces/],
    ["zones: []\nsensors: []\nzones: []\n", /^line 3: the key 'zones' stands here a second time/],
    ["zones:\n  - id: a\n   name: b\n", /^line 3: this line begins in another column/],
    ["zones: []\nsite: {name: Hall: B}\n", /^line 2: /],
    ["site:\n  name: Hall: B\n", /^line 2: a value with ': ' in it needs quotes/],
    ["site:\n  name: 'Hall\n", /^line \d: a quote or bracket is opened on a line above and not closed/],
    ["zones\n  - id: a\n", /^line 1: a key ends with ':'/],
    ["site: {name: a}\n---\nzones: []\n", /^line 2: a second document begins here/],
    ["site:\n  name: @hall\n", /^line 2: this value needs quotes/],
  ] as const;
  for (const [text, pattern] of cases) {
    assert.match(told(text), pattern, text);
    assert.equal(told(text).split("\n").length, 1, text);
  }
});

Deno.test("what is no YAML is told without the values of its line, which may be secret", () => {
  assert.doesNotMatch(told("cameras:\n  - id: a\n    password: hunter2: x\n"), /hunter2/);
});

Deno.test("a file that holds no keys is told as such", () => {
  for (const text of ["", "# nothing yet\n"]) assert.match(told(text), /^the file is empty/);
  for (const text of ["hello\n", "- a\n- b\n", "\0\0"]) assert.match(told(text), /^the file holds no keys/);
});
