import assert from "node:assert/strict";
import { cpuOf, membersOf, Parts, type PartSpec } from "./part.ts";

const ignore = Deno.build.os !== "linux";
/** Long enough for a part that is meant to end by itself, on a busy machine. */
const MINUTES_MAX = 2;

async function withParts(test: (parts: Parts) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  try {
    await test(new Parts(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const shell = (script: string, more: Partial<PartSpec> = {}): PartSpec => ({
  name: "a part",
  command: ["bash", "-c", script],
  minutesMax: MINUTES_MAX,
  ...more,
});

Deno.test({
  name: "Parts.run gives code, output and what it took of the processors",
  ignore,
  fn: () =>
    withParts(async (parts) => {
      // So much work and not so much time: others may have the processors.
      const busy = "echo begin; i=0; while [ $((i += 1)) -lt 200000 ]; do :; done; echo oh >&2; exit 3";
      const result = await parts.run(shell(busy));
      assert.equal(result.code, 3);
      assert.deepEqual(result.output.split("\n").filter((line) => line !== "").sort(), ["begin", "oh"]);
      assert(result.cpuMs > 50, `${result.cpuMs} ms`);
      assert(!result.isLate);
    }),
});

Deno.test({
  name: "Parts.run ends a part that hangs after its time, and lets it say what it was about",
  ignore,
  fn: () =>
    withParts(async (parts) => {
      const hangs = "trap 'echo under way: this one; exit 130' INT; echo begun; while :; do sleep 0.1; done";
      const result = await parts.run(shell(hangs, { minutesMax: 6 / 60 }));
      assert(result.isLate);
      assert.notEqual(result.code, 0);
      assert.match(result.output, /begun\nunder way: this one/);
    }),
});

Deno.test({
  name: "Parts.run leaves nothing behind: what a part put into the background is ended with it",
  ignore,
  fn: () =>
    withParts(async (parts) => {
      const { code, output } = await parts.run(
        shell("sleep 1000 & disown; echo $(cut -d' ' -f6 /proc/self/stat)"),
      );
      assert.equal(code, 0);
      const session = Number(output);
      assert(session > 1, output);
      const alive = membersOf(session).filter((pid) => !isEnded(pid));
      assert.deepEqual(alive, []);
    }),
});

Deno.test({
  name: "Parts.end ends what runs, at once, and nothing begins any more",
  ignore,
  fn: () =>
    withParts(async (parts) => {
      const long = parts.run(shell("sleep 1000"));
      parts.end();
      assert.notEqual((await long).code, 0);
      const late = await parts.run(shell("echo late"));
      assert.deepEqual([late.code, late.output], [1, "not begun"]);
    }),
});

Deno.test("cpuOf adds up what the shell says of itself and of its children", () => {
  assert.equal(cpuOf("0m0.010s 0m0.002s\n2m3.500s 0m4.000s\n"), 127_512);
  assert.equal(cpuOf(""), 0);
});

/** A process that was killed stays in the table until its parent has looked. */
function isEnded(pid: number): boolean {
  try {
    return /^State:\s+[ZX]/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return true;
  }
}
