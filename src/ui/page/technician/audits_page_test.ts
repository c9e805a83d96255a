import assert from "node:assert/strict";
import { SCENE_NOW_MS, scenePage } from "../../fake_page.ts";
import { SCENE_WALL_MS } from "../../fake_scenes.ts";
import { markup } from "../markup.ts";
import type { PageElement } from "../node.ts";
import { auditsPage } from "./audits_page.ts";

/** Heights of the course of a figure over the results that are kept, 0 (top) to 24. */
function course(values: readonly number[]): number[] {
  const results = values.map((value) => ({
    atWallMs: SCENE_WALL_MS,
    verdict: "passed" as const,
    findings: [],
    notes: [],
    figures: { share: value },
  }));
  const page = auditsPage(scenePage("normal", { nowMs: SCENE_NOW_MS }), [
    { kind: "accuracy", everyDays: 14, results, dueAtWallMs: SCENE_WALL_MS, isOverdue: false },
  ]);
  const path = /<path d="([^"]*)"/.exec(markup(page as PageElement))?.[1] ?? "";
  return [...path.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));
}

Deno.test("auditsPage draws the course of a share of one as well as that of megabytes, and noise as nothing", () => {
  const [good, bad] = course([0.95, 0.6]);
  assert.ok(bad - good > 20, `a third less goes from ${good} to ${bad}`);
  assert.deepEqual(course([950, 600]), [good, bad]);
  const noise = course([0.95, 0.951]);
  assert.ok(Math.abs(noise[0] - noise[1]) < 2, String(noise));
});
