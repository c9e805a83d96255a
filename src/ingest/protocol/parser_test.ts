import assert from "node:assert/strict";
import { encodeEeprom, encodeFrame, encodeInputs, encodeLocation } from "./encoder.ts";
import { type FramePacket, PACKET_LIMITS } from "./packet.ts";
import { type PacketRecord, recordPackets } from "./packet_recorder.ts";
import { type PacketLimits, PacketParser } from "./parser.ts";
import { describeRefusal, isFatal, type RefusalKind } from "./refusal.ts";

const CAPTURE = new URL("../../../../shared/data/pfds-capture/", import.meta.url);
const hasCapture = await Deno.stat(CAPTURE).then(() => true, () => false);
if (!hasCapture) console.log("skipping tests on the captured device: ../shared/data/pfds-capture is absent");

const bytes = (text: string) => new TextEncoder().encode(text);

function parse(chunks: readonly (string | Uint8Array)[], limits?: Partial<PacketLimits>): PacketRecord {
  const record = recordPackets();
  const parser = new PacketParser({ ...PACKET_LIMITS, ...limits });
  for (const chunk of chunks) parser.push(typeof chunk === "string" ? bytes(chunk) : chunk, record.sink);
  for (const refusal of record.refusals) assert.match(describeRefusal(refusal), /^[A-Z][\x20-\x7E]+\.$/);
  return record;
}

function join(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...(typeof part === "string" ? bytes(part) : part)]));
}

/** The only thing refused in `text`, after which a good packet must still come through. */
function refusalIn(text: string | Uint8Array, limits?: Partial<PacketLimits>): unknown {
  const { packets, refusals } = parse([join(text, "\r\n#Sensorafter:ADC1=1!")], limits);
  assert.deepEqual(packets.at(-1), { kind: "inputs", location: "after", values: [["ADC1", 1]] });
  assert.equal(refusals.length, 1, JSON.stringify(refusals));
  return refusals[0];
}

const WORDS = Array.from({ length: 834 }, (_, index) => (index * 7919) & 0xFFFF);
const HEX = WORDS.map((word) => word.toString(16).toUpperCase().padStart(4, "0"));
const FULL = HEX.join("");
const PIXELS = HEX.slice(0, 768).join("");
const SPACED = HEX.slice(0, 768).join(" ");

const EVERY_FORM = [
  "#serialno:SIM409534!\r\n",
  "#locid:default room!\n",
  `#frame1234:${FULL}!\r\n`,
  `#frame17:${PIXELS}!`,
  `#frame:${SPACED.toLowerCase()}! \t\r\n`,
  `#frame:cam01:${FULL};token=s3cret!`,
  `#frame:cam:01:${SPACED}!\n`,
  "#Sensor1234:ADC1=269,ADC2=1296,ADC3:=1,DIO=0!\r\n",
  "#Sensor:Küche:ADC1=26.5,MPY30=1,Button=-3!",
  "#Sensor:ADC3:=1!",
  "#Sensor:room:ADC1=269;token=abc!",
  `#EEPROM1234:${FULL.slice(0, 3328)}!\r\n`,
  `#EEPROM:cam01:${FULL}!\r\n`,
  "#auth:abc/DEF+123=!",
];

const EXPECTED = [
  { kind: "serial", text: "SIM409534" },
  { kind: "location", text: "default room" },
  { kind: "frame", tag: "1234", words: WORDS },
  { kind: "frame", tag: "17", words: WORDS.slice(0, 768) },
  { kind: "frame", words: WORDS.slice(0, 768) },
  { kind: "frame", location: "cam01", token: "s3cret", words: WORDS },
  { kind: "frame", location: "cam:01", words: WORDS.slice(0, 768) },
  { kind: "inputs", location: "1234", values: [["ADC1", 269], ["ADC2", 1296], ["ADC3", 1], ["DIO", 0]] },
  { kind: "inputs", location: "Küche", values: [["ADC1", 26.5], ["MPY30", 1], ["Button", -3]] },
  { kind: "inputs", values: [["ADC3", 1]] },
  { kind: "inputs", location: "room", token: "abc", values: [["ADC1", 269]] },
  { kind: "eeprom", words: WORDS.slice(0, 832) },
  { kind: "eeprom", location: "cam01", words: WORDS.slice(0, 832) },
  { kind: "auth", text: "abc/DEF+123=" },
];

