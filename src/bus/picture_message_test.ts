import assert from "node:assert/strict";
import { HEADER_BYTES } from "./framing.ts";
import { decodePicture, encodePicture, type Picture, PICTURE_BYTES_MAX } from "./picture_message.ts";

function picture(sensorId: string): Picture {
  const celsius = Float32Array.from({ length: 768 }, (_, i) => i / 10);
  celsius[5] = NaN;
  return { sensorId, atMs: 1234.5, taC: 31.9, vddV: NaN, celsius };
}

Deno.test("encodePicture and decodePicture keep degrees, gaps and ids of any length", () => {
  const target = new Uint8Array(PICTURE_BYTES_MAX);
  for (const id of ["a", "ab", "abc", "abcd", "Kühlraum 7", "x".repeat(64)]) {
    const bytes = encodePicture(picture(id), target);
    assert.deepEqual(decodePicture(target.subarray(HEADER_BYTES, bytes)), picture(id));
  }
});

Deno.test("decodePicture refuses a payload of another length", () => {
  const target = new Uint8Array(PICTURE_BYTES_MAX);
  const bytes = encodePicture(picture("abc"), target);
  assert.equal(decodePicture(target.subarray(HEADER_BYTES, bytes - 1)), undefined);
  assert.equal(decodePicture(new Uint8Array(10)), undefined);
  assert.equal(decodePicture(new Uint8Array(0)), undefined);
});
