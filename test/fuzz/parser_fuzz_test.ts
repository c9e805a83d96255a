/**
 * Searches for streams that break the packet parser or the session: damaged, cut, joined, binary, hostile.
 */
import assert from "node:assert/strict";
import {
  encodeAuth,
  encodeEeprom,
  encodeFrame,
  encodeInputs,
  encodeLocation,
  encodeSerial,
  type PacketOptions,
} from "../../src/ingest/protocol/encoder.ts";
import { PACKET_LIMITS } from "../../src/ingest/protocol/packet.ts";
import { recordPackets } from "../../src/ingest/protocol/packet_recorder.ts";
import { PacketParser } from "../../src/ingest/protocol/parser.ts";
import { describeRefusal } from "../../src/ingest/protocol/refusal.ts";
import { DeviceSession, SESSION_TIMES } from "../../src/ingest/protocol/session.ts";
import { forSeeds, type Prng } from "./prng.ts";
import { referencePackets } from "./reference_parser.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** No garbage limit, so that a whole damaged stream is read. */
const PATIENT = { ...PACKET_LIMITS, garbageBytes: Infinity };

/** The last two words of a sealed frame or EEPROM are a checksum of the others: a frame made of two shows. */
function seal(words: Uint16Array): Uint16Array {
  const sum = checksum(words);
  words[words.length - 2] = sum >>> 16;
  words[words.length - 1] = sum & 0xFFFF;
  return words;
}

function checksum(words: ArrayLike<number>): number {
  let sum = 0x811C9DC5;
  for (let index = 0; index < words.length - 2; index++) sum = Math.imul(sum ^ words[index], 0x01000193);
  return sum >>> 0;
}

function isSealed(words: readonly number[]): boolean {
  const sum = checksum(words);
  return words.at(-2) === sum >>> 16 && words.at(-1) === (sum & 0xFFFF);
}

function randomOptions(random: Prng): PacketOptions {
  const name = random.pick([
    "1234",
    "cam01",
    "Küche",
    "default room",
    "7",
    " a b ",
    "a:b",
    "",
    "x".repeat(64),
  ]);
  return {
    ...(random.chance(0.4) ? { tag: name } : random.chance(0.5) ? { location: name } : {}),
    ...(random.chance(0.3) ? { token: random.pick(["abc", "s3cret", "t".repeat(128)]) } : {}),
    lineEnd: random.pick(["\r\n", "\n", ""] as const),
  };
}

function randomPacket(random: Prng): Uint8Array {
  const options = randomOptions(random);
  const words = (length: number) => seal(Uint16Array.from({ length }, () => random.int(0x10000)));
  switch (random.int(9)) {
    case 0:
    case 1:
      return encodeFrame(words(834), options);
    case 2:
      return encodeFrame(words(768), { ...options, spaced: random.chance(0.5) });
    case 3:
      return encodeEeprom(words(832), options);
    case 4:
      return encodeLocation(random.pick(["cam01", "default room", " Küche "]), options);
    case 5:
      return encodeSerial(`SIM${random.int(1e6)}`, options);
    case 6:
      return encodeAuth(random.pick(["abc", "x"]), options);
    default: {
      const names = ["ADC1", "ADC2", "ADC3:", "DIO", "Button", "Größe", "n".repeat(32)];
      const values: Record<string, number> = {};
      for (let count = random.int(6); count >= 0; count--) values[random.pick(names)] = random.int(5000) / 4;
      return encodeInputs(values, options);
    }
  }
}

const TELLING = bytes("#!:;=, \r\n\0-+.0Fz\xFF");

/** The characters by which the two lengths of frames differ. */
const LENGTHS_APART = (834 - 768) * 4;

/**
 * Damages a packet in one way. `newHex` allows what may make another valid payload of it, which nothing in the protocol
 * can tell from a true one: other hexadecimal characters, or a loss of just what makes a short frame of a long one.
 */
