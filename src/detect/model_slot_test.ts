import assert from "node:assert/strict";
import { fail, ok } from "../reading/result.ts";
import { ModelSlot } from "./model_slot.ts";

class Fake {
  closed = false;
  readonly #log: string[];
  constructor(readonly name: string, log: string[]) {
    this.#log = log;
  }
  close(): Promise<void> {
    this.closed = true;
    this.#log.push(`${this.name} closed`);
    return Promise.resolve();
  }
}

Deno.test("ModelSlot.change keeps the model in use when the next one is refused", async () => {
  const slot = new ModelSlot<Fake>();
  const first = new Fake("first", []);
  assert((await slot.change(() => Promise.resolve(ok(first)))).ok);
  const refused = await slot.change(() => Promise.resolve(fail("bad hash")));
  assert.deepEqual(refused, { ok: false, fault: "bad hash" });
  assert.equal(slot.current, first);
  assert.equal(first.closed, false);
});

Deno.test("ModelSlot.change closes the previous model only once the next one is in its place", async () => {
  const log: string[] = [];
  const slot = new ModelSlot<Fake>();
  await slot.change(() => Promise.resolve(ok(new Fake("first", log))));
  await slot.change(() => {
    log.push(`opening beside ${slot.current!.name}`);
    return Promise.resolve(ok(new Fake("second", log)));
  });
  assert.deepEqual(log, ["opening beside first", "first closed"]);
  assert.equal(slot.current!.name, "second");
});

Deno.test("ModelSlot.change does one change after the other and survives one that throws", async () => {
  const log: string[] = [];
  const slot = new ModelSlot<Fake>();
  const thrown = slot.change(() => Promise.reject(new Error("bug")));
  const next = slot.change(() => Promise.resolve(ok(new Fake("next", log))));
  const last = slot.change(() => Promise.resolve(ok(new Fake("last", log))));
  await assert.rejects(thrown, /bug/);
  await Promise.all([next, last]);
  assert.equal(slot.current!.name, "last");
  await slot.close();
  assert.equal(slot.current, undefined);
  assert.deepEqual(log, ["next closed", "last closed"]);
});
