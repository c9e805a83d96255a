import { strict as assert } from "node:assert";
import { childSpecs } from "../watchdog/child_spec.ts";
import { ENGINE_FLAGS } from "./self.ts";

Deno.test("V8 takes the limit that it is given: above the watchdog's, below what lets garbage grow without measure", async () => {
  const code =
    `import { getHeapStatistics } from "node:v8"; console.log(getHeapStatistics().heap_size_limit)`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", ENGINE_FLAGS, code],
    stderr: "inherit",
    signal: AbortSignal.timeout(120_000),
  }).output();
  const limitBytes = Number(new TextDecoder().decode(stdout));
  for (
    const { role, memoryLimitBytes } of childSpecs(["outputs", "fusion", "sensors", "ui", "notify", "fleet"])
  ) {
    assert(
      limitBytes > memoryLimitBytes,
      `${role}: V8 ends it at ${limitBytes}, the watchdog at ${memoryLimitBytes}`,
    );
  }
  assert(limitBytes < 2 ** 31, `V8's limit is ${limitBytes}`);
});
