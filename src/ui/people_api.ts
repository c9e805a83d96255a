/**
 * The people of the box over the API and as a page: who may sign in, with what, and taking that away. For installers alone.
 */
import type { Context } from "hono";
import { z } from "zod";
import type { Result } from "../reading/result.ts";
import type { AuditValues } from "../store/audit_entry.ts";
import type { Access, UiEnv } from "./access.ts";
import { bodyOf, isForm } from "./body.ts";
import type { UiDeps } from "./deps.ts";
import { languageOf } from "./language_request.ts";
import type { OperationName } from "./operations.ts";
import { peoplePage } from "./page/people/people_page.ts";
import type { View } from "./page/view.ts";
import { Refused } from "./problem.ts";
import type { Situation } from "./situation.ts";

/** A token or a PIN, as far as anybody is ever told of it again. */
export interface SecretView {
  readonly role: "viewer" | "operator" | "installer";
  readonly createdAtWallMs: number;
  readonly expiresAtWallMs: number | undefined;
  readonly hasExpired: boolean;
  readonly lastUsedAtWallMs: number | undefined;
}

/** Somebody who may sign in. */
export interface Person {
  readonly name: string;
  readonly token?: SecretView;
  readonly pin?: SecretView;
}

/** What somebody is to sign in with. */
export type NewSecret =
  & { readonly days?: number | undefined; readonly replace: boolean }
  & (
    | { readonly kind: "token"; readonly role: "viewer" | "operator" | "installer" }
    | { readonly kind: "pin"; readonly role: "viewer" | "operator" }
  );

/** What changed, for the audit log. */
export interface Changed {
  readonly before: AuditValues;
  readonly after: AuditValues;
}

/** A new secret. It is answered once and kept nowhere. */
export interface Given extends Changed {
  readonly secret: string;
  readonly expiresAtWallMs: number | undefined;
}

/** Why not. */
export interface PeopleRefusal {
  readonly code: "wrong-input" | "person-exists" | "name-taken" | "unknown-person" | "last-installer";
  readonly text: string;
}

/** What the page needs. A rejection means that the file cannot be read or written. */
export interface PeopleDeps {
  list(): Promise<readonly Person[]>;
  give(name: string, wanted: NewSecret): Promise<Result<Given, PeopleRefusal>>;
  revoke(name: string): Promise<Result<Changed, PeopleRefusal>>;
}

const secretAnswer = z.object({
  role: z.enum(["viewer", "operator", "installer"]),
  createdAt: z.iso.datetime(),
  /** Null: never. */
  expiresAt: z.iso.datetime().nullable(),
  expired: z.boolean(),
  lastUsedAt: z.iso.datetime().nullable(),
});

/** `GET /people`. */
export const peopleAnswer = z.array(
  z.object({ name: z.string(), token: secretAnswer.optional(), pin: secretAnswer.optional() }),
);

/** `POST /people`. */
export const givenBody = z.object({
  name: z.string().min(1).max(60),
  kind: z.enum(["token", "pin"]),
  /** A PIN never makes an installer. */
  role: z.enum(["viewer", "operator", "installer"]),
  /** Days until it runs out; absent: never. */
  days: z.coerce.number().int().min(1).max(3_650).optional(),
  /** Whether one that this person has already is taken away. */
  replace: z.enum(["yes"]).optional(),
});

/** The answer to it: the only time that the secret is told. */
export const givenAnswer = z.object({
  name: z.string(),
  kind: z.enum(["token", "pin"]),
  role: z.enum(["viewer", "operator", "installer"]),
  secret: z.string(),
  expiresAt: z.iso.datetime().nullable(),
});

/** `POST /people/revoke`. Names may hold any letter, so they stand in the body. */
export const revokeBody = z.object({ name: z.string().min(1).max(60) });

type PeopleOperation = Extract<OperationName, "people" | "givePerson" | "revokePerson">;

/** The handlers. */
export function peopleHandlers(
  { deps, access }: { readonly deps: UiDeps; readonly access: Access },
): Record<PeopleOperation, (c: Context<UiEnv>) => Promise<Response>> {
  return {
    people: async (c) =>
      c.json((await listed(deps)).map(({ name, token, pin }) => ({
        name,
        ...(token && { token: answerOf(token) }),
        ...(pin && { pin: answerOf(pin) }),
      }))),
    givePerson: async (c) => {
      const { name, kind, role, days, replace } = await bodyOf(c, givenBody);
      const actor = access.actor(c);
      const act = kind === "pin" ? "token-pin" : "token-new";
      const wanted = { days, replace: replace === "yes" };
      if (kind === "pin" && role === "installer") {
        throw new Refused(
          "wrong-input",
          "role: a PIN is for viewers and operators: six digits set up no box",
        );
      }
      const given = await deps.accounts.give(
        name,
        kind === "pin" && role !== "installer"
          ? { ...wanted, kind, role }
          : { ...wanted, kind: "token", role },
      );
      if (!given.ok) throw refused(given.fault);
      const { secret, expiresAtWallMs, before, after } = given.value;
      deps.audit({ actor, act, subject: name, before, after });
      const unkept = { "cache-control": "no-store" };
      // Without scripts the answer itself is all there is: plain, so that nothing of it is kept with a page.
      if (isForm(c)) return c.text(`${name}: ${secret}\n`, 200, unkept);
      return c.json({ name, kind, role, secret, expiresAt: iso(expiresAtWallMs) }, 200, unkept);
    },
    revokePerson: async (c) => {
      const { name } = await bodyOf(c, revokeBody);
      const actor = access.actor(c);
      const revoked = await deps.accounts.revoke(name);
      if (!revoked.ok) throw refused(revoked.fault);
      deps.audit({ actor, act: "token-revoke", subject: name, ...revoked.value });
      return isForm(c) ? c.redirect("/people", 303) : c.json({ ok: true });
    },
  };
}

/** The page. */
export async function peopleView(
  { deps, situation }: { readonly deps: UiDeps; readonly situation: Situation },
  c: Context<UiEnv>,
): Promise<View> {
  const language = languageOf(c);
  const people = await deps.accounts.list().catch((error) => {
    deps.failed("read who may sign in", error);
    return undefined;
  });
  return {
    name: "still",
    path: "/people",
    title: language.say("people.title"),
    refreshSeconds: 10,
    content: peoplePage({ ...situation.now(), language, person: c.get("person") }, people),
  };
}

async function listed(deps: UiDeps): Promise<readonly Person[]> {
  try {
    return await deps.accounts.list();
  } catch (error) {
    deps.failed("read who may sign in", error);
    throw new Refused("people-lost", "the file of tokens and PINs cannot be read");
  }
}

function refused({ code, text }: PeopleRefusal): Refused {
  return new Refused(code, text);
}

function answerOf(secret: SecretView): z.infer<typeof secretAnswer> {
  const { role, createdAtWallMs, expiresAtWallMs, hasExpired, lastUsedAtWallMs } = secret;
  return {
    role,
    createdAt: new Date(createdAtWallMs).toISOString(),
    expiresAt: iso(expiresAtWallMs),
    expired: hasExpired,
    lastUsedAt: iso(lastUsedAtWallMs),
  };
}

function iso(wallMs: number | undefined): string | null {
  return wallMs === undefined ? null : new Date(wallMs).toISOString();
}