Deno.test("PacketParser reads every packet form", () => {
  const { packets, refusals } = parse([EVERY_FORM.join("")]);
  assert.deepEqual(packets, EXPECTED);
  assert.deepEqual(refusals, []);
});

Deno.test("PacketParser reads the same however the bytes are cut", () => {
  const all = bytes(EVERY_FORM.join(""));
  for (const size of [1, 2, 3, 7, 63, 64, 65, 1000, 3336, 3349, 4096]) {
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < all.length; at += size) chunks.push(all.subarray(at, at + size));
    const { packets, refusals } = parse(chunks);
    assert.deepEqual(packets, EXPECTED, `chunks of ${size}`);
    assert.deepEqual(refusals, [], `chunks of ${size}`);
  }
});

Deno.test("PacketParser reads the same when one chunk buffer is used again and again", () => {
  const all = bytes(EVERY_FORM.join(""));
  const record = recordPackets();
  const parser = new PacketParser();
  const buffer = new Uint8Array(777);
  for (let at = 0; at < all.length; at += buffer.length) {
    const part = all.subarray(at, at + buffer.length);
    buffer.set(part);
    parser.push(buffer.subarray(0, part.length), record.sink);
    buffer.fill(0x23);
  }
  assert.deepEqual(record.packets, EXPECTED);
});

Deno.test("PacketParser hands every frame on in the same object and the same words", () => {
  const seen = new Set<unknown>();
  const { sink } = recordPackets();
  const parser = new PacketParser();
  const frame = encodeFrame(WORDS, { tag: "1234" });
  const look = { ...sink, frame: (packet: FramePacket) => void seen.add(packet).add(packet.words) };
  parser.push(frame, look);
  parser.push(frame.subarray(0, 50), look);
  parser.push(frame.subarray(50), look);
  assert.equal(seen.size, 2);
});

Deno.test("PacketParser refuses a packet longer than its limit", () => {
  const long = `#Sensor:${"A=1,".repeat(2000)}!`;
  assert.deepEqual(refusalIn(long), { kind: "packet-too-long", bytes: long.length - 1, limit: 4352 });
  const chunks = [...long].map((character) => character);
  const { packets, refusals } = parse([...chunks, "#Sensor:ADC1=1!"]);
  assert.equal(packets.length, 1);
  assert.deepEqual(refusals.map(({ kind }) => kind), ["packet-too-long", "garbage"]);
});

Deno.test("PacketParser takes the longest legitimate packet", () => {
  const { packets, refusals } = parse([
    `#frame:${"\u{20000}".repeat(64)}:${SPACED};token=${"t".repeat(128)}!`,
  ]);
  assert.deepEqual(refusals, []);
  assert.equal(packets.length, 1);
});

Deno.test("PacketParser refuses a payload that is not hexadecimal, naming the character", () => {
  const damaged = (at: number, character: string) => FULL.slice(0, at) + character + FULL.slice(at + 1);
  assert.deepEqual(refusalIn(`#frame1:${damaged(0, "G")}!`), {
    kind: "bad-hex",
    packet: "frame",
    offset: 0,
    byte: 0x47,
  });
  assert.deepEqual(refusalIn(`#frame:cam:${damaged(3335, " ")}!`), {
    kind: "bad-hex",
    packet: "frame",
    offset: 3335,
    byte: 0x20,
  });
  assert.deepEqual(refusalIn(`#EEPROM1:${damaged(3330, "x")}!`), {
    kind: "bad-hex",
    packet: "eeprom",
    offset: 3330,
    byte: 0x78,
  });
  assert.deepEqual(refusalIn(`#frame1:${SPACED.replace(" ", "_")}!`), {
    kind: "bad-hex",
    packet: "frame",
    offset: 4,
    byte: 0x5F,
  });
});

