/**
 * Who asks, and whether they may.
 */
import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import type { Actor, Bearer, Person, Right, UiDeps } from "./deps.ts";
import { LoginLimit } from "./login_limit.ts";
import { AGAIN, CONTENT_TYPE } from "./page/view.ts";
import { Refused } from "./problem.ts";
import { isDocumentPath, mayAs, type Needs } from "./rights.ts";
import { cookieName, type KnownSession, Sessions } from "./sessions.ts";

/** What the server tells of a connection. */
export interface Connection {
  /** Who asks: the client's own address, also behind a proxy that is believed. */
  readonly remoteAddr?: { readonly hostname?: string };
  /** The browser speaks TLS, with us or with a proxy that is believed. */
  readonly isSecure?: boolean;
}

/** The types of this page's requests. */
export interface UiEnv {
  Bindings: Connection;
  Variables: {
    /** Who asks, once that has been found out. */
    person: Bearer | undefined;
    /** The language to answer people in; see `languageOf`. */
    language: string;
  };
}

/** Longer ones are not hashed: no token of ours is. */
export const TOKEN_LENGTH_MAX = 200;

/** Knows people by their tokens, PINs and sessions. */
export class Access {
  readonly #deps: UiDeps;
  readonly #sessions: Sessions;
  readonly #pins = new LoginLimit();
  /** Names that nobody has, apart: inventing them must not make room among the real ones. */
  readonly #inventedNames = new LoginLimit();

  constructor(deps: UiDeps) {
    this.#deps = deps;
    this.#sessions = new Sessions(deps.clock, deps.sessions);
  }

  /**
   * Who asks: by the `Authorization` header, else by the session.
   *
   * @param needs What the route asks for.
   * @throws {Refused} where a token is shown that is not known.
   */
  person(c: Context<UiEnv>, needs: Needs = "look"): Bearer | undefined {
    const header = c.req.header("authorization");
    if (header !== undefined) {
      const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
      if (token === undefined) {
        throw new Refused("wrong-token", "the Authorization header must read: Bearer TOKEN", BEARER);
      }
      return this.#byToken(token, c);
    }
    const isUse = isByHand(c, needs);
    const session = this.#session(c, isUse);
    const bearer = session === undefined ? undefined : this.#deps.bearer(session.credential);
    if (bearer !== undefined && isUse) this.#deps.used(bearer.credential);
    return bearer;
  }

  /**
   * Lets pass who may do what `needs` it, and remembers who it is.
   *
   * @throws {Refused} where they may not.
   */
  admit(c: Context<UiEnv>, needs: Needs): Person | undefined {
    if (needs === "nobody") return undefined;
    const person = this.person(c, needs);
    c.set("person", person);
    if (person === undefined) {
      if (needs === "look" && this.#deps.viewing === "open") return undefined;
      const what = needs === "look" || needs === "viewer"
        ? "looking needs a token on this box"
        : `this needs the token of an ${needs}`;
      throw new Refused("not-signed-in", what, BEARER);
    }
    if (needs !== "look" && !mayAs(person.role, needs)) {
      const text = `${person.name} is ${articled(person.role)}`;
      this.#deps.refused("no-right", { from: addressOf(c), text });
      throw new Refused("no-right", `${text}; this needs ${articled(needs)}`);
    }
    return person;
  }

  /** Tells, whenever it is asked, whether whoever makes this request may still look: for answers that go on and on. */
  mayStillLook(c: Context<UiEnv>): () => boolean {
    const header = c.req.header("authorization");
    const credential = c.get("person")?.credential;
    const id = header === undefined ? cookieOf(c) : "";
    const roleOf = (credential: string) => this.#deps.bearer(credential)?.role;
    return () => {
      if (this.#deps.viewing === "open") return true;
      if (id !== "") return this.#sessions.look(id, roleOf) !== undefined;
      return credential !== undefined && roleOf(credential) !== undefined;
    };
  }

  /** Whether whoever is being refused something may see how the site is, and who it is. Refuses nobody by itself. */
  reader(c: Context<UiEnv>): { readonly maySee: boolean; readonly person: Person | undefined } {
    // A wrong token would be counted twice.
    const isScript = c.req.header("authorization") !== undefined;
    return {
      maySee: this.mayStillLook(c)(),
      person: c.get("person") ?? (isScript ? undefined : this.person(c)),
    };
  }

  /** Who gives an order. @throws where the route has let nobody in: a bug. */
  actor(c: Context<UiEnv>): Actor {
    const person = c.get("person");
    if (person === undefined) throw new Error(`${c.req.path} acts without asking who acts`);
    return {
      ...person,
      from: addressOf(c),
      via: c.req.header("authorization") === undefined ? "page" : "api",
    };
  }

  /** Starts a session for whoever has `token`. */
  signInByToken(c: Context<UiEnv>, token: string): SignedIn {
    return this.#signIn(c, this.#byToken(token, c), "token");
  }

  /** Starts a session for `name` by their PIN. */
  async signInByPin(c: Context<UiEnv>, name: string, pin: string): Promise<SignedIn> {
    const nowMs = this.#deps.clock.monotonicMs();
    const from = addressOf(c);
    this.#refuseLocked(from, nowMs);
    const person = name.trim().toLowerCase();
    const limit = this.#deps.hasPin(person) ? this.#pins : this.#inventedNames;
    // Where a person has signed in before, others' guesses do not lock them out.
    const key = this.#sessions.isKnownAt(person, from) ? `${person}@${from}` : person;
    const waitMs = limit.waitMs(key, nowMs);
    if (waitMs > 0) {
      this.#deps.refused("login-limited", { from, text: `too many wrong PINs for ${person}` });
      throw tooMany(`too many wrong PINs for ${name}`, waitMs);
    }
    limit.wrong(key, nowMs);
    const checked = await this.#deps.checkPin(person, pin);
    if (checked === "busy") {
      throw new Refused("busy", "too many people sign in at this moment: try again", { "retry-after": "2" });
    }
    if (checked === undefined) {
      this.#deps.logins.wrongToken(from, nowMs);
      this.#deps.refused("login-failed", { from, text: "a wrong name or PIN" });
      throw new Refused("wrong-token", "this name and PIN do not belong together", BEARER);
    }
    limit.right(key);
    this.#deps.logins.rightToken(from, nowMs);
    return this.#signIn(c, checked, "PIN");
  }

  /** Ends the session of this request. */
  signOut(c: Context<UiEnv>): void {
    const session = this.#session(c);
    if (session === undefined) return;
    this.#sessions.end(cookieOf(c));
    const role = this.#deps.bearer(session.credential)?.role ?? "viewer";
    this.#deps.audit({
      actor: { name: session.name, role, from: addressOf(c), via: "page" },
      act: "sign-out",
    });
  }

