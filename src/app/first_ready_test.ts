import assert from "node:assert/strict";
import { FirstReady } from "./first_ready.ts";

Deno.test("FirstReady waits for all that protects and the page, in whatever order they come, and gives their ports", async () => {
  const ready = new FirstReady();
  let ports: unknown;
  void ready.ports.then((given) => ports = given);
  ready.heard("ui", { ui: 8080 });
  ready.heard("sensors", { sensors: 9001 });
  ready.heard("detect");
  ready.heard("fusion");
  await Promise.resolve();
  assert.equal(ports, undefined, "nothing can sound yet");
  ready.heard("outputs");
  assert.deepEqual(await ready.ports, { ui: 8080, sensors: 9001 });
});

Deno.test("FirstReady tells whoever waits when the service is stopped before, and nobody where nobody waits", async () => {
  const ready = new FirstReady();
  ready.heard("outputs");
  ready.stopped();
  await assert.rejects(ready.ports, /stopped before it was ready/);
  new FirstReady().stopped();
});

Deno.test("FirstReady stays what it was when roles start anew or the service is stopped later", async () => {
  const ready = new FirstReady();
  for (const role of ["outputs", "fusion", "sensors", "ui"] as const) ready.heard(role, { [role]: 1 });
  ready.heard("ui", { ui: 2 });
  ready.stopped();
  assert.equal((await ready.ports).ui, 1);
});
