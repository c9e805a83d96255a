/**
 * Which signed orders a box takes: those for its site and for itself, and never one that is older than what it has taken.
 *
 * Pure. What was taken is remembered over restarts: whoever records orders can play none of them back.
 */
import { z } from "zod";
import {
  type CentralOrder,
  compareVersions,
  type OpenedOrder,
  versionName,
  versionSchema,
} from "./envelope.ts";

const local = z.number().int().min(1);
/** What a box remembers of central versions. Further ones back nobody withdraws to. */
const TAKEN_MAX = 8;

const countsSchema = z.strictObject({ alarms: z.number().int().min(0), troubles: z.number().int().min(0) });
/** What stands at a box. */
export type Counts = z.infer<typeof countsSchema>;

/** What a box has taken: kept as JSON. */
export const centralMemorySchema = z.strictObject({
  /** The newest order that was taken: nothing up to it is taken again. */
  last: versionSchema.extend({
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    /** What stood when it came. */
    before: countsSchema,
    /** The version that it took back, where it took one back. */
    withdrew: z.number().int().min(1).optional(),
  }).optional(),
  /** Configurations that came from the centre and were not withdrawn, the oldest first. */
  taken: z.array(versionSchema.extend({
    /** The box's own number of it, and of what ran before. */
    local,
    ran: local,
  })).max(TAKEN_MAX),
});
export type CentralMemory = z.infer<typeof centralMemorySchema>;

/** A box that has taken nothing. */
export const NOTHING_TAKEN: CentralMemory = { taken: [] };

/** What becomes of an order. */
export type Judgement =
  | { readonly kind: "take" }
  /** It is the newest one that was taken. */
  | { readonly kind: "known" }
  | { readonly kind: "refuse"; readonly why: string };

/** Judges an order whose signature is right. */
export function judge(
  { order, digest }: OpenedOrder,
  own: { readonly site: string; readonly box: string },
  { last }: CentralMemory,
): Judgement {
  const name = versionName(order);
  if (order.site !== own.site) {
    return refuse(`${name} is signed for the site '${order.site}', this box belongs to '${own.site}'`);
  }
  if (!order.boxes.includes(own.box)) return refuse(`${name} is not signed for this box, '${own.box}'`);
  if (last === undefined) return { kind: "take" };
  if (last.digest === digest) return { kind: "known" };
  const order0 = compareVersions(order, last);
  if (order0 > 0) return { kind: "take" };
  return order0 === 0
    ? refuse(`${name} was taken already, with other content: somebody has used its number twice`)
    : refuse(`${name} is older than ${versionName(last)}, which was taken already: it was played back`);
}

/** The configuration that a withdrawal takes back; undefined where the box does not have it from the centre. */
export function withdrawnBy(
  { taken }: CentralMemory,
  { act, epoch }: CentralOrder,
): CentralMemory["taken"][number] | undefined {
  return act.kind === "withdraw"
    ? taken.find((one) => one.epoch === epoch && one.version === act.version)
    : undefined;
}

/**
 * The memory after `order` was taken.
 *
 * @param local The box's own number of what runs because of it.
 * @param ran The box's own number of what ran before.
 */
export function remembered(
  memory: CentralMemory,
  { order, digest }: OpenedOrder,
  { local, ran, before }: { readonly local: number; readonly ran: number; readonly before: Counts },
): CentralMemory {
  const { epoch, version, act } = order;
  const last = { epoch, version, digest, before };
  if (act.kind === "configure") {
    return { last, taken: [...memory.taken, { epoch, version, local, ran }].slice(-TAKEN_MAX) };
  }
  const gone = withdrawnBy(memory, order);
  const taken = memory.taken.filter((one) => one !== gone).map((one) =>
    // The way back may have given its text another number.
    one.local === gone?.ran ? { ...one, local } : one
  );
  return { last: { ...last, withdrew: act.version }, taken };
}

function refuse(why: string): Judgement {
  return { kind: "refuse", why };
}
