/**
 * The people whom the page knows: tokens and PINs as the file has them now, when each was last used, and their sessions.
 */
import type { Clock } from "../clock/clock.ts";
import { verifyPin } from "../firewall/pin.ts";
import {
  bearerByCredential,
  bearerOf,
  hasExpired,
  type KnownBearer,
  type TokenFile,
  verifyToken,
} from "../firewall/token.ts";
import { jsonOf } from "../store/stored_json.ts";
import { type SessionFile, sessionFileSchema, type SessionStore } from "../ui/sessions.ts";
import { KeptFile } from "./kept_file.ts";
import type { Paths } from "./paths.ts";
import { type LastUse, readLastUse } from "./last_use.ts";
import { readTokensNow as readTokens } from "./token_store.ts";

/** A sign-in reaches the disk after this. */
const SESSIONS_MS = 500;
/** When somebody last came is worth no more writes to a card than this. */
const LAST_USE_MS = 60_000;
/** Checked at once: each takes 32 MB and a core. */
const PIN_CHECKS_MAX = 2;
/** People who wait for that at most: more than a site has. */
const PIN_CHECKS_WAITING_MAX = 8;

/** What {@linkcode People} needs. */
export interface PeopleOptions {
  readonly paths: Pick<Paths, "tokens" | "sessions" | "lastUse">;
  readonly clock: Clock;
  /** Something is wrong with a file: for the log. */
  report(text: string): void;
}

/** Everybody who may sign in. */
export class People {
  readonly sessions: SessionStore;
  readonly #options: PeopleOptions;
  readonly #sessionFile: KeptFile;
  readonly #lastUseFile: KeptFile;
  readonly #lastUse: Map<string, number>;
  #file: TokenFile = { version: 1, tokens: [], pins: [] };
  /** Which state of the file was read: its inode and time of change. Looked at before it is read: what is changed meanwhile is read again. */
  #version: string | undefined;
  #told = "";
  #pinChecks = 0;
  #pinChecksWaiting: (() => void)[] = [];

  /** Reads the files. While the tokens cannot be read nobody signs in; the page is there all the same. */
  static async open(options: PeopleOptions): Promise<People> {
    const { paths } = options;
    return new People(
      options,
      await readLastUse(paths.lastUse, options.report),
      await readSessions(paths.sessions, options.report),
    );
  }

  private constructor(
    options: PeopleOptions,
    lastUse: LastUse,
    stored: SessionFile | undefined,
  ) {
    const { paths, report } = options;
    this.#options = options;
    this.#lastUse = new Map(Object.entries(lastUse));
    this.#sessionFile = new KeptFile(paths.sessions, SESSIONS_MS, report);
    this.#lastUseFile = new KeptFile(paths.lastUse, LAST_USE_MS, report);
    this.sessions = {
      load: () => stored,
      keep: (sessions) => this.#sessionFile.put(() => JSON.stringify(sessions)),
    };
    this.#now();
  }

  /** Whose token this is. */
  authenticate(token: string): KnownBearer | undefined {
    return verifyToken(this.#now().tokens, token, this.#nowWallMs);
  }

  /** Who holds this credential now. */
  bearer(credential: string): KnownBearer | undefined {
    return bearerByCredential(this.#now(), credential, this.#nowWallMs);
  }

  /** Whether anybody of that name, in small letters, signs in by PIN. */
  hasPin(name: string): boolean {
    return this.#now().pins.some((entry) => entry.name.toLowerCase() === name);
  }

  /** Whose name and PIN these are. `busy`: too many are being checked. */
  async checkPin(name: string, pin: string): Promise<KnownBearer | undefined | "busy"> {
    if (this.#pinChecks >= PIN_CHECKS_MAX) {
      if (this.#pinChecksWaiting.length >= PIN_CHECKS_WAITING_MAX) return "busy";
      await new Promise<void>((resolve) => this.#pinChecksWaiting.push(resolve));
    }
    this.#pinChecks++;
    try {
      const entry = await verifyPin(this.#now().pins, name, pin);
      return entry === undefined || hasExpired(entry, this.#nowWallMs) ? undefined : bearerOf(entry);
    } finally {
      this.#pinChecks--;
      this.#pinChecksWaiting.shift()?.();
    }
  }

  /** A token or PIN was used just now. */
  used(credential: string): void {
    this.#lastUse.set(credential, this.#nowWallMs);
    this.#lastUseFile.put(() => {
      // Those that were taken away are forgotten, or the file would grow for ever.
      for (const known of this.#lastUse.keys()) {
        if (this.bearer(known) === undefined) this.#lastUse.delete(known);
      }
      return JSON.stringify(Object.fromEntries(this.#lastUse));
    });
  }

  /** When a credential was last used, wall clock. */
  lastUsed(credential: string): number | undefined {
    return this.#lastUse.get(credential);
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    await this.#sessionFile.close();
    await this.#lastUseFile.close();
  }

  get #nowWallMs(): number {
    return this.#options.clock.wallMs();
  }

  /** The file as it is now, so that what is revoked is refused at once. A look at a file that has not changed takes 10 us. */
  #now(): TokenFile {
    const { paths, report } = this.#options;
    try {
      const version = versionOf(paths.tokens);
      if (version !== this.#version) {
        this.#file = readTokens(paths.tokens);
        this.#version = version;
      }
    } catch (error) {
      const until = this.#version === undefined ? "nobody can sign in" : "the tokens read last stay valid";
      const text = `${(error as Error).message}; ${until}`;
      if (text !== this.#told) report(text);
      this.#told = text;
    }
    return this.#file;
  }
}

/** A file is replaced as a whole when it changes, so this differs afterwards. */
function versionOf(path: string): string {
  try {
    const { ino, mtime, size } = Deno.statSync(path);
    return `${ino} ${mtime?.getTime()} ${size}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "none";
    throw error;
  }
}

/** The sessions of an earlier run; a file that is not ours costs everybody a sign-in, nothing more. */
async function readSessions(
  path: string,
  report: (text: string) => void,
): Promise<SessionFile | undefined> {
  try {
    const parsed = sessionFileSchema.safeParse(jsonOf(await Deno.readTextFile(path)));
    if (parsed.success) return parsed.data;
    report(`${path} is no list of sessions of this version: everybody must sign in again`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) report(`cannot read ${path}: ${(error as Error).message}`);
  }
  return undefined;
}
