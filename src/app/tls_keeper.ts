/**
 * The certificate that a listener shows: found at the start, and changed when its files change.
 *
 * Page and sensor port must be there at an alarm. So a given certificate that cannot be used takes neither away: the box's own takes its
 * place, which browsers warn of, and that is a trouble.
 */
import type { Clock } from "../clock/clock.ts";
import type { TlsSetting } from "../config/vocabulary.ts";
import type { TroubleCode } from "../reading/trouble.ts";
import { PortUnavailable } from "./open_port.ts";
import type { Paths } from "./paths.ts";
import { EXPIRING_MS, loadTls, tlsVersion } from "./tls_files.ts";
import type { TlsMaterial } from "./tls_material.ts";

/** Whoever puts a new certificate there waits this long at most. */
const LOOK_MS = 5_000;

/** A fault as fusion takes it. */
export interface TlsFault {
  readonly code: Extract<TroubleCode, "certificate-unusable" | "certificate-expiring">;
  readonly active: boolean;
  readonly detail: string;
}

/** What {@linkcode TlsKeeper} needs. */
export interface TlsKeeperOptions {
  readonly setting: Exclude<TlsSetting, "off">;
  readonly paths: Pick<Paths, "tls">;
  readonly clock: Clock;
  /** Another certificate from now on. Throws where it cannot be used. */
  change(tls: TlsMaterial): void;
  /** Told on changes alone. */
  fault(fault: TlsFault): void;
  note(text: string): void;
}

/** Keeps it. */
export class TlsKeeper {
  current: TlsMaterial;
  readonly #options: TlsKeeperOptions;
  readonly #told = new Map<TlsFault["code"], boolean>();
  readonly #timer: ReturnType<typeof setInterval>;
  #version: string;

  /** Throws {@linkcode PortUnavailable} where there is neither the given certificate nor the box's own. */
  constructor(options: TlsKeeperOptions) {
    this.#options = options;
    const { setting, paths } = options;
    this.#version = tlsVersion(setting, paths);
    const loaded = loadTls(setting, paths);
    if (loaded.ok) this.current = loaded.value;
    else {
      const own = loadTls("self-signed", paths);
      if (!own.ok) {
        throw new PortUnavailable(loaded.fault, `nor can the box's own certificate be used: ${own.fault}`);
      }
      this.current = own.value;
    }
    queueMicrotask(() =>
      this.#tell(loaded.ok ? undefined : `${loaded.fault}; the box shows its own instead`)
    );
    this.#timer = setInterval(() => this.step(), LOOK_MS);
  }

  /** Looks whether the files have changed. */
  step(): void {
    const { setting, paths, change, note } = this.#options;
    const version = tlsVersion(setting, paths);
    if (version === this.#version) return this.#tellExpiry();
    this.#version = version;
    const loaded = loadTls(setting, paths);
    if (!loaded.ok) return this.#tell(`${loaded.fault}; the one shown before stays`);
    try {
      change(loaded.value);
    } catch (error) {
      return this.#tell(`the new certificate cannot be used: ${(error as Error).message}`);
    }
    this.current = loaded.value;
    note(
      `another certificate is shown from now on: ${loaded.value.subject}, SHA-256 ${loaded.value.fingerprint}`,
    );
    this.#tell(undefined);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tell(unusable: string | undefined): void {
    this.#fault(
      "certificate-unusable",
      unusable !== undefined,
      unusable ?? "the certificate can be used again",
    );
    this.#tellExpiry();
  }

  #tellExpiry(): void {
    const { validToWallMs, subject } = this.current;
    const leftMs = validToWallMs - this.#options.clock.wallMs();
    const until = new Date(validToWallMs).toISOString().slice(0, 10);
    this.#fault(
      "certificate-expiring",
      leftMs < EXPIRING_MS,
      leftMs < 0
        ? `the certificate of ${subject} has run out on ${until}`
        : `${subject} runs out on ${until}`,
    );
  }

  #fault(code: TlsFault["code"], active: boolean, detail: string): void {
    if ((this.#told.get(code) ?? false) === active) return;
    this.#told.set(code, active);
    this.#options.fault({ code, active, detail });
  }
}
