/**
 * The port that devices connect to, plain or with TLS: from the accept to the end of each connection.
 *
 * The gate is asked before a byte is read and before any handshake. A certificate that cannot be used never closes the port: the
 * box's own takes its place.
 */
import type { Logger } from "@logtape/logtape";
import { type Duplex, isConnectionError } from "../bus/channel.ts";
import type { Clock } from "../clock/clock.ts";
import type { Config } from "../config/schema.ts";
import type { Peer, Reception } from "../ingest/sensors/reception.ts";
import { KeptPort, type PortFault } from "./kept_port.ts";
import { type OpenPort, openPort } from "./open_port.ts";
import type { Paths } from "./paths.ts";
import { receive } from "./receive.ts";
import { type TlsFault, TlsKeeper } from "./tls_keeper.ts";
import type { HandshakeFault, TlsTunnel } from "./tls_tunnel.ts";

/** From the connection to the end of the handshake. A slow microcontroller takes two seconds for an RSA key. */
const HANDSHAKE_MS = 10_000;
/** Commands that may wait to be written to a device. They are few; a device that takes none is not worth more. */
const COMMANDS_WAITING_MAX = 8;

/** What the port needs. */
export interface SensorPortOptions {
  readonly config: Config;
  readonly paths: Pick<Paths, "port" | "tls">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly reception: Pick<Reception, "open">;
  readonly signal: AbortSignal;
  /** The port or its certificate is a trouble, or no longer. */
  fault(fault: PortFault | CertificateFault): void;
  /** The port is open at last. */
  opened(port: number): void;
  /** Asks the supervisor who holds the port; its answer goes to {@linkcode SensorPort.heldBy}. */
  askHolder(place: { readonly host: string; readonly port: number }): boolean;
}

/** A fault of the port's certificate. */
type CertificateFault = TlsFault & { readonly kind: "fault"; readonly subject: "sensors" };

/** The port of one run. */
export class SensorPort {
  readonly #options: SensorPortOptions;
  readonly #standing = new Map<string, CertificateFault>();
  readonly #kept: KeptPort;
  #tls: TlsKeeper | undefined;
  #open: OpenPort | undefined;

  constructor(options: SensorPortOptions) {
    const { config: { sensorPort: { host, port } }, clock, log, signal, fault, opened, askHolder } = options;
    this.#options = options;
    this.#kept = new KeptPort({
      name: "sensors",
      host,
      port,
      clock,
      signal,
      open: (isPatient) => this.#tryOpen(isPatient),
      opened,
      askHolder,
      fault,
      note: (level, text) => log[level]("{text}", { text }),
    });
  }

  /** Troubles of the port and of its certificate that stand. */
  get standing(): (PortFault | CertificateFault)[] {
    return [...this.#standing.values(), ...this.#kept.standing];
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
    const { config, paths, clock, signal } = this.#options;
    const { host, port, tls: setting } = config.sensorPort;
    if (setting !== "off") this.#tls ??= this.#certificate(setting);
    const open = await openPort({
      host,
      port,
      remember: paths.port("sensors"),
      clock,
      tls: this.#tls?.current,
      isPatient,
      take: (connection, tunnel) => void this.#serve(connection, tunnel),
      deaf: (reason) => this.#kept.deaf(reason),
    });
    this.#open = open;
    if (signal.aborted) this.close();
    return open.port;
  }

  #certificate(setting: Exclude<Config["sensorPort"]["tls"], "off">): TlsKeeper {
    const { paths, clock, log } = this.#options;
    const keeper = new TlsKeeper({
      setting,
      paths,
      clock,
      change: (next) => this.#open?.changeCertificate(next),
      fault: (fault) => this.#fault(fault),
      note: (text) => log.warning("{text}", { text }),
    });
    log.info("devices see the certificate with the SHA-256 fingerprint {fingerprint}", { ...keeper.current });
    return keeper;
  }

  /** Accepts nobody any more. */
  close(): void {
    this.#tls?.close();
    this.#open?.close();
  }

  async #serve(outer: Deno.TcpConn, tunnel: TlsTunnel | undefined): Promise<void> {
    const { reception, clock } = this.#options;
    const secured = Promise.withResolvers<Duplex | undefined>();
    const connection = reception.open(peerOf(outer, secured.promise), clock.monotonicMs());
    if (connection === undefined) return outer.close();
    outer.setNoDelay(true);
    if (tunnel === undefined) {
      secured.resolve(outer);
      return await receive(outer, connection, clock);
    }
    const hands = await secureInTime(outer, tunnel);
    secured.resolve(hands.ok ? hands.value.conn : undefined);
    if (!hands.ok) {
      const [reason, text] = REFUSED[hands.fault];
      return connection.close(reason, text);
    }
    await receive(hands.value.conn, connection, clock);
    hands.value.conn.close();
  }

  #fault(fault: TlsFault): void {
    const { code, active, detail } = fault;
    const told = { ...fault, kind: "fault", subject: "sensors" } as const;
    if (active) this.#options.log.error("{detail}", { detail });
    if (active) this.#standing.set(code, told);
    else this.#standing.delete(code);
    this.#options.fault(told);
  }
}

/** For the counter, and for people. */
const REFUSED: Readonly<Record<HandshakeFault, readonly [string, string]>> = {
  "not-tls": ["not-tls", "connection closed: it speaks no TLS, which sensorPort.tls asks for"],
  failed: [
    "tls-failed",
    "connection closed: no TLS came about; the device may not believe the box's certificate",
  ],
  late: [
    "tls-late",
    `connection closed: no TLS within ${HANDSHAKE_MS / 1000} s, which sensorPort.tls asks for`,
  ],
};

async function secureInTime(outer: Deno.TcpConn, tunnel: TlsTunnel): ReturnType<TlsTunnel["secure"]> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), HANDSHAKE_MS);
  try {
    return await tunnel.secure(outer, late.signal);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param outer What the network sees of the connection: its end is the end of all of it.
 * @param secured What commands are written to, once it is there; undefined: there is nobody to send them to.
 */
function peerOf(outer: Deno.TcpConn, secured: Promise<Duplex | undefined>): Peer {
  let waiting = 0;
  const close = () => {
    try {
      outer.close();
    } catch (error) {
      if (!isConnectionError(error)) throw error;
    }
  };
  const write = async (bytes: Uint8Array) => {
    const conn = await secured;
    if (conn !== undefined) await writeAll(conn, bytes);
    waiting--;
  };
  return {
    address: outer.remoteAddr.hostname,
    send: (bytes) => {
      if (++waiting > COMMANDS_WAITING_MAX) return close();
      write(bytes).catch((error) => {
        if (!isConnectionError(error)) throw error;
      });
    },
    close,
  };
}

async function writeAll(conn: Duplex, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}
