/**
 * From the bytes of a connection to its session.
 */
import { type Duplex, isConnectionError } from "../bus/channel.ts";
import type { Connection } from "../ingest/sensors/reception.ts";

/** Bytes read from a device at once: four frames of the real device. */
const READ_BYTES = 16 * 1024;

/** Reads `conn` until it ends, and hands what comes to `connection`. */
export async function receive(
  conn: Pick<Duplex, "read">,
  connection: Connection,
  nowMs: () => number,
): Promise<void> {
  const chunk = new Uint8Array(READ_BYTES);
  try {
    for (;;) {
      const count = await conn.read(chunk);
      if (count === null) break;
      connection.receive(chunk.subarray(0, count), nowMs());
    }
  } catch (error) {
    if (!isConnectionError(error)) throw error;
  }
  connection.ended(nowMs());
  connection.peer.close();
}
