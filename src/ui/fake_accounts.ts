/**
 * The people of an invented box: two of them, and whoever a test lets in.
 */
import { fail, ok, type Result } from "../reading/result.ts";
import type { Changed, Given, NewSecret, PeopleDeps, PeopleRefusal, Person } from "./people_api.ts";

/** What every new token or PIN of these tests is. */
export const NEW_SECRET = "502813";

const NIGHT_MS = Date.UTC(2026, 10, 21, 3, 0);

/** Keeps people in memory. */
export class FakeAccounts implements PeopleDeps {
  people: Person[] = [
    {
      name: "Anna",
      pin: {
        role: "operator",
        createdAtWallMs: NIGHT_MS - 86_400_000 * 30,
        expiresAtWallMs: NIGHT_MS - 86_400_000,
        hasExpired: true,
        lastUsedAtWallMs: NIGHT_MS - 3_600_000,
      },
    },
    {
      name: "Ivo",
      token: {
        role: "installer",
        createdAtWallMs: NIGHT_MS - 86_400_000 * 90,
        expiresAtWallMs: undefined,
        hasExpired: false,
        lastUsedAtWallMs: undefined,
      },
    },
  ];
  readonly given: { readonly name: string; readonly wanted: NewSecret }[] = [];
  /** Where set, the file cannot be read. */
  fault: string | undefined;

  list(): Promise<readonly Person[]> {
    return this.fault === undefined ? Promise.resolve(this.people) : Promise.reject(new Error(this.fault));
  }

  give(name: string, wanted: NewSecret): Promise<Result<Given, PeopleRefusal>> {
    const known = this.people.find((one) => one.name === name);
    if (known?.[wanted.kind] !== undefined && !wanted.replace) {
      return Promise.resolve(fail({ code: "person-exists", text: `${name} has one already` }));
    }
    this.given.push({ name, wanted });
    const secret = {
      role: wanted.role,
      createdAtWallMs: NIGHT_MS,
      expiresAtWallMs: undefined,
      hasExpired: false,
      lastUsedAtWallMs: undefined,
    };
    this.people = [...this.people.filter((one) => one !== known), { ...known, name, [wanted.kind]: secret }];
    const before = { [wanted.kind]: known?.[wanted.kind]?.role ?? null };
    const after = { [wanted.kind]: wanted.role };
    return Promise.resolve(ok({ secret: NEW_SECRET, expiresAtWallMs: undefined, before, after }));
  }

  revoke(name: string): Promise<Result<Changed, PeopleRefusal>> {
    const known = this.people.find((one) => one.name === name);
    if (known === undefined) {
      return Promise.resolve(fail({ code: "unknown-person", text: `nobody called '${name}'` }));
    }
    this.people = this.people.filter((one) => one !== known);
    return Promise.resolve(ok({ before: { pin: known.pin?.role ?? null }, after: { pin: null } }));
  }
}
