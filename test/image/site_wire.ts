/**
 * A network cable from the box to a visitor who is the test: its Ethernet frames, and in them the question of multicast DNS that a
 * browser asks for a name that ends in `.local`.
 *
 * RFC 6762 (multicast DNS over IPv4: 224.0.0.251, port 5353), RFC 1035 (DNS), RFC 1112 (the group's Ethernet address).
 */
import { join } from "node:path";

/** The box's card on the cable. */
export const CARD = "52:54:00:e1:00:01";
/** The visitor. */
const VISITOR = [10, 0, 5, 1];
const VISITOR_CARD = [0x52, 0x54, 0, 0xe1, 0, 2];
const GROUP = [224, 0, 0, 251];
const GROUP_CARD = [0x01, 0, 0x5e, 0, 0, 251];
const PORT = 5353;
const ETHERTYPE_IPV4 = 0x0800;
const PROTOCOL_UDP = 17;
/** Multicast DNS is not passed on by routers, and says so. */
const TIME_TO_LIVE = 255;
const TYPE_A = 1;
const CLASS_IN = 1;
/** Answers to everybody carry this bit beside their class: they replace what was known before. */
const FLUSH = 0x8000;
const ETHERNET_BYTES = 14;
const IPV4_BYTES = 20;
const UDP_BYTES = 8;
const DNS_BYTES = 12;

/** The cable. The emulator puts each frame on its socket with its length before it, 32 bits. */
export class SiteWire implements AsyncDisposable {
  readonly #folder: string;
  readonly #listener: Deno.UnixListener;
  #line: Deno.UnixConn | undefined;
  #onFrame: (frame: Uint8Array) => void = () => {};

  private constructor(folder: string, listener: Deno.UnixListener) {
    this.#folder = folder;
    this.#listener = listener;
    void this.#listen();
  }

  /** Lays one. */
  static async lay(): Promise<SiteWire> {
    const folder = await Deno.makeTempDir({ prefix: "embereye-wire-" });
    return new SiteWire(folder, Deno.listen({ transport: "unix", path: join(folder, "wire.sock") }));
  }

  /** The box's end of it, in the emulator's words. */
  get devices(): readonly string[] {
    return [
      ...["-netdev", `stream,id=wire,server=off,addr.type=unix,addr.path=${join(this.#folder, "wire.sock")}`],
      ...["-device", `virtio-net-pci,netdev=wire,mac=${CARD}`],
    ];
  }

  /** Asks everybody on the cable for the IPv4 address of `name`. @returns it; undefined: nobody says so in `patienceMs` */
  async resolve(name: string, patienceMs: number): Promise<string | undefined> {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    this.#onFrame = (frame) => {
      const address = answerIn(frame, name);
      if (address !== undefined) resolve(address);
    };
    const timer = setTimeout(() => resolve(undefined), patienceMs);
    try {
      await this.#send(question(name));
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#onFrame = () => {};
    }
  }

  async #send(frame: Uint8Array): Promise<void> {
    if (this.#line === undefined) throw new Error("the box is not on the cable");
    const bytes = Uint8Array.from([...big32(frame.length), ...frame]);
    for (let at = 0; at < bytes.length;) at += await this.#line.write(bytes.subarray(at));
  }

  async #listen(): Promise<void> {
    for await (const line of this.#listener) {
      this.#line = line;
      let held = new Uint8Array();
      for await (const chunk of line.readable) {
        const bytes = new Uint8Array(held.length + chunk.length);
        bytes.set(held);
        bytes.set(chunk, held.length);
        held = bytes;
        for (;;) {
          const length = held.length < 4 ? Infinity : view(held).getUint32(0);
          if (held.length < 4 + length) break;
          this.#onFrame(held.subarray(4, 4 + length));
          held = held.subarray(4 + length);
        }
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** The frame that asks for the address of `name`. */
function question(name: string): Uint8Array {
  const dns = [
    ...big16(0),
    ...big16(0),
    ...big16(1),
    0,
    0,
    0,
    0,
    0,
    0,
    ...labels(name),
    ...big16(TYPE_A),
    ...big16(CLASS_IN),
  ];
  // Without a checksum: IPv4 lets UDP do without.
  const udp = [...big16(PORT), ...big16(PORT), ...big16(UDP_BYTES + dns.length), ...big16(0), ...dns];
  const ipv4 = [
    ...[0x45, 0, ...big16(IPV4_BYTES + udp.length), 0, 0, 0, 0, TIME_TO_LIVE, PROTOCOL_UDP, 0, 0],
    ...VISITOR,
    ...GROUP,
  ];
  ipv4.splice(10, 2, ...big16(checksum(ipv4)));
  return Uint8Array.from([...GROUP_CARD, ...VISITOR_CARD, ...big16(ETHERTYPE_IPV4), ...ipv4, ...udp]);
}

/** The IPv4 address that `frame` gives to `name`; undefined: it is none that answers to that. */
function answerIn(frame: Uint8Array, name: string): string | undefined {
  const asked = Uint8Array.from(labels(name));
  const dns = ETHERNET_BYTES + IPV4_BYTES + UDP_BYTES;
  const record = dns + DNS_BYTES + asked.length;
  if (frame.length < record + 14) return undefined;
  const data = view(frame);
  const isAnswer = data.getUint16(ETHERNET_BYTES - 2) === ETHERTYPE_IPV4 && frame[ETHERNET_BYTES] === 0x45 &&
    frame[ETHERNET_BYTES + 9] === PROTOCOL_UDP && data.getUint16(dns - UDP_BYTES) === PORT &&
    (frame[dns + 2] & 0x80) !== 0 && data.getUint16(dns + 4) === 0 && data.getUint16(dns + 6) > 0 &&
    asked.every((byte, i) => frame[dns + DNS_BYTES + i] === byte) &&
    data.getUint16(record) === TYPE_A && (data.getUint16(record + 2) & ~FLUSH) === CLASS_IN &&
    data.getUint16(record + 8) === 4;
  return isAnswer ? frame.subarray(record + 10, record + 14).join(".") : undefined;
}

function labels(name: string): number[] {
  return [...name.split(".").flatMap((label) => [label.length, ...new TextEncoder().encode(label)]), 0];
}

/** RFC 1071, of a header whose checksum is 0 still. */
function checksum(header: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < header.length; i += 2) sum += header[i] * 256 + header[i + 1];
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function big16(value: number): number[] {
  return [value >> 8, value & 255];
}

function big32(value: number): number[] {
  return [...big16(value >>> 16), ...big16(value & 0xffff)];
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
