/**
 * Dead code: what nobody names, what is exported for nobody, and what only its own tests use.
 */
import assert from "node:assert/strict";
import { readModule, readModules } from "./source_graph.ts";

/** Parts of the product that only tests and tasks use, and that are meant to be so. */
const FOR_TESTS_AND_TASKS: readonly RegExp[] = [
  // Doubles and samples beside what they stand for.
  /\/fake_\w+\.ts$/,
  /\/simulated_bus\.ts$/,
  // Recordings of a real bus, which tests play back.
  /\/i2c\/recording\.ts$/,
  /\/packet_recorder\.ts$/,
  // Names the model of a manifest that is not in use: for tests and benchmarks of all of them.
  /\/detect\/manifest\.ts$/,
  // What the tests of the messages and of memory look with.
  /\/messages\/message\.ts$/,
  /\/process_info\.ts$/,
  // Written into docs/ by `./denow task guide` and `dashboard`, which deno.json names.
  /_guide\.ts$/,
  /^src\/ui\/(?:rights|problem)\.ts$/,
  /^image\//,
];

/** What deno.json alone names. */
const NAMED_BY_TASKS = /^src\/ui\/problem\.ts$/;

const modules = [
  ...await readModules(["src", "test", "image"]),
  await readModule(new URL("../main.ts", import.meta.url)),
];
const words = new Map(modules.map(({ place, text }) => [place, new Set(text.match(/\w+/g))]));

/** Every exported declaration with the other modules that name it, and how often its own does. */
const declared = modules.flatMap((module) =>
  module.exports.map(({ name, isCode }) => ({
    ...module,
    name,
    isCode,
    users: modules.filter(({ place }) => place !== module.place && words.get(place)!.has(name)),
    mentions: module.text.match(new RegExp(`\\b${name}\\b`, "g"))!.length,
  }))
);

Deno.test("nothing is exported that nobody names, not even its own module", () => {
  assert.ok(declared.length > 1_000, `only ${declared.length} exports were found`);
  const dead = declared.filter(({ place, users, mentions }) =>
    users.length === 0 && mentions === 1 && !NAMED_BY_TASKS.test(place)
  );
  assert.deepEqual(dead.map(({ place, name }) => `${place}: ${name}`), []);
});

Deno.test("no function and no class is exported for nobody", () => {
  const needless = declared.filter(({ place, users, isCode }) =>
    isCode && users.length === 0 && !NAMED_BY_TASKS.test(place)
  );
  assert.deepEqual(needless.map(({ place, name }) => `${place}: ${name}`), []);
});

Deno.test("no function and no class of the product is used by tests alone", () => {
  const forTests = declared.filter(({ place, isTest, isCode, users, mentions }) =>
    !isTest && isCode && users.length > 0 && users.every((user) => user.isTest) && mentions === 1 &&
    !FOR_TESTS_AND_TASKS.some((exempt) => exempt.test(place))
  );
  assert.deepEqual(forTests.map(({ place, name }) => `${place}: ${name}`), []);
});
