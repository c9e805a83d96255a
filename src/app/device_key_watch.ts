/**
 * Keeps the sensor port's tokens as the file has them, and writes down when they were used.
 *
 * It must never hold up a packet: the file is looked at beside the work, and where it cannot be read the tokens read last stay.
 */
import type { Clock } from "../clock/clock.ts";
import { DeviceKeys } from "../firewall/device_keys.ts";
import { readDeviceTokens } from "./device_token_store.ts";
import { KeptFile } from "./kept_file.ts";
import { readLastUse } from "./last_use.ts";

/** A revoked token is refused after this time at the latest. More often would only cost processor time. */
const LOOK_MS = 250;
/** Uses are for people: a card is not worn out for them. */
const USES_MS = 60_000;

/** What it needs. */
export interface DeviceKeyWatchParts {
  readonly clock: Clock;
  /** The file of tokens, and the one of their uses. */
  readonly tokens: string;
  readonly uses: string;
  /** The tokens have changed. */
  changed(): void;
  /** Takes a sentence for the log. */
  note(text: string): void;
}

/** Watches the files. */
export class DeviceKeyWatch {
  readonly keys: DeviceKeys;
  readonly #parts: DeviceKeyWatchParts;
  #seen = "";
  #faultTold: string | undefined;
  #looking: Promise<void> | undefined;
  readonly #uses: KeptFile;
  /** When a token was last used, as far as it is written down or about to be. */
  #usesTold = 0;
  #timers: number[] = [];

  constructor(parts: DeviceKeyWatchParts) {
    this.#parts = parts;
    this.keys = new DeviceKeys(() => parts.clock.wallMs());
    this.#uses = new KeptFile(parts.uses, USES_MS, parts.note);
  }

  /** Reads the tokens, then goes on watching. */
  async start(): Promise<void> {
    const { uses, note } = this.#parts;
    this.keys.remember(Object.entries(await readLastUse(uses, note)));
    await this.look();
    this.#timers = [
      setInterval(() => void this.look(), LOOK_MS),
      setInterval(() => this.#keepUses(), LOOK_MS),
    ];
  }

  /** Looks at the file now; while a look is under way, that one is it. */
  look(): Promise<void> {
    return this.#looking ??= this.#look().finally(() => this.#looking = undefined);
  }

  async #look(): Promise<void> {
    const { tokens, changed } = this.#parts;
    try {
      const mark = await markOf(tokens);
      if (mark === this.#seen) return;
      this.keys.load(await readDeviceTokens(tokens));
      this.#seen = mark;
      this.#told(undefined);
      changed();
    } catch (error) {
      this.#told(`${(error as Error).message}; the tokens of devices that were read last stay valid`);
    }
  }

  /** Stops watching, and writes what is left. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#keepUses();
    await this.#uses.close();
  }

  #keepUses(): void {
    const latest = Math.max(0, ...this.keys.uses.values());
    if (latest <= this.#usesTold) return;
    this.#usesTold = latest;
    this.#uses.put(() => JSON.stringify(Object.fromEntries(this.keys.uses)));
  }

  #told(fault: string | undefined): void {
    if (fault !== undefined && fault !== this.#faultTold) this.#parts.note(fault);
    this.#faultTold = fault;
  }
}

/** Changes with every change of the file: it is replaced as a whole. */
async function markOf(path: string): Promise<string> {
  try {
    const { ino, mtime, size } = await Deno.stat(path);
    return `${ino} ${mtime?.getTime()} ${size}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "absent";
    throw error;
  }
}
