import assert from "node:assert/strict";
import { JournalLayout, stampOf } from "./journal_layout.ts";
import { widthOf } from "./text_layout.ts";

const AT = new Date(2026, 10, 23, 18, 8, 47, 103).getTime();
const NEXT_DAY = new Date(2026, 10, 24, 0, 0, 1).getTime();
const record = (atWallMs: number) => ({
  atWallMs,
  labels: [{ text: "alarm", width: 10 }],
  text: "Boiler room: flame contact active and 61.0 C (limit 40 C) at boiler-burner.",
});

Deno.test("JournalLayout gives a pipe one line a record, with the whole time", () => {
  const layout = new JournalLayout({ columns: undefined, colours: false });
  assert.deepEqual(layout.lines(record(AT)), [
    "2026-11-23 18:08:47  alarm       Boiler room: flame contact active and 61.0 C (limit 40 C) at boiler-burner.",
  ]);
  const precise = new JournalLayout({ columns: undefined, colours: false }, { milliseconds: true });
  assert.match(precise.lines(record(AT))[0], /^2026-11-23 18:08:47\.103 {2}/);
});

Deno.test("JournalLayout gives a terminal a heading for each day and lines that fit", () => {
  const layout = new JournalLayout({ columns: 60, colours: false });
  const lines = [record(AT), record(AT), record(NEXT_DAY)].flatMap((one) => layout.lines(one));
  assert(lines.every((line) => widthOf(line) <= 60), lines.join("\n"));
  assert.equal(lines.filter((line) => line.includes("November 2026")).length, 2);
  assert.match(lines[0], /23 November/);
  assert.match(lines[1], /^18:08:47 {2}alarm {7}Boiler room/);
  assert.match(lines[2], /^ {22}\S/);
});

Deno.test("JournalLayout lets no record move the cursor or fake a line", () => {
  const layout = new JournalLayout({ columns: undefined, colours: false });
  const lines = layout.lines({ ...record(AT), text: "a\n2026-11-23 fake\x1b[2J" });
  assert.equal(lines.length, 1);
  assert(!lines[0].includes("\x1b"));
});

Deno.test("stampOf is in the machine's time", () => assert.equal(stampOf(AT), "2026-11-23 18:08:47"));
