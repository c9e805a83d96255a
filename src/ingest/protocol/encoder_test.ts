import assert from "node:assert/strict";
import {
  encodeAuth,
  encodeEeprom,
  encodeFrame,
  encodeInputs,
  encodeLocation,
  encodeSerial,
} from "./encoder.ts";
import { recordPackets } from "./packet_recorder.ts";
import { PacketParser } from "./parser.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("the encoders write packets as devices do", () => {
  assert.equal(
    text(encodeInputs({ ADC1: 269, ADC2: 1296, "ADC3:": 1, DIO: 0 }, { tag: "1234" })),
    "#Sensor1234:ADC1=269,ADC2=1296,ADC3:=1,DIO=0!\r\n",
  );
  assert.equal(
    text(encodeInputs({ ADC1: 269 }, { location: "room", token: "abc", lineEnd: "\n" })),
    "#Sensor:room:ADC1=269;token=abc!\n",
  );
  assert.equal(text(encodeLocation("default room")), "#locid:default room!\r\n");
  assert.equal(text(encodeSerial("SIM409534", { lineEnd: "" })), "#serialno:SIM409534!");
  assert.equal(text(encodeAuth("abc")), "#auth:abc!\r\n");
  const pixels = Int16Array.from({ length: 768 }, (_, index) => index - 80);
  const frame = text(encodeFrame(pixels, { location: "cam01" }));
  assert.equal(frame.slice(0, 22), "#frame:cam01:FFB0FFB1F");
  assert.equal(frame.length, "#frame:cam01:".length + 3072 + 3);
  assert.equal(text(encodeFrame(pixels, { spaced: true })).slice(0, 22), "#frame:FFB0 FFB1 FFB2 ");
});

Deno.test("the encoders' words come back from the parser", () => {
  const words = Uint16Array.from({ length: 834 }, (_, index) => (index * 7919) & 0xFFFF);
  const record = recordPackets();
  const parser = new PacketParser();
  parser.push(encodeFrame(words, { tag: "17", token: "t" }), record.sink);
  parser.push(encodeFrame(words.subarray(0, 768), { spaced: true }), record.sink);
  parser.push(encodeEeprom(words.subarray(0, 832)), record.sink);
  assert.deepEqual(record.refusals, []);
  assert.deepEqual(record.packets, [
    { kind: "frame", tag: "17", token: "t", words: [...words] },
    { kind: "frame", words: [...words.subarray(0, 768)] },
    { kind: "eeprom", words: [...words.subarray(0, 832)] },
  ]);
});

Deno.test("the encoders refuse words that no packet has", () => {
  assert.throws(() => encodeFrame(new Uint16Array(100)), RangeError);
  assert.throws(() => encodeEeprom(new Uint16Array(768)), RangeError);
});
