/**
 * Sockets to time servers.
 */
import { createSocket, type Socket } from "node:dgram";

/** IANA's port of NTP. */
const NTP_PORT = 123;

/** Opens a socket that is connected to one server, so that the kernel keeps strangers out. */
export function connectNtp(server: string, onMessage: (packet: Uint8Array) => void): Socket {
  const [host, port] = hostAndPort(server);
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  // A closed port or a name that cannot be resolved comes as an error of the socket: to us it is a server that is silent.
  socket.on("error", () => undefined);
  socket.on("message", onMessage);
  socket.connect(port, host);
  return socket;
}

/** Closes `socket`, and resolves when it is closed. */
export function closeNtp(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}

/** Host and port of `HOST`, `HOST:PORT` or `[IPV6]:PORT`. */
export function hostAndPort(server: string): [host: string, port: number] {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(server);
  if (match === null) return [server, NTP_PORT];
  return [match[1] ?? match[2], match[3] === undefined ? NTP_PORT : Number(match[3])];
}
