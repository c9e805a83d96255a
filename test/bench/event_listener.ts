/**
 * One page that listens to the event stream, as a browser does: it takes the lines of the journal in, counts what it misses, and may
 * fall asleep, leave and come back with the number of the last line it has.
 */

/** What listeners have found, all of them together. */
export interface Heard {
  bytes: number;
  events: number;
  /** Lines that came again though they had come before. */
  twice: number;
  /** Lines that never came, and were not told of as a gap. */
  missed: number;
  /** The box said that lines were left out. */
  gaps: number;
  opened: number;
  resumed: number;
  /** Ended by the box. */
  ended: number;
  /** The box did not let it in. */
  refused: number;
  /** The box did not answer: its page was away. */
  unanswered: number;
}

/** Begins to count. */
export function nothingHeard(): Heard {
  return {
    bytes: 0,
    events: 0,
    twice: 0,
    missed: 0,
    gaps: 0,
    opened: 0,
    resumed: 0,
    ended: 0,
    refused: 0,
    unanswered: 0,
  };
}

/** An answer begins within moments. */
const OPEN_MS = 30_000;
/** From an attempt that failed to the next: browsers wait for about as long. */
const AGAIN_MS = 1_000;

/** One page. */
export class EventListener {
  readonly #address: URL;
  readonly #heard: Heard;
  #lastSeq: number | undefined;
  #abort = new AbortController();
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #rest = "";
  #decoder = new TextDecoder();
  /** A chunk that was asked for when the time was up. */
  #waiting: Promise<Uint8Array | undefined> | undefined;

  /** @param pictures Sensors whose pictures it wants. */
  constructor(ui: string, pictures: readonly string[], heard: Heard) {
    this.#address = new URL(`/api/v1/stream?recent=5&pictures=${pictures.join()}`, ui);
    this.#heard = heard;
  }

  /** Opens the stream, after the last line it has where it has any. False, after a pause, where the box does not let it in or is away. */
  async open(): Promise<boolean> {
    this.#abort = new AbortController();
    this.#rest = "";
    this.#decoder = new TextDecoder();
    const patience = setTimeout(() => this.#abort.abort(), OPEN_MS);
    const answer = await fetch(this.#address, {
      headers: this.#lastSeq === undefined ? {} : { "last-event-id": String(this.#lastSeq) },
      signal: this.#abort.signal,
    }).catch(() => undefined).finally(() => clearTimeout(patience));
    if (answer?.ok !== true || answer.body === null) {
      await answer?.body?.cancel();
      this.#heard[answer === undefined ? "unanswered" : "refused"]++;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      return false;
    }
    this.#heard[this.#lastSeq === undefined ? "opened" : "resumed"]++;
    this.#reader = answer.body.getReader();
    return true;
  }

  /** Listens for `ms` milliseconds; false where the box has ended the stream before. */
  async listen(ms: number): Promise<boolean> {
    const endMs = performance.now() + ms;
    for (let leftMs = ms; leftMs > 0; leftMs = endMs - performance.now()) {
      const chunk = await this.#next(leftMs);
      if (chunk === "time is up") return true;
      if (chunk === undefined) {
        this.#heard.ended++;
        return false;
      }
      this.#heard.bytes += chunk.length;
      this.#take(this.#decoder.decode(chunk, { stream: true }));
    }
    return true;
  }

  /** Listens until `isOver`; the box ends a stream after an hour, and the page comes back. */
  async stay(isOver: () => boolean): Promise<void> {
    let isOpen = await this.open();
    while (!isOver()) isOpen = isOpen ? await this.listen(1_000) : await this.open();
    this.leave();
  }

  /** Goes away without a word, as a phone does that leaves the building. */
  leave(): void {
    this.#abort.abort();
    this.#reader = undefined;
    this.#waiting = undefined;
  }

  async #next(ms: number): Promise<Uint8Array | undefined | "time is up"> {
    this.#waiting ??= this.#read();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<"time is up">((resolve) => timer = setTimeout(resolve, ms, "time is up"));
    const first = await Promise.race([this.#waiting, patience]);
    clearTimeout(timer);
    if (first !== "time is up") this.#waiting = undefined;
    return first;
  }

  async #read(): Promise<Uint8Array | undefined> {
    try {
      return (await this.#reader?.read())?.value;
    } catch {
      // Cut by the box, or by ourselves.
      return undefined;
    }
  }

  #take(text: string): void {
    const messages = (this.#rest + text).split("\n\n");
    this.#rest = messages.pop()!;
    for (const message of messages) {
      if (message.startsWith("event: gap")) {
        this.#heard.gaps++;
        this.#lastSeq = undefined;
      }
      const id = /^id: (\d+)$/m.exec(message)?.[1];
      if (id === undefined) continue;
      const seq = Number(id);
      this.#heard.events++;
      if (this.#lastSeq !== undefined) {
        if (seq <= this.#lastSeq) this.#heard.twice++;
        else this.#heard.missed += seq - this.#lastSeq - 1;
      }
      this.#lastSeq = Math.max(seq, this.#lastSeq ?? 0);
    }
  }
}
