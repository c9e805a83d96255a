import assert from "node:assert/strict";
import { mayAs, rightsGuide, routes, unlistedRoutes } from "./rights.ts";

Deno.test("docs/rights.md is the table that the routes are made from", async () => {
  const guide = await Deno.readTextFile(new URL("../../docs/rights.md", import.meta.url));
  assert.equal(guide, rightsGuide(), "./denow task guide writes it anew");
});

Deno.test("unlistedRoutes names a route that nobody has given a right", () => {
  const served = [
    { method: "ALL", path: "/*" },
    { method: "GET", path: "/metrics" },
    { method: "POST", path: "/metrics" },
    { method: "GET", path: "/secret" },
  ];
  assert.deepEqual(unlistedRoutes(served), ["POST /metrics", "GET /secret"]);
});

Deno.test("mayAs: each right includes those below it and none above", () => {
  assert(mayAs("installer", "operator") && mayAs("operator", "viewer") && mayAs("viewer", "viewer"));
  assert(!mayAs("viewer", "operator") && !mayAs("operator", "installer"));
});

Deno.test("routes that change something ask for a right, but for signing in and out and choosing pictures and language", () => {
  const free = routes().filter(({ method, needs }) =>
    method === "POST" && ["nobody", "look"].includes(needs)
  );
  assert.deepEqual(free.map(({ path }) => path).sort(), [
    "/api/v1/stream/:id/pictures",
    "/language",
    "/login",
    "/logout",
  ]);
});
