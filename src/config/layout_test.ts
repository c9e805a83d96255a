import assert from "node:assert/strict";
import { checkConfig, describeFaults, parseConfig } from "./load.ts";
import { LAYOUT, LAYOUT_STEPS, type LayoutStep, toPresentLayout } from "./layout.ts";

/** Two layouts that there might have been: sirens under another name, then limits in Fahrenheit. */
const STEPS: readonly LayoutStep[] = [
  {
    from: 1,
    change: ({ horns, ...rest }) => ({ ...rest, ...(horns === undefined ? {} : { sirens: horns }) }),
  },
  {
    from: 2,
    change: ({ limitF, ...rest }) => ({
      ...rest,
      ...(typeof limitF === "number" ? { limitC: (limitF - 32) / 1.8 } : {}),
    }),
  },
];

Deno.test("toPresentLayout takes an old configuration through every layout since, and a file without a version for the first one", () => {
  const present = { ok: true, value: { version: 3, sirens: ["hall"], limitC: 60 } };
  assert.deepEqual(toPresentLayout({ version: 1, horns: ["hall"], limitF: 140 }, STEPS, 3), present);
  assert.deepEqual(toPresentLayout({ horns: ["hall"], limitF: 140 }, STEPS, 3), present);
  assert.deepEqual(toPresentLayout({ version: 2, sirens: ["hall"], limitF: 140 }, STEPS, 3), present);
  assert.deepEqual(toPresentLayout({ version: 3, sirens: ["hall"], limitC: 60 }, STEPS, 3), present);
});

Deno.test("toPresentLayout changes nothing of what it was given", () => {
  const old = Object.freeze({ version: 1, horns: Object.freeze(["hall"]) });
  assert.equal(toPresentLayout(old, STEPS, 3).ok, true);
  assert.deepEqual(old, { version: 1, horns: ["hall"] });
});

Deno.test("toPresentLayout leaves what is no configuration to the schema", () => {
  for (
    const value of [null, undefined, 7, "x", [], { version: "2" }, { version: 0 }, { version: 1.5 }, {
      version: NaN,
    }]
  ) {
    assert.deepEqual(toPresentLayout(value, STEPS, 3), { ok: true, value });
  }
});

Deno.test("checkConfig refuses what a newer program wrote, and says what to do", () => {
  const checked = parseConfig(`version: ${LAYOUT + 1}\nzones: []\n`);
  assert(!checked.ok);
  assert.match(describeFaults(checked.fault), /^version: it was written for layout 2, .*update the program/);
  assert.equal(checkConfig({ version: LAYOUT }).ok, checkConfig({}).ok);
});

Deno.test("a step leads from every layout there was to the next one", () => {
  assert.deepEqual(LAYOUT_STEPS.map(({ from }) => from), Array.from({ length: LAYOUT - 1 }, (_, i) => i + 1));
});
