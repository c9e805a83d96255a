import assert from "node:assert/strict";
import { Guard } from "./guard.ts";

Deno.test("Guard keeps a part that fails from the others, at once or later, and tells each kind of it once", async () => {
  const notes: string[] = [];
  const guard = new Guard((text) => notes.push(text));
  let petted = 0;
  for (let second = 0; second < 5; second++) {
    guard.run("the news", () => {
      throw new Deno.errors.PermissionDenied(`told-reset ${second}`);
    });
    guard.run("the configuration", () => Promise.reject(new Error("EIO")));
    guard.run("the watchdog", () => void petted++);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  assert.equal(petted, 5);
  assert.deepEqual(notes, [
    "the news failed, and the rest goes on: PermissionDenied: told-reset 0",
    "the configuration failed, and the rest goes on: Error: EIO",
  ]);
  guard.run("the news", () => {
    throw new TypeError("another kind");
  });
  assert.equal(notes.length, 3);
});
