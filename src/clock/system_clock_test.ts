import assert from "node:assert/strict";
import { systemClock } from "./system_clock.ts";

Deno.test("systemClock counts from the same origin in every process", async () => {
  const here = systemClock();
  const module = new URL("./system_clock.ts", import.meta.url).href;
  const script = `import { systemClock } from "${module}"; console.log(systemClock().monotonicMs());`;
  const beforeMs = here.monotonicMs();
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    stderr: "inherit",
  }).output();
  const afterMs = here.monotonicMs();
  assert(success);
  const thereMs = Number(new TextDecoder().decode(stdout));
  assert(thereMs >= beforeMs && thereMs <= afterMs, `${beforeMs} <= ${thereMs} <= ${afterMs}`);
});

Deno.test("systemClock.monotonicMs never runs backwards and has fractions of a millisecond", () => {
  const clock = systemClock();
  let last = clock.monotonicMs();
  let fractions = 0;
  for (let i = 0; i < 1000; i++) {
    const now = clock.monotonicMs();
    assert(now >= last);
    if (now % 1 !== 0) fractions++;
    last = now;
  }
  assert(fractions > 0);
});

Deno.test("systemClock.sleep ends at once when its signal is aborted", async () => {
  const abort = new AbortController();
  const sleeping = systemClock().sleep(60_000, abort.signal);
  abort.abort(new Error("stopping"));
  await assert.rejects(sleeping, /stopping/);
});