  /** Ends every session of whoever asks; returns how many. */
  signOutEverywhere(c: Context<UiEnv>): number {
    const session = this.#session(c);
    if (session === undefined) return 0;
    const role = this.#deps.bearer(session.credential)?.role ?? "viewer";
    const actor = { name: session.name, role, from: addressOf(c), via: "page" as const };
    const ended = this.#sessions.endAllOf(session.name);
    this.#deps.audit({ actor, act: "sign-out-everywhere", after: { sessionsEnded: ended } });
    return ended;
  }

  #session(c: Context<UiEnv>, isUse = true): KnownSession | undefined {
    const id = cookieOf(c);
    if (id === "") return undefined;
    const roleOf = (credential: string) => this.#deps.bearer(credential)?.role;
    return isUse ? this.#sessions.find(id, roleOf) : this.#sessions.look(id, roleOf);
  }

  #signIn(c: Context<UiEnv>, bearer: Bearer, by: "token" | "PIN"): SignedIn {
    // A new id at every sign-in, and the old one is worth nothing: nobody can plant a session and wait for its owner.
    this.#sessions.end(cookieOf(c));
    const { name, role } = bearer;
    const from = addressOf(c);
    this.#deps.used(bearer.credential);
    this.#deps.audit({ actor: { name, role, from, via: "page" }, act: "sign-in", after: { by } });
    return { cookie: this.#sessions.start(bearer, from), person: { name, role } };
  }

  #byToken(token: string, c: Context<UiEnv>): Bearer {
    const nowMs = this.#deps.clock.monotonicMs();
    const from = addressOf(c);
    this.#refuseLocked(from, nowMs);
    const bearer = token.length <= TOKEN_LENGTH_MAX ? this.#deps.authenticate(token) : undefined;
    if (bearer === undefined) {
      this.#deps.logins.wrongToken(from, nowMs);
      const text = "a token that is not known, has run out or was revoked";
      this.#deps.refused("login-failed", { from, text });
      throw new Refused("wrong-token", "this token is not known, has run out or was revoked", BEARER);
    }
    this.#deps.logins.rightToken(from, nowMs);
    this.#deps.used(bearer.credential);
    return bearer;
  }

  #refuseLocked(from: string, nowMs: number): void {
    const waitMs = this.#deps.logins.lockedMs(from, nowMs);
    if (waitMs <= 0) return;
    this.#deps.refused("login-limited", { from, text: "too many wrong tokens or PINs" });
    throw tooMany(`too many wrong tokens or PINs from ${from}`, waitMs);
  }
}

/** Somebody has signed in. */
export interface SignedIn {
  /** Value of the session's cookie. */
  readonly cookie: string;
  readonly person: { readonly name: string; readonly role: Right };
}

/**
 * Whether a person does this: opens a page, or orders something. What an open page asks for by itself (its pictures, its stream and what it
 * wants of it, itself anew) is not its reader: left open, it would keep an installer signed in for ever.
 */
function isByHand(c: Context<UiEnv>, needs: Needs): boolean {
  if (c.req.method !== "GET") return needs !== "look";
  return isDocumentPath(c.req.path) && c.req.header("accept") !== CONTENT_TYPE &&
    c.req.query(AGAIN) === undefined;
}

const BEARER = { "www-authenticate": 'Bearer realm="EmberEye"' };

function tooMany(what: string, waitMs: number): Refused {
  const seconds = Math.ceil(waitMs / 1000);
  return new Refused("too-many-attempts", `${what}: wait ${seconds} s`, { "retry-after": String(seconds) });
}

function articled(role: Right): string {
  return role === "viewer" ? "a viewer" : `an ${role}`;
}

function cookieOf(c: Context<UiEnv>): string {
  return getCookie(c, cookieName(isSecure(c))) ?? "";
}

/** Whether the browser speaks TLS. */
export function isSecure(c: Context<UiEnv>): boolean {
  return c.env?.isSecure ?? false;
}

/** Where a request comes from. */
export function addressOf(c: Context<UiEnv>): string {
  return c.env?.remoteAddr?.hostname ?? "unknown";
}
