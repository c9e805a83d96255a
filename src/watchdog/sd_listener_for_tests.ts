/**
 * systemd's end of the notification socket, for tests.
 */
import assert from "node:assert/strict";

/** What systemd would hear. */
export interface SystemdEnd {
  /** The next message; undefined where none waits. A datagram is there once it is sent, so nothing is waited for. */
  receive(): string | undefined;
  close(): void;
}

/** A datagram socket of the kernel's, bound to `address`, as systemd has it. */
export function listenAsSystemd(address: string): SystemdEnd {
  const libc = Deno.dlopen("libc.so.6", {
    socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
    bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
    recv: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
    close: { parameters: ["i32"], result: "i32" },
  });
  const descriptor = libc.symbols.socket(1, 2, 0);
  const name = new TextEncoder().encode(address.startsWith("@") ? `\0${address.slice(1)}` : `${address}\0`);
  const bytes = Uint8Array.of(1, 0, ...name);
  assert.equal(libc.symbols.bind(descriptor, bytes, bytes.length), 0, `bind ${address}`);
  return {
    /** The next message; undefined where none waits. A datagram is there once it is sent, so nothing is waited for. */
    receive: (): string | undefined => {
      const buffer = new Uint8Array(65_536);
      const length = Number(libc.symbols.recv(descriptor, buffer, BigInt(buffer.length), 0x40));
      return length < 0 ? undefined : new TextDecoder().decode(buffer.subarray(0, length));
    },
    close: () => {
      libc.symbols.close(descriptor);
      libc.close();
    },
  };
}
