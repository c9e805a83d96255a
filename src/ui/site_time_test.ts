import assert from "node:assert/strict";
import { localTime, wallMsOf } from "./site_time.ts";

const BERLIN = "Europe/Berlin";

Deno.test("wallMsOf reads what a clock on the site's wall shows, in summer and in winter", () => {
  assert.equal(wallMsOf("2026-11-21T03:12", BERLIN), Date.UTC(2026, 10, 21, 2, 12));
  assert.equal(wallMsOf("2026-07-01T03:12:08", BERLIN), Date.UTC(2026, 6, 1, 1, 12, 8));
  assert.equal(wallMsOf("2026-11-21", "Asia/Kolkata"), Date.UTC(2026, 10, 20, 18, 30));
  assert.equal(wallMsOf("2026-11-21T03:12", "UTC"), Date.UTC(2026, 10, 21, 3, 12));
});

Deno.test("wallMsOf takes the first of an hour that comes twice, and goes on after one that is left out", () => {
  // 25 October 2026: 03:00 CEST becomes 02:00 CET. 29 March 2026: 02:00 CET becomes 03:00 CEST.
  assert.equal(wallMsOf("2026-10-25T02:30", BERLIN), Date.UTC(2026, 9, 25, 0, 30));
  assert.equal(wallMsOf("2026-03-29T02:30", BERLIN), Date.UTC(2026, 2, 29, 1, 30));
  assert.equal(wallMsOf("2026-10-25T12:00", BERLIN), Date.UTC(2026, 9, 25, 11, 0));
});

Deno.test("wallMsOf takes nothing that is no time", () => {
  for (const text of ["", "yesterday", "2026-13", "2026-11-21T", "1", "2026-11-21T03:12Z"]) {
    assert.equal(wallMsOf(text, BERLIN), undefined, text);
  }
});

Deno.test("localTime is what wallMsOf reads", () => {
  const wallMs = Date.UTC(2026, 10, 21, 2, 12, 8);
  assert.equal(localTime(wallMs, BERLIN), "2026-11-21T03:12:08");
  assert.equal(wallMsOf(localTime(wallMs, BERLIN), BERLIN), wallMs);
});
