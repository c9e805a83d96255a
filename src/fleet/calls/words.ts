/**
 * What boxes say of one another's sirens. It goes over plain NATS, which keeps nothing: a call that is not heard now must not be heard later.
 */
import { z } from "zod";
import { FLEET_NAME_PATTERN } from "../../reading/fleet_name.ts";
import { ID_PATTERN } from "../../reading/ids.ts";

const name = z.string().regex(FLEET_NAME_PATTERN);
const token = z.string().regex(/^[0-9a-f]{16}$/);
const count = z.number().int().min(0);

/**
 * answerer -> all, once a second: whoever calls this box now must show this ticket. It is how old calls are known: by the answerer's own
 * clock alone.
 */
export const ticketSchema = z.object({ box: name, ticket: token });
export type Ticket = z.infer<typeof ticketSchema>;

/** caller -> answerer, once a second and at once on a change: always the whole of what it wants. */
export const callSchema = z.object({
  from: name,
  to: name,
  /** Which process calls, and the how-manieth word of it this is. */
  run: token,
  n: count,
  ticket: token,
  /** Its alarms that are to sound there; none: all is quiet. */
  alarms: z.array(z.object({ id: z.string().regex(ID_PATTERN), zone: z.string().max(200) })).max(64),
});
export type Call = z.infer<typeof callSchema>;

/** answerer -> caller: what became of a call, and again whenever that changes. */
export const answerSchema = z.object({
  from: name,
  to: name,
  run: token,
  /** The newest call that was accepted. */
  n: count,
  /** The alarm stands at the answerer and its sirens sound, or a person there has silenced them. */
  stands: z.boolean(),
  /** Why not, where it should: one sentence. */
  reason: z.string().max(300).optional(),
});
export type Answer = z.infer<typeof answerSchema>;

/** Where a box gives its tickets; `*` for all. */
export function ticketSubject(site: string, box: string): string {
  return `embereye.${site}.ticket.${box}`;
}

/** Where `from` calls `to`. */
export function callSubject(site: string, to: string, from: string): string {
  return `embereye.${site}.call.${to}.${from}`;
}

/** Where `from` answers `to`. */
export function answerSubject(site: string, to: string, from: string): string {
  return `embereye.${site}.answer.${to}.${from}`;
}
