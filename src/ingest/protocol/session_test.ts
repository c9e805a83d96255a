import assert from "node:assert/strict";
import {
  encodeAuth,
  encodeEeprom,
  encodeFrame,
  encodeInputs,
  encodeLocation,
  encodeSerial,
} from "./encoder.ts";
import { TestTokens } from "./tokens_for_tests.ts";
import { describeClose, DeviceSession, type SessionHandler, type SessionOptions } from "./session.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const WORDS = Uint16Array.from({ length: 834 }, (_, index) => (index * 7919) & 0xFFFF);
const EEPROM = WORDS.subarray(0, 832);
const INPUTS = { ADC1: 269, DIO: 0 };

/** A session whose calls are written down, one line each, and which is ticked at each of its deadlines. */
class Rig {
  readonly calls: string[] = [];
  readonly session: DeviceSession;
  nowMs: number;
  #closed = false;

  constructor(options: Partial<SessionOptions> = {}, startMs = 0) {
    this.nowMs = startMs;
    const note = (call: string) => {
      assert.equal(this.#closed, false, `${call} after close`);
      this.calls.push(call);
    };
    const handler: SessionHandler = {
      send: (bytes) => note(`send ${new TextDecoder().decode(bytes).trimEnd()}`),
      close: (reason) => {
        note(`close ${reason.kind}`);
        assert.match(describeClose(reason), /^[A-Z].+\.$/);
        this.#closed = true;
      },
      location: (id) => note(`location ${id}`),
      frame: (words, count, atMs) => note(`frame ${words[1]}..${words[count - 1]} ${count} @${atMs}`),
      inputs: (values, atMs) => note(`inputs ADC1=${values.get("ADC1")} @${atMs}`),
      eeprom: (words, atMs) => note(`eeprom ${words[1]}..${words[831]} ${words.length} @${atMs}`),
      serial: (serialNumber) => note(`serial ${serialNumber}`),
      eepromUnavailable: () => note("eeprom unavailable"),
      refused: (refusal) => note(`refused ${refusal.kind}`),
    };
    // The sensor that the tests' good token stands for, wherever it is.
    const demandOf = () => ({ auth: "none", device: "of-good" } as const);
    this.session = new DeviceSession({ address: "192.0.2.7", demandOf, ...options }, handler, startMs);
  }

  advanceTo(atMs: number): void {
    for (let turn = 0; this.session.nextDeadlineMs() <= atMs; turn++) {
      assert.ok(turn < 10_000, "the session turns without end");
      this.nowMs = Math.max(this.nowMs, this.session.nextDeadlineMs());
      this.session.tick(this.nowMs);
    }
    this.nowMs = atMs;
  }

  /** The device sends at `atMs`. */
  device(atMs: number, ...chunks: readonly Uint8Array[]): void {
    this.advanceTo(atMs);
    for (const chunk of chunks) this.session.receive(chunk, atMs);
  }

  /** The calls since the last time, without those that begin with one of `without`. */
  take(...without: readonly string[]): string[] {
    return this.calls.splice(0).filter((call) => !without.some((prefix) => call.startsWith(prefix)));
  }
}

const FRAME_CALL = `frame ${WORDS[1]}..${WORDS[833]} 834`;
const EEPROM_CALL = `eeprom ${WORDS[1]}..${WORDS[831]} 832`;

Deno.test("DeviceSession serves the captured device: location at the first inputs packet, EEPROM in the gap", () => {
  const rig = new Rig();
  rig.device(700, encodeFrame(WORDS, { tag: "1234" }));
  assert.deepEqual(rig.take(), []);
  rig.device(1_186, encodeInputs(INPUTS, { tag: "1234" }));
  assert.deepEqual(rig.take(), [
    "location 1234",
    `${FRAME_CALL} @700`,
    "inputs ADC1=269 @1186",
    "send EEPROM1",
  ]);
  rig.device(1_811, encodeEeprom(EEPROM, { tag: "1234" }));
  rig.device(4_800, encodeFrame(WORDS, { tag: "1234" }));
  rig.device(5_286, encodeInputs(INPUTS, { tag: "1234" }));
  assert.deepEqual(rig.take(), [
    `${EEPROM_CALL} @1811`,
    `${FRAME_CALL} @4800`,
    "inputs ADC1=269 @5286",
    "send PERIOD_ON",
  ]);
});

Deno.test("DeviceSession serves a device that waits for PERIOD_ON and counts its frames", () => {
  const rig = new Rig();
  rig.device(10, encodeSerial("SIM409534"), encodeLocation("default room"));
  assert.deepEqual(rig.take(), ["serial SIM409534", "send PERIOD_ON"]);
  for (let count = 1; count <= 3; count++) {
    rig.device(
      count * 2_000,
      encodeFrame(WORDS, { tag: `${count}` }),
      encodeInputs(INPUTS, { location: "other" }),
    );
  }
  assert.deepEqual(rig.take(), [
    "send EEPROM1",
    "location default room",
    `${FRAME_CALL} @2000`,
    "inputs ADC1=269 @2000",
    `${FRAME_CALL} @4000`,
    "inputs ADC1=269 @4000",
    `${FRAME_CALL} @6000`,
    "inputs ADC1=269 @6000",
  ]);
});

Deno.test("DeviceSession never gives a frame counter as a location", () => {
  const rig = new Rig({
    locationOfAddress: (address) => address === "192.0.2.7" ? "boiler room" : undefined,
  });
  for (let count = 1; count <= 50; count++) rig.device(count * 125, encodeFrame(WORDS, { tag: `${count}` }));
  const calls = rig.take("send");
  assert.equal(calls[0], "location boiler room");
  assert.equal(calls[1], `${FRAME_CALL} @125`);
  assert.equal(calls.filter((call) => call.startsWith("location")).length, 1);
  assert.equal(calls.filter((call) => call.startsWith("frame")).length, 50);
});

Deno.test("DeviceSession holds packets without location in order, and for a bounded time and number", () => {
  const waiting = new Rig({ eepromWanted: false });
  waiting.device(100, encodeEeprom(EEPROM, { tag: "1" }), encodeInputs(INPUTS));
  waiting.device(200, encodeFrame(WORDS));
  waiting.advanceTo(15_099);
  assert.deepEqual(waiting.take("send"), []);
  waiting.advanceTo(15_100);
  assert.deepEqual(waiting.take("send"), [
    "location 192.0.2.7",
    `${EEPROM_CALL} @100`,
    "inputs ADC1=269 @100",
    `${FRAME_CALL} @200`,
  ]);
  const flooding = new Rig();
  for (let count = 0; count < 20; count++) flooding.device(count, encodeInputs(INPUTS));
  const calls = flooding.take("send");
  assert.equal(calls[0], "location 192.0.2.7");
  assert.equal(calls.length, 21);
  const leaving = new Rig();
  leaving.device(5, encodeFrame(WORDS, { tag: "1234" }), bytes("#Sen"));
  leaving.session.end();
  assert.deepEqual(leaving.take("send"), [
    "refused packet-interrupted",
    "location 192.0.2.7",
    `${FRAME_CALL} @5`,
  ]);
});

Deno.test("DeviceSession closes a connection on which no packet is accepted in time, dribbled or not", () => {
  const silent = new Rig();
  silent.advanceTo(19_999);
  assert.deepEqual(silent.take("send"), []);
  silent.advanceTo(20_000);
  assert.deepEqual(silent.take("send"), ["close no-handshake"]);
  assert.equal(silent.session.nextDeadlineMs(), Infinity);
  const dribbling = new Rig();
  const frame = encodeFrame(WORDS, { tag: "1234" });
  for (let at = 0; at < 60; at++) dribbling.device(500 * at, frame.subarray(at, at + 1));
  assert.deepEqual(dribbling.take(), ["close no-handshake"]);
});

Deno.test("DeviceSession closes a connection that sends chatter but no measurement", () => {
  const rig = new Rig();
  for (let atMs = 0; atMs <= 60_000; atMs += 1_000) rig.device(atMs, encodeSerial("X"));
  assert.deepEqual(rig.take("send", "serial"), ["close idle"]);
  const alive = new Rig();
  for (let atMs = 0; atMs <= 600_000; atMs += 29_000) alive.device(atMs, encodeInputs(INPUTS, { tag: "a" }));
  assert.equal(alive.take().some((call) => call.startsWith("close")), false);
});

Deno.test("DeviceSession leaves room for slow polling", () => {
  const rig = new Rig({ mode: "request", times: { pollMs: 60_000 } });
  for (let atMs = 0; atMs <= 600_000; atMs += 60_000) rig.device(atMs, encodeFrame(WORDS, { location: "a" }));
  assert.equal(rig.take().some((call) => call.startsWith("close")), false);
});

Deno.test("DeviceSession closes a connection after too much garbage and ignores what follows", () => {
  const rig = new Rig();
  rig.device(1, bytes("GET / HTTP/1.1\r\n".repeat(10_000)), encodeInputs(INPUTS, { tag: "a" }));
  rig.session.tick(100_000);
  rig.session.end();
  assert.deepEqual(rig.take(), ["refused too-much-garbage", "close refused"]);
});

Deno.test("DeviceSession asks again for an EEPROM that came damaged", () => {
  const rig = new Rig({ mode: "stream" });
  rig.device(0, encodeFrame(WORDS, { tag: "a" }), encodeInputs(INPUTS, { tag: "a" }));
  assert.deepEqual(rig.take("location", "frame", "inputs"), ["send EEPROM1"]);
  rig.device(1_000, bytes("#EEPROMa:00!"));
  rig.device(3_500, encodeInputs(INPUTS, { tag: "a" }));
  rig.device(7_500, encodeInputs(INPUTS, { tag: "a" }));
  assert.deepEqual(rig.take("inputs"), ["refused wrong-length", "send PERIOD_ON", "send EEPROM1"]);
});

Deno.test("DeviceSession tells when the EEPROM cannot be had, and goes on asking", () => {
  const rig = new Rig({ mode: "stream" });
  for (let atMs = 0; atMs < 600_000; atMs += 1_000) rig.device(atMs, encodeInputs(INPUTS, { tag: "a" }));
  const calls = rig.take("inputs", "location");
  assert.equal(calls.filter((call) => call === "eeprom unavailable").length, 1);
  assert.ok(calls.lastIndexOf("send EEPROM1") > calls.indexOf("eeprom unavailable"));
});

Deno.test("DeviceSession admits nothing under policy connection before a good token", () => {
  const rig = new Rig({ auth: "connection", tokens: new TestTokens("good") });
  rig.advanceTo(10_000);
  assert.deepEqual(rig.take(), [], "no command to a stranger");
  rig.device(
    10_001,
    encodeInputs(INPUTS, { tag: "a" }),
    encodeAuth("good"),
    encodeInputs(INPUTS, { tag: "a" }),
  );
  assert.deepEqual(rig.take(), [
    "refused not-authenticated",
    "send PERIOD_ON",
    "location a",
    "inputs ADC1=269 @10001",
  ]);
  const wrong = new Rig({ auth: "connection", tokens: new TestTokens("good") });
  wrong.device(1, encodeAuth("guess"), encodeAuth("good"), encodeInputs(INPUTS, { tag: "a" }));
  assert.deepEqual(wrong.take(), ["refused bad-token", "close not-authenticated"]);
});

Deno.test("DeviceSession closes under policy packet after too many packets without a good token in a row", () => {
  const rig = new Rig({ auth: "packet", tokens: new TestTokens("good") });
  const good = encodeFrame(WORDS, { location: "a", token: "good" });
  const bad = encodeFrame(WORDS, { location: "a", token: "bad" });
  for (let time = 0; time < 7; time++) rig.device(time, bad);
  rig.device(8, good);
  for (let time = 9; time < 20; time++) rig.device(time, encodeInputs(INPUTS, { tag: "a" }));
  const calls = rig.take("send");
  assert.deepEqual(calls.filter((call) => !call.startsWith("refused")), [
    "location a",
    `${FRAME_CALL} @8`,
    "close not-authenticated",
  ]);
  assert.equal(calls.filter((call) => call === "refused bad-token").length, 7);
  assert.equal(calls.filter((call) => call === "refused not-authenticated").length, 8);
});

Deno.test("DeviceSession asks for what the sensor asks for as soon as it knows which one it is", () => {
  const demandOf = (location: string) => ({
    auth: location === "vault"
      ? "packet" as const
      : location === "door"
      ? "connection" as const
      : "none" as const,
    device: "of-good",
  });
  const inputs = (location: string, token?: string) =>
    encodeInputs(INPUTS, { location, ...(token === undefined ? {} : { token }) });
  const rig = new Rig({ demandOf, tokens: new TestTokens("good") });
  rig.device(1, inputs("hall"));
  rig.device(2, inputs("vault"));
  assert.deepEqual(rig.take("send"), [
    "location hall",
    "inputs ADC1=269 @1",
    "refused not-authenticated",
    "close not-authenticated",
  ]);
  const door = new Rig({ demandOf, tokens: new TestTokens("good") });
  door.device(1, encodeAuth("good"), inputs("door"), inputs("door"));
  assert.deepEqual(door.take("send"), ["location door", "inputs ADC1=269 @1", "inputs ADC1=269 @1"]);
  const vault = new Rig({ demandOf, tokens: new TestTokens("good") });
  vault.device(1, encodeAuth("good"), inputs("vault", "good"), inputs("vault"), inputs("vault", "good"));
  assert.deepEqual(vault.take("send"), [
    "location vault",
    "inputs ADC1=269 @1",
    "refused not-authenticated",
    "inputs ADC1=269 @1",
  ]);
});

Deno.test("DeviceSession gives out nothing that came before anybody knew that each packet must prove itself", () => {
  const rig = new Rig({
    demandOf: () => ({ auth: "packet", device: "of-good" }),
    tokens: new TestTokens("good"),
  });
  rig.device(1, encodeFrame(WORDS, { tag: "vault" }));
  rig.device(2, encodeFrame(WORDS, { tag: "vault" }));
  rig.device(3, encodeFrame(WORDS, { tag: "vault", token: "good" }));
  assert.deepEqual(rig.take("send"), ["location vault", `${FRAME_CALL} @3`]);
});

Deno.test("DeviceSession ends at once when its token is withdrawn, and takes nothing more in between", () => {
  for (const auth of ["connection", "packet"] as const) {
    const tokens = new TestTokens("good");
    const rig = new Rig({ auth, tokens, demandOf: () => ({ auth, device: "of-good" }) });
    const packet = encodeInputs(INPUTS, { location: "a", token: "good" });
    rig.device(1, encodeAuth("good"), packet);
    rig.session.checkToken();
    tokens.withdraw("good");
    rig.device(2, packet);
    rig.session.checkToken();
    assert.deepEqual(rig.take("send"), [
      "location a",
      "inputs ADC1=269 @1",
      "refused bad-token",
      "close token-withdrawn",
    ]);
  }
});

Deno.test("DeviceSession follows what the network asks for anew", () => {
  const rig = new Rig({ tokens: new TestTokens("good") });
  rig.device(1, encodeInputs(INPUTS, { location: "a" }));
  rig.session.require("connection");
  rig.device(2, encodeInputs(INPUTS, { location: "a" }));
  rig.session.require("none");
  rig.device(3, encodeInputs(INPUTS, { location: "a" }));
  assert.deepEqual(rig.take("send"), [
    "location a",
    "inputs ADC1=269 @1",
    "refused not-authenticated",
    "inputs ADC1=269 @3",
  ]);
});

Deno.test("DeviceSession sends no command while a frame is on its way", () => {
  const rig = new Rig({ mode: "stream" });
  const inputs = encodeInputs(INPUTS, { tag: "a" });
  const frame = encodeFrame(WORDS, { tag: "a" });
  rig.device(100, inputs.subarray(0, 30), inputs.subarray(30), frame.subarray(0, 100));
  const [, , first] = rig.take();
  assert.equal(first, "send PERIOD_ON");
  // An inputs packet ends and a frame begins in one chunk: the gap is over already.
  rig.device(3_000, frame.subarray(100), Uint8Array.from([...inputs, ...frame.subarray(0, 100)]));
  assert.deepEqual(rig.take("frame", "inputs"), []);
  rig.device(3_100, frame.subarray(100));
  rig.device(3_200, inputs);
  assert.deepEqual(rig.take("frame", "inputs"), ["send EEPROM1"]);
});

Deno.test("DeviceSession calls nothing any more once its caller has stopped it, even from within a call", () => {
  let stopped = false;
  const never = () => assert.equal(stopped, false);
  const session = new DeviceSession({ address: "192.0.2.7" }, {
    send: never,
    close: never,
    location: () => {
      session.stop();
      stopped = true;
    },
    frame: never,
    inputs: never,
    eeprom: never,
    serial: never,
    eepromUnavailable: never,
    refused: never,
  }, 0);
  session.receive(encodeFrame(WORDS, { tag: "a" }), 1);
  session.receive(Uint8Array.from([...encodeInputs(INPUTS, { tag: "a" }), ...bytes("#x!")]), 2);
  assert.equal(stopped, true);
  session.tick(100_000);
  session.end();
  assert.equal(session.nextDeadlineMs(), Infinity);
});
