/**
 * An integrator's view of a running box: its OpenAPI document holds for every operation, and its stream resumes after a cut.
 */
import assert from "node:assert/strict";
import { PATIENCE_MS } from "../eventually.ts";
import { Box } from "./box.ts";
import { TestDevice } from "./device.ts";

interface Described {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters: readonly { name: string; in: string; required: boolean; example?: unknown }[];
  readonly requestBody?: { content: Record<string, { example?: unknown }> };
  readonly responses: Record<string, { description: string; content?: Record<string, { schema?: Schema }> }>;
}
type Schema = {
  readonly type?: string | readonly string[];
  readonly properties?: Record<string, Schema>;
  readonly required?: readonly string[];
  readonly items?: Schema;
};

/** What of `value` is not as `schema` says: the shape alone, which is what clients are generated from. */
function misfits(schema: Schema, value: unknown, at = "answer"): string[] {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const fits = types.length === 0 || types.includes(type) || (type === "number" && types.includes("integer"));
  if (!fits) return [`${at}: ${type} instead of ${types}`];
  if (Array.isArray(value) && schema.items !== undefined) {
    return value.flatMap((item, index) => misfits(schema.items!, item, `${at}[${index}]`)).slice(0, 5);
  }
  if (type !== "object" || schema.properties === undefined) return [];
  const object = value as Record<string, unknown>;
  return [
    ...(schema.required ?? []).filter((name) => object[name] === undefined).map((name) =>
      `${at}.${name} is missing`
    ),
    ...Object.entries(schema.properties).flatMap(([name, inner]) =>
      object[name] === undefined ? [] : misfits(inner, object[name], `${at}.${name}`)
    ),
  ];
}

Deno.test("every operation of the OpenAPI document answers on a running box as it says", async () => {
  await using box = await Box.start(["--no-simulation"]);
  using device = await TestDevice.connect(box.sensorPort, "room");
  let ended = false;
  const sending = (async () => {
    while (!ended) {
      await device.frame("fire");
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  try {
    const alarm = await box.eventually("an alarm", async () => (await box.get("/api/v1/alarms"))[0]);
    const headers = { authorization: `Bearer ${box.ready.installerToken ?? box.ready.operatorToken}` };
    const fetched = async (path: string, init: RequestInit = {}) =>
      await fetch(new URL(path, box.ready.ui), { ...init, headers: { ...headers, ...init.headers } });
    const document = await (await fetched("/api/v1/openapi.json")).json();
    const zone = (await box.get("/api/v1/zones"))[0].id;
    const idOf = (path: string) =>
      path.startsWith("/zones")
        ? zone
        : path.startsWith("/sensors")
        ? "room"
        : path.startsWith("/alarms")
        ? alarm.id
        : "x";
    const asked: string[] = [];
    // What ends or changes things comes last.
    const operations = (Object.entries(document.paths) as [string, Record<string, Described>][])
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, described]) => ({ path, method, described }))
      )
      .sort((a, b) => Number(a.method !== "get") - Number(b.method !== "get"));
    for (const { path, method, described } of operations) {
      const { operationId, parameters, requestBody, responses } = described;
      const query = parameters.filter((one) => one.in === "query" && one.required)
        .map(({ name, example }) => `${name}=${encodeURIComponent(String(example))}`).join("&");
      const target = "/api/v1" +
        path.replace("{id}", encodeURIComponent(idOf(path))).replace("{name}", "none.jpg") +
        (query === "" ? "" : `?${query}`);
      const body = requestBody?.content["application/json"]?.example as Record<string, unknown> | undefined;
      const answer = await fetched(target, {
        method: method.toUpperCase(),
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...(method !== "get" && {
          // The box must stay the one that the other operations are asked of.
          body: JSON.stringify({
            ...body ?? {},
            ...(method === "put" || method === "patch" ? { dryRun: true } : {}),
          }),
          headers: { "content-type": "application/json" },
        }),
      });
      const type = answer.headers.get("content-type")?.split(";")[0] ?? "";
      const say = `${operationId}: ${method} ${target} gave ${answer.status} ${type}`;
      asked.push(operationId);
      if (answer.ok) {
        const content = responses["200"]?.content?.[type];
        assert.ok(content, `${say}, which is not described`);
        if (type === "application/json") {
          const misfitting = misfits(content.schema ?? {}, await answer.json());
          assert.deepEqual(misfitting, [], say);
        } else await answer.body?.cancel();
      } else {
        const text = await answer.text();
        assert.ok(answer.status < 500 || answer.status === 503, `${say}: ${text}`);
        assert.equal(type, "application/problem+json", say);
        const { code } = JSON.parse(text);
        const named = responses[answer.status]?.description.split(", ") ?? [];
        assert.ok(named.includes(code), `${say} (${code}), which is not described`);
      }
    }
    assert.ok(asked.length >= 36, `${asked.length} operations`);
    // An answer that is not given to nobody is not given to a wrong token either.
    for (const { path, described } of operations.filter(({ method }) => method === "get")) {
      const refused = await fetch(new URL("/api/v1" + path.replace(/\{\w+\}/g, "x"), box.ready.ui), {
        headers: { authorization: "Bearer wrong" },
      });
      await refused.body?.cancel();
      assert.ok([401, 429].includes(refused.status), `${described.operationId} gave ${refused.status}`);
    }
  } finally {
    ended = true;
    await sending;
  }
});

