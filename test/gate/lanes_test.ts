import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { isTestFile, lanesOf, LONG, PARTICULAR, ROOTS, testFilesBelow } from "./lanes.ts";

Deno.test("lanesOf divides all files that the plain test command runs, each into one lane", async () => {
  assert(config.tasks.test.command.endsWith(` ${ROOTS.join(" ")}`), "the folders of the plain test command");
  const files = (await Promise.all(ROOTS.map(testFilesBelow))).flat();
  const divided = lanesOf(files).flatMap((lane) => lane.files);
  assert.deepEqual(divided.toSorted(), files.toSorted());
  for (const lane of lanesOf(files)) assert(lane.files.length > 0, lane.name);
  const named = [...LONG, ...PARTICULAR.keys()];
  assert.deepEqual(named.filter((file) => !files.includes(file)), [], "files that are not there any more");
});

Deno.test("lanesOf begins with what takes long, and keeps browsers to themselves", () => {
  const [browser, services, units] = lanesOf([
    "image/build_test.ts",
    "src/app/update/drill_test.ts",
    "src/ui/app_test.ts",
    "test/browser/wall_test.ts",
    "test/e2e/api_test.ts",
    "test/e2e/overload_test.ts",
    "test/fleet/lending_test.ts",
    "test/layering_test.ts",
    "test/security/csrf_test.ts",
  ]);
  assert.deepEqual(browser.files, ["test/browser/wall_test.ts", "test/security/csrf_test.ts"]);
  assert.equal(browser.jobs, 1);
  assert.deepEqual(services.files, [
    "test/fleet/lending_test.ts",
    "test/e2e/overload_test.ts",
    "src/app/update/drill_test.ts",
    "test/e2e/api_test.ts",
  ]);
  assert.deepEqual(units.files, ["image/build_test.ts", "src/ui/app_test.ts", "test/layering_test.ts"]);
});

Deno.test("isTestFile knows the names by which Deno finds tests in a folder", () => {
  for (const name of ["a_test.ts", "a.test.ts", "test.ts", "b/test.mjs", "b/c_test.jsx"]) {
    assert(isTestFile(name), name);
  }
  for (const name of ["latest.ts", "test_a.ts", "a_test.json", "a_tests.ts"]) assert(!isTestFile(name), name);
});
