/**
 * Sessions of people who have signed in: a random cookie that stands for what they have shown. Only its hash is kept, and it
 * outlives a restart of the page.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../clock/clock.ts";
import type { Right } from "./page/state.ts";

/** The cookie's name. */
export const SESSION_COOKIE = "embereye_session";
/** The same over TLS: the prefix makes browsers refuse it from anything but this very host, encrypted (RFC 6265bis, 4.1.3.2). */
export const SECURE_SESSION_COOKIE = "__Host-embereye_session";

/** How long a session lives unused, and in all. */
interface Lifetime {
  readonly idleMs: number;
  readonly inAllMs: number;
}

const HOUR_MS = 3_600_000;
/**
 * Who watches a site is not to be asked for anything at an alarm: longer than anybody's shift, so a phone left behind is signed
 * out the next day. Whoever can change the box is signed in for a visit.
 */
export const LIFETIMES: Readonly<Record<Right, Lifetime>> = {
  viewer: { idleMs: 36 * HOUR_MS, inAllMs: 30 * 24 * HOUR_MS },
  operator: { idleMs: 36 * HOUR_MS, inAllMs: 30 * 24 * HOUR_MS },
  installer: { idleMs: 2 * HOUR_MS, inAllMs: 12 * HOUR_MS },
};

/** One site has a handful of people; the session unused for longest makes room for a new one. */
const SESSIONS_MAX = 128;
/** The use of a session is stored this often. A restart forgets at most so much of it. */
const STORED_EVERY_MS = 60_000;

const sessionSchema = z.strictObject({
  /** SHA-256 of the cookie's value, hex: whoever reads the file cannot sign in with it. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** The token or PIN that it stands for: with that, it ends. */
  credential: z.string().max(64),
  name: z.string().max(60),
  /** Where it was begun. */
  from: z.string().max(120),
  startedAtWallMs: z.number(),
  /** How long it had lived when it was stored, and how long it had not been used. */
  ageMs: z.number().min(0),
  idleMs: z.number().min(0),
});

/** What is stored. */
export const sessionFileSchema = z.strictObject({
  version: z.literal(1),
  storedAtWallMs: z.number(),
  sessions: z.array(sessionSchema).max(SESSIONS_MAX),
});
export type SessionFile = z.infer<typeof sessionFileSchema>;

/** Where sessions are kept. Neither must throw. */
export interface SessionStore {
  /** What was stored last; undefined where nothing was. */
  load(): SessionFile | undefined;
  /** Stores it, without anybody waiting. */
  keep(file: SessionFile): void;
}

interface Session {
  readonly credential: string;
  readonly name: string;
  readonly from: string;
  readonly startedAtWallMs: number;
  /** Monotonic, of this run: may be negative for a session of an earlier one. */
  readonly startedMs: number;
  usedMs: number;
}

/** Somebody's session. */
export type KnownSession = Readonly<Session>;

/** The table of sessions. */
export class Sessions {
  readonly #clock: Clock;
  readonly #store: SessionStore;
  /** By the hash of their cookie, in the order of their use: the first is the one unused for longest. */
  readonly #sessions = new Map<string, Session>();
  #storedMs: number;

