import assert from "node:assert/strict";
import { Registry } from "prom-client";
import { roleMetrics } from "./role_metrics.ts";

Deno.test("roleMetrics: each process with its state and restarts as they are when asked, and none that is gone", async () => {
  const registry = new Registry();
  let statuses: Parameters<typeof roleMetrics>[1] = () => [
    { role: "fusion", state: "ready", restarts: 2 },
    { role: "cameras-1", state: "backing-off", restarts: 7 },
  ];
  roleMetrics(registry, () => statuses());
  const before = await registry.metrics();
  assert.match(before, /^embereye_role_ready\{process="fusion"\} 1$/m);
  assert.match(before, /^embereye_role_ready\{process="cameras-1"\} 0$/m);
  assert.match(before, /^embereye_role_restarts_total\{process="fusion"\} 2$/m);
  statuses = () => [{ role: "fusion", state: "ready", restarts: 3 }];
  const after = await registry.metrics();
  assert.match(after, /^embereye_role_restarts_total\{process="fusion"\} 3$/m);
  assert(!after.includes("cameras-1"));
});