/** Reads server-sent events from a connection of its own, which a test can cut. */
class RawStream {
  readonly #conn: Deno.TcpConn;
  readonly ids: number[] = [];
  text = "";

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    void this.#read();
  }

  static async open(page: string, lastEventId: string | undefined): Promise<RawStream> {
    const { hostname, port } = new URL(page);
    const conn = await Deno.connect({ hostname, port: Number(port) });
    const last = lastEventId === undefined ? "" : `Last-Event-ID: ${lastEventId}\r\n`;
    const path = lastEventId === undefined ? "/api/v1/stream?recent=100" : "/api/v1/stream";
    const request =
      `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAccept: text/event-stream\r\n${last}\r\n`;
    await conn.write(new TextEncoder().encode(request));
    return new RawStream(conn);
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(65_536);
    try {
      for (let count = await this.#conn.read(buffer); count !== null; count = await this.#conn.read(buffer)) {
        this.text += decoder.decode(buffer.subarray(0, count), { stream: true });
        // Chunks of HTTP may cut a line, so the whole text is looked at again.
        this.ids.splice(
          0,
          this.ids.length,
          ...[...this.text.matchAll(/^id: (\d+)\n/gm)].map(([, id]) => Number(id)),
        );
      }
    } catch (error) {
      // The test has cut it.
      if (!(error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted)) {
        throw error;
      }
    }
  }

  cut(): void {
    this.#conn.close();
  }
}

Deno.test("a stream that is cut goes on after Last-Event-ID with each line of the journal once", async () => {
  await using box = await Box.start(["--no-simulation"]);
  using device = await TestDevice.connect(box.sensorPort, "room");
  await device.frame("calm");
  const headers = { authorization: `Bearer ${box.ready.operatorToken}`, "content-type": "application/json" };
  const zone = await box.eventually("a zone", async () => (await box.get("/api/v1/zones"))[0]?.id);
  const order = async (what: string, body: unknown) => {
    const answer = await fetch(new URL(`/api/v1/zones/${zone}/${what}`, box.ready.ui), {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 200, await answer.text());
  };
  const newest = async () =>
    Math.max(0, ...(await box.get("/api/v1/events?limit=1000")).map(({ seq }: { seq: number }) => seq));
  const seen: number[] = [];
  let last: string | undefined;
  for (let round = 0; round < 4; round++) {
    const stream = await RawStream.open(box.ready.ui, last);
    await box.eventually("a hello", () => Promise.resolve(stream.text.includes("event: hello")));
    await order("disable", { reason: `round ${round}`, forMinutes: 5 });
    await box.eventually("a line of the journal", () => Promise.resolve(stream.ids.length > 0));
    seen.push(...stream.ids);
    last = String(stream.ids.at(-1));
    // Cut in the middle of whatever is under way; more happens while nobody listens.
    stream.cut();
    await order("enable", {});
    await order("test", { forMinutes: 1 });
    await order("end-test", {});
  }
  const stream = await RawStream.open(box.ready.ui, last);
  // An order is answered before its line is in the journal.
  const end = await box.eventually("the lines of the last round", async () => {
    const seq = await newest();
    return seq >= Number(last) + 3 && seq;
  });
  await box.eventually("the last line", () => Promise.resolve(stream.ids.includes(end)));
  seen.push(...stream.ids);
  stream.cut();
  const first = seen[0]!;
  const wanted = (await box.get("/api/v1/events?limit=1000")).map(({ seq }: { seq: number }) => seq)
    .filter((seq: number) => seq >= first && seq <= end).reverse();
  assert.deepEqual(seen.filter((seq) => seq <= end), wanted);
});
