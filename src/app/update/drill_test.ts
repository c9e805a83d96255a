import assert from "node:assert/strict";
import { systemClock } from "../../clock/system_clock.ts";
import { drill } from "./drill.ts";

Deno.test("drill sets the siren of a private service, and leaves nothing behind", async () => {
  const before = await folders();
  const result = await drill(systemClock(), AbortSignal.timeout(170_000));
  assert(result.ok, JSON.stringify(result));
  assert.deepEqual(await folders(), before);
});

Deno.test("drill that is interrupted says so, and ends its service", async () => {
  const result = await drill(systemClock(), AbortSignal.timeout(500));
  assert.deepEqual(result, { ok: false, fault: "it was interrupted" });
});

/** Other tests may have a drill of their own. */
async function folders(): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir("/tmp"), ({ name }) => name);
  return names.filter((name) => name.startsWith("embereye-drill-")).sort();
}
