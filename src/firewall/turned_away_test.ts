import assert from "node:assert/strict";
import { TurnedAwayTable } from "./turned_away.ts";

const refusal = (address: string, text = "no") => ({
  listener: "sensors",
  address,
  reason: "not-allowed",
  text,
});

Deno.test("TurnedAwayTable counts by address and reason, and keeps the latest words", () => {
  const table = new TurnedAwayTable();
  table.add(refusal("192.0.2.1", "first"), 1_000);
  table.add(refusal("192.0.2.2"), 2_000);
  table.add(refusal("192.0.2.1", "second"), 3_000);
  table.add({ ...refusal("192.0.2.1"), reason: "locked-out" }, 2_500);
  assert.deepEqual(table.rows().map(({ address, reason, count }) => [address, reason, count]), [
    ["192.0.2.1", "not-allowed", 2],
    ["192.0.2.1", "locked-out", 1],
    ["192.0.2.2", "not-allowed", 1],
  ]);
  const [row] = table.rows();
  assert.deepEqual([row.text, row.firstWallMs, row.lastWallMs], ["second", 1_000, 3_000]);
});

Deno.test("TurnedAwayTable keeps a sensor from elsewhere through a flood of strangers", () => {
  const table = new TurnedAwayTable(16);
  for (let i = 0; i < 1_000; i++) {
    table.add(refusal(`10.0.${i >> 8}.${i & 255}`), i);
    if (i % 100 === 0) table.add(refusal("192.168.2.1"), i);
  }
  assert.equal(table.rows().length, 16);
  assert.equal(table.rows().find(({ address }) => address === "192.168.2.1")?.count, 10);
  assert.equal(
    table.others + table.rows().reduce((sum, { count }) => sum + count, 0),
    1_010,
    "all are counted",
  );
});

Deno.test("TurnedAwayTable keeps who insists among its own neighbours", () => {
  const table = new TurnedAwayTable(16);
  for (let i = 0; i < 1_000; i++) {
    table.add(refusal(`10.0.${i >> 8}.${i & 255}`), i);
    if (i % 10 === 0) table.add(refusal("10.0.99.99"), i);
  }
  assert.equal(table.rows().find(({ address }) => address === "10.0.99.99")?.count, 100);
});

Deno.test("TurnedAwayTable lets what has not come for a day make room, and forgets what was put right", () => {
  const table = new TurnedAwayTable(2);
  for (let i = 0; i < 50; i++) table.add(refusal("old"), i);
  table.add(refusal("new"), 100_000_000);
  table.add(refusal("newest"), 100_000_001);
  assert.deepEqual(table.rows().map(({ address }) => address), ["newest", "new"]);
  const { version } = table;
  table.forget(({ address }) => address === "new");
  assert.deepEqual(table.rows().map(({ address }) => address), ["newest"]);
  assert(table.version > version);
});
