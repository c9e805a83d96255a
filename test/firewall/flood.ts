/**
 * A flood of connections from many addresses of this machine, as a process of its own:
 * `deno run -A test/firewall/flood.ts PORT PER_SECOND SECONDS [SAY]`. Each connection comes from another address 127.x.y.z, is held
 * for a moment, and says SAY where that is given. Prints how many there were.
 *
 * libc through FFI: Deno's own `connect` cannot choose the address that it comes from. Numbers are those of Linux, `bits/socket.h`
 * and `linux/in.h`; loopback only.
 */
const AF_INET = 2;
const SOCK_STREAM_NONBLOCK_CLOEXEC = 0o2004001;
const SOL_SOCKET = 1;
const SO_LINGER = 13;
const IPPROTO_IP = 0;
const IP_BIND_ADDRESS_NO_PORT = 24;
/** Connections held open at a time: older ones are reset. */
const HELD = 400;
const STEP_MS = 5;

const { socket, setsockopt, bind, connect, write, close } = Deno.dlopen("libc.so.6", {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  close: { parameters: ["i32"], result: "i32" },
}).symbols;

const [port, perSecond, seconds] = Deno.args.slice(0, 3).map(Number);
const say = new TextEncoder().encode(Deno.args[3] ?? "");
const one = new Uint8Array(Int32Array.of(1).buffer);
/** Reset instead of an orderly end: thousands of sockets must not wait for their end. */
const linger = new Uint8Array(Int32Array.of(1, 0).buffer);
const target = address(port, [127, 0, 0, 1]);
const held: number[] = [];
let count = 0;

/** `struct sockaddr_in`: family, port and address, both big-endian. */
function address(port: number, [a, b, c, d]: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint16(0, AF_INET, true);
  new DataView(bytes.buffer).setUint16(2, port);
  bytes.set([a, b, c, d], 4);
  return bytes;
}

function attack(): void {
  const fd = socket(AF_INET, SOCK_STREAM_NONBLOCK_CLOEXEC, 0);
  if (fd < 0) throw new Error("no socket: the limit of open files is too low");
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, one, 4);
  setsockopt(fd, SOL_SOCKET, SO_LINGER, linger, 8);
  // Never 127.0.0.x: that is where the allowed ones are.
  bind(fd, address(0, [127, 1 + (count >> 16) % 254, (count >> 8) & 255, 1 + count % 254]), 16);
  connect(fd, target, 16);
  count++;
  held.push(fd);
  if (held.length > HELD) {
    const oldest = held.shift()!;
    if (say.length > 0) write(oldest, say, BigInt(say.length));
    close(oldest);
  }
}

const startMs = performance.now();
await new Promise<void>((resolve) => {
  const timer = setInterval(() => {
    const elapsedMs = performance.now() - startMs;
    if (elapsedMs >= seconds * 1000) {
      clearInterval(timer);
      resolve();
    } else while (count < elapsedMs * perSecond / 1000) attack();
  }, STEP_MS);
});
for (const fd of held) close(fd);
console.log(JSON.stringify({ count, perSecond: Math.round(count * 1000 / (performance.now() - startMs)) }));
