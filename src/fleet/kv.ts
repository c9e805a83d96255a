/**
 * Single keys of the servers' key-value stores: read, and replaced only where nobody else was faster.
 */
import { jetstream, JetStreamApiError } from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/nats-core";

/** What the servers do not answer within this is given up. */
const ANSWER_MS = 5_000;
/** nats-server 2.9, server/errors.json: JSStreamWrongLastSequenceErrF and JSStreamNotFoundErr. */
const WRONG_LAST_SEQUENCE = 10_071;
const STREAM_NOT_FOUND = 10_059;

/** What stands in a key. */
export interface KeyEntry {
  readonly text: string;
  /** Grows with each write. */
  readonly revision: number;
}

/** A store that somebody makes: nothing is asked of the servers yet. */
export function storeOf(nc: NatsConnection, name: string): Promise<KV> {
  return new Kvm(jetstream(nc, { timeout: ANSWER_MS })).open(name, { bindOnly: true });
}

/** What stands in `key`; undefined where there is nothing. Throws where there is no such store; see {@linkcode isStoreMissing}. */
export async function readKey(kv: KV, key: string): Promise<KeyEntry | undefined> {
  const entry = await kv.get(key);
  return entry === null || entry.operation !== "PUT"
    ? undefined
    : { text: entry.string(), revision: entry.revision };
}

/**
 * Writes `text` where `key` still has `revision` (0: it must be empty).
 *
 * @returns the new revision; undefined where somebody else was faster.
 */
export async function replaceKey(
  kv: KV,
  key: string,
  text: string,
  revision: number,
): Promise<number | undefined> {
  try {
    return revision === 0 ? await kv.create(key, text) : await kv.update(key, text, revision);
  } catch (error) {
    if (isOutrun(error)) return undefined;
    throw error;
  }
}

/** Whether a write failed because somebody else had written meanwhile. */
function isOutrun(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE;
}

/** Whether there is no such store. */
export function isStoreMissing(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND;
}
