import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { systemClock } from "../clock/system_clock.ts";
import { TimeKeeper } from "./time_keeper.ts";

Deno.test("TimeKeeper asks each configured server in client mode, and a dead one does no harm", async () => {
  const server = createSocket("udp4");
  await new Promise<void>((resolve) => server.bind(0, "127.0.0.1", () => resolve()));
  const asked = new Promise<Uint8Array>((resolve) => server.once("message", resolve));
  const keeper = new TimeKeeper({
    // Nobody listens on the second: its refusal comes back as an error of the socket.
    servers: [`127.0.0.1:${server.address().port}`, "127.0.0.1:9"],
    pollSeconds: 16,
    offsetMaxMs: 1_000,
    clock: systemClock(),
    fault: () => assert.fail("nothing is known of the time yet"),
    note: () => {},
  });
  const stepping = setInterval(() => keeper.step(), 50);
  const query = await asked;
  clearInterval(stepping);
  assert.equal(query.length, 48);
  assert.equal(query[0] & 0b111, 3, "mode 3, client (RFC 5905 section 7.3)");
  assert.deepEqual(keeper.faults(), []);
  await keeper.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
