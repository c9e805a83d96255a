/// <reference lib="dom" />
/**
 * Listens to the box, notices when it falls silent, and comes back by itself.
 */
import type { RoleStatus, Sight, StoredEvent } from "../../bus/messages.ts";
import type { PictureMessage } from "./pictures.ts";
import { JOURNAL_LINES, type SiteState } from "../page/state.ts";

/** What the box says; see `StreamHub`. */
export interface Words {
  hello(message: { client: string; version: string; timeZone: string; script: string }): void;
  status(message: SiteState): void;
  roles(message: { roles: RoleStatus[] | null }): void;
  trends(message: { zones: Readonly<Record<string, readonly (number | null)[]>> }): void;
  event(message: StoredEvent): void;
  picture(message: PictureMessage): void;
  sight(message: Sight): void;
  tick(message: { nowMs: number; nowWallMs: number }): void;
  /** Journal lines were lost on the way. */
  gap(message: unknown): void;
}

/** The box says something every second. After this long a person is told that it does not. */
export const LOST_MS = 4_000;
/** Then the connection is dead even where the browser does not know yet, and a new one is made. */
const DEAD_MS = 9_000;
/** Waits between attempts where the box refuses; shorter would load a box that has trouble enough. */
const RETRY_MS = 2_000;

/** The connection. */
export class Live {
  readonly #words: Words;
  readonly #wanted: () => string;
  #source: EventSource | undefined;
  #heardAt = performance.now();
  #heardWall = Date.now();
  #openedAt = 0;
  #lastEvent: string | undefined;
  /** Whose pictures the stream was opened with. */
  openedWith = "";

  /** @param wanted The sensors and cameras whose pictures the page shows now, with commas between. */
  constructor(words: Words, wanted: () => string) {
    this.#words = words;
    this.#wanted = wanted;
    this.#open();
    setInterval(() => this.#check(), 1_000);
  }

  /** How long the box has been silent where that is too long, else undefined. */
  lostForMs(): number | undefined {
    const silentMs = this.#silentMs();
    return silentMs > LOST_MS ? silentMs : undefined;
  }

  /** By the clock that has gone further: on some phones the one stands still while the page sleeps. */
  #silentMs(): number {
    return Math.max(performance.now() - this.#heardAt, Date.now() - this.#heardWall);
  }

  #open(): void {
    this.#source?.close();
    this.#openedAt = performance.now();
    this.openedWith = this.#wanted();
    const from = this.#lastEvent === undefined ? `recent=${JOURNAL_LINES}` : `lastEventId=${this.#lastEvent}`;
    const query = `${from}&pictures=${encodeURIComponent(this.openedWith)}`;
    const source = new EventSource(`/api/v1/stream?${query}`);
    this.#source = source;
    for (
      const name of [
        "hello",
        "status",
        "roles",
        "trends",
        "event",
        "picture",
        "sight",
        "tick",
        "gap",
      ] as const
    ) {
      source.addEventListener(name, (message: MessageEvent<string>) => {
        this.#heardAt = performance.now();
        this.#heardWall = Date.now();
        if (name === "event") this.#lastEvent = message.lastEventId;
        this.#words[name](JSON.parse(message.data));
      });
    }
    source.addEventListener("error", () => {
      // Otherwise the browser tries again by itself.
      if (source.readyState === EventSource.CLOSED) void this.#refused(source);
    });
  }

  #check(): void {
    if (this.#silentMs() > DEAD_MS && performance.now() - this.#openedAt > DEAD_MS) this.#open();
  }

  /** The box answered, but not with a stream: signed out, or too many pages are open. */
  async #refused(source: EventSource): Promise<void> {
    try {
      const answer = await fetch("/api/v1/troubles", { signal: AbortSignal.timeout(DEAD_MS) });
      if (answer.status === 401) return location.reload();
    } catch {
      // It is not there at all: the attempt below goes on.
    }
    setTimeout(() => {
      // Another may have been made meanwhile, and live.
      if (this.#source === source) this.#open();
    }, RETRY_MS);
  }
}
