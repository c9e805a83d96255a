import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { KeptPort, type PortFault } from "./kept_port.ts";
import { PortUnavailable } from "./open_port.ts";

/** A port that is taken until `holder` is set to undefined. */
class Rig {
  readonly clock = new FakeClock();
  readonly abort = new AbortController();
  readonly attempts: number[] = [];
  readonly faults: PortFault[] = [];
  readonly opened: number[] = [];
  asked = 0;
  isSupervisorThere = true;
  refusal: Error | undefined = new PortUnavailable("cannot listen", "in use", "EADDRINUSE");
  readonly port = new KeptPort({
    name: "sensors",
    host: "0.0.0.0",
    port: 9001,
    clock: this.clock,
    signal: this.abort.signal,
    open: () => {
      this.attempts.push(this.clock.monotonicMs());
      return this.refusal === undefined ? Promise.resolve(9001) : Promise.reject(this.refusal);
    },
    opened: (port) => this.opened.push(port),
    askHolder: () => {
      if (this.isSupervisorThere) this.asked++;
      return this.isSupervisorThere;
    },
    fault: (fault) => this.faults.push(fault),
    note: () => {},
  });
}

Deno.test("KeptPort: a free port is open at once, and no trouble", async () => {
  const rig = new Rig();
  rig.refusal = undefined;
  assert.equal(await rig.port.open(), 9001);
  assert.deepEqual(rig.faults, []);
  assert.deepEqual(rig.opened, [], "whoever opened it knows already");
});

Deno.test("KeptPort: a taken port is a trouble that names it and its holder, and is had as soon as it is free", async () => {
  const rig = new Rig();
  assert.equal(await rig.port.open(), undefined);
  assert.equal(rig.asked, 1);
  rig.port.heldBy("nginx (process 812)");
  const [, named] = rig.faults;
  assert.equal(named.code, "port-closed");
  assert.equal(named.subject, "sensors");
  assert.match(named.detail, /0\.0\.0\.0:9001, which nginx \(process 812\) holds, cannot be had: in use/);
  assert.deepEqual(rig.port.standing, [named]);
  await rig.clock.advance(60_000);
  assert.equal(rig.faults.length, 2, "the same trouble is told once");
  rig.refusal = undefined;
  await rig.clock.advance(10_000);
  assert.deepEqual(rig.opened, [9001]);
  assert.equal(rig.faults.at(-1)!.active, false);
  assert.deepEqual(rig.port.standing, []);
  rig.port.heldBy("nginx (process 812)");
  assert.equal(rig.faults.at(-1)!.active, false, "an answer that comes late raises nothing again");
});

Deno.test("KeptPort: the pauses between attempts grow, up to ten seconds, and end with the role", async () => {
  const rig = new Rig();
  await rig.port.open();
  await rig.clock.advance(600_000);
  const pauses = rig.attempts.slice(1).map((atMs, i) => atMs - rig.attempts[i]);
  assert.deepEqual(pauses.slice(0, 7), [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  assert.equal(Math.max(...pauses), 10_000);
  rig.abort.abort();
  const { length } = rig.attempts;
  await rig.clock.advance(600_000);
  assert.equal(rig.attempts.length, length);
});

Deno.test("KeptPort: who holds the port is asked again where nobody could be asked, and later once a minute", async () => {
  const rig = new Rig();
  rig.isSupervisorThere = false;
  await rig.port.open();
  rig.isSupervisorThere = true;
  await rig.clock.advance(500);
  assert.equal(rig.asked, 1);
  await rig.clock.advance(600_000);
  assert(rig.asked >= 8 && rig.asked <= 11, `${rig.asked} times in ten minutes`);
});

Deno.test("KeptPort: another reason forgets the holder, and an address that is not there asks for none", async () => {
  const rig = new Rig();
  await rig.port.open();
  rig.port.heldBy("nginx (process 812)");
  rig.refusal = new PortUnavailable("cannot listen", "Cannot assign requested address", "EADDRNOTAVAIL");
  await rig.clock.advance(10_000);
  const { detail } = rig.faults.at(-1)!;
  assert.match(detail, /Cannot assign requested address/);
  assert.doesNotMatch(detail, /nginx/);
  assert.equal(rig.asked, 1);
});

Deno.test("KeptPort: an open port at which nobody can be let in is the same trouble, until they can", async () => {
  const rig = new Rig();
  rig.refusal = undefined;
  await rig.port.open();
  rig.port.deaf("Too many open files");
  assert.match(rig.faults[0].detail, /nobody can connect .*9001: Too many open files/);
  rig.port.deaf(undefined);
  assert.deepEqual(rig.faults.map(({ active }) => active), [true, false]);
});

Deno.test("KeptPort does not hide a bug", async () => {
  const rig = new Rig();
  rig.refusal = new TypeError("a bug");
  await assert.rejects(() => rig.port.open(), /a bug/);
});
