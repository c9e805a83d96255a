import assert from "node:assert/strict";
import { describeRefusal, isFatal, printable, type Refusal } from "./refusal.ts";

Deno.test("describeRefusal says what was refused, the rule and the value", () => {
  const cases: [Refusal, string][] = [
    [
      { kind: "bad-hex", packet: "frame", offset: 17, byte: 0x0A },
      "Refused a frame packet: its payload must be hexadecimal, character 17 is byte 0x0a.",
    ],
    [
      { kind: "wrong-length", packet: "eeprom", length: 12, expected: "3328, 3336" },
      "Refused an eeprom packet: its payload must have 3328, 3336 characters, it had 12.",
    ],
    [
      { kind: "bad-number", name: "ADC1", text: "12x" },
      'Refused a value: "ADC1" must be a decimal number, it was "12x".',
    ],
    [
      { kind: "too-many-locations", name: "room", limit: 4 },
      'Refused the location "room": one connection may name 4, it named more.',
    ],
    [
      { kind: "bad-token", packet: "auth" },
      "Refused an auth packet: its token must be an accepted one, it was not.",
    ],
  ];
  for (const [refusal, text] of cases) assert.equal(describeRefusal(refusal), text);
});

Deno.test("isFatal holds for too much garbage alone", () => {
  assert.equal(isFatal({ kind: "too-much-garbage", bytes: 2, limit: 1 }), true);
  assert.equal(isFatal({ kind: "garbage", bytes: 2 }), false);
  assert.equal(isFatal({ kind: "packet-too-long", bytes: 2, limit: 1 }), false);
});

Deno.test("printable makes anything fit for a log line", () => {
  const bytes = Uint8Array.of(0x41, 0x00, 0x1B, 0x22, 0xFF, 0x0A, 0x7E);
  assert.equal(printable(bytes, 0, bytes.length), "A?????~");
  assert.equal(printable(new Uint8Array(1000).fill(0x41), 0, 1000), "A".repeat(24));
});
