import assert from "node:assert/strict";
import { FrameThinner } from "./thinner.ts";

function admitted(thinner: FrameThinner, pictures: number): boolean[] {
  return Array.from({ length: pictures }, () => thinner.admits());
}

Deno.test("FrameThinner lets everything through until told otherwise", () => {
  assert(admitted(new FrameThinner(), 100).every(Boolean));
});

Deno.test("FrameThinner lets an even part through", () => {
  for (const factor of [0.75, 0.75 ** 2, 0.75 ** 3, 0.1]) {
    const thinner = new FrameThinner();
    thinner.factor = factor;
    const seen = admitted(thinner, 1_000);
    const count = seen.filter(Boolean).length;
    assert(Math.abs(count - 1_000 * factor) <= 2, `${count} of 1000 at ${factor}`);
    const longestGap = seen.map(Number).join("").split("1").reduce(
      (most, gap) => Math.max(most, gap.length),
      0,
    );
    assert(longestGap <= Math.ceil(1 / factor), `a gap of ${longestGap} at ${factor}`);
  }
});

Deno.test("FrameThinner stops and goes on at once, and refuses nonsense", () => {
  const thinner = new FrameThinner();
  thinner.factor = 0;
  admitted(thinner, 2);
  assert(!admitted(thinner, 50).some(Boolean));
  thinner.factor = 1;
  assert(admitted(thinner, 50).every(Boolean));
  for (const bad of [NaN, -0.1, 1.1]) assert.throws(() => thinner.factor = bad, /not within/);
});
