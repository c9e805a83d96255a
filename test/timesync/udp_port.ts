/**
 * Datagrams to time servers on this machine: one connected socket for each, so that the kernel keeps strangers out.
 */
import { createSocket, type Socket } from "node:dgram";

/** Sockets to the servers of a test, named by `host:port`. */
export class UdpPort {
  readonly #sockets = new Map<string, Socket>();
  readonly #received: (server: string, packet: Uint8Array) => void;

  constructor(received: (server: string, packet: Uint8Array) => void) {
    this.#received = received;
  }

  async open(port: number): Promise<string> {
    const server = `127.0.0.1:${port}`;
    const socket = createSocket("udp4");
    // A closed port answers with ICMP, which comes back as an error of the socket: to us it is a server that is silent.
    socket.on("error", () => undefined);
    socket.on("message", (packet) => this.#received(server, packet));
    await new Promise<void>((resolve) => socket.connect(port, "127.0.0.1", resolve));
    this.#sockets.set(server, socket);
    return server;
  }

  send(server: string, packet: Uint8Array): void {
    this.#sockets.get(server)!.send(packet, () => undefined);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.values()) {
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    }
  }
}
