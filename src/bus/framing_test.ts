import assert from "node:assert/strict";
import {
  describeFramingFault,
  encodeJson,
  FrameReader,
  MESSAGE_BYTES_MAX,
  MESSAGE_JSON,
  writeHeader,
} from "./framing.ts";

const decoder = new TextDecoder();

function collect(chunks: readonly Uint8Array[], reader = new FrameReader(16)): unknown[] {
  const messages: unknown[] = [];
  for (const chunk of chunks) {
    assert.equal(
      reader.push(chunk, (_type, payload) => messages.push(JSON.parse(decoder.decode(payload)))),
      undefined,
    );
  }
  return messages;
}

function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

Deno.test("FrameReader gives back whole messages however the stream is cut", () => {
  const sent = [{ a: 1 }, { text: "ü".repeat(100) }, [], { b: [1, 2, 3] }];
  const stream = concat(...sent.map(encodeJson));
  for (const size of [1, 2, 3, 5, 7, 64, stream.length]) {
    const chunks = [];
    for (let at = 0; at < stream.length; at += size) chunks.push(stream.subarray(at, at + size));
    assert.deepEqual(collect(chunks), sent, `cut every ${size} bytes`);
  }
});

Deno.test("FrameReader refuses a message beyond the limit before taking it in", () => {
  const header = new Uint8Array(5);
  writeHeader(new DataView(header.buffer), 0, MESSAGE_JSON, MESSAGE_BYTES_MAX + 1);
  const fault = new FrameReader().push(header, () => assert.fail("no message was whole"));
  assert(fault !== undefined);
  assert.match(describeFramingFault(fault), /4194305 bytes, at most 4194304/);
});

Deno.test("FrameReader refuses a stream that is not ours", () => {
  const fault = new FrameReader().push(new TextEncoder().encode("\x04\0\0\0\x20rest"), () => {});
  assert.deepEqual(fault, { kind: "unknown-type", type: 0x20 });
});
