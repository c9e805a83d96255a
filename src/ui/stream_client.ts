/**
 * One browser that listens: holds what it has yet to be sent, the newest of each kind only, so that a slow one costs as
 * little as a fast one.
 */

/** What a client is sent, as the bytes of a server-sent event. */
export type Message =
  | { readonly kind: "status" | "roles" | "trends" | "tick"; readonly bytes: Uint8Array }
  | { readonly kind: "event"; readonly seq: number; readonly bytes: Uint8Array }
  | { readonly kind: "picture" | "sight"; readonly sensorId: string; readonly bytes: Uint8Array };

/** Journal lines that may wait. A client that misses more is told of the gap and asks for the journal anew. */
const EVENTS_MAX = 200;

const encoder = new TextEncoder();

/** A server-sent event (HTML standard, 9.2). JSON has no line breaks, so one data line holds it. */
export function serverSent(event: string, data: unknown, id?: number): Uint8Array {
  const idLine = id === undefined ? "" : `id: ${id}\n`;
  return encoder.encode(`${idLine}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

const GAP = serverSent("gap", {});

/** A listening client. */
export class StreamClient {
  readonly id: string;
  readonly openedMs: number;
  /** Sensors whose pictures it wants, and cameras whose sights. */
  wanted: ReadonlySet<string> = new Set();
  /** Since when it has not taken what waits for it; undefined while it is waiting itself. */
  stuckSinceMs: number | undefined;
  readonly stream: ReadableStream<Uint8Array>;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  /** Resolves the pull that waits for something to send. */
  #wake: (() => void) | undefined;
  /** Nothing is sent before what the client has missed is known. */
  #started = false;
  #closed = false;
  #gap = false;
  #first: Uint8Array[] = [];
  #latest = new Map<"status" | "roles" | "trends" | "tick", Uint8Array>();
  #events: { readonly seq: number; readonly bytes: Uint8Array }[] = [];
  /** The lines that it was sent from the journal: fusion's word of the same line may come later than the line itself. */
  #missed: ReadonlySet<number> = new Set();
  #pictures = new Map<string, Uint8Array>();

  /** @param gone Called once when the client goes away by itself. */
  constructor(id: string, openedMs: number, gone: () => void) {
    this.id = id;
    this.openedMs = openedMs;
    this.stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () =>
        new Promise<void>((resolve) => {
          this.#wake = resolve;
          this.stuckSinceMs = undefined;
          this.#flush();
        }),
      cancel: () => {
        this.#closed = true;
        gone();
      },
      // Nothing is taken before the connection asks for it: what waits here can still be replaced by something newer.
    }, { highWaterMark: 0 });
  }

  /**
   * Begins to send: `first` as it is, then the events it has missed, oldest first, then what has come meanwhile.
   *
   * @param gap There were more events than `missed` has.
   */
  start(
    first: readonly Uint8Array[],
    missed: readonly { readonly seq: number; readonly bytes: Uint8Array }[],
    gap = false,
  ): void {
    this.#gap ||= gap;
    this.#missed = new Set(missed.map(({ seq }) => seq));
    this.#first = [...first];
    this.#events = [...missed, ...this.#events.filter(({ seq }) => !this.#missed.has(seq))];
    this.#started = true;
    this.#flush();
  }

  /** Adds `message` to what waits, in place of an older one of its kind. */
  offer(message: Message, nowMs: number): void {
    switch (message.kind) {
      case "event":
        if (this.#missed.has(message.seq)) return;
        this.#events.push(message);
        if (this.#events.length > EVENTS_MAX) {
          this.#events = [];
          this.#gap = true;
        }
        break;
      case "picture":
      case "sight":
        this.#pictures.set(`${message.kind} ${message.sensorId}`, message.bytes);
        break;
      default:
        this.#latest.set(message.kind, message.bytes);
    }
    if (this.#wake === undefined) this.stuckSinceMs ??= nowMs;
    this.#flush();
  }

  /** Ends the stream in an orderly way: the browser comes back. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#controller.close();
    this.#wake?.();
  }

  /** Breaks the stream off. */
  abort(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#controller.error(new Error(reason));
    this.#wake?.();
  }

  #flush(): void {
    if (this.#closed || !this.#started || this.#wake === undefined) return;
    const parts = [
      ...this.#first,
      ...(this.#gap ? [GAP] : []),
      ...this.#events.map((event) => event.bytes),
      // A page draws itself with a status, and should have the pictures by then.
      ...this.#pictures.values(),
      ...this.#latest.values(),
    ];
    if (parts.length === 0) return;
    this.#first = [];
    this.#gap = false;
    this.#events = [];
    this.#latest.clear();
    this.#pictures.clear();
    const wake = this.#wake;
    this.#wake = undefined;
    this.#controller.enqueue(parts.length === 1 ? parts[0] : joined(parts));
    wake();
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
