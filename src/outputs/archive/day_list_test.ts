import assert from "node:assert/strict";
import { readDayList, writeDayList } from "./day_list.ts";

const PART = { bytes: 3, sha256: "ab".repeat(32) };
const DAY = "2026-03-01";

Deno.test("readDayList reads what writeDayList wrote, cameras with odd names included", () => {
  const parts = { "journal-1.ndjson.gz": PART, "evidence/A1-1/at-5-hall%20a..b%3A1.jpg": PART };
  assert.deepEqual(readDayList(writeDayList(DAY, parts), DAY), {
    ok: true,
    value: { format: 1, day: DAY, parts },
  });
});

Deno.test("readDayList refuses the list of another day, and names that lead out of a folder", () => {
  const other = readDayList(writeDayList("2026-02-28", {}), DAY);
  assert.deepEqual(other, { ok: false, fault: "the list of 2026-03-01 is that of 2026-02-28" });
  for (const name of ["..", "../x", "a/../x", "a/..", "./x", "", "a\\b", "x".repeat(401)]) {
    assert.equal(readDayList(writeDayList(DAY, { [name]: PART }), DAY).ok, false, name);
  }
});
