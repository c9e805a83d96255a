/**
 * A server in memory for the tests of what boxes say to one another: whatever is published is heard at once.
 */
import type { NatsConnection } from "@nats-io/nats-core";

type Listener = (error: null, message: { subject: string; data: Uint8Array }) => void;

/** What boxes are joined by. */
export class MemoryWire {
  readonly #listeners: { readonly pattern: RegExp; readonly listener: Listener }[] = [];

  /** One more box on it. @param published told of all that this box says; what it answers false to is lost. */
  connection(published: (subject: string, payload: string) => boolean = () => true): NatsConnection {
    return {
      isClosed: () => false,
      subscribe: (subject: string, { callback }: { callback: Listener }) => {
        this.#listeners.push({
          pattern: new RegExp(`^${subject.replace("*", "[^.]+")}$`),
          listener: callback,
        });
      },
      publish: (subject: string, payload: string) => {
        if (published(subject, payload)) this.publish(subject, payload);
      },
    } as unknown as NatsConnection;
  }

  /** Whoever may write at the server says something. */
  publish(subject: string, payload: string): void {
    const data = new TextEncoder().encode(payload);
    for (const { pattern, listener } of this.#listeners) {
      if (pattern.test(subject)) listener(null, { subject, data });
    }
  }
}
