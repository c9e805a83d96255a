import assert from "node:assert/strict";
import type { ConfigAnswer } from "../bus/messages.ts";
import { configEntry } from "./config_audit.ts";

function answer(more: Partial<ConfigAnswer> = {}): ConfigAnswer {
  return {
    kind: "configAnswer",
    request: 1,
    ok: true,
    message: "",
    state: { version: 7, state: "good", good: 7 },
    changes: [{ path: "zones[boiler].limits.criticalC", before: 60, after: 70 }],
    faults: [],
    ...more,
  } as ConfigAnswer;
}

const apply = { act: "apply", reason: "warmer", mustConfirm: false, dryRun: false } as const;

Deno.test("configEntry says which version came of a change, what it changed, and why", () => {
  assert.deepEqual(configEntry(apply, answer()), {
    act: "config-apply",
    subject: "version 7",
    before: { "zones[boiler].limits.criticalC": 60 },
    after: { "zones[boiler].limits.criticalC": 70, reason: "warmer" },
    outcome: "done",
  });
});

Deno.test("configEntry keeps what was refused, and nothing of a dry run", () => {
  assert.equal(configEntry(apply, answer({ ok: false, code: "alarm-stands" }))?.outcome, "alarm-stands");
  assert.equal(configEntry({ ...apply, dryRun: true }, answer()), undefined);
});

Deno.test("configEntry keeps who asked for what where the page was started anew before it had an answer", () => {
  assert.deepEqual(configEntry(apply, undefined), {
    act: "config-apply",
    subject: "",
    before: undefined,
    after: { reason: "warmer" },
    outcome: "unanswered",
  });
  assert.equal(configEntry({ act: "compare", version: 3 }, undefined), undefined);
});

Deno.test("configEntry stays small, whatever is changed", () => {
  const changes = Array.from(
    { length: 300 },
    (_, n) => ({ path: `sensors[${n}]`, after: { id: "x".repeat(900) } }),
  );
  const entry = configEntry(apply, answer({ changes }));
  assert.equal(entry?.after?.furtherChanges, 280);
  assert.ok(JSON.stringify(entry).length < 5_000);
});
