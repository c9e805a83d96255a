import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { decodeLatch, describeLatchFault, encodeLatch, LATCH_BYTES_MAX, type LatchRecord } from "./latch.ts";

const RECORD: LatchRecord = {
  sequence: 41,
  savedAtWallMs: Date.UTC(2026, 0, 2),
  content: {
    epoch: 7,
    revision: 1_234,
    sirens: { "siren 1": "temporal-3", "Büro": "continuous" },
    relays: { fault: true },
    latched: [{ alarmId: "a-1", zoneId: "kitchen", silenced: false, raisedAtWallMs: 5 }],
    released: ["a-0"],
  },
};

const bytesOf = (text: string) => new TextEncoder().encode(text);

function refusal(bytes: Uint8Array): string {
  const decoded = decodeLatch(bytes);
  assert.ok(!decoded.ok, "a bad latch file was believed");
  assert.ok(describeLatchFault(decoded.fault).length > 0);
  return decoded.fault.kind;
}

/** A file whose checksum is right whatever it holds. */
function sealed(body: string, version = 1): Uint8Array {
  return bytesOf(`embereye-latch ${version} ${createHash("sha256").update(body).digest("hex")}\n${body}\n`);
}

Deno.test("decodeLatch gives back what encodeLatch wrote", () => {
  assert.deepEqual(decodeLatch(bytesOf(encodeLatch(RECORD))), { ok: true, value: RECORD });
});

Deno.test("decodeLatch refuses a file cut off at any byte", () => {
  const whole = bytesOf(encodeLatch(RECORD));
  for (let length = 0; length < whole.length; length++) refusal(whole.subarray(0, length));
});

Deno.test("decodeLatch refuses a file with any one bit turned over", () => {
  const whole = bytesOf(encodeLatch(RECORD));
  for (let index = 0; index < whole.length; index++) {
    const damaged = whole.slice();
    damaged[index]! ^= 1 << (index % 8);
    refusal(damaged);
  }
});

Deno.test("decodeLatch names the reason: no latch, another version, a content that breaks the schema, a giant", () => {
  assert.equal(refusal(bytesOf("")), "not-a-latch");
  assert.equal(refusal(new Uint8Array(4_096)), "not-a-latch");
  assert.equal(refusal(new Uint8Array(4_096).fill(0xff)), "not-a-latch");
  assert.equal(refusal(sealed(JSON.stringify(RECORD), 2)), "version");
  assert.equal(refusal(sealed("{")), "content");
  assert.equal(refusal(sealed(JSON.stringify({ ...RECORD, surprise: 1 }))), "content");
  assert.equal(
    refusal(sealed(JSON.stringify({ ...RECORD, content: { ...RECORD.content, sirens: { s: "loud" } } }))),
    "content",
  );
  assert.equal(refusal(new Uint8Array(LATCH_BYTES_MAX + 1)), "too-long");
});