function damage(packet: Uint8Array, random: Prng, newHex: boolean): Uint8Array {
  const at = random.int(packet.length);
  let end = Math.min(packet.length, at + 1 + random.int(random.chance(0.5) ? 3 : 400));
  if (!newHex && end - at === LENGTHS_APART) end--;
  const noise = () =>
    newHex && random.chance(0.5) ? random.int(256) : random.pick([...bytes("#!:;=,\r\n\0xyz")]);
  switch (random.int(6)) {
    case 0: // cut off
      return packet.slice(0, at);
    case 1: // a piece lost
      return join(packet.subarray(0, at), packet.subarray(end));
    case 2: // a piece doubled
      return join(packet.subarray(0, end), packet.subarray(at));
    case 3: // noise put in
      return join(packet.subarray(0, at), Uint8Array.from({ length: end - at }, noise), packet.subarray(at));
    case 4: // the beginning lost
      return packet.slice(at);
    default: { // one byte changed
      const changed = packet.slice();
      changed[at] = noise();
      return changed;
    }
  }
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Cuts a stream anywhere: whole, in single bytes, or in pieces. */
function* cut(stream: Uint8Array, random: Prng): Generator<Uint8Array> {
  const most = random.pick([1, 2, 7, 100, 1460, 5000, stream.length]);
  for (let at = 0; at < stream.length;) {
    const length = 1 + random.int(most);
    yield stream.subarray(at, at + length);
    at += length;
  }
}

Deno.test("fuzz: PacketParser finds in any stream, cut anywhere, what a plain reference finds", () => {
  forSeeds(400, (random) => {
    const parts = Array.from({ length: 1 + random.int(12) }, () => {
      const packet = randomPacket(random);
      if (random.chance(0.15)) return random.bytes(random.int(200));
      return random.chance(0.5) ? packet : damage(packet, random, true);
    });
    const stream = join(...parts);
    const record = recordPackets();
    const parser = new PacketParser(PATIENT);
    for (const chunk of cut(stream, random)) parser.push(chunk, record.sink);
    parser.end(record.sink);
    assert.deepEqual(record.packets, referencePackets(stream));
    for (const refusal of record.refusals) assert.ok(describeRefusal(refusal).endsWith("."));
  });
});

Deno.test("fuzz: PacketParser delivers no frame that was not sent, and every intact packet after a damaged one", () => {
  forSeeds(300, (random) => {
    const record = recordPackets();
    const parser = new PacketParser(PATIENT);
    const parts: Uint8Array[] = [];
    const count = 1 + random.int(10);
    for (let marker = 0; marker < count; marker++) {
      parts.push(damage(randomPacket(random), random, false));
      if (random.chance(0.2)) {
        parts.push(Uint8Array.from(random.bytes(30), (byte) => TELLING[byte % TELLING.length]));
      }
      parts.push(encodeInputs({ marker }, { tag: "marker" }));
    }
    for (const chunk of cut(join(...parts), random)) parser.push(chunk, record.sink);
    const markers = record.packets.filter(({ location }) => location === "marker");
    assert.deepEqual(
      markers.map(({ values }) => values![0][1]),
      Array.from({ length: count }, (_, index) => index),
    );
    for (const { words } of record.packets) assert.ok(words === undefined || isSealed(words), "a torn frame");
  });
});

Deno.test("fuzz: PacketParser stays within its memory and gives hostile streams up in time", () => {
  forSeeds(20, (random) => {
    const parser = new PacketParser();
    const record = recordPackets();
    const hostile = join(...Array.from({ length: 50 }, () => {
      return random.pick([
        () => random.bytes(5_000),
        () => bytes("#".repeat(2_000)),
        () => bytes("#!".repeat(2_000)),
        () => bytes("#frame1:" + "0".repeat(20_000)),
        () => bytes("#Sensor:" + "a=1,".repeat(2_000) + "!"),
        () => bytes("#locid:" + ";token=".repeat(500) + "!"),
      ])();
    }));
    let taken = 0;
    for (const chunk of cut(hostile, random)) {
      parser.push(chunk, record.sink);
      if (record.refusals.at(-1)?.kind === "too-much-garbage") break;
      taken += chunk.length;
    }
    assert.ok(taken < PACKET_LIMITS.garbageBytes + PACKET_LIMITS.packetBytes, `took ${taken} bytes`);
    assert.ok(record.refusals.length <= PACKET_LIMITS.garbageBytes + 1);
    parser.push(encodeInputs({ late: 1 }), record.sink);
    assert.equal(record.packets.some(({ values }) => values?.[0][0] === "late"), false);
  });
});

Deno.test("fuzz: DeviceSession keeps its rules whatever a peer sends, and whenever", () => {
  forSeeds(150, (random) => {
    const options = {
      address: "192.0.2.9",
      mode: random.pick(["auto", "stream", "request"] as const),
      auth: random.pick(["none", "none", "connection", "packet"] as const),
      tokens: {
        verify: (token: string) => token === "abc" ? { tokenId: "1", device: "room" } : "bad-token" as const,
        stands: () => true,
      },
    };
    const locations = new Set<string>();
    const sent: [atMs: number, text: string][] = [];
    let nowMs = random.int(1e6);
    let lastAliveMs = nowMs;
    let closed = false;
    let greeted = false;
    const measured = (words?: Uint16Array) => {
      assert.equal(closed, false, "a measurement after the close");
      assert.ok(locations.size > 0, "a measurement before its location");
      if (words !== undefined) assert.ok(words.length >= 768);
      lastAliveMs = nowMs;
    };
    const session = new DeviceSession(options, {
      send: (command) => void sent.push([nowMs, new TextDecoder().decode(command)]),
      close: () => {
        assert.equal(closed, false, "a second close");
        closed = true;
      },
      location: (id) => void locations.add(id),
      frame: (words) => measured(words),
      inputs: () => measured(),
      eeprom: (words) => measured(words),
      serial: () => void (greeted = true),
      eepromUnavailable: () => {},
      refused: (refusal) => void describeRefusal(refusal),
    }, nowMs);

    for (let step = 0; step < 60 && !closed; step++) {
      const packet = random.chance(0.7) ? randomPacket(random) : damage(randomPacket(random), random, true);
      const untilMs = nowMs + random.int(random.chance(0.1) ? 40_000 : 3_000);
      for (let turn = 0; session.nextDeadlineMs() <= untilMs; turn++) {
        assert.ok(turn < 200, "turns without end");
        nowMs = Math.max(nowMs, session.nextDeadlineMs());
        session.tick(nowMs);
      }
      nowMs = untilMs;
      if (closed) break;
      for (const chunk of cut(random.chance(0.1) ? random.bytes(3_000) : packet, random)) {
        session.receive(chunk, nowMs);
      }
      const silentMs = nowMs - lastAliveMs;
      const limitMs: number = SESSION_TIMES.idleMs + (greeted ? SESSION_TIMES.settleMs : 0) +
        SESSION_TIMES.handshakeMs;
      assert.ok(closed || silentMs <= limitMs, `open after ${silentMs} ms without a measurement`);
    }
    session.end();
    assert.ok(locations.size <= 5, `${locations.size} locations of one connection`);
    assert.ok(sent.filter(([, text]) => text === "PERIOD_ON\n").length <= 1, "PERIOD_ON twice");
    for (let index = 1; index < sent.length; index++) {
      assert.ok(sent[index][0] - sent[index - 1][0] >= SESSION_TIMES.spacingMs, "two commands at once");
    }
    assert.equal(session.nextDeadlineMs(), Infinity);
  });
});
