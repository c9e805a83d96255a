/**
 * The stream that keeps what the boxes of a site tell, on the NATS servers.
 */
import { DiscardPolicy, type JetStreamManager, RetentionPolicy, StorageType } from "@nats-io/jetstream";
import { nanos } from "@nats-io/nats-core";
import { logSubject, streamName } from "./wire.ts";

/** As long as a site server may be away and still learn all; beyond, the boxes' own journals tell. */
const KEPT_MS = 30 * 86_400_000;
/** A month of 50 busy boxes; without a bound one box that floods would fill the server's disk. */
const BYTES_MAX = 1024 ** 3;

/** Makes sure that the stream of a site is there. One that somebody has made otherwise stays as it is. */
export async function ensureStream(jsm: JetStreamManager, site: string): Promise<void> {
  const name = streamName(site);
  for await (const known of jsm.streams.names(logSubject(site, "*"))) if (known === name) return;
  await jsm.streams.add({
    name,
    subjects: [logSubject(site, "*")],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
    max_age: nanos(KEPT_MS),
    max_bytes: BYTES_MAX,
  });
}
