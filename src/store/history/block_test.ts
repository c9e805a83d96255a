import assert from "node:assert/strict";
import { anyKnown, decodeBlock, decodeColumns, emptyBlock, encodeColumns, sumUp } from "./block.ts";

const floats = (...values: number[]) => new Float32Array(values);

Deno.test("encodeColumns keeps temperatures to hundredths, and what is not known as not known", () => {
  const values = floats(71.234, -40, 0, NaN, 299.99, Infinity, -12.345, 1e9);
  const [back] = decodeColumns(encodeColumns([values]), 1, values.length)!;
  for (const [index, value] of values.entries()) {
    if (!Number.isFinite(value)) assert.ok(Number.isNaN(back![index]), `${value} is no number`);
    else {assert.ok(
        Math.abs(back![index]! - value) <= Math.abs(value) / 2 ** 15,
        `${value} became ${back![index]}`,
      );}
  }
  assert.ok(Math.abs(back![0]! - values[0]!) < 0.01);
});

Deno.test("encodeColumns takes a few bytes for what does not change, and less than the numbers for noise", () => {
  const still = encodeColumns([new Float32Array(60).fill(21.5)]);
  assert.ok(still.length < 30, `${still.length} bytes`);
  const noise = Float32Array.from({ length: 60 }, (_, index) => 21 + Math.sin(index * 12.9898) * 0.5);
  assert.ok(encodeColumns([noise]).length <= 181);
});

Deno.test("decodeColumns refuses bytes that are not ours", () => {
  const good = encodeColumns([floats(1, 2, 3)]);
  assert.equal(decodeColumns(good, 1, 4), undefined, "another length");
  assert.equal(decodeColumns(new Uint8Array(), 1, 3), undefined, "nothing");
  assert.equal(decodeColumns(Uint8Array.of(9, 1, 2, 3), 1, 1), undefined, "an unknown form");
  assert.equal(decodeColumns(Uint8Array.of(1, 255, 255, 255, 0), 1, 3), undefined, "no deflated data");
  const large = encodeColumns([new Float32Array(4_000).fill(5)]);
  assert.equal(decodeColumns(large, 1, 3), undefined, "more than it may be");
});

Deno.test("sumUp makes least, mean and largest of what is known, and leaves the rest as it is", () => {
  const into = emptyBlock(3);
  into.mean[2] = 50;
  sumUp(
    { min: floats(1, 2, NaN, NaN), mean: floats(3, 5, NaN, NaN), max: floats(9, 7, NaN, NaN) },
    2,
    into,
    1,
  );
  assert.deepEqual([...into.min], [NaN, 1, NaN]);
  assert.deepEqual([...into.mean], [NaN, 4, 50]);
  assert.deepEqual([...into.max], [NaN, 9, NaN]);
  assert.equal(anyKnown(emptyBlock(3).max), false);
  assert.equal(anyKnown(into.max), true);
  const again = decodeBlock(encodeColumns([into.min, into.mean, into.max]), 3, true)!;
  assert.deepEqual(again, into);
});
