import assert from "node:assert/strict";
import { systemClock } from "../clock/system_clock.ts";
import { playDevice } from "./simulated_device.ts";

Deno.test("playDevice ends when it is told so while it is still connecting", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const ending = new AbortController();
  const played = playDevice({
    to: { host: "127.0.0.1", port: listener.addr.port },
    location: "hall",
    kind: "melexis",
    fps: 4,
    seed: 1,
    clock: systemClock(),
    signal: ending.signal,
  });
  // The call has begun to connect; the word to end comes before the connection does.
  ending.abort();
  using accepted = await listener.accept();
  // Only a device that leaves by itself ends this: the listener never closes the connection.
  const rest: number[] = [];
  for await (const chunk of accepted.readable) rest.push(chunk.length);
  await played;
  assert(rest.length <= 2, "it has sent no more than its greeting");
});
