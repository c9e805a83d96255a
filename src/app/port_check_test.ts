import assert from "node:assert/strict";
import { checkConfig } from "../config/load.ts";
import { PortUnavailable } from "./open_port.ts";
import { portFaults } from "./port_check.ts";

function site(sensors: readonly [string, number], page: readonly [string, number] = ["0.0.0.0", 8080]) {
  const checked = checkConfig({
    zones: [{ id: "hall" }],
    outputs: [{ id: "bell", kind: "siren", driver: "simulated" }],
    sensorPort: { host: sensors[0], port: sensors[1] },
    page: { host: page[0], port: page[1] },
  });
  assert(checked.ok, JSON.stringify(checked));
  return checked.value;
}

/** Tries nothing of the machine: ports above 9100 are taken. */
function rig() {
  const tried: string[] = [];
  const attempt = (host: string, port: number) => {
    tried.push(`${host}:${port}`);
    if (host.startsWith("192.")) {
      return new PortUnavailable(`${host}:${port}`, "no such address", "EADDRNOTAVAIL");
    }
    if (port > 9100) return new PortUnavailable(`${host}:${port}`, "in use", "EADDRINUSE");
    return { close: () => tried.push("closed") } as unknown as Deno.TcpListener;
  };
  return { tried, attempt };
}

Deno.test("portFaults: a port that is not had is named with its key, a free one is let go of again", () => {
  const { tried, attempt } = rig();
  const before = site(["0.0.0.0", 9001]);
  assert.deepEqual(portFaults(before, site(["0.0.0.0", 9200]), attempt), [
    { path: "sensorPort.port", message: "0.0.0.0:9200: in use" },
  ]);
  assert.deepEqual(portFaults(before, site(["0.0.0.0", 9002]), attempt), []);
  assert.equal(tried.at(-1), "closed");
  const [fault] = portFaults(before, site(["192.0.2.1", 9001]), attempt);
  assert.equal(fault.path, "sensorPort.host");
});

Deno.test("portFaults: what stays as it is is not tried, be it as bad as it may: a change of something else must not fail for it", () => {
  const { tried, attempt } = rig();
  assert.deepEqual(portFaults(site(["0.0.0.0", 9200]), site(["0.0.0.0", 9200]), attempt), []);
  assert.deepEqual(tried, []);
});

Deno.test("portFaults: ports that the service has open itself may change places, and addresses", () => {
  const { tried, attempt } = rig();
  const before = site(["0.0.0.0", 9001], ["0.0.0.0", 9002]);
  assert.deepEqual(portFaults(before, site(["0.0.0.0", 9002], ["0.0.0.0", 9001]), attempt), []);
  assert.deepEqual(portFaults(before, site(["127.0.0.1", 9001], ["0.0.0.0", 9002]), attempt), []);
  assert(tried.every((one) => one === "closed" || one.endsWith(":0")), tried.join());
});

Deno.test("portFaults looks up no name: the supervisor must not wait for a name server", () => {
  const { tried, attempt } = rig();
  assert.deepEqual(portFaults(site(["0.0.0.0", 9001]), site(["box.example", 9001]), attempt), []);
  assert.deepEqual(tried, []);
});
