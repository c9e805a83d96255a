import assert from "node:assert/strict";
import { inEnglish, spanInEnglish } from "./in_english.ts";
import { asSaying, joined, type Saying, saying, write, type Writing } from "./saying.ts";

const seen = saying("said.at", {
  seen: joined("said.and", [
    saying("said.flame", { value: 63, limit: 25 }),
    saying("said.heat-rising", { value: { value: 71, digits: 1 }, limit: 60.5, rate: 12 }),
    saying("said.more", { count: 2 }),
  ]),
  sensor: "boiler-1",
});
const alarm = saying("said.alarm", { zone: "Boiler room", seen });

const GERMAN: Writing = {
  text: (key) =>
    ({ "said.alarm": "{zone}, {seen}!", "said.sensor-unplaced": "Fühler {sensor}" } as Record<
      string,
      string
    >)[
      key
    ],
  number: (value) => String(value).replace(".", ","),
  figure: ({ value, digits }) => value.toFixed(digits).replace(".", ","),
  span: (ms) => `${ms} ms`,
};

Deno.test("inEnglish writes a sentence of parts, each number as it was measured or configured", () => {
  assert.equal(
    inEnglish(alarm),
    "Boiler room: flame 63 % (limit 25 %) and 71.0 C (limit 60.5 C), rising 12 C/min and 2 more at boiler-1.",
  );
});

Deno.test("inEnglish never throws: what cannot be said gives its name", () => {
  assert.equal(inEnglish({ key: "said.nonsense" }), "said.nonsense");
  assert.equal(inEnglish({ key: "said.alarm", parts: { zone: "Hall" } }), "said.alarm");
});

Deno.test("spanInEnglish says seconds, minutes and hours", () => {
  assert.deepEqual([900, 90_000, 120_000, 8 * 3_600_000].map(spanInEnglish), [
    "0.9 s",
    "90 s",
    "2 min",
    "8 h",
  ]);
});

Deno.test("write fills holes with names, numbers and other sayings, and takes a name for nothing else", () => {
  const said = saying("said.alarm", {
    zone: "{seen}",
    seen: saying("said.sensor-unplaced", { sensor: "x" }),
  });
  assert.equal(write(said, GERMAN), "{seen}, Fühler x!");
  assert.equal(
    write(saying("said.alarm", { zone: "Z", seen: { value: 1.25, digits: 1 } }), GERMAN),
    "Z, 1,3!",
  );
});

Deno.test("write says nothing where a part of the sentence is not known in the language, or is missing", () => {
  assert.equal(write(alarm, GERMAN), undefined);
  assert.equal(write({ key: "said.alarm", parts: { zone: "Hall" } }, GERMAN), undefined);
  // A name of every object is no hole.
  assert.equal(write({ key: "said.alarm", parts: { zone: "constructor" } }, GERMAN), undefined);
});

Deno.test("asSaying gives back what was stored, and refuses what only looks like it", () => {
  assert.deepEqual(asSaying(JSON.parse(JSON.stringify(alarm))), alarm);
  let deep: Saying = { key: "said.at" };
  for (let level = 0; level < 2_000; level++) deep = { key: "said.at", parts: { seen: deep } };
  const wrong: unknown[] = [
    undefined,
    null,
    "said.alarm",
    {},
    { key: 7 },
    { key: "x".repeat(61) },
    { key: "said.alarm", parts: [null] },
    { key: "said.alarm", parts: { zone: null } },
    { key: "said.alarm", parts: { zone: "x".repeat(2_001) } },
    { key: "said.alarm", parts: { seen: { value: 1, digits: 100 } } },
    { key: "said.alarm", parts: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`p${i}`, 1])) },
    deep,
  ];
  for (const value of wrong) assert.equal(asSaying(value), undefined, JSON.stringify(value)?.slice(0, 80));
});
