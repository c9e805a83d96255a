/**
 * True time in the whole appliance: a server that knows better than the machine's clock dates the journal and fills the metrics.
 */
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { ntpReply } from "../timesync/ntp_reply.ts";
import { Box } from "./box.ts";
import { TestDevice } from "./device.ts";

/** The machine's clock is behind by this, as the server sees it; less than what is a trouble. */
const BEHIND_MS = 700;

/** A time server on a free port that is right where the machine's clock is not. */
async function startServer(): Promise<{ port: number; stop(): Promise<void> }> {
  const socket = createSocket("udp4");
  socket.on("message", (query: Uint8Array, { port, address }) => {
    const atMs = Date.now() + BEHIND_MS;
    socket.send(ntpReply(query, { receiveMs: atMs, transmitMs: atMs }), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", () => resolve()));
  return {
    port: socket.address().port,
    stop: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

interface StoredEvent {
  readonly kind: string;
  readonly atMs: number;
  readonly atWallMs: number;
  readonly utc?: { readonly atMs: number; readonly errorMs: number };
}

Deno.test("run: events carry monotonic time, the wall clock's and true UTC; offset, dispersion and reach are metrics", async () => {
  const server = await startServer();
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  const config = `${folder}/site.yaml`;
  await Deno.writeTextFile(
    config,
    `
zones: [{id: hall}]
sensors: [{id: room, zone: hall}]
outputs: [{id: bell, kind: siren, driver: simulated}]
sensorPort: {host: 127.0.0.1, port: 0}
page: {host: 127.0.0.1, port: 0, viewing: open}
timeSync: {servers: ["127.0.0.1:${server.port}"], pollSeconds: 16}
`,
  );
  {
    await using box = await Box.run(config, folder);
    const metrics = await box.eventually("the server's offset in the metrics", async () => {
      const response = await fetch(new URL("/metrics", box.ready.ui));
      const text = await response.text();
      return /^embereye_time_offset_seconds\{.*by="servers"\} -0\.[67]\d*$/m.test(text) ? text : undefined;
    });
    assert.match(metrics, /^embereye_time_synchronised\{role="supervisor"\} 1$/m);
    assert.match(metrics, /^embereye_time_server_reach\{.*127\.0\.0\.1:\d+.*\} [1-8]$/m);
    assert.match(metrics, /^embereye_time_server_dispersion_seconds\{.*\} 0\.\d+$/m);

    using device = await TestDevice.connect(box.sensorPort, "room");
    const event = await box.eventually("an alarm's event with true time", async () => {
      await device.frame("fire");
      const events: StoredEvent[] = await box.get("/api/v1/events");
      return events.find(({ kind, utc }) => kind === "alarm" && utc !== undefined);
    });
    const aheadMs = event.utc!.atMs - event.atWallMs;
    const { errorMs } = event.utc!;
    // A server in a process that has to wait for a processor answers late: then the box must not claim to know better.
    assert(Math.abs(aheadMs - BEHIND_MS) <= errorMs + 5, `${aheadMs} ms ahead, ${errorMs} ms admitted`);
    assert(errorMs > 0 && errorMs < BEHIND_MS, `${errorMs} ms`);
    assert(event.atMs > 0);
  }
  await server.stop();
  await Deno.remove(folder, { recursive: true });
});
