/**
 * Who asks, and whether they may.
 */
import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import type { Person, Right, UiDeps } from "./deps.ts";
import { LoginLimit } from "./login_limit.ts";
import { Refused } from "./problem.ts";
import { SESSION_COOKIE, Sessions } from "./sessions.ts";

/** What the server tells of a connection; as `Deno.serve` hands it to its handler. */
export interface Connection {
  readonly remoteAddr?: { readonly hostname?: string };
}

/** The types of this page's requests. */
export interface UiEnv {
  Bindings: Connection;
  Variables: {
    /** Who gives an order; set before its handler runs. */
    name: string;
    /** The language to answer people in; see `languageOf`. */
    language: string;
  };
}

const RIGHTS: readonly Right[] = ["viewer", "operator", "installer"];

/** Whether `role` includes `needed`. */
export function mayAs(role: Right, needed: Right): boolean {
  return RIGHTS.indexOf(role) >= RIGHTS.indexOf(needed);
}

/** Longer ones are not hashed: no token of ours is. */
export const TOKEN_LENGTH_MAX = 200;

/** Knows people by their tokens and sessions. */
export class Access {
  readonly #deps: UiDeps;
  readonly #sessions = new Sessions();
  readonly #limit = new LoginLimit();

  constructor(deps: UiDeps) {
    this.#deps = deps;
  }

  /**
   * Who asks: by the `Authorization` header, else by the session.
   *
   * @throws {Refused} where a token is shown that is not known.
   */
  person(c: Context<UiEnv>): Person | undefined {
    const header = c.req.header("authorization");
    if (header !== undefined) {
      const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
      if (token === undefined) {
        throw new Refused("wrong-token", "the Authorization header must read: Bearer TOKEN", BEARER);
      }
      return this.#known(token, c);
    }
    const token = this.#sessions.token(getCookie(c, SESSION_COOKIE) ?? "", this.#deps.clock.monotonicMs());
    return token === undefined ? undefined : this.#deps.authenticate(token);
  }

  /** Lets pass who may look. */
  look(c: Context<UiEnv>): Person | undefined {
    const person = this.person(c);
    if (person === undefined && this.#deps.viewing === "token") {
      throw new Refused("not-signed-in", "looking needs a token on this box", BEARER);
    }
    return person;
  }

  /** Lets pass who may act. */
  act(c: Context<UiEnv>): Person {
    const person = this.person(c);
    if (person === undefined) throw new Refused("not-signed-in", "acting needs an operator token", BEARER);
    if (!mayAs(person.role, "operator")) {
      this.#deps.refused("no-right");
      throw new Refused("no-right", `${person.name} is a ${person.role}; this needs an operator`);
    }
    return person;
  }

  /** Starts a session for `token`; returns its cookie's value. */
  signIn(c: Context<UiEnv>, token: string): string {
    this.#known(token, c);
    this.signOut(c);
    return this.#sessions.start(token, this.#deps.clock.monotonicMs());
  }

  /** Ends the session of this request. */
  signOut(c: Context<UiEnv>): void {
    this.#sessions.end(getCookie(c, SESSION_COOKIE) ?? "");
  }

  #known(token: string, c: Context<UiEnv>): Person {
    const nowMs = this.#deps.clock.monotonicMs();
    const address = addressOf(c.env);
    const waitMs = this.#limit.waitMs(address, nowMs);
    if (waitMs > 0) {
      this.#deps.refused("login-limited");
      const seconds = Math.ceil(waitMs / 1000);
      throw new Refused("too-many-attempts", `too many wrong tokens from ${address}: wait ${seconds} s`, {
        "retry-after": String(seconds),
      });
    }
    const person = token.length <= TOKEN_LENGTH_MAX ? this.#deps.authenticate(token) : undefined;
    if (person === undefined) {
      this.#limit.wrong(address, nowMs);
      this.#deps.refused("login-failed");
      throw new Refused("wrong-token", "this token is not known, has run out or was revoked", BEARER);
    }
    return person;
  }
}

const BEARER = { "www-authenticate": 'Bearer realm="EmberEye"' };

/** The address to count by: IPv6 by its /64, which is what one host or one attacker owns. */
function addressOf(connection: Connection | undefined): string {
  const address = connection?.remoteAddr?.hostname ?? "unknown";
  return address.includes(":") && !address.includes(".") ? address.split(":").slice(0, 4).join(":") : address;
}
