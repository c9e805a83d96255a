/**
 * From the bytes of a connection to its session.
 */
import { type Duplex, isConnectionError } from "../bus/channel.ts";
import type { Clock } from "../clock/clock.ts";
import type { Connection } from "../ingest/sensors/reception.ts";

/** Bytes read from a device at once: four frames of the real device. */
const READ_BYTES = 16 * 1024;

/** Reads `conn` until it ends, and hands what comes to `connection`. */
export async function receive(
  conn: Pick<Duplex, "read">,
  connection: Connection,
  clock: Clock,
): Promise<void> {
  const chunk = new Uint8Array(READ_BYTES);
  for (;;) {
    let count: number | null;
    try {
      count = await conn.read(chunk);
    } catch (error) {
      if (!isConnectionError(error)) throw error;
      break;
    }
    if (count === null) break;
    const waitMs = connection.receive(chunk.subarray(0, count), clock.monotonicMs());
    // What its host has sent too much waits in the network, not here: nothing is lost.
    if (waitMs > 0) await clock.sleep(waitMs);
  }
  connection.ended(clock.monotonicMs());
  connection.peer.close();
}