Deno.test("PacketParser refuses a payload of a length that no packet has", () => {
  const expected = "3336, 3072, 3839";
  assert.deepEqual(refusalIn(`#frame1:${FULL}0!`), {
    kind: "wrong-length",
    packet: "frame",
    length: 3337,
    expected,
  });
  assert.deepEqual(refusalIn(`#frame1:${FULL.slice(1)};token=abc!`), {
    kind: "wrong-length",
    packet: "frame",
    length: 3335,
    expected,
  });
  assert.deepEqual(refusalIn("#frame1:!"), { kind: "wrong-length", packet: "frame", length: 0, expected });
  assert.deepEqual(refusalIn(`#EEPROM1:${PIXELS}!`), {
    kind: "wrong-length",
    packet: "eeprom",
    length: 3072,
    expected: "3328, 3336",
  });
});

Deno.test("PacketParser names each other rule that a packet breaks", () => {
  const cases: [string, RefusalKind][] = [
    ["#hello!", "unknown-packet"],
    ["#!", "unknown-packet"],
    ["#Frame1:00!", "unknown-packet"],
    ["#LOCID:room!", "unknown-packet"],
    ["#frame1234!", "no-colon"],
    ["#Sensor!", "no-colon"],
    ["#SensorADC1=269!", "no-colon"],
    ["#EEPROM!", "no-colon"],
    ["#Sensor1234:!", "no-inputs"],
    ["#Sensor1234:,, ,!", "no-inputs"],
    [`#Sensor:${"A=1,".repeat(33)}!`, "too-many-inputs"],
    [`#locid:${"x".repeat(257)}!`, "text-too-long"],
    [`#frame${"x".repeat(257)}:${FULL}!`, "text-too-long"],
    [`#Sensor${"x".repeat(257)}:ADC1=1!`, "text-too-long"],
    ["#locid:!", "empty-text"],
    ["#locid:  !", "empty-text"],
    ["#serialno:!", "empty-text"],
    ["#auth:!", "empty-text"],
    ["#Sensor:room:ADC1=1;token=!", "empty-text"],
    [`#auth:${"x".repeat(129)}!`, "text-too-long"],
    [`#Sensor:room:ADC1=1;token=${"x".repeat(129)}!`, "text-too-long"],
    ["#locid:a\tb!", "not-text"],
    ["#auth:a\0b!", "not-text"],
  ];
  for (const [text, kind] of cases) assert.equal((refusalIn(text) as { kind: string }).kind, kind, text);
  assert.deepEqual(refusalIn(join("#locid:a", Uint8Array.of(0xFF), "!")), {
    kind: "not-text",
    field: "location",
  });
});

Deno.test("PacketParser leaves a bad value out and delivers the others", () => {
  const { packets, refusals } = parse([
    "#Sensor:room:ADC1=269,ADC2=12x6,FW=1.2.3,DIO=,=5,ADC3,Big=1234567890123456,Dot=1.,E=1e3, Odd : = +7 ,N=-0!",
  ]);
  assert.deepEqual(packets, [{
    kind: "inputs",
    location: "room",
    values: [["ADC1", 269], ["Odd", 7], ["N", 0]],
  }]);
  assert.deepEqual(refusals, [
    { kind: "bad-number", name: "ADC2", text: "12x6" },
    { kind: "bad-number", name: "FW", text: "1.2.3" },
    { kind: "empty-value", name: "DIO" },
    { kind: "bad-name", text: "=5" },
    { kind: "bad-name", text: "ADC3" },
    { kind: "bad-number", name: "Big", text: "1234567890123456" },
    { kind: "bad-number", name: "Dot", text: "1." },
    { kind: "bad-number", name: "E", text: "1e3" },
  ]);
});

