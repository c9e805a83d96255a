import assert from "node:assert/strict";
import { z } from "zod";
import { describePageFault, PageClient } from "./page_client.ts";

async function serving(
  handle: (request: Request) => Response,
  test: (url: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handle);
  try {
    await test(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

const problem = (status: number, code: string, detail: string) =>
  new Response(JSON.stringify({ code, detail }), {
    status,
    headers: { "content-type": "application/problem+json" },
  });

Deno.test("PageClient shows its token, and asks the box itself whatever proxy the environment names", async () => {
  await serving((request) => new Response(request.headers.get("authorization")), async (url) => {
    // No other test may see it in between: the environment belongs to all of them.
    Deno.env.set("http_proxy", "http://127.0.0.1:1");
    const client = new PageClient(url, "secret");
    const answer = await client.text("/metrics");
    assert.deepEqual(answer, { ok: true, value: { status: 200, text: "Bearer secret" } });
  });
});

Deno.test("PageClient tells a missing token, a refusal, a foreign page and a closed port apart", async () => {
  const answers: Record<string, () => Response> = {
    "/token": () => problem(401, "not-signed-in", "looking needs a token"),
    "/wrong": () => problem(401, "wrong-token", "this token is not known"),
    "/foreign": () => new Response("<html>another server</html>"),
    "/redirect": () => new Response(null, { status: 302, headers: { location: "http://192.0.2.1/" } }),
    "/unready": () => new Response('{"ready":false}', { status: 503 }),
  };
  await serving((request) => answers[new URL(request.url).pathname](), async (url) => {
    const client = new PageClient(url, undefined);
    const fault = async (path: string) => {
      const answer = await client.json(path, z.object({ ready: z.boolean() }), 503);
      return answer.ok ? "none" : `${answer.fault.kind}: ${describePageFault(answer.fault)}`;
    };
    assert.match(await fault("/token"), /^needs-token: .*EMBEREYE_TOKEN/);
    assert.match(await fault("/wrong"), /^refused: .*\(401\): this token is not known/);
    assert.match(await fault("/foreign"), /^not-ours/);
    assert.match(await fault("/redirect"), /^refused: .*\(302\)/);
    assert.equal(await fault("/unready"), "none");
  });
  const closed = await new PageClient("http://127.0.0.1:1", undefined).text("/");
  assert(!closed.ok && closed.fault.kind === "unreachable");
  assert.match(describePageFault(closed.fault), /cannot be reached: nothing listens there/);
});
