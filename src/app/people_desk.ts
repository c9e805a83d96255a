/**
 * What an installer does on the page with the people of the box: lets them in, gives them another secret, takes it away.
 *
 * A secret is made here, answered once, and kept nowhere. It must never leave the box without an installer: `embereye token` at the
 * box's own shell would be the only way back.
 */
import type { Clock } from "../clock/clock.ts";
import { newPin, randomPin } from "../firewall/pin.ts";
import { credentialOf, hasExpired, type TokenFile } from "../firewall/token.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import type {
  Changed,
  Given,
  NewSecret,
  PeopleDeps,
  PeopleRefusal,
  Person,
  SecretView,
} from "../ui/people_api.ts";
import { holdingChange, nameFault, nearNamesake } from "./person_name.ts";
import { addToken, type Holding, type Objection, putPin, readTokens, revoke } from "./token_store.ts";

const DAY_MS = 86_400_000;

/** What the desk needs. */
export interface PeopleDeskOptions {
  /** The file of tokens and PINs. */
  readonly file: string;
  readonly clock: Clock;
  /** When a credential was last used, wall clock; undefined where it never was. */
  lastUsed(credential: string): number | undefined;
}

/** Keeps the people of the box. */
export class PeopleDesk implements PeopleDeps {
  readonly #options: PeopleDeskOptions;

  constructor(options: PeopleDeskOptions) {
    this.#options = options;
  }

  async list(): Promise<readonly Person[]> {
    const { tokens, pins } = await readTokens(this.#options.file);
    const names = [...new Set([...tokens, ...pins].map(({ name }) => name))];
    return names.sort((a, b) => a.localeCompare(b)).map((name): Person => {
      const token = tokens.find((entry) => entry.name === name);
      const pin = pins.find((entry) => entry.name === name);
      return {
        name,
        ...(token && { token: this.#view(token) }),
        ...(pin && { pin: this.#view(pin) }),
      };
    });
  }

  async give(name: string, wanted: NewSecret): Promise<Result<Given, PeopleRefusal>> {
    const fault = nameFault(name);
    if (fault !== undefined) return fail({ code: "wrong-input", text: fault });
    const { file } = this.#options;
    const known = await readTokens(file);
    const namesake = nearNamesake(known, name);
    if (namesake !== undefined) {
      return fail({ code: "name-taken", text: `there is a ${namesake} already` });
    }
    const has = known[wanted.kind === "pin" ? "pins" : "tokens"].some((entry) => entry.name === name);
    if (has && !wanted.replace) return exists(name);
    return wanted.kind === "pin" ? await this.#givePin(name, wanted) : await this.#giveToken(name, wanted);
  }

  async revoke(name: string): Promise<Result<Changed, PeopleRefusal>> {
    const revoked = await revoke(this.#options.file, name, this.#keepsInstaller(name));
    if (revoked === undefined) {
      return fail({ code: "unknown-person", text: `nobody called '${name}' has a token or PIN` });
    }
    return "code" in revoked ? fail(revoked) : ok(holdingChange(revoked.before, {}));
  }

  get #nowMs(): number {
    return this.#options.clock.wallMs();
  }

  async #giveToken(
    name: string,
    { role, days, replace }: NewSecret & { kind: "token" },
  ): Promise<Result<Given, PeopleRefusal>> {
    const life = days === undefined ? {} : { lifeMs: days * DAY_MS };
    const bearer = { name, role, replace, ...life };
    const made = await addToken(this.#options.file, bearer, this.#nowMs, this.#keepsInstaller(name));
    if (made === undefined) return exists(name);
    return "code" in made ? fail(made) : ok(this.#given(made.token, days, made));
  }

  /** Against a change after which nobody could set the box up any more, now or once the last token has run out. */
  #keepsInstaller(name: string): Objection<PeopleRefusal> {
    const nowMs = this.#nowMs;
    const lasts = ({ tokens }: TokenFile) =>
      tokens.some((entry) => entry.role === "installer" && entry.expiresAtWallMs === undefined);
    const isThere = ({ tokens }: TokenFile) =>
      tokens.some((entry) => entry.role === "installer" && !hasExpired(entry, nowMs));
    const text =
      `a token of an installer that does not run out must stay: make another before ${name}'s is taken away`;
    return (before, next) => {
      const isKept = lasts(before) ? lasts(next) : !isThere(before) || isThere(next);
      return isKept ? undefined : { code: "last-installer", text };
    };
  }

  async #givePin(
    name: string,
    { role, days }: NewSecret & { kind: "pin" },
  ): Promise<Result<Given, PeopleRefusal>> {
    const pin = randomPin();
    const lifeMs = days === undefined ? undefined : days * DAY_MS;
    const entry = await newPin({ name, role }, pin, this.#nowMs, lifeMs);
    return ok(this.#given(pin, days, await putPin(this.#options.file, entry)));
  }

  #given(
    secret: string,
    days: number | undefined,
    { before, after }: { readonly before: Holding; readonly after: Holding },
  ): Given {
    const expiresAtWallMs = days === undefined ? undefined : this.#nowMs + days * DAY_MS;
    return { secret, expiresAtWallMs, ...holdingChange(before, after) };
  }

  #view(
    entry: {
      readonly role: SecretView["role"];
      readonly hash: string;
      readonly createdAtWallMs: number;
      readonly expiresAtWallMs?: number | undefined;
    },
  ): SecretView {
    const { role, createdAtWallMs, expiresAtWallMs } = entry;
    return {
      role,
      createdAtWallMs,
      expiresAtWallMs,
      hasExpired: hasExpired(entry, this.#nowMs),
      lastUsedAtWallMs: this.#options.lastUsed(credentialOf(entry)),
    };
  }
}

function exists(name: string): Result<never, PeopleRefusal> {
  return fail({ code: "person-exists", text: `${name} has one already, and it is not to be replaced` });
}
