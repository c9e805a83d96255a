import assert from "node:assert/strict";
import { parseSince, sinceWallMs } from "./since.ts";

const NOW = new Date(2026, 10, 23, 18, 30).getTime();

Deno.test("parseSince understands spans, days and times of the box", () => {
  const cases: [string, number][] = [
    ["90s", NOW - 90_000],
    ["2h", NOW - 7_200_000],
    ["1h30m", NOW - 5_400_000],
    ["7d", NOW - 7 * 86_400_000],
    ["today", new Date(2026, 10, 23).getTime()],
    ["2026-11-20", new Date(2026, 10, 20).getTime()],
    ["2026-11-20 18:00", new Date(2026, 10, 20, 18).getTime()],
    ["2026-11-20T18:00:05Z", Date.UTC(2026, 10, 20, 18, 0, 5)],
  ];
  for (const [text, expected] of cases) {
    const since = parseSince(text);
    assert(since !== undefined, text);
    assert.equal(sinceWallMs(since, NOW), expected, text);
  }
});

Deno.test("parseSince refuses what could mean anything", () => {
  for (const text of ["", "2", "h", "-2h", "2 hours", "yesterday", "23.11.2026", "2026-13-01", "18:00"]) {
    assert.equal(parseSince(text), undefined, text);
  }
});
