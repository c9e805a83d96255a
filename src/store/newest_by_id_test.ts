import assert from "node:assert/strict";
import { NewestById } from "./newest_by_id.ts";

interface State {
  readonly n: number;
  readonly ended: boolean;
}

Deno.test("NewestById hands over only the newest state of each id", () => {
  const queue = new NewestById<State>(10, (state) => state.ended);
  for (let n = 0; n < 1_000; n++) queue.put(`id ${n % 3}`, { n, ended: false });
  assert.equal(queue.size, 3);
  assert.deepEqual(queue.take().map((state) => state.n), [999, 997, 998]);
  assert.equal(queue.size, 0);
  assert.deepEqual(queue.take(), []);
});

Deno.test("NewestById lets the oldest ended states go when too many wait, and never one that stands", () => {
  const queue = new NewestById<State>(3, (state) => state.ended);
  queue.put("stands", { n: 0, ended: false });
  for (let n = 1; n <= 5; n++) queue.put(`ended ${n}`, { n, ended: true });
  assert.equal(queue.droppedCount, 3);
  assert.deepEqual(queue.take().map((state) => state.n), [0, 4, 5]);
  for (let n = 0; n < 8; n++) queue.put(`stands ${n}`, { n, ended: false });
  assert.equal(queue.size, 8);
  assert.equal(queue.droppedCount, 3);
});
