/**
 * The door of the page: its socket with the allow-list, TLS, and proxies that are believed; and who was turned away there.
 */
import type { Logger } from "@logtape/logtape";
import type { Counter } from "prom-client";
import type { TurnedAwayRow } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import type { Config } from "../config/schema.ts";
import { clientAddress } from "../firewall/client_address.ts";
import { Gate, WEB_LIMITS } from "../firewall/gate.ts";
import { networkSet, webRules } from "../firewall/rules.ts";
import { TurnedAwayTable } from "../firewall/turned_away.ts";
import { type Address, parseAddress } from "../reading/address.ts";
import { problemResponse, Refused } from "../ui/problem.ts";
import type { RequestOrigin } from "./http_front.ts";
import { KeptPort, type PortFault } from "./kept_port.ts";
import { type HttpServer, listenHttp } from "./listen_http.ts";
import { hostAndPort } from "./open_port.ts";
import type { Paths } from "./paths.ts";
import { type TlsFault, TlsKeeper } from "./tls_keeper.ts";

/** Where a request really comes from. */
export interface Client {
  readonly address: string;
  /** The browser speaks TLS, with us or with a proxy that is believed. */
  readonly isSecure: boolean;
}

/** What the door needs. */
export interface PageDoorOptions {
  readonly config: Config;
  readonly paths: Paths;
  readonly clock: Clock;
  readonly log: Logger;
  /** Counts by listener and reason. */
  readonly refusedTotal: Counter;
  handle(request: Request, client: Client): Response | Promise<Response>;
  readonly signal: AbortSignal;
  /** The port or its certificate is a trouble, or no longer. */
  fault(fault: TlsFault | PortFault): void;
  /** The port is open at last. */
  opened(port: number): void;
  /** Asks the supervisor who holds the port; its answer goes to {@linkcode PageDoor.heldBy}. */
  askHolder(place: { readonly host: string; readonly port: number }): boolean;
}

/** The door of one run of the page. */
export class PageDoor {
  /** Counts what addresses get wrong when they sign in. */
  readonly gate: Gate;
  readonly #options: PageDoorOptions;
  readonly #metricsGate: Gate;
  readonly #turnedAway = new TurnedAwayTable();
  #isProxy: (address: Address) => boolean;
  #hstsSeconds: number;
  #server: HttpServer | undefined;
  #tls: TlsKeeper | undefined;
  readonly #kept: KeptPort;

