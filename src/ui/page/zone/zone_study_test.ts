import assert from "node:assert/strict";
import { SCENE_NOW_MS, scenePage } from "../../fake_page.ts";
import { markup } from "../markup.ts";
import { page } from "../page.ts";

Deno.test("zoneStudy: a picture that is not fresh is not called live, however its sensor is", () => {
  const whenOf = (ageMs: number) => {
    const facts = { atMs: SCENE_NOW_MS - ageMs, minC: 20, maxC: 30, hotIndex: 0, coldIndex: 1 };
    const html = page(scenePage("normal", { view: { name: "zone", zoneId: "dock" }, picture: () => facts }))
      .map(markup).join("");
    return /<p class="when" role="status">([^<]*)</.exec(html)?.[1];
  };
  assert.equal(whenOf(400), "Live, 0.4 s old");
  assert.equal(whenOf(134_000), "No fresh picture for 2 min 14 s");
});
