import assert from "node:assert/strict";
import { runtimeMismatch, TARGETS } from "./target.ts";

const [x86, arm] = TARGETS;

Deno.test("runtimeMismatch: this machine's own Deno fits this machine and no other", () => {
  const header = Deno.readFileSync(Deno.execPath()).subarray(0, 64);
  const own = TARGETS.find(({ name }) => name === Deno.build.arch)!;
  const other = own === x86 ? arm : x86;
  assert.equal(runtimeMismatch(header, own), undefined);
  assert.equal(runtimeMismatch(header, other), `it is for ${own.name}, not for ${other.name}`);
});

Deno.test("runtimeMismatch: a script, half a header and nothing at all are no runtimes", () => {
  for (const text of ["#!/bin/sh\necho hello, this is long enough", "\x7fELF", ""]) {
    assert.equal(runtimeMismatch(new TextEncoder().encode(text), x86), "it is no ELF executable");
  }
});
