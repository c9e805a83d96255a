/**
 * The device's end of a sensor connection, for replayed and simulated devices.
 */
import { isConnectionError } from "../bus/channel.ts";
import { connectSensorPort, type SensorPortAddress } from "./sensor_port_client.ts";
import { UsageError } from "./usage_error.ts";

/** A connection to a sensor port. */
export interface DeviceConnection {
  readonly isClosed: boolean;
  /** Sends one packet, followed by CR LF as the real device does. Waits while the other side does not take more. */
  send(packet: string): Promise<void>;
  /** Resolves when all has been handed to the network. */
  flushed(): Promise<void>;
  close(): void;
}

/** Commands are short; what is longer than this without one is not for us and is let go. */
const COMMAND_BYTES_MAX = 256;
const COMMANDS = ["PERIODIC_ON", "PERIOD_ON", "REQUEST1", "EEPROM1"];

/**
 * Connects to a sensor port.
 *
 * @param answer The packet with which a command is answered, if any.
 * @throws {@linkcode UsageError} where nobody listens.
 */
export async function connectDevice(
  to: SensorPortAddress,
  answer: (command: string) => string | undefined,
): Promise<DeviceConnection> {
  let conn: Deno.Conn;
  try {
    conn = await connectSensorPort(to);
  } catch (error) {
    throw new UsageError(
      `cannot connect to ${to.host}:${to.port}: ${
        (error as Error).message
      }; is the service running, is that its sensor port, and does it speak ${
        to.certificate === undefined ? "plain text (else --tls)" : "TLS with that certificate"
      }?`,
    );
  }
  const encoder = new TextEncoder();
  let closed = false;
  // Packets must not be mixed: each write waits for the one before.
  let last: Promise<void> = Promise.resolve();

  const close = () => {
    if (!closed) conn.close();
    closed = true;
  };
  const write = async (packet: string) => {
    const bytes = encoder.encode(`${packet}\r\n`);
    for (let at = 0; at < bytes.length && !closed;) at += await conn.write(bytes.subarray(at));
  };
  const send = (packet: string): Promise<void> => {
    last = last.then(() => write(packet)).catch((error) => {
      if (!isConnectionError(error)) throw error;
      close();
    });
    return last;
  };
  const listen = async () => {
    const decoder = new TextDecoder();
    const chunk = new Uint8Array(1024);
    let text = "";
    for (;;) {
      const count = await conn.read(chunk);
      if (count === null) break;
      text = (text + decoder.decode(chunk.subarray(0, count))).slice(-COMMAND_BYTES_MAX);
      for (let found = firstCommand(text); found !== undefined; found = firstCommand(text)) {
        text = text.slice(found.end);
        const packet = answer(found.command);
        if (packet !== undefined) void send(packet);
      }
    }
  };
  listen().catch((error) => {
    if (!isConnectionError(error)) throw error;
  }).finally(close);

  return {
    get isClosed() {
      return closed;
    },
    send,
    flushed: () => last,
    close,
  };
}

/** The first command in `text` and where it ends; commands come with or without a line end. */
function firstCommand(text: string): { command: string; end: number } | undefined {
  let first: { command: string; at: number; end: number } | undefined;
  for (const command of COMMANDS) {
    const at = text.indexOf(command);
    if (at >= 0 && (first === undefined || at < first.at)) first = { command, at, end: at + command.length };
  }
  return first;
}
