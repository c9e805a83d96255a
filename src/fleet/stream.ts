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
  if (await isThere(jsm, name, logSubject(site, "*"))) return;
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

/** Small words that are replaced all the time. */
const STORE_BYTES_MAX = 16 * 1024 ** 2;

/** Makes sure that a key-value store is there, laid out as the servers' other clients do it (NATS ADR-8). One that somebody has made otherwise stays as it is. */
export async function ensureStore(jsm: JetStreamManager, bucket: string): Promise<void> {
  const name = `KV_${bucket}`;
  const subject = `$KV.${bucket}.>`;
  if (await isThere(jsm, name, subject)) return;
  await jsm.streams.add({
    name,
    subjects: [subject],
    max_msgs_per_subject: 1,
    discard: DiscardPolicy.New,
    deny_delete: true,
    allow_rollup_hdrs: true,
    storage: StorageType.File,
    max_bytes: STORE_BYTES_MAX,
  });
}

async function isThere(jsm: JetStreamManager, name: string, subject: string): Promise<boolean> {
  for await (const known of jsm.streams.names(subject)) if (known === name) return true;
  return false;
}
