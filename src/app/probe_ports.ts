/**
 * Tries TCP ports as somebody who is not known: the way in that `audit ports` starts in a namespace of its own, and no command for people.
 */
import type { PortAnswer, Probe } from "../ops/audit/ports.ts";

/** A neighbour answers within a millisecond, a busy one within a second; what a firewall drops never does. */
const CONNECT_MS = 3_000;
/** The gate turns strangers away before a byte is read. Shorter, and a page that is busy at the moment would be called open to all. */
const LISTEN_MS = 3_000;
/** Connections at the same time; each costs a descriptor. */
const AT_ONCE = 64;

/** Prints as JSON what each port of `address` answers. */
export async function probePorts(address: string, ports: readonly number[]): Promise<number> {
  const probes: Probe[] = [];
  for (let from = 0; from < ports.length; from += AT_ONCE) {
    const some = ports.slice(from, from + AT_ONCE);
    probes.push(
      ...await Promise.all(
        some.map(async (port) => ({ address, port, answer: await tryPort(address, port) })),
      ),
    );
  }
  console.log(JSON.stringify(probes));
  return 0;
}

/** What one port answers. */
async function tryPort(address: string, port: number): Promise<PortAnswer> {
  let conn: Deno.Conn;
  const connecting = Deno.connect({ hostname: address, port });
  try {
    const first = await Promise.race([connecting, later(CONNECT_MS)]);
    if (first === undefined) {
      // Whatever comes of it later is nobody's business.
      connecting.then((late) => late.close(), () => undefined);
      return "silent";
    }
    conn = first;
  } catch (error) {
    // A firewall that answers says so by ICMP: unreachable, or forbidden.
    return error instanceof Deno.errors.ConnectionRefused ? "refused" : "silent";
  }
  try {
    const read = conn.read(new Uint8Array(1)).catch(() => null);
    return await Promise.race([read, later(LISTEN_MS)]) === null ? "turned-away" : "open";
  } finally {
    conn.close();
  }
}

function later(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}
