import assert from "node:assert/strict";
import { Box } from "../e2e/box.ts";

Deno.test("OpenTelemetry: where it is asked for, each process tells a collector of itself, and the page of its requests", async () => {
  const services = new Map<string, Set<string>>();
  const collector = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const path = new URL(request.url).pathname;
    const kinds = services.get(path) ?? new Set();
    // The service's name, the processes and the paths asked for, out of whatever the runtime sends.
    for (
      const [word] of (await request.text()).matchAll(/box-7|v8js\.memory\.heap\.size|\/api\/v1\/zones/g)
    ) kinds.add(word);
    services.set(path, kinds);
    return Response.json({});
  });
  try {
    await using box = await Box.start(["--no-simulation"], {
      env: {
        OTEL_DENO: "true",
        OTEL_SERVICE_NAME: "box-7",
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.addr.port}`,
        OTEL_METRIC_EXPORT_INTERVAL: "1000",
        OTEL_BSP_SCHEDULE_DELAY: "1000",
      },
    });
    await box.eventually("the collector to hear", async () => {
      await box.get("/api/v1/zones");
      const figures = services.get("/v1/metrics");
      const requests = services.get("/v1/traces");
      return !!figures?.has("v8js.memory.heap.size") && figures.has("box-7") &&
        !!requests?.has("/api/v1/zones");
    });
    assert(services.get("/v1/traces")!.has("box-7"));
  } finally {
    await collector.shutdown();
  }
});
