import assert from "node:assert/strict";
import type { z } from "zod";
import { FakeClock } from "../clock/fake_clock.ts";
import { createUi } from "./app.ts";
import { EXAMPLES } from "./examples.ts";
import { FakeDeps } from "./fake_deps.ts";
import { openapi } from "./openapi.ts";
import { type Operation, type OperationName, OPERATIONS } from "./operations.ts";
import { PROBLEMS, refusalsOf } from "./problem.ts";

const operations = Object.entries(OPERATIONS) as [OperationName, Operation][];

for (const [name, { answer, body, query }] of operations) {
  Deno.test(`the OpenAPI document has examples of ${name} that its schemas take`, () => {
    const example = EXAMPLES[name] ?? {};
    if (typeof answer !== "string") {
      const result = (answer as z.ZodType).safeParse(example.answer);
      assert.ok(result.success, `answer: ${result.error}`);
    }
    if (body !== undefined) assert.ok(body.safeParse(example.body).success, "body");
    if (query !== undefined) assert.ok(query.safeParse(example.query ?? {}).success, "query");
  });
}

Deno.test("the OpenAPI document names every refusal by a code of the list, and every reference in it leads somewhere", () => {
  const text = JSON.stringify(openapi("1.2.3"));
  const document = JSON.parse(text);
  assert.equal(document.info.version, "1.2.3");
  for (const [, reference] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
    const found = reference!.slice(2).split("/").reduce((at, part) => at?.[part], document);
    assert.ok(found, reference);
  }
  const known = new Set(
    refusalsOf(Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[]).map(([code, status]) =>
      `${code} ${status}`
    ),
  );
  const ids = new Set<string>();
  for (
    const path of Object.values(document.paths) as Record<
      string,
      { operationId: string; responses: object }
    >[]
  ) {
    for (const operation of Object.values(path)) {
      assert.ok(!ids.has(operation.operationId), operation.operationId);
      ids.add(operation.operationId);
      for (const [status, response] of Object.entries(operation.responses)) {
        if (Number(status) < 400) continue;
        for (const code of response.description.split(", ")) {
          assert.ok(known.has(`${code} ${status}`), `${code} ${status}`);
        }
      }
    }
  }
  assert.equal(ids.size, operations.length);
});

function asked(path: string, headers: Record<string, string> = {}) {
  const app = createUi(new FakeDeps(new FakeClock(), "alarm"));
  return app.request(`/api/v1${path}`, { headers });
}

Deno.test("what changes seldom carries an ETag, and is not sent again to whoever has it", async () => {
  for (const [name, { path, etag, needs }] of operations) {
    if (etag !== true || needs !== "look") continue;
    const at = path.replace("{id}", "A1-1");
    const first = await asked(at);
    const tag = first.headers.get("etag");
    assert.ok(tag, name);
    assert.equal(first.headers.get("cache-control"), "private, no-cache", name);
    await first.body?.cancel();
    const again = await asked(at, { "if-none-match": tag });
    assert.deepEqual([again.status, await again.text()], [304, ""], name);
    const other = await asked(at, { "if-none-match": '"another"' });
    assert.equal(other.status, 200, name);
    await other.body?.cancel();
  }
});

Deno.test("GET /events leads through the journal page by page without losing or repeating a line", async () => {
  const deps = new FakeDeps(new FakeClock(), "alarm");
  const app = createUi(deps);
  const all = await (await app.request("/api/v1/events?limit=1000")).json() as { seq: number }[];
  assert.ok(all.length >= 3, "the scene has a story");
  const seen: number[] = [];
  let next: string | undefined = "/api/v1/events?limit=2";
  for (let pages = 0; next !== undefined && pages < 100; pages++) {
    const answer: Response = await app.request(next);
    seen.push(...(await answer.json() as { seq: number }[]).map(({ seq }) => seq));
    next = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get("link") ?? "")?.[1];
  }
  assert.deepEqual(seen, all.map(({ seq }) => seq));
});
