/**
 * The leases of shared cameras in the servers' key-value store: read as they change, written on the revision that was seen.
 */
import type { KV } from "@nats-io/kv";
import { replaceKey } from "../kv.ts";
import { jsonOfBytes } from "../wire.ts";
import type { GuardInput, LeaseWrite } from "./guard.ts";
import { type Lease, leaseKey, leaseSchema, type Offer, offerKey, offerSchema, parseKey } from "./words.ts";

/** Writes what this box offers; a store that has lost it learns it again. */
export async function tellOffer(kv: KV, offer: Offer): Promise<void> {
  await kv.put(offerKey(offer.box), JSON.stringify(offer));
}

/**
 * Reads the store and what changes in it, until `signal` is aborted. Something must stand in it: an empty one says nothing of itself.
 * Throws where the servers do not do their part.
 */
export async function readLeases(
  kv: KV,
  tell: (input: Extract<GuardInput, { kind: "offer" | "lease" | "read" }>) => void,
  signal: AbortSignal,
): Promise<void> {
  const entries = await kv.watch();
  const stop = () => entries.stop();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  let isRead = false;
  try {
    for await (const { key, value, revision, operation, isUpdate } of entries) {
      const about = parseKey(key);
      // What cannot be understood, or was deleted by hand, is a lease of nobody: the next write replaces it.
      const body = operation === "PUT" ? jsonOfBytes(value) : undefined;
      if (about?.kind === "lease") {
        const lease = { holder: leaseSchema.safeParse(body).data?.holder, revision };
        tell({ kind: "lease", camera: about.camera, lease });
      }
      const offer = offerSchema.safeParse(body).data;
      if (about?.kind === "offer" && offer?.box === about.box) tell({ kind: "offer", box: about.box, offer });
      if (isUpdate && !isRead) tell({ kind: "read" });
      isRead ||= isUpdate;
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
  if (!signal.aborted) throw new Error("the server has ended the reading of the cameras' leases");
}

/** Writes a lease. That somebody was faster is no fault: what stands then is read. Throws where the servers do not do their part. */
export async function writeLease(
  kv: KV,
  { camera, act, onRevision }: LeaseWrite,
  box: string,
): Promise<void> {
  const lease: Lease = { v: 1, ...(act === "take" && { holder: box }) };
  await replaceKey(kv, leaseKey(camera), JSON.stringify(lease), onRevision);
}