  constructor(options: PageDoorOptions) {
    const { config: { page, metrics }, clock, log, signal, opened, askHolder, fault } = options;
    this.#options = options;
    this.gate = new Gate("page", webRules(page.allow), WEB_LIMITS);
    this.#metricsGate = new Gate("metrics", webRules(metrics.allow), WEB_LIMITS);
    this.#isProxy = networkSet(page.proxies);
    this.#hstsSeconds = page.hstsSeconds;
    this.#kept = new KeptPort({
      name: "page",
      host: page.host,
      port: page.port,
      clock,
      signal,
      open: (isPatient) => this.#tryOpen(isPatient),
      opened,
      askHolder,
      fault,
      note: (level, text) => log[level]("{text}", { text }),
    });
  }

  /** Opens it; returns the port, or nothing where it cannot be had yet: then it is tried for ever. */
  async open(): Promise<number | undefined> {
    return await this.#kept.open();
  }

  /** The supervisor has looked who holds the port. */
  heldBy(holder: string | undefined): void {
    this.#kept.heldBy(holder);
  }

  async #tryOpen(isPatient: boolean): Promise<number> {
    const { config, paths, clock, log, signal } = this.#options;
    const { host, port, tls: setting } = config.page;
    if (setting !== "off") this.#tls ??= this.#certificate(setting);
    const server = await listenHttp({
      host,
      port,
      remember: paths.port("ui"),
      clock,
      tls: this.#tls?.current,
      isPatient,
      deaf: (reason) => this.#kept.deaf(reason),
      admits: (address) => this.#admits(address),
      refused: (reason, address) => {
        const text = reason === "not-allowed"
          ? this.gate.notAllowed(address).text
          : `connection refused: ${REFUSED[reason]}`;
        this.turnAway("page", reason, address, text);
      },
      handle: (request, origin) => this.#handle(request, origin),
      failed: (error) => log.error("the page's connection failed: {reason}", { reason: String(error) }),
    });
    this.#server = server;
    if (signal.aborted) await this.close();
    const scheme = this.#tls === undefined ? "http" : "https";
    log.info("the page is at {origin}", { origin: `${scheme}://${hostAndPort(host, server.port)}` });
    return server.port;
  }

  #certificate(setting: Exclude<Config["page"]["tls"], "off">): TlsKeeper {
    const { paths, clock, log, fault } = this.#options;
    const keeper = new TlsKeeper({
      setting,
      paths,
      clock,
      change: (next) => this.#server?.changeCertificate(next),
      fault: (told) => {
        if (told.active) log.error("{detail}", { ...told });
        fault(told);
      },
      note: (text) => log.warning("{text}", { text }),
    });
    log.info("the page's certificate has the SHA-256 fingerprint {fingerprint}", { ...keeper.current });
    return keeper;
  }

  /** What the lists say now: open connections are judged anew. */
  reconfigure({ page, metrics }: Config): void {
    this.gate.update(webRules(page.allow), WEB_LIMITS);
    this.#metricsGate.update(webRules(metrics.allow), WEB_LIMITS);
    this.#isProxy = networkSet(page.proxies);
    this.#server?.recheck();
    // Whoever is allowed now is no longer turned away.
    this.#turnedAway.forget(({ listener, reason, address }) =>
      reason === "not-allowed" &&
      (listener === "metrics" ? this.#metricsGate : this.gate).policy(address) !== undefined
    );
  }

  /** Counts and lists somebody who was turned away. */
  turnAway(listener: "page" | "metrics", reason: string, address: string, text: string): void {
    this.#options.refusedTotal.labels({ listener, reason }).inc();
    this.#turnedAway.add({ listener, reason, address, text }, this.#options.clock.wallMs());
  }

  /** Who was turned away here, the latest first. */
  rows(): readonly TurnedAwayRow[] {
    return this.#turnedAway.rows() as readonly TurnedAwayRow[];
  }

  /** Ends it. */
  async close(): Promise<void> {
    this.#tls?.close();
    await this.#server?.stop();
  }

  #admits(address: string): boolean {
    const parsed = parseAddress(address);
    return this.gate.policy(address) !== undefined || (parsed !== undefined && this.#isProxy(parsed));
  }

  async #handle(request: Request, { address: peer, isTls }: RequestOrigin): Promise<Response> {
    const parsed = parseAddress(peer);
    const isByProxy = parsed !== undefined && this.#isProxy(parsed);
    const address = clientAddress(peer, request.headers.get("x-forwarded-for"), this.#isProxy);
    const isMetrics = new URL(request.url).pathname === "/metrics";
    const gate = isMetrics ? this.#metricsGate : this.gate;
    if (gate.policy(address) === undefined) {
      const { reason, text } = gate.notAllowed(address);
      this.turnAway(isMetrics ? "metrics" : "page", reason, address, text);
      return problemResponse(new Refused("not-allowed", text));
    }
    const isSecure = isTls || (isByProxy && request.headers.get("x-forwarded-proto") === "https");
    const response = await this.#options.handle(request, { address, isSecure });
    if (isSecure && this.#hstsSeconds > 0) {
      response.headers.set("strict-transport-security", `max-age=${this.#hstsSeconds}`);
    }
    return response;
  }
}

const REFUSED = {
  "too-many": "too many connections are open",
  "too-many-from-address": "too many connections are open from there",
  "too-slow": "it asked nothing for too long",
} as const;
