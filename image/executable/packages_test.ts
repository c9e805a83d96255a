import assert from "node:assert/strict";
import { type Graph, mergedPackages, packagesBelow, reachablePackages } from "./packages.ts";

const LOCK = JSON.stringify({
  npm: {
    "hono@4.0.0": { integrity: "sha512-aaaa" },
    "prom-client@15.0.0": { integrity: "sha512-bbbb" },
    "tdigest@0.1.3": { integrity: "sha512-cccc" },
    "playwright-core@1.0.0": { integrity: "sha512-dddd" },
  },
});

function graphOf(...imported: string[]): Graph {
  const entry = (name: string, version: string, ...dependencies: string[]) => ({
    name,
    version,
    dependencies,
  });
  return {
    modules: [{ kind: "esm" }, ...imported.map((npmPackage) => ({ kind: "npm", npmPackage }))],
    npmPackages: {
      "hono@4.0.0": entry("hono", "4.0.0"),
      "prom-client@15.0.0": entry("prom-client", "15.0.0", "tdigest@0.1.3"),
      // Two that need one another: real packages do.
      "tdigest@0.1.3": entry("tdigest", "0.1.3", "prom-client@15.0.0"),
      "playwright-core@1.0.0": entry("playwright-core", "1.0.0"),
    },
  };
}

Deno.test("reachablePackages: what the program imports with all that it needs, and nothing that only tests use", () => {
  const found = reachablePackages(graphOf("prom-client@15.0.0", "hono@4.0.0", "hono@4.0.0"), LOCK);
  assert.deepEqual(found, [
    { name: "hono", version: "4.0.0", integrity: "sha512-aaaa" },
    { name: "prom-client", version: "15.0.0", integrity: "sha512-bbbb" },
    { name: "tdigest", version: "0.1.3", integrity: "sha512-cccc" },
  ]);
});

Deno.test("reachablePackages: a package that the lock file does not know ends the build", () => {
  assert.throws(() => reachablePackages(graphOf("stranger@1.0.0"), LOCK), /stranger@1\.0\.0.*deno\.lock/);
});

Deno.test("mergedPackages: what is in either list, each once, two versions of one package both", () => {
  const found = (id: string) => {
    const [name, version] = id.split("@");
    return { name, version, integrity: `sha512-${id}` };
  };
  const program = [found("hono@4.0.0"), found("tslib@2.0.0")];
  assert.deepEqual(
    mergedPackages(program, [found("uplot@1.6.0"), found("hono@4.0.0"), found("tslib@1.0.0")]),
    [
      found("hono@4.0.0"),
      found("tslib@1.0.0"),
      found("tslib@2.0.0"),
      found("uplot@1.6.0"),
    ],
  );
});

Deno.test("packagesBelow: the named packages and what they need, of those that are reached", () => {
  const graph = graphOf("prom-client@15.0.0", "hono@4.0.0");
  const reached = reachablePackages(graph, LOCK);
  const names = (...called: string[]) => packagesBelow(graph, called, reached).map(({ name }) => name);
  assert.deepEqual(names("prom-client"), ["prom-client", "tdigest"]);
  assert.deepEqual(names("hono"), ["hono"]);
  assert.deepEqual(names("playwright-core"), [], "nothing reaches it");
  assert.deepEqual(names(), []);
});