  constructor(clock: Clock, store: SessionStore) {
    this.#clock = clock;
    this.#store = store;
    this.#storedMs = clock.monotonicMs();
    const stored = store.load();
    if (stored === undefined) return;
    // While nothing ran, the wall clock alone can tell how long. One that was set back tells nothing: no time has passed then.
    const awayMs = Math.max(0, clock.wallMs() - stored.storedAtWallMs);
    const nowMs = clock.monotonicMs();
    for (const { hash, ageMs, idleMs, credential, name, from, startedAtWallMs } of stored.sessions) {
      this.#sessions.set(hash, {
        credential,
        name,
        from,
        startedAtWallMs,
        startedMs: nowMs - ageMs - awayMs,
        usedMs: nowMs - idleMs - awayMs,
      });
    }
  }

  /** Starts a session; returns its cookie's value: 256 random bits. */
  start(bearer: { readonly credential: string; readonly name: string }, from: string): string {
    if (this.#sessions.size >= SESSIONS_MAX) this.#sessions.delete(this.#sessions.keys().next().value!);
    const id = crypto.getRandomValues(new Uint8Array(32)).toHex();
    const nowMs = this.#clock.monotonicMs();
    this.#sessions.set(hashOf(id), {
      credential: bearer.credential,
      name: bearer.name,
      from,
      startedAtWallMs: this.#clock.wallMs(),
      startedMs: nowMs,
      usedMs: nowMs,
    });
    this.#keep();
    return id;
  }

  /**
   * The session of this cookie, and marks it as used.
   *
   * @param roleOf The right of the credential now; undefined where it is no longer valid, which ends the session.
   */
  find(id: string, roleOf: (credential: string) => Right | undefined): KnownSession | undefined {
    const hash = hashOf(id);
    const session = this.#sessions.get(hash);
    if (session === undefined) return undefined;
    const nowMs = this.#clock.monotonicMs();
    const role = roleOf(session.credential);
    this.#sessions.delete(hash);
    if (role === undefined || this.#hasEnded(session, LIFETIMES[role], nowMs)) {
      this.#keep();
      return undefined;
    }
    session.usedMs = nowMs;
    this.#sessions.set(hash, session);
    if (nowMs - this.#storedMs >= STORED_EVERY_MS) this.#keep();
    return session;
  }

  /** The session of this cookie where it has not ended, without that counting as a use of it. */
  look(id: string, roleOf: (credential: string) => Right | undefined): KnownSession | undefined {
    const session = this.#sessions.get(hashOf(id));
    const role = session === undefined ? undefined : roleOf(session.credential);
    if (session === undefined || role === undefined) return undefined;
    return this.#hasEnded(session, LIFETIMES[role], this.#clock.monotonicMs()) ? undefined : session;
  }

  /** Ends one session. */
  end(id: string): void {
    if (this.#sessions.delete(hashOf(id))) this.#keep();
  }

  /** Ends every session of a person; returns how many there were. */
  endAllOf(name: string): number {
    let ended = 0;
    for (const [hash, session] of this.#sessions) {
      if (session.name !== name) continue;
      this.#sessions.delete(hash);
      ended++;
    }
    if (ended > 0) this.#keep();
    return ended;
  }

  /** Whether the person of this name, in small letters, has signed in from there, as far as is remembered. */
  isKnownAt(name: string, from: string): boolean {
    return [...this.#sessions.values()].some((session) =>
      session.name.toLowerCase() === name && session.from === from
    );
  }

  #hasEnded({ startedMs, usedMs }: Session, { idleMs, inAllMs }: Lifetime, nowMs: number): boolean {
    return nowMs - usedMs > idleMs || nowMs - startedMs > inAllMs;
  }

  #keep(): void {
    const nowMs = this.#clock.monotonicMs();
    this.#storedMs = nowMs;
    this.#store.keep({
      version: 1,
      storedAtWallMs: this.#clock.wallMs(),
      sessions: [...this.#sessions].map(([hash, session]) => ({
        hash,
        credential: session.credential,
        name: session.name,
        from: session.from,
        startedAtWallMs: session.startedAtWallMs,
        ageMs: nowMs - session.startedMs,
        idleMs: nowMs - session.usedMs,
      })),
    });
  }
}

function hashOf(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}

/** The cookie's name on a connection. */
export function cookieName(isSecure: boolean): string {
  return isSecure ? SECURE_SESSION_COOKIE : SESSION_COOKIE;
}

/** The header that hands a session to the browser. */
export function sessionCookie(id: string, isSecure: boolean): string {
  return `${cookieName(isSecure)}=${id}; ${attributes(isSecure)}; Max-Age=${
    LIFETIMES.operator.inAllMs / 1000
  }`;
}

/** The header that takes it away. */
export function noSessionCookie(isSecure: boolean): string {
  return `${cookieName(isSecure)}=; ${attributes(isSecure)}; Max-Age=0`;
}

function attributes(isSecure: boolean): string {
  return `Path=/; HttpOnly; SameSite=Strict${isSecure ? "; Secure" : ""}`;
}
