import assert from "node:assert/strict";
import { hostAndPort } from "./ntp_socket.ts";

Deno.test("hostAndPort reads names, addresses and ports", () => {
  assert.deepEqual(hostAndPort("ntp.example"), ["ntp.example", 123]);
  assert.deepEqual(hostAndPort("10.0.0.1:1123"), ["10.0.0.1", 1123]);
  assert.deepEqual(hostAndPort("[::1]:1123"), ["::1", 1123]);
});
