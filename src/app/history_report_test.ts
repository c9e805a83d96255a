import assert from "node:assert/strict";
import { course, historyLines, inUnit } from "./history_report.ts";

Deno.test("course draws least and largest, and leaves a gap where nothing is known", () => {
  assert.equal(course([0, 7, NaN, 3.5]), "▁█ ▅");
  assert.equal(course([5, 5, 5]), "▁▁▁");
  assert.equal(course([NaN, NaN]), "  ");
});

Deno.test("inUnit shows values as people read them", () => {
  assert.deepEqual(
    [
      inUnit(61_400_000, "bytes"),
      inUnit(0.0123, "seconds"),
      inUnit(71.26, "C"),
      inUnit(0, "seconds"),
      inUnit(1_234, "1/s"),
    ],
    ["61.4 MB", "12.3 ms", "71.3 °C", "0 s", "1234/s"],
  );
});

Deno.test("historyLines fits 80 columns whatever a series is called", () => {
  const series = (name: string) => ({
    subject: "role/fusion",
    name,
    unit: "bytes",
    min: [1e6, NaN],
    mean: [2e6, NaN],
    max: [3e6, NaN],
  });
  const page = {
    fromWallMs: 0,
    toWallMs: 2,
    stepMs: 1,
    series: [series("memory"), series(`embereye_${"x".repeat(100)}{kind="é"}`)],
  };
  const lines = historyLines([{ subject: "role/fusion", page }, {
    subject: "box",
    page: { ...page, series: [] },
  }], {
    columns: 80,
    colours: false,
  });
  for (const line of lines) assert.ok([...line].length <= 80, line);
  assert.match(lines.join("\n"), /^fusion$/m);
  assert.match(lines.join("\n"), /▁ +1 MB … 3 MB, mean 2 MB, last 2 MB/);
  assert.doesNotMatch(lines.join("\n"), /box/);
});
