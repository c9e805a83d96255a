import assert from "node:assert/strict";
import { listenAsSystemd as listen } from "./sd_listener_for_tests.ts";
import { openSdNotify, readSdEnvironment, type SdNotify } from "./sd_notify.ts";

const ignore = Deno.build.os !== "linux";

function open(address: string): SdNotify {
  const opened = openSdNotify(address);
  assert(opened.ok, JSON.stringify(opened));
  return opened.value;
}

Deno.test(
  "SdNotify sends each state as systemd reads it, to a path and to an abstract name",
  { ignore },
  async () => {
    const folder = await Deno.makeTempDir();
    for (const address of [`${folder}/notify`, `@embereye-test-${crypto.randomUUID()}`]) {
      const systemd = listen(address);
      const notify = open(address);
      assert.equal(notify.active, true);
      assert(notify.ready("watching 3 zones").ok);
      assert.equal(systemd.receive(), "READY=1\nSTATUS=watching 3 zones");
      assert(notify.status("1 alarm").ok);
      assert.equal(systemd.receive(), "STATUS=1 alarm");
      assert(notify.feed().ok);
      assert.equal(systemd.receive(), "WATCHDOG=1");
      assert(notify.reloading(1_234.5678).ok);
      assert.equal(systemd.receive(), "RELOADING=1\nMONOTONIC_USEC=1234567");
      assert(notify.stopping("going down").ok);
      assert.equal(systemd.receive(), "STOPPING=1\nSTATUS=going down");
      assert.equal(systemd.receive(), undefined);
      notify.close();
      systemd.close();
    }
    await Deno.remove(folder, { recursive: true });
  },
);

Deno.test("SdNotify lets no status begin an assignment of its own, and keeps it short", { ignore }, () => {
  const address = `@embereye-test-${crypto.randomUUID()}`;
  const systemd = listen(address);
  const notify = open(address);
  assert(notify.status("zone 'a\nSTOPPING=1\r\n\0b' alarms\u2028now ").ok);
  assert.equal(systemd.receive(), "STATUS=zone 'a STOPPING=1 b' alarms now");
  assert(notify.status("\u{1F525}".repeat(100_000)).ok);
  assert.equal(systemd.receive(), `STATUS=${"\u{1F525}".repeat(300)}`);
  notify.close();
  systemd.close();
});

Deno.test("SdNotify neither waits nor throws where nobody listens or systemd is busy", { ignore }, () => {
  const address = `@embereye-test-${crypto.randomUUID()}`;
  const notify = open(address);
  const gone = notify.feed();
  assert(!gone.ok);
  assert.deepEqual(gone.fault, { kind: "send-failed", message: "WATCHDOG=1", errno: 111 });
  const systemd = listen(address);
  let sent = 0;
  let busy = notify.feed();
  while (busy.ok && sent++ < 100_000) busy = notify.feed();
  assert(!busy.ok, "the queue of a socket that nobody reads never filled");
  assert.equal(busy.fault.errno, 11);
  assert.equal(systemd.receive(), "WATCHDOG=1");
  assert(notify.feed().ok, "it goes on once there is room");
  notify.close();
  systemd.close();
});

Deno.test("openSdNotify without a socket makes a link that does nothing", () => {
  const opened = openSdNotify(undefined);
  assert(opened.ok);
  const notify = opened.value;
  assert.equal(notify.active, false);
  for (const result of [notify.ready("x"), notify.feed(), notify.stopping("x")]) assert(result.ok);
  notify.close();
});

Deno.test("openSdNotify refuses an address that is none, with the rule", () => {
  const cases = [
    ["relative/path", /begin with/],
    ["vsock:2:1234", /begin with/],
    ["@", /name something/],
    ["/", /name something/],
    [`/${"x".repeat(107)}`, /fit in 108 bytes/],
    [`@${"x".repeat(108)}`, /fit in 108 bytes/],
  ] as const;
  for (const [address, rule] of cases) {
    const opened = openSdNotify(address);
    assert(!opened.ok && opened.fault.kind === "address-refused", address);
    assert.match(opened.fault.rule, rule);
  }
});

Deno.test("readSdEnvironment reads who listens and how often", () => {
  const read = (env: Record<string, string>) => readSdEnvironment((name) => env[name], 77);
  assert.deepEqual(read({}), {});
  assert.deepEqual(read({ NOTIFY_SOCKET: "" }), {});
  assert.deepEqual(read({ NOTIFY_SOCKET: "/run/systemd/notify" }), { address: "/run/systemd/notify" });
  const watched = { NOTIFY_SOCKET: "@n", WATCHDOG_USEC: "3000000" };
  assert.deepEqual(read(watched), { address: "@n", watchdogMs: 3_000 });
  assert.deepEqual(read({ ...watched, WATCHDOG_PID: "77" }), { address: "@n", watchdogMs: 3_000 });
});

Deno.test("readSdEnvironment takes a watch over another process, or one without sense, for none", () => {
  const read = (env: Record<string, string>) => readSdEnvironment((name) => env[name], 77);
  const base = { NOTIFY_SOCKET: "@n", WATCHDOG_USEC: "3000000" };
  for (
    const env of [
      { ...base, WATCHDOG_PID: "78" },
      { ...base, WATCHDOG_USEC: "0" },
      { ...base, WATCHDOG_USEC: "-5" },
      { ...base, WATCHDOG_USEC: "soon" },
      { ...base, WATCHDOG_USEC: "1.5" },
    ]
  ) assert.deepEqual(read(env), { address: "@n" });
  assert.deepEqual(read({ WATCHDOG_USEC: "3000000" }), {});
});
