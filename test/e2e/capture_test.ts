/**
 * A real device's recording through the whole appliance: true temperatures, no alarm in a calm room, and a siren when it burns.
 */
import assert from "node:assert/strict";
import { addFire, parseAddedFire, parseCapture } from "../../src/hal/thermal/capture.ts";
import { Box } from "./box.ts";

const DATA = new URL("../../../shared/data/pfds-capture/", import.meta.url);
const absent = !exists(new URL("capture.tsv", DATA));
if (absent) console.log("SKIPPED the capture of a real device: ../shared/data/pfds-capture is not there");

function exists(url: URL): boolean {
  try {
    Deno.statSync(url);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

interface Reference {
  readonly frames: readonly {
    readonly index: number;
    readonly ta: number;
    readonly vdd: number;
    readonly to: number[];
  }[];
}

function capture() {
  const parsed = parseCapture(Deno.readTextFileSync(new URL("capture.tsv", DATA)));
  assert(parsed.ok);
  return parsed.value;
}

/** The device's end of the line: sends packets one after the other and answers nothing. */
class Line implements Disposable {
  readonly #conn: Deno.TcpConn;
  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
  }
  static async open(to: { host: string; port: number }): Promise<Line> {
    return new Line(await Deno.connect({ hostname: to.host, port: to.port }));
  }
  async send(packet: string): Promise<void> {
    const bytes = new TextEncoder().encode(`${packet}\r\n`);
    for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
  }
  [Symbol.dispose](): void {
    this.#conn.close();
  }
}

Deno.test({
  name: "demo gives the true temperatures of a real device's 188 frames and raises no alarm",
  ignore: absent,
  fn: async () => {
    const reference: Reference = JSON.parse(Deno.readTextFileSync(new URL("reference.json", DATA)));
    await using box = await Box.start(["--no-simulation"]);
    using line = await Line.open(box.sensorPort);
    let index = -1;
    let worstK = 0;
    const packets = capture();
    for (const packet of packets) {
      await line.send(packet.text);
      if (packet.kind !== "frame") continue;
      index++;
      const expected = reference.frames.find((frame) => frame.index === index);
      if (expected === undefined) continue;
      // Frames are held back until it is known whose they are and what their counts mean.
      if (index === 0) {
        await line.send(packets.find(({ text }) => text.startsWith("#Sensor"))!.text);
        await line.send(packets.find(({ kind }) => kind === "eeprom")!.text);
      }
      worstK = Math.max(
        worstK,
        await box.eventually(`frame ${index} on the page`, async () => {
          const frame = await box.get("/api/v1/sensors/1234/frame");
          assert.equal(frame.columns, 32);
          assert.equal(frame.rows, 24);
          const errors = expected.to.map((c, i) => Math.abs(c - frame.celsius[i]));
          const worst = Math.max(...errors);
          return worst < 0.01 && Math.abs(frame.ta - expected.ta) < 0.01 &&
              Math.abs(frame.vdd - expected.vdd) < 0.001
            ? worst
            : undefined;
        }),
      );
    }
    assert.equal(index, 187);
    assert(worstK < 0.01, `${worstK} K`);
    const devices = await box.get("/api/v1/sensors");
    assert.equal(devices.length, 1, "one device is one sensor, whatever follows '#frame'");
    await box.eventually("all 188 frames to be counted", async () => {
      const sensors = await box.get("/api/v1/sensors");
      return sensors[0].device?.frames === 188;
    });
    assert.deepEqual(await box.get("/api/v1/alarms"), []);
    const outputs = (await box.get("/api/v1/outputs")) as { id: string; kind: string; on: boolean }[];
    assert(outputs.filter(({ kind }) => kind === "siren").every(({ on }) => !on));
  },
});

Deno.test({
  name: "demo sounds the siren for a fire in a real device's view, until a person resets it",
  ignore: absent,
  fn: async () => {
    const fire = parseAddedFire("1600@8,10,4x5", 100);
    assert(fire.ok);
    await using box = await Box.start(["--no-simulation"]);
    using line = await Line.open(box.sensorPort);
    const packets = capture();
    const eeprom = packets.find(({ kind }) => kind === "eeprom")!.text;
    const frames = packets.filter(({ kind }) => kind === "frame").map(({ text }) => text);
    const inputs = packets.find(({ text }) => text.startsWith("#Sensor"))!.text;

    await line.send(inputs);
    await line.send(eeprom);
    for (let i = 90; i < 103; i++) await line.send(i < 100 ? frames[i] : addFire(frames[i], fire.value));
    const alarm = await box.eventually("the alarm", async () => {
      const alarms = await box.get("/api/v1/alarms");
      return alarms.length === 1 ? alarms[0] : undefined;
    });
    assert.equal(alarm.latched, true);
    assert.equal(alarm.acknowledged, false);
    await box.eventually("the sirens", async () => {
      const outputs = (await box.get("/api/v1/outputs")) as { kind: string; on: boolean }[];
      return outputs.filter(({ kind }) => kind === "siren").every(({ on }) => on);
    });

    const refused = await fetch(new URL(`/api/v1/alarms/${alarm.id}/reset`, box.ready.ui), {
      method: "POST",
    });
    await refused.body?.cancel();
    assert.equal(refused.status, 401, "acting needs a token");
    const early = await box.post(`/api/v1/alarms/${alarm.id}/reset`);
    assert.equal(early.status, 409, "the fire still burns");

    assert.equal((await box.post(`/api/v1/alarms/${alarm.id}/acknowledge`)).status, 200);
    assert.equal((await box.post(`/api/v1/alarms/${alarm.id}/silence`)).status, 200);
    await box.eventually("silence", async () => {
      const outputs = (await box.get("/api/v1/outputs")) as { kind: string; on: boolean }[];
      return outputs.filter(({ kind }) => kind === "siren").every(({ on }) => !on);
    });

    // The fire is out: the room as it was, until the evidence is forgotten and the reset is taken.
    let next = 103;
    await box.eventually("the reset", async () => {
      await line.send(frames[next++ % frames.length]);
      await new Promise((resolve) => setTimeout(resolve, 500));
      return (await box.post(`/api/v1/alarms/${alarm.id}/reset`)).status === 200;
    });
    await box.eventually("no alarm", async () => (await box.get("/api/v1/alarms")).length === 0);
    const events = await box.get("/api/v1/events?limit=500");
    const kinds = events.map((event: { kind: string }) => event.kind);
    for (const kind of ["alarm", "acknowledge", "silence", "reset"]) {
      assert(kinds.includes(kind), `${kind} in ${kinds}`);
    }
  },
});
