import assert from "node:assert/strict";
import { describeLabelsFault, parseLabels } from "./labels.ts";

Deno.test("parseLabels reads yes, no and not labelled, whatever the line ends", () => {
  const parsed = parseLabels("\uFEFFfile,fire,smoke\r\na.jpg,1,-1\r\nb b.png,0,1\n\n");
  assert.deepEqual(parsed, {
    ok: true,
    value: [{ file: "a.jpg", labels: { fire: true } }, {
      file: "b b.png",
      labels: { fire: false, smoke: true },
    }],
  });
});

Deno.test("parseLabels refuses a list with the line and what is wrong in it", () => {
  const said = (text: string) => {
    const parsed = parseLabels(text);
    return parsed.ok ? "accepted" : describeLabelsFault(parsed.fault);
  };
  assert.match(said(""), /^labels\.csv, line 1: the first line must be 'file,fire,smoke'; it is ''$/);
  assert.match(said("file,fire,smoke\n"), /^labels\.csv: no picture is listed$/);
  assert.match(said("file,fire,smoke\na.jpg,1"), /line 2: a line must have 3 fields; this one has 2/);
  assert.match(
    said("file,fire,smoke\na.jpg,1,0\nb.jpg,yes,0"),
    /line 3: .* 1, 0 or -1; they are 'yes' and '0'/,
  );
  assert.match(said("file,fire,smoke\na.jpg,1,0\na.jpg,1,0"), /line 3: 'a.jpg' is listed twice/);
});

Deno.test("parseLabels never lets a list lead out of its folder", () => {
  for (const file of ["../a.jpg", "/etc/passwd", "x/y.jpg", "..", ".", "", "a\\b.jpg", "a\0.jpg"]) {
    const parsed = parseLabels(`file,fire,smoke\n${file},1,0`);
    assert(!parsed.ok, file);
  }
});
