/**
 * Sessions of people who have signed in: a random cookie that stands for their token, in memory only.
 */

/** The cookie's name. */
export const SESSION_COOKIE = "embereye_session";

/** A longer shift than anybody works; a phone left behind is signed out the next day. */
const IDLE_MS = 36 * 3_600_000;
/** After this the token is asked for again, however often the page is used. */
const LIFE_MS = 30 * 24 * 3_600_000;
/** One site has a handful of people; the one unused for longest makes room for a new one. */
const SESSIONS_MAX = 128;

interface Session {
  readonly token: string;
  readonly createdMs: number;
  usedMs: number;
}

/** The table of sessions. */
export class Sessions {
  /** In the order of their use: the first is the one unused for longest. */
  readonly #sessions = new Map<string, Session>();

  /** Starts a session for `token`; returns its id: 256 random bits. */
  start(token: string, nowMs: number): string {
    if (this.#sessions.size >= SESSIONS_MAX) this.#sessions.delete(this.#sessions.keys().next().value!);
    const id = crypto.getRandomValues(new Uint8Array(32)).toHex();
    this.#sessions.set(id, { token, createdMs: nowMs, usedMs: nowMs });
    return id;
  }

  /** The token of a session that has not run out, and marks it as used. */
  token(id: string, nowMs: number): string | undefined {
    const session = this.#sessions.get(id);
    if (session === undefined) return undefined;
    this.#sessions.delete(id);
    if (nowMs - session.usedMs > IDLE_MS || nowMs - session.createdMs > LIFE_MS) return undefined;
    session.usedMs = nowMs;
    this.#sessions.set(id, session);
    return session.token;
  }

  /** Ends a session. */
  end(id: string): void {
    this.#sessions.delete(id);
  }
}

/** The header that hands a session to the browser. No `Secure`: the page is served in plain HTTP on the site's own network. */
export function sessionCookie(id: string): string {
  return `${SESSION_COOKIE}=${id}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${LIFE_MS / 1000}`;
}

/** The header that takes it away. */
export const NO_SESSION_COOKIE = `${SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`;
