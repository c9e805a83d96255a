import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { listenAsSystemd } from "../watchdog/sd_listener_for_tests.ts";
import { SystemdLink } from "./systemd_link.ts";

const ignore = Deno.build.os !== "linux";
const READY = ["outputs", "fusion", "sensors", "ui"].map((role) => ({ role, state: "ready" })) as Parameters<
  SystemdLink["heard"]
>[0];

Deno.test(
  "SystemdLink tells systemd when the service is up, how it is, that it lives while the fire path does, and its end",
  {
    ignore,
  },
  () => {
    const address = `@embereye-test-${crypto.randomUUID()}`;
    const systemd = listenAsSystemd(address);
    Deno.env.set("NOTIFY_SOCKET", address);
    Deno.env.set("WATCHDOG_USEC", "10000000");
    Deno.env.set("WATCHDOG_PID", String(Deno.pid));
    const clock = new FakeClock();
    const said: string[] = [];
    const link = SystemdLink.open(clock, (text) => said.push(text));
    assert.equal(Deno.env.get("NOTIFY_SOCKET"), undefined, "the roles must not speak for the service");

    const starting = (...names: string[]) =>
      READY.map((one) => names.includes(one.role) ? { ...one, state: "starting" as const } : one);
    link.heard(starting("sensors", "ui"));
    link.step();
    assert.equal(systemd.receive(), "WATCHDOG=1");
    assert.equal(systemd.receive(), undefined, "not before a fire can be seen and heard");
    link.heard(starting("ui"));
    assert.equal(systemd.receive(), "READY=1\nSTATUS=Not ready: ui.", "sirens do not wait for the page");
    link.heard(READY);
    link.step();
    assert.equal(systemd.receive(), "STATUS=All parts are ready.");
    for (let second = 0; second < 5; second++) {
      clock.jump(1_000);
      link.heard(READY);
      link.step();
    }
    assert.equal(systemd.receive(), "WATCHDOG=1");
    assert.equal(systemd.receive(), undefined, "what has not changed is not told again");

    link.heard(READY.map((one) => one.role === "fusion" ? { ...one, state: "backing-off" as const } : one));
    link.step();
    assert.equal(systemd.receive(), "STATUS=Not ready: fusion.");
    clock.jump(60_000);
    link.step();
    assert.match(
      said[0],
      /no longer told that the service lives: the supervisor's loop has not run for 60 s/,
    );
    while (systemd.receive() !== undefined);

    link.heard(READY);
    link.situation({ burning: ["Boiler room"], troubles: [] });
    link.step();
    assert.equal(systemd.receive(), "STATUS=FIRE ALARM in Boiler room.");
    while (systemd.receive() !== undefined);
    link.reloading();
    assert.match(systemd.receive() ?? "", /^RELOADING=1\nMONOTONIC_USEC=\d+$/);
    link.situation({ burning: [], troubles: [] });
    link.step();
    assert.equal(systemd.receive(), undefined, "a reload ends with READY and nothing else");
    link.reloaded();
    assert.equal(systemd.receive(), "READY=1\nSTATUS=Protecting; no alarm, no trouble.");
    clock.jump(10_000);
    link.heard(READY);
    link.step();
    assert.equal(systemd.receive(), "STATUS=All parts are ready.", "what fusion said is no longer news");
    while (systemd.receive() !== undefined);
    link.stopping();
    assert.match(systemd.receive() ?? "", /^STOPPING=1/);
    link.close();
    systemd.close();
  },
);

Deno.test("SystemdLink without systemd does nothing", () => {
  const link = SystemdLink.open(new FakeClock(), () => assert.fail("there is nothing to say"));
  link.heard(READY);
  link.step();
  link.stopping();
  link.close();
});

Deno.test("SystemdLink says what is wrong with the address it was given, and does not keep the service from running", () => {
  Deno.env.set("NOTIFY_SOCKET", "vsock:2:1234");
  const said: string[] = [];
  const link = SystemdLink.open(new FakeClock(), (text) => said.push(text));
  assert.equal(said.length, 1);
  assert.match(said[0], /vsock:2:1234/);
  link.heard(READY);
  link.step();
  link.stopping();
  link.close();
});
