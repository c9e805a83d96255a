/**
 * Measures what one packet costs in the sensor line protocol.
 */
import { decodeHex } from "../../src/ingest/protocol/hex.ts";
import { encodeFrame, encodeInputs } from "../../src/ingest/protocol/encoder.ts";
import { FRAME_WORDS, type PacketSink } from "../../src/ingest/protocol/packet.ts";
import { PacketParser } from "../../src/ingest/protocol/parser.ts";
import { DeviceSession, type SessionHandler } from "../../src/ingest/protocol/session.ts";
import { leastUs } from "./statistics.ts";

/** Microseconds for one packet: the best of several rounds, as other processes only ever add to the time. */
export interface ProtocolFigures {
  /** 834 words from 3336 characters. */
  readonly decodeHexUs: number;
  /** A frame packet whole in one chunk. */
  readonly frameUs: number;
  /** A frame packet cut in three chunks. */
  readonly frameInThreeUs: number;
  /** A `#Sensor1234:ADC1=269,ADC2=1296,ADC3:=1,DIO=0!` among others in one chunk. */
  readonly inputsUs: number;
  /** The same through a whole session, token check and location included. */
  readonly frameSessionUs: number;
  readonly inputsSessionUs: number;
}

const ROUNDS = 12;

/** Runs for about a second. */
export function benchProtocol(): ProtocolFigures {
  const words = Uint16Array.from({ length: FRAME_WORDS }, (_, index) => (index * 7919) & 0xFFFF);
  const frame = encodeFrame(words, { tag: "1234" });
  const inputs = repeat(encodeInputs({ ADC1: 269, ADC2: 1296, "ADC3:": 1, DIO: 0 }, { tag: "1234" }), 100);
  const parts = [frame.subarray(0, 1000), frame.subarray(1000, 2500), frame.subarray(2500)];
  const out = new Uint16Array(FRAME_WORDS);
  const parser = new PacketParser();
  const sink = countingSink();
  let nowMs = 0;
  const session = new DeviceSession({ address: "192.0.2.1" }, quietHandler(), nowMs);
  const figures: ProtocolFigures = {
    decodeHexUs: best(2_000, () => decodeHex(frame, 11, FRAME_WORDS, out)),
    frameUs: best(2_000, () => parser.push(frame, sink)),
    frameInThreeUs: best(2_000, () => {
      for (const part of parts) parser.push(part, sink);
    }),
    inputsUs: best(200, () => parser.push(inputs, sink)) / 100,
    frameSessionUs: best(2_000, () => session.receive(frame, nowMs += 20)),
    inputsSessionUs: best(200, () => session.receive(inputs, nowMs += 20)) / 100,
  };
  const expected = ROUNDS * (2 * 2_000 + 200 * 100);
  if (sink.packets !== expected) throw new Error(`bench: ${sink.packets} packets came of ${expected}`);
  return figures;
}

function best(times: number, run: () => void): number {
  return leastUs(times, ROUNDS, run);
}

function repeat(bytes: Uint8Array, times: number): Uint8Array {
  const all = new Uint8Array(bytes.length * times);
  for (let index = 0; index < times; index++) all.set(bytes, index * bytes.length);
  return all;
}

function countingSink(): PacketSink & { packets: number } {
  return {
    packets: 0,
    frame() {
      this.packets++;
    },
    inputs() {
      this.packets++;
    },
    eeprom() {},
    location() {},
    serial() {},
    auth() {},
    refused(refusal) {
      throw new Error(`bench: refused ${refusal.kind}`);
    },
  };
}

function quietHandler(): SessionHandler {
  return {
    send() {},
    close(reason) {
      throw new Error(`bench: closed ${reason.kind}`);
    },
    location() {},
    frame() {},
    inputs() {},
    eeprom() {},
    serial() {},
    eepromUnavailable() {},
    refused(refusal) {
      throw new Error(`bench: refused ${refusal.kind}`);
    },
  };
}

if (import.meta.main) console.log(JSON.stringify(benchProtocol(), null, 2));
