/**
 * The rescue page: while the page's own role is down, the supervisor answers on its port and says what is wrong.
 *
 * It takes the port only while that role does not run, and gives it back in the moment in which the role's next process is started,
 * which is some hundred milliseconds before that can want it: so it never keeps the real page from coming back. It must never slow the supervisor: an answer is a text made once a change, without a file,
 * and what comes faster than people load pages is turned away. It must never take from it what it needs to start roles: connections are
 * few, and none may only wait.
 */
import type { RoleStatus } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import { languageAsked } from "../ui/language_request.ts";
import type { LanguageTag } from "../ui/messages/languages.ts";
import { spoken } from "../ui/messages/spoken.ts";
import { rescueAnswer, rescueDocument } from "../ui/rescue_document.ts";
import { HttpFront } from "./http_front.ts";
import { acceptAll } from "./listen.ts";
import type { TlsMaterial } from "./tls_material.ts";
import { TlsTunnel } from "./tls_tunnel.ts";

/**
 * The role is down for this long before the port is taken: an ordinary restart follows within a tenth of it and gets no competition. A
 * person who loads the page in that time waits that long.
 */
const DOWN_MS = 500;
/** Answers a second. Browsers that wait ask every three seconds; this is enough for a hundred of them. */
const ANSWERS_PER_SECOND_MAX = 50;

/**
 * Connections at once. The supervisor needs its file descriptors to start roles: strangers must never get at more than a small part of
 * the thousand that a process has by default, and each with TLS takes three. Whoever only waits makes room for the next.
 */
const CONNECTIONS_MAX = 64;

/** What the rescue page needs. */
export interface RescuePageOptions {
  readonly clock: Clock;
  /** Where the page listens, as the configuration has it now. */
  host(): string;
  /** The page's port; undefined while nobody knows it. */
  port(): number | undefined;
  /** Where the page speaks TLS: what browsers know of it. Undefined: plain HTTP. */
  tls?(): TlsMaterial | undefined;
  /** Whether `address` may speak to the page at all. */
  admits?(address: string): boolean;
  /** Takes a sentence for the log. */
  note(text: string): void;
}

/** Takes the place of the page while its role is down. */
export class RescuePage {
  readonly #options: RescuePageOptions;
  #server: {
    readonly front: HttpFront;
    readonly accepting: AbortController;
    readonly tunnel: TlsTunnel | undefined;
  } | undefined;
  /** Of the server before: connections are cut at once, but their ends are told later. */
  #ended: Promise<void> = Promise.resolve();
  #roles: readonly RoleStatus[] = [];
  #json: string | undefined;
  /** By language: each is written when somebody who reads it first asks. */
  readonly #html = new Map<LanguageTag, string>();
  #refusedText: string | undefined;
  #second = -1;
  #answers = 0;

  constructor(options: RescuePageOptions) {
    this.#options = options;
  }

  /** Whether it answers now. */
  get open(): boolean {
    return this.#server !== undefined;
  }

  /** To be told how the roles are, on each change and once a second. */
  heard(roles: readonly RoleStatus[]): void {
    this.#roles = roles;
    this.#json = undefined;
    this.#html.clear();
    const ui = roles.find(({ role }) => role === "ui");
    const down = ui !== undefined && ui.pid === undefined &&
      (ui.state === "backing-off" || ui.state === "given-up") &&
      this.#options.clock.monotonicMs() - ui.sinceMs >= DOWN_MS;
    if (down) this.#take();
    else this.#giveBack();
  }

  /** Gives the port back for good. */
  async close(): Promise<void> {
    this.#giveBack();
    await this.#ended;
  }

  #take(): void {
    if (this.#server !== undefined) return;
    const { clock, host, admits = () => true, note } = this.#options;
    let port: number | undefined;
    try {
      port = this.#options.port();
      if (port === undefined) return;
      const tls = this.#options.tls?.();
      const listener = Deno.listen({ hostname: host(), port });
      let tunnel: TlsTunnel | undefined;
      try {
        tunnel = tls === undefined ? undefined : new TlsTunnel(tls, ["http/1.1"]);
      } catch (error) {
        listener.close();
        throw error;
      }
      const front = new HttpFront({
        clock,
        connectionsMax: CONNECTIONS_MAX,
        // No share of an address: people behind one router must not be kept out by one of them who waits.
        perAddressMax: CONNECTIONS_MAX + 1,
        admits,
        // Counting and telling who was turned away is the page's own business; nobody may make the supervisor write.
        refused: () => {},
        handle: (request) => this.#answer(request),
        failed: (error) => note(`the rescue page failed: ${error instanceof Error ? error.message : error}`),
      });
      const accepting = new AbortController();
      this.#server = { front, accepting, tunnel };
      void acceptAll(listener, (connection) => front.take(connection, tunnel), accepting.signal);
      this.#refusedText = undefined;
      note(`the page's role is down: the supervisor answers on port ${port} meanwhile`);
    } catch (error) {
      // What is left of the dead role may hold the port for a moment: the next word of the roles tries again.
      const text = error instanceof Error ? error.message : String(error);
      if (text !== this.#refusedText) {
        note(
          `the rescue page cannot have ${port === undefined ? "the page's port" : `port ${port}`}: ${text}`,
        );
      }
      this.#refusedText = text;
    }
  }

  #giveBack(): void {
    if (this.#server === undefined) return;
    const { front, accepting, tunnel } = this.#server;
    this.#server = undefined;
    accepting.abort();
    this.#ended = front.close().finally(() => tunnel?.close());
  }

  #answer(request: Request): Response {
    const second = Math.floor(this.#options.clock.monotonicMs() / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#answers = 0;
    }
    if (++this.#answers > ANSWERS_PER_SECOND_MAX) return new Response(null, { status: 503, headers: COMMON });
    const { pathname } = new URL(request.url);
    if (pathname === "/healthz" || pathname.startsWith("/api/") || pathname === "/metrics") {
      const type = pathname === "/healthz" ? "application/json" : "application/problem+json";
      this.#json ??= JSON.stringify(rescueAnswer(this.#roles));
      return new Response(this.#json, { status: 503, headers: { ...COMMON, "content-type": type } });
    }
    const tag = languageAsked(request.headers);
    return new Response(this.#written(tag), {
      status: 503,
      headers: { ...COMMON, "content-type": "text/html; charset=utf-8", "vary": "accept-language, cookie" },
    });
  }

  #written(tag: LanguageTag): string {
    const { clock } = this.#options;
    const known = this.#html.get(tag);
    if (known !== undefined) return known;
    const now = {
      monoMs: clock.monotonicMs(),
      wallMs: clock.wallMs(),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    };
    const html = rescueDocument(this.#roles, now, spoken(tag));
    this.#html.set(tag, html);
    return html;
  }
}

const COMMON: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  "connection": "close",
  "retry-after": "3",
  "x-content-type-options": "nosniff",
};
