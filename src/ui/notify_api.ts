/**
 * The notifiers over the API: how each target is, and the test button.
 */
import type { Context } from "hono";
import { z } from "zod";
import { type NotifyAnswer, notifyTargetSchema } from "../bus/messages.ts";
import type { Access, UiEnv } from "./access.ts";
import { isForm, parsed } from "./body.ts";
import type { UiDeps } from "./deps.ts";
import type { OperationName } from "./operations.ts";
import { Refused } from "./problem.ts";

/** What the page needs of the notifiers. A rejection means that none can be asked. */
export interface NotifyDeps {
  ask(): Promise<NotifyAnswer>;
  test(target: string, by: string): Promise<NotifyAnswer>;
}

export const notifyAnswer = z.array(notifyTargetSchema);
export const notifyTestAnswer = z.object({ ok: z.boolean(), message: z.string() });
const targetParam = z.string().min(1).max(64);

type NotifyOperation = Extract<OperationName, "notifyTargets" | "notifyTest">;

/** The handlers. */
export function notifyHandlers(
  { deps, access }: { readonly deps: UiDeps; readonly access: Access },
): Record<NotifyOperation, (c: Context<UiEnv>) => Promise<Response>> {
  const lost = (error: unknown): never => {
    throw new Refused("notify-lost", error instanceof Error ? error.message : String(error));
  };
  return {
    notifyTargets: async (c) => c.json((await deps.notify.ask().catch(lost)).targets),
    notifyTest: async (c) => {
      const actor = access.actor(c);
      const target = parsed(targetParam, c.req.param("id"));
      const { ok, message } = await deps.notify.test(target, actor.name).catch(lost);
      deps.audit({ actor, act: "notify-test", subject: target, after: { ok } });
      if (!isForm(c)) return c.json({ ok, message });
      const outcome = new URLSearchParams({ tested: target, arrived: ok ? "yes" : "no" });
      return c.redirect(`/notifications?${outcome}`, 303);
    },
  };
}
