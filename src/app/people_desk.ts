/**
 * What an installer does on the page with the people of the box: lets them in, gives them another secret, takes it away.
 *
 * A secret is made here, answered once, and kept nowhere. It must never leave the box without an installer: `embereye token` at the
 * box's own shell would be the only way back.
 */
import type { Clock } from "../clock/clock.ts";
import { newPin, randomPin } from "../firewall/pin.ts";
import { credentialOf, hasExpired } from "../firewall/token.ts";
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
import { addToken, type Holding, putPin, readTokens, revoke } from "./token_store.ts";

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
    if (wanted.kind === "token" && wanted.role !== "installer" && isLastInstaller(known, name, this.#nowMs)) {
      return lastInstaller(name);
    }
    return wanted.kind === "pin" ? await this.#givePin(name, wanted) : await this.#giveToken(name, wanted);
  }

  async revoke(name: string): Promise<Result<Changed, PeopleRefusal>> {
    const { file } = this.#options;
    const known = await readTokens(file);
    if (isLastInstaller(known, name, this.#nowMs)) return lastInstaller(name);
    const revoked = await revoke(file, name);
    return revoked === undefined
      ? fail({ code: "unknown-person", text: `nobody called '${name}' has a token or PIN` })
      : ok(holdingChange(revoked.before, {}));
  }

  get #nowMs(): number {
    return this.#options.clock.wallMs();
  }

  async #giveToken(
    name: string,
    { role, days, replace }: NewSecret & { kind: "token" },
  ): Promise<Result<Given, PeopleRefusal>> {
    const life = days === undefined ? {} : { lifeMs: days * DAY_MS };
    const made = await addToken(this.#options.file, { name, role, replace, ...life }, this.#nowMs);
    return made === undefined ? exists(name) : ok(this.#given(made.token, days, made));
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

function lastInstaller(name: string): Result<never, PeopleRefusal> {
  return fail({
    code: "last-installer",
    text: `${name} holds the last token of an installer that has not run out: make another first`,
  });
}

/** Whether nobody could set the box up any more once `name` has no token of an installer. */
function isLastInstaller(
  { tokens }: Awaited<ReturnType<typeof readTokens>>,
  name: string,
  nowWallMs: number,
): boolean {
  const installers = tokens.filter((entry) => entry.role === "installer" && !hasExpired(entry, nowWallMs));
  return installers.length > 0 && installers.every((entry) => entry.name === name);
}
