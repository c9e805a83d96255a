import assert from "node:assert/strict";
import { AnswerWatch } from "./answer_watch.ts";

function setUp() {
  const told: [boolean, string][] = [];
  const watch = new AnswerWatch((...one) => told.push(one));
  const fail = (runs: number) => {
    for (let run = 0; run < runs; run++) watch.failed("the model gave NaN");
  };
  return { told, watch, fail };
}

Deno.test("AnswerWatch tells of a model that gives no answers five times in a row, once, and of the first answer after that", () => {
  const { told, watch, fail } = setUp();
  fail(4);
  watch.answered();
  fail(4);
  assert.deepEqual(told, [], "a bad run now and then heals by itself");
  fail(20);
  assert.deepEqual(told, [[true, "the model gave NaN"]]);
  watch.answered();
  watch.answered();
  assert.deepEqual(told.slice(1), [[false, "the model gives answers again"]]);
});

Deno.test("AnswerWatch tells anew of a model that was put in another's place and gives no answers either", () => {
  const { told, watch, fail } = setUp();
  fail(5);
  watch.replaced();
  fail(4);
  assert.equal(told.length, 1);
  fail(1);
  assert.deepEqual(told[1], [true, "the model gave NaN"]);
});