Deno.test("PacketParser lets a damaged packet cost itself alone", () => {
  const cut = `#frame1234:${FULL.slice(0, 1500)}`;
  assert.deepEqual(refusalIn(cut), { kind: "packet-interrupted", bytes: cut.length + 2 });
  const { packets, refusals } = parse([`${cut}!${FULL.slice(1501)}!\r\n#frame1235:${FULL}!\r\n`]);
  assert.deepEqual(packets.map(({ tag }) => tag), ["1235"]);
  assert.deepEqual(refusals.map(({ kind }) => kind), ["wrong-length", "garbage"]);
  assert.deepEqual(parse(["####", "##Sensor:ADC1=1!"]).packets.length, 1);
});

Deno.test("PacketParser counts garbage by runs and ignores white space", () => {
  const { packets, refusals } = parse([
    " \r\n\t",
    "abc",
    "de f",
    " \n#Sensor:A=1!",
    "\r\n \x00#Sensor:A=2!xyz",
  ]);
  assert.equal(packets.length, 2);
  assert.deepEqual(refusals, [{ kind: "garbage", bytes: 6 }, { kind: "garbage", bytes: 1 }]);
});

Deno.test("PacketParser gives up on a peer that sends too much garbage, and only then", () => {
  const good = encodeInputs({ ADC1: 1 });
  const noise = "x".repeat(60_000);
  const kept = parse([noise, good, noise, good]);
  assert.equal(kept.packets.length, 2);
  const lost = parse([noise, noise, good]);
  assert.equal(lost.packets.length, 0);
  assert.deepEqual(lost.refusals, [{ kind: "too-much-garbage", bytes: 120_000, limit: 65_536 }]);
  assert.deepEqual(lost.refusals.map(isFatal), [true]);
  const endless = parse([`#frame${"0".repeat(200_000)}`, good]);
  assert.deepEqual(endless.refusals.map(({ kind }) => kind), ["packet-too-long", "too-much-garbage"]);
  const wrong = parse(Array.from({ length: 30_000 }, () => "#x!"));
  assert.equal(wrong.refusals.at(-1)!.kind, "too-much-garbage");
  assert.equal(wrong.refusals.length, Math.floor(65_536 / 3) + 2);
});

Deno.test("PacketParser tells of an unfinished packet when the connection ends", () => {
  const record = recordPackets();
  const parser = new PacketParser();
  parser.push(bytes("#Sensor:A=1!oops#frame12:00"), record.sink);
  assert.equal(parser.pending, true);
  parser.end(record.sink);
  assert.deepEqual(record.refusals, [{ kind: "garbage", bytes: 4 }, {
    kind: "packet-interrupted",
    bytes: 11,
  }]);
  parser.push(encodeLocation("late"), record.sink);
  assert.equal(record.packets.length, 1);
});

Deno.test({
  name: "PacketParser reads the whole capture of a real device",
  ignore: !hasCapture,
  fn() {
    const lines = Deno.readTextFileSync(new URL("capture.tsv", CAPTURE)).trimEnd().split("\n");
    const eeprom = Deno.readTextFileSync(new URL("eeprom.hex", CAPTURE)).trim();
    const stream = bytes(lines.map((line) => line.split("\t")[1] + "\r\n").join(""));
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += 1460) chunks.push(stream.subarray(at, at + 1460));
    const { packets, refusals } = parse(chunks);
    assert.deepEqual(refusals, []);
    const count = (kind: string) => packets.filter((packet) => packet.kind === kind).length;
    assert.deepEqual([count("frame"), count("inputs"), count("eeprom")], [188, 192, 15]);
    assert.ok(
      packets.every(({ kind, tag, location }) =>
        (tag ?? location) === (kind === "eeprom" ? undefined : "1234")
      ),
    );
    assert.deepEqual(packets[0].words!.slice(0, 3), [0xFFB0, 0xFFAA, 0xFFAF]);
    assert.deepEqual(packets[0].words!.slice(-2), [1, 1]);
    const words = packets.find(({ kind }) => kind === "eeprom")!.words!;
    assert.deepEqual(encodeEeprom(words, { lineEnd: "" }), bytes(`#EEPROM:${eeprom}!`));
  },
});
