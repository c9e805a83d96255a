import assert from "node:assert/strict";
import type { BoxReport } from "../../bus/messages.ts";
import { driftReport, sectionsOf } from "./drift.ts";

function report(box: string, version: number | undefined, ...paths: string[]): BoxReport {
  return {
    v: 1,
    box,
    program: "0.1.0",
    ...(version !== undefined && { runs: { epoch: 1, version } }),
    drift: { paths, count: paths.length },
    local: { version: 3, author: "anna", source: "central", reason: "why" },
    alarms: 0,
    troubles: 0,
  };
}

function sentence(...reports: (BoxReport | string)[]): string {
  return driftReport(
    new Map(reports.map((one) => typeof one === "string" ? [one, undefined] : [one.box, one])),
  ).sentence;
}

Deno.test("driftReport says how many boxes run what, and which differ by hand in what", () => {
  const limits = "zones[hall].limits.criticalC";
  assert.equal(
    sentence(
      report("a", 41),
      report("b", 41),
      report("c", 41),
      report("d", 41, limits, "zones[attic].limits.smokePercent"),
    ),
    "3 boxes run v41, 1 differs by hand in thresholds",
  );
  assert.equal(sentence(report("a", 41)), "1 box runs v41");
  assert.equal(
    sentence(report("a", 41), report("b", 41), report("c", 40), report("d", undefined), "e", "f"),
    "2 boxes run v41, 1 runs v40, 1 runs no central version, 2 have told nothing",
  );
  assert.equal(
    sentence(report("a", 41, "sensors[s1].masks", "outputs[bell]")),
    "1 box differs by hand in masks, outputs",
  );
  assert.equal(sentence(), "no box is known");
});

Deno.test("driftReport is the same only where all boxes run the newest version as it was signed", () => {
  const isSame = (...reports: BoxReport[]) =>
    driftReport(new Map(reports.map((one) => [one.box, one]))).isSame;
  assert.equal(isSame(report("a", 41), report("b", 41)), true);
  assert.equal(isSame(report("a", 41), report("b", 40)), false);
  assert.equal(isSame(report("a", 41, "page.port")), false);
  assert.equal(isSame(report("a", undefined)), false);
});

Deno.test("sectionsOf names each section once, limits of zones as thresholds", () => {
  assert.deepEqual(
    sectionsOf(["zones[a b].limits.gasPpm", "zones[c].name", "zones[d]", "page.port", "page.host"]),
    [
      "thresholds",
      "zones",
      "page",
    ],
  );
});
