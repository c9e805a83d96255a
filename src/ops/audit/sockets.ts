/**
 * The listening TCP sockets of this machine, from the kernel's own table (proc(5), /proc/net/tcp), and whose they are.
 */

/** One of them. */
export interface ListeningSocket {
  readonly address: string;
  readonly port: number;
  readonly inode: string;
  /** Number of the user whose it is. */
  readonly uid: number;
}

/** The state of a listening socket (net/tcp_states.h). */
const LISTEN = "0A";

/** The listening sockets of a table, IPv4 or IPv6. */
export function listeningSockets(table: string): ListeningSocket[] {
  return table.split("\n").slice(1).flatMap((line) => {
    const columns = line.trim().split(/\s+/);
    if (columns[3] !== LISTEN) return [];
    const [address, port] = columns[1].split(":");
    return [{
      address: addressOf(address),
      port: parseInt(port, 16),
      inode: columns[9],
      uid: Number(columns[7]),
    }];
  });
}

/** The kernel writes addresses as words of 32 bits in the machine's order, which is little-endian on all we run on. */
function addressOf(hex: string): string {
  const bytes = (hex.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  const ordered = Array.from({ length: bytes.length }, (_, i) => bytes[i - i % 4 + 3 - i % 4]);
  if (ordered.length === 4) return ordered.join(".");
  return Array.from({ length: 8 }, (_, i) => (ordered[2 * i] << 8 | ordered[2 * i + 1]).toString(16)).join(
    ":",
  );
}
