/**
 * Sends what only boxes of this site may have written, over whatever connection there is.
 */
import type { NatsConnection } from "@nats-io/nats-core";
import type { Secret } from "../../reading/secret.ts";
import { publishOrLeave } from "../connection.ts";
import { seal } from "./seal.ts";

/** Of the connection, what sending needs. */
type Line = Pick<NatsConnection, "publish" | "close" | "isClosed">;

/** Remembers what it has told, since each connection to a server that does not take something fails in the same way. */
export class SealedSender {
  readonly #key: Secret;
  readonly #note: (text: string) => void;
  #told: string | undefined;

  /** @param note told why a server does not take something, once until something else goes wrong or it takes it. */
  constructor(key: Secret, note: (text: string) => void) {
    this.#key = key;
    this.#note = note;
  }

  /** Sends without waiting; nothing where there is no connection: whoever sends repeats it, or tells of the silence. */
  send(nc: Line | undefined, subject: string, body: unknown): void {
    if (nc === undefined || nc.isClosed()) return;
    const sent = publishOrLeave(nc, subject, seal(this.#key, subject, body));
    const fault = sent.ok ? undefined : sent.fault;
    if (fault !== undefined && fault !== this.#told) this.#note(fault);
    this.#told = fault;
  }
}
