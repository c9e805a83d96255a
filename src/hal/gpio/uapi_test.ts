import assert from "node:assert/strict";
import {
  CHIP_INFO_BYTES,
  decodeChipInfo,
  decodeLineEvent,
  decodeLineInfo,
  decodeLineValue,
  descriptorOf,
  encodeLineInfoQuery,
  encodeLineRequest,
  encodeLineValue,
  GPIO_GET_CHIPINFO,
  GPIO_V2_GET_LINE,
  GPIO_V2_GET_LINEINFO,
  GPIO_V2_LINE_GET_VALUES,
  GPIO_V2_LINE_SET_VALUES,
  LINE_EVENT_BYTES,
  LINE_FLAG,
  LINE_INFO_BYTES,
  LINE_REQUEST_BYTES,
  LINE_VALUES_BYTES,
} from "./uapi.ts";

/** `_IOC` of the kernel's `asm-generic/ioctl.h`: direction, size, type, number. */
function ioc(direction: number, size: number, number: number): bigint {
  return (BigInt(direction) << 30n) | (BigInt(size) << 16n) | (0xB4n << 8n) | BigInt(number);
}

Deno.test("the GPIO requests have the numbers that a C program prints from linux/gpio.h", () => {
  const [read, readWrite] = [2, 3];
  const expected: [bigint, bigint, bigint][] = [
    [GPIO_GET_CHIPINFO.code, 0x8044B401n, ioc(read, CHIP_INFO_BYTES, 1)],
    [GPIO_V2_GET_LINEINFO.code, 0xC100B405n, ioc(readWrite, LINE_INFO_BYTES, 5)],
    [GPIO_V2_GET_LINE.code, 0xC250B407n, ioc(readWrite, LINE_REQUEST_BYTES, 7)],
    [GPIO_V2_LINE_GET_VALUES.code, 0xC010B40En, ioc(readWrite, LINE_VALUES_BYTES, 0x0E)],
    [GPIO_V2_LINE_SET_VALUES.code, 0xC010B40Fn, ioc(readWrite, LINE_VALUES_BYTES, 0x0F)],
  ];
  for (const [code, printed, made] of expected) {
    assert.equal(code, printed);
    assert.equal(code, made, "the size within the number is the structure's");
  }
  assert.equal(LINE_EVENT_BYTES, 48);
  assert.deepEqual(LINE_FLAG, {
    USED: 1,
    ACTIVE_LOW: 2,
    INPUT: 4,
    OUTPUT: 8,
    EDGE_RISING: 16,
    EDGE_FALLING: 32,
    OPEN_DRAIN: 64,
    OPEN_SOURCE: 128,
    BIAS_PULL_UP: 256,
    BIAS_PULL_DOWN: 512,
    BIAS_DISABLED: 1024,
  });
});

Deno.test("encodeLineRequest lays an output out as the kernel reads it", () => {
  const bytes = encodeLineRequest({
    offset: 0x1234,
    consumer: "embereye siren-1",
    flags: LINE_FLAG.OUTPUT | LINE_FLAG.ACTIVE_LOW,
    initial: true,
  });
  assert.equal(bytes.length, 592);
  const set = new Map<number, number>();
  bytes.forEach((byte, at) => byte !== 0 && (at < 256 || at >= 288) && set.set(at, byte));
  assert.deepEqual(
    [...set],
    [[0, 0x34], [1, 0x12], [288, 0x0A], [296, 1], [320, 2], [328, 1], [336, 1], [560, 1]],
    "offset, flags, one attribute: id 2 (output values), values 1, mask 1, one line",
  );
  assert.equal(new TextDecoder().decode(bytes.subarray(256, 272)), "embereye siren-1");
});

Deno.test("encodeLineRequest lays a debounced input out as the kernel reads it", () => {
  const bytes = encodeLineRequest({
    offset: 3,
    consumer: "x".repeat(50),
    flags: LINE_FLAG.INPUT | LINE_FLAG.EDGE_RISING | LINE_FLAG.EDGE_FALLING | LINE_FLAG.BIAS_PULL_UP,
    debounceMs: 20,
  });
  const view = new DataView(bytes.buffer);
  assert.equal(view.getBigUint64(288, true), 0x134n);
  assert.equal(view.getUint32(296, true), 1);
  assert.equal(view.getUint32(320, true), 3, "attribute id of debouncing");
  assert.equal(view.getUint32(328, true), 20_000, "microseconds");
  assert.equal(view.getBigUint64(336, true), 1n);
  assert.equal(bytes[286], 0x78);
  assert.equal(bytes[287], 0, "a consumer that is too long is cut before its closing 0");
  const plain = encodeLineRequest({ offset: 3, consumer: "", flags: 4, debounceMs: 0 });
  assert.equal(new DataView(plain.buffer).getUint32(296, true), 0, "no debouncing, no attribute");
});

Deno.test("descriptorOf and the decoders read the structures of the kernel", () => {
  const request = new Uint8Array(LINE_REQUEST_BYTES);
  request[588] = 42;
  assert.equal(descriptorOf(request), 42);

  const chip = new Uint8Array(CHIP_INFO_BYTES);
  chip.set(new TextEncoder().encode("gpiochip3"), 0);
  chip.set(new TextEncoder().encode("a label of all thirty-two bytes!"), 32);
  chip[64] = 54;
  assert.deepEqual(decodeChipInfo(chip), {
    name: "gpiochip3",
    label: "a label of all thirty-two bytes!",
    lines: 54,
  });

  const line = new Uint8Array(LINE_INFO_BYTES);
  encodeLineInfoQuery(7, line);
  assert.equal(line[64], 7);
  line.set(new TextEncoder().encode("SIREN"), 0);
  line.set(new TextEncoder().encode("someone"), 32);
  line[72] = 0x09;
  assert.deepEqual(decodeLineInfo(line), { name: "SIREN", consumer: "someone", flags: 9 });

  const values = new Uint8Array(LINE_VALUES_BYTES).fill(0xFF);
  encodeLineValue(true, values);
  assert.deepEqual([...values], [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
  assert.equal(decodeLineValue(values), true);
  encodeLineValue(false, values);
  assert.equal(decodeLineValue(values), false);
  assert.equal(values[8], 1);
});

Deno.test("decodeLineEvent reads time, edge and number of the event asked for", () => {
  const bytes = new Uint8Array(2 * LINE_EVENT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, 1, true);
  view.setBigUint64(48, 123_456_789_000_500n, true);
  view.setUint32(56, 2, true);
  view.setUint32(60, 5, true);
  view.setUint32(64, 99, true);
  view.setUint32(68, 17, true);
  assert.equal(decodeLineEvent(bytes, 0).rising, true);
  assert.deepEqual(decodeLineEvent(bytes, 1), { atMs: 123_456_789.0005, rising: false, sequence: 17 });
});
