import assert from "node:assert/strict";
import type { BoxReport, SiteReport } from "../fleet/site/report.ts";
import { siteAnswer } from "./site_document.ts";

function pageWith(...boxes: Partial<BoxReport>[]): Promise<string> {
  return pageOf({}, ...boxes);
}

async function pageOf(more: Partial<SiteReport>, ...boxes: Partial<BoxReport>[]): Promise<string> {
  const report: SiteReport = {
    name: "Plant",
    atWallMs: 0,
    leads: true,
    verdict: "normal",
    incidents: [],
    boxes: boxes.map((box) => ({
      name: "north",
      siteName: "North",
      condition: "normal",
      waiting: 0,
      dropped: 0,
      zones: [],
      troubles: [],
      troubleCount: 0,
      ...box,
    })),
    troubles: [],
    events: [],
    ...more,
  };
  return await siteAnswer(new Request("http://site.invalid/"), report).text();
}

Deno.test("siteAnswer: how old it is stands with all that a box told, but where all is well", async () => {
  const old = { zones: [{ id: "hall", name: "Hall", state: "pre-alarm" as const }], heardAgoMs: 600_000 };
  for (const condition of ["unknown", "silent", "pre-alarm", "trouble", "fire"] as const) {
    assert.match(await pageWith({ ...old, condition }), /Hall: pre-alarm.*heard 10 min ago/s, condition);
  }
  assert.match(await pageWith({ ...old, condition: "unknown" }), /class="box unknown".*not seen now/s);
  assert.doesNotMatch(await pageWith({ heardAgoMs: 900 }), /heard \d/);
});

Deno.test("siteAnswer: a page that no newer one replaces says by itself that it is old", async () => {
  const page = await pageWith({});
  assert.match(page, /<p class="old" role="status">This page is old: the watcher does not answer\.<\/p>/);
  const refreshS = Number(/http-equiv="refresh" content="(\d+)"/.exec(page)?.[1]);
  const [, oldS] = /\.old \{[^}]*visibility: hidden; animation: old 0s (\d+)s forwards/.exec(page)!;
  assert(Number(oldS) >= 3 * refreshS);
  assert.match(page, /@keyframes old \{ to \{ visibility: visible; \} \}/);
});

Deno.test("siteAnswer: a watcher that is cut off does not say that there is no fire", async () => {
  const troubles = [{ code: "servers-lost" as const, subject: "servers", detail: "refused" }];
  const page = await pageOf({ verdict: "trouble", troubles }, { condition: "unknown" });
  assert.match(page, /<h1[^>]*>The boxes cannot be seen<\/h1>/);
  assert.doesNotMatch(page, /No fire alarm/);
});
