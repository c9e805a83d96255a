import assert from "node:assert/strict";
import { encodeRaw115200, isSameMode, TCFLSH, TCGETS, TCSETS, TERMIOS_BYTES, TIOCEXCL } from "./termios.ts";

Deno.test("the terminal requests have the numbers that a C program prints from asm/ioctls.h", () => {
  assert.deepEqual([TCGETS.code, TCSETS.code, TCFLSH.code, TIOCEXCL.code], [
    0x5401n,
    0x5402n,
    0x540Bn,
    0x540Cn,
  ]);
  assert.equal(TERMIOS_BYTES, 36);
});

Deno.test("encodeRaw115200 lays a raw line of 115200 8N1 out as the kernel reads it", () => {
  const bytes = new Uint8Array(TERMIOS_BYTES).fill(0xFF);
  encodeRaw115200(bytes);
  const view = new DataView(bytes.buffer);
  // IGNBRK 1, IGNPAR 4; CS8 0x30, CREAD 0x80, CLOCAL 0x800, B115200 0x1002; no CSTOPB, PARENB, CRTSCTS; no ICANON, ECHO, ISIG.
  assert.deepEqual([0, 4, 8, 12].map((at) => view.getUint32(at, true)), [0x5, 0, 0x18B2, 0]);
  assert.deepEqual([...bytes.subarray(16)].flatMap((byte, i) => byte === 0 ? [] : [[i + 16, byte]]), [[
    23,
    1,
  ]], "VMIN, the seventh control character, is 1");
});

Deno.test("isSameMode compares modes, not control characters", () => {
  const [a, b] = [new Uint8Array(TERMIOS_BYTES), new Uint8Array(TERMIOS_BYTES)];
  b[20] = 9;
  assert.equal(isSameMode(a, b), true);
  b[8] = 2;
  assert.equal(isSameMode(a, b), false);
});
