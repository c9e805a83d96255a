import assert from "node:assert/strict";
import { checkFfmpegFacts } from "./ffmpeg.ts";
import { verdicts } from "./testing.ts";

Deno.test("checkFfmpegFacts fails only a site that has cameras for it", () => {
  const found = { fault: "ffmpeg is not installed" };
  assert.equal(verdicts(checkFfmpegFacts({ cameras: 2, found })), "failed");
  assert.equal(verdicts(checkFfmpegFacts({ cameras: 0, found })), "warning");
  assert.equal(verdicts(checkFfmpegFacts({ cameras: 2, found: { version: "5.1.9" } })), "ok");
});
