/**
 * Keeps the sensor port's tokens as the file has them, and writes down when they were used.
 *
 * It must never hold up a packet: the file is looked at beside the work, and where it cannot be read the tokens read last stay.
 */
import type { Clock } from "../clock/clock.ts";
import { DeviceKeys } from "../firewall/device_keys.ts";
import { noteDeviceTokenUses, readDeviceTokens } from "./device_token_store.ts";

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
  #looking = false;
  #usesWritten = new Map<string, number>();
  #timers: number[] = [];

  constructor(parts: DeviceKeyWatchParts) {
    this.#parts = parts;
    this.keys = new DeviceKeys(() => parts.clock.wallMs());
  }

  /** Reads the tokens, then goes on watching. */
  async start(): Promise<void> {
    await this.look();
    this.#timers = [
      setInterval(() => void this.look(), LOOK_MS),
      setInterval(() => void this.writeUses(), USES_MS),
    ];
  }

  /** Looks at the file now. */
  async look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
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
    } finally {
      this.#looking = false;
    }
  }

  /** Writes down what is new. */
  async writeUses(): Promise<void> {
    const uses = new Map(this.keys.uses);
    const isNew = [...uses].some(([id, atMs]) =>
      atMs - (this.#usesWritten.get(id) ?? -Infinity) >= USES_MS / 2
    );
    if (!isNew) return;
    try {
      await noteDeviceTokenUses(this.#parts.uses, uses);
      this.#usesWritten = uses;
    } catch (error) {
      // They are for people; the full disk is told by whoever needs it.
      this.#parts.note(`when tokens were used cannot be written down: ${(error as Error).message}`);
    }
  }

  /** Stops watching, and writes what is left. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.writeUses();
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
