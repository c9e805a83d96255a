import assert from "node:assert/strict";
import { stampOf } from "../../test/timesync/ntp_reply.ts";
import { readNtpShort, readNtpTime } from "./ntp_time.ts";

function stamp(seconds: number, fraction = 0): DataView {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, seconds);
  view.setUint32(4, fraction);
  return view;
}

Deno.test("readNtpTime reads the dates of RFC 5905 figure 4, on both sides of the era that begins in 2036", () => {
  assert.equal(readNtpTime(stamp(2_208_988_800), 0), Date.UTC(1970, 0, 1));
  assert.equal(readNtpTime(stamp(2_272_060_800), 0), Date.UTC(1972, 0, 1));
  assert.equal(readNtpTime(stamp(3_155_587_200), 0), Date.UTC(1999, 11, 31));
  assert.equal(readNtpTime(stamp(0xFFFF_FFFF), 0), Date.UTC(2036, 1, 7, 6, 28, 15));
  assert.equal(readNtpTime(stamp(0, 1), 0)! - Date.UTC(2036, 1, 7, 6, 28, 16) < 0.001, true);
  assert.equal(readNtpTime(stamp(63_104), 0), Date.UTC(2036, 1, 8));
  assert.equal(readNtpTime(stamp(0x7FFF_FFFF), 0), Date.UTC(2104, 1, 26, 9, 42, 23));
});

Deno.test("readNtpTime takes the zero stamp for no time at all", () => {
  assert.equal(readNtpTime(stamp(0, 0), 0), undefined);
});

Deno.test("readNtpTime keeps fractions of a millisecond to within a microsecond, whatever surrounds the stamp", () => {
  const view = new DataView(new ArrayBuffer(24));
  view.setBigUint64(0, ~0n);
  view.setBigUint64(16, ~0n);
  for (const date of [Date.UTC(1970, 0, 1), Date.UTC(2026, 6, 1), Date.UTC(2036, 1, 8), Date.UTC(2090, 0)]) {
    for (const fractionMs of [0, 0.25, 123.456, 999.999]) {
      view.setBigUint64(8, stampOf(date + fractionMs));
      assert(Math.abs(readNtpTime(view, 8)! - date - fractionMs) < 0.001, `${date} + ${fractionMs}`);
    }
  }
});

Deno.test("readNtpShort reads 16 bits of seconds and 16 of fraction", () => {
  assert.equal(readNtpShort(stamp(0x0001_8000), 0), 1_500);
});
