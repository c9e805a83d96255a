/**
 * What sensors usually see, over the API: the review queue with its pictures, and what persons decide in it.
 */
import type { Context } from "hono";
import { z } from "zod";
import type { Access, UiEnv } from "./access.ts";
import { bodyOf, isForm, parsed } from "./body.ts";
import type { UiDeps } from "./deps.ts";
import type { OperationName } from "./operations.ts";
import { Refused } from "./problem.ts";

const reference = z.object({
  version: z.number().int(),
  atWallMs: z.number(),
  by: z.string(),
  reason: z.string(),
});
const candidate = z.object({
  id: z.string(),
  sensorId: z.string(),
  kind: z.enum(["drift", "moved", "dirty-lens", "hot-object"]),
  /** One sentence with values. */
  detail: z.string(),
  /** Where it is strongest, row-major, 0..767. */
  pixel: z.number().int().optional(),
  raisedAtWallMs: z.number(),
  seenAtWallMs: z.number(),
});

/** `GET /baselines`. */
export const baselineView = z.object({
  sensorId: z.string(),
  /** Seven are enough to judge by. */
  daysLearned: z.number().int(),
  /** What counts as right, the newest last. */
  references: z.array(reference),
  candidate: candidate.optional(),
});
export type BaselineView = z.infer<typeof baselineView>;
export const baselinesAnswer = z.array(baselineView);

/** `GET /baselines/{id}/candidate`: with the mean pictures of a day before and now, degrees Celsius, row-major. */
export const candidateAnswer = candidate.extend({
  before: z.array(z.number()).length(768),
  after: z.array(z.number()).length(768),
});

const reason = z.string().trim().min(1).max(500);
export const approveBody = z.object({ candidateId: z.string().min(1).max(200), reason });
export const rejectBody = approveBody;
export const revertBody = z.object({ version: z.coerce.number().int().min(1), reason });

/** What a person decides. */
export type BaselineAct =
  /** What is seen now is right. */
  | { readonly act: "approve"; readonly candidateId: string; readonly reason: string }
  /** It is not, and will be put right. */
  | { readonly act: "reject"; readonly candidateId: string; readonly reason: string }
  /** Back to an earlier reference. */
  | { readonly act: "revert"; readonly version: number; readonly reason: string };

/** What the page needs. */
export interface BaselineDeps {
  list(): BaselineView[];
  candidate(
    sensorId: string,
  ): (z.infer<typeof candidate> & { before: ArrayLike<number>; after: ArrayLike<number> }) | undefined;
  /** @returns whether there was what it is about. */
  act(sensorId: string, act: BaselineAct, by: string): boolean;
}

type BaselineOperation = Extract<
  OperationName,
  "baselines" | "baselineCandidate" | "approveBaseline" | "rejectBaseline" | "revertBaseline"
>;

/** The handlers. */
export function baselineHandlers(
  { deps, access }: { readonly deps: UiDeps; readonly access: Access },
): Record<BaselineOperation, (c: Context<UiEnv>) => Response | Promise<Response>> {
  const sensorOf = (c: Context<UiEnv>) => parsed(z.string().min(1).max(64), c.req.param("id"));
  const act = (c: Context<UiEnv>, wanted: BaselineAct): Response => {
    const actor = access.actor(c);
    const sensorId = sensorOf(c);
    if (!deps.baselines.act(sensorId, wanted, actor.name)) {
      throw new Refused("unknown-candidate", `nothing of ${sensorId} waits by that name`);
    }
    deps.audit({ actor, act: `baseline-${wanted.act}`, subject: sensorId, after: { reason: wanted.reason } });
    return isForm(c) ? c.redirect("/baselines", 303) : c.json({ ok: true });
  };
  return {
    baselines: (c) => c.json(deps.baselines.list()),
    baselineCandidate: (c) => {
      const sensorId = sensorOf(c);
      const found = deps.baselines.candidate(sensorId);
      if (found === undefined) {
        throw new Refused("unknown-candidate", `nothing of ${sensorId} waits for a person`);
      }
      const tenths = (picture: ArrayLike<number>) =>
        Array.from(picture, (value) => Math.round(value * 10) / 10);
      return c.json({ ...found, before: tenths(found.before), after: tenths(found.after) });
    },
    approveBaseline: async (c) => act(c, { act: "approve", ...await bodyOf(c, approveBody) }),
    rejectBaseline: async (c) => act(c, { act: "reject", ...await bodyOf(c, rejectBody) }),
    revertBaseline: async (c) => act(c, { act: "revert", ...await bodyOf(c, revertBody) }),
  };
}
