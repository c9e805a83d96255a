/**
 * Bad input on the sensor port of the whole appliance: counted, explained, and never anybody else's problem.
 */
import assert from "node:assert/strict";
import { Prng } from "../fuzz/prng.ts";
import { Box } from "./box.ts";
import { TestDevice } from "./device.ts";

async function metric(box: Box, name: string, label: string): Promise<number> {
  const text = await (await fetch(new URL("/metrics", box.ready.ui))).text();
  const lines = text.split("\n").filter((line) => line.startsWith(`${name}{`) && line.includes(label));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
}

async function send(box: Box, bytes: Uint8Array | string): Promise<Deno.TcpConn> {
  const { host, port } = box.sensorPort;
  const conn = await Deno.connect({ hostname: host, port });
  const data = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  try {
    for (let at = 0; at < data.length;) at += await conn.write(data.subarray(at));
  } catch (error) {
    // Being cut off in the middle is what some of this deserves.
    if (!(error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset)) {
      throw error;
    }
  }
  return conn;
}

Deno.test("demo: hostile connections are refused with a reason, and a sensor beside them is not disturbed", async (t) => {
  await using box = await Box.start(["--no-simulation"]);
  using device = await TestDevice.connect(box.sensorPort, "room");
  const conns: Deno.TcpConn[] = [];
  let frames = 0;
  const stillFine = async () => {
    await device.frame("calm");
    frames++;
    await box.eventually(`frame ${frames} of the sensor`, async () => {
      const sensors = await box.get("/api/v1/sensors");
      return sensors.some((one: { id: string; device?: { frames: number } }) =>
        one.id === "room" && one.device?.frames === frames
      );
    });
  };
  await stillFine();

  const cases: [name: string, bytes: Uint8Array | string, reason: string][] = [
    ["a packet that never ends", `#frame1:${"A".repeat(100_000)}`, "packet-too-long"],
    ["hex that is none", `#locid:evil1!#frame1:${"ZZZZ".repeat(834)}!`, "bad-hex"],
    ["a frame of the wrong length", "#locid:evil2!#frame1:ABCD!", "wrong-length"],
    ["an unknown packet", "#selfdestruct:now!", "unknown-packet"],
    ["numbers that are none", "#Sensor:evil3:ADC1=NaN!", "bad-number"],
    ["a browser", "GET / HTTP/1.1\r\nHost: box\r\n\r\n".repeat(4_000), "too-much-garbage"],
    ["binary", new Prng(7).bytes(400_000), "too-much-garbage"],
  ];
  for (const [name, bytes, reason] of cases) {
    await t.step(name, async () => {
      conns.push(await send(box, bytes));
      await box.eventually(`the count of ${reason}`, async () => {
        return await metric(box, "embereye_refused_total", `reason="${reason}"`) > 0;
      });
      await stillFine();
    });
  }
  await t.step("a flood of connections", async () => {
    const opened = await Promise.all(Array.from({ length: 1_000 }, () => send(box, "#x")));
    await box.eventually("refusals", async () => {
      return await metric(box, "embereye_refused_total", 'reason="too-many-from-address"') > 0;
    });
    conns.push(...opened);
    await stillFine();
  });
  await t.step("afterwards nothing has been restarted, nobody alarms, and the story is short", async () => {
    const { roles } = await box.get("/api/v1/status");
    for (const { role, restarts, lastEnd } of roles) assert.equal(restarts, 0, `${role}: ${lastEnd}`);
    assert.deepEqual(await box.get("/api/v1/alarms"), []);
    const log = await Deno.readTextFile(`${box.state}/logs/sensors.log`);
    const lines = log.trim().split("\n");
    assert(lines.length < 200, `${lines.length} lines: refusals must be logged at a bounded rate`);
    assert(lines.some((line) => line.includes("connection refused")), "the reason must be in the log");
  });
  for (const conn of conns) conn.close();
});
