/**
 * The leases of shared cameras in the servers' key-value store: read key by key, written on the revision that was seen.
 *
 * Nothing is subscribed to: who may make consumers at a server can let it say under any subject what he likes, so boxes may not.
 */
import type { KV } from "@nats-io/kv";
import { jsonOf } from "../../store/stored_json.ts";
import { readKey, replaceKey } from "../kv.ts";
import type { GuardInput, LeaseWrite } from "./guard.ts";
import type { LoanWrite } from "./lender.ts";
import {
  type Lease,
  leaseKey,
  leaseSchema,
  type Offer,
  offerKey,
  offerSchema,
  type SiteCamera,
} from "./words.ts";

/** What is to be read. */
export interface LeaseQuery {
  /** Boxes whose offers are. */
  readonly boxes: readonly string[];
  readonly cameras: readonly SiteCamera[];
}

/** Writes what this box offers; a store that has lost it learns it again. */
export async function tellOffer(kv: KV, offer: Offer): Promise<void> {
  await kv.put(offerKey(offer.box), JSON.stringify(offer));
}

/** Reads once. Throws where the servers do not do their part. */
export async function readLeases(
  kv: KV,
  { boxes, cameras }: LeaseQuery,
  tell: (input: Extract<GuardInput, { kind: "offer" | "lease" }>) => void,
): Promise<void> {
  await Promise.all([
    ...boxes.map(async (box) => {
      const offer = offerSchema.safeParse(jsonOf((await readKey(kv, offerKey(box)))?.text)).data;
      if (offer?.box === box) tell({ kind: "offer", box, offer });
    }),
    ...cameras.map(async (camera) => {
      const entry = await readKey(kv, leaseKey(camera));
      // What cannot be understood is a lease of nobody: the next write replaces it.
      const { holder, lent } = leaseSchema.safeParse(jsonOf(entry?.text)).data ?? {};
      tell({ kind: "lease", camera, lease: { holder, lent, revision: entry?.revision ?? 0 } });
    }),
  ]);
}

/**
 * Writes a lease. That somebody was faster is no fault: what stands then is read. Throws where the servers do not do their part.
 *
 * @param box This one, which holds what it takes.
 */
export async function writeLease(kv: KV, write: LeaseWrite | LoanWrite, box: string): Promise<void> {
  const { camera, act, onRevision } = write;
  const lease: Lease = {
    v: 1,
    ...(act === "take" && { holder: box }),
    ...(act === "lend" && { holder: write.holder, lent: true as const }),
  };
  await replaceKey(kv, leaseKey(camera), JSON.stringify(lease), onRevision);
}
