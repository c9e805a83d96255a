/**
 * What boxes say of cameras that one lends another: plain NATS, sealed with the key of the site, since what comes back may sound a siren.
 *
 * Nothing of it is kept by the server: a loan that is not heard now has ended, and what was seen then is not seen now.
 */
import { z } from "zod";
import { FLEET_NAME_PATTERN } from "../../reading/fleet_name.ts";
import { ID_PATTERN } from "../../reading/ids.ts";
import { TICKET_PATTERN } from "../tickets.ts";
import { CAMERAS_MAX } from "./words.ts";

const name = z.string().regex(FLEET_NAME_PATTERN);
const id = z.string().regex(ID_PATTERN);
const token = z.string().regex(TICKET_PATTERN);
const count = z.number().int().min(0);
const part = z.number().min(0).max(1);

/** Who speaks to whom, and which word of which of its processes this is. */
const word = { from: name, to: name, run: token, n: count };

/** A camera, and by which lease it is lent: the revision in the store, so that what belongs to an earlier loan is known. */
const lent = { id, lease: count };

/** home -> watcher, once a second: watch these for me, all of them, and show this ticket with what you see. */
export const loanSchema = z.object({
  ...word,
  /** A ticket of the watcher, which it gives out with its heartbeats: no loan can be played back to it. */
  shows: token,
  ticket: token,
  cameras: z.array(z.object(lent)).max(CAMERAS_MAX),
});
export type Loan = z.infer<typeof loanSchema>;

/** What the model saw in one picture; its places are absent where it knows none. */
export const seenSchema = z.object({
  /** Age of the picture when this was sent. */
  ageMs: z.number().min(0),
  fire: part,
  smoke: part,
  x: part,
  y: part,
  width: part.optional(),
  height: part.optional(),
});
export type Seen = z.infer<typeof seenSchema>;

/** watcher -> home, at once when the model has looked at a picture, and once a second of all that it watches for `to`. */
export const sightingSchema = z.object({
  ...word,
  ticket: token,
  cameras: z.array(z.object({
    ...lent,
    /** Its pictures are of now, nothing is wrong with them, and the model has looked at one lately. */
    isLive: z.boolean(),
    /** The watcher has too much to do: it watches on for some seconds, in which its box is to take it. */
    givesBack: z.boolean().optional(),
    fps: z.number().min(0).max(1_000),
    seen: seenSchema.optional(),
  })).max(CAMERAS_MAX),
});
export type Sighting = z.infer<typeof sightingSchema>;

/** Where `from` lends `to` cameras. */
export function loanSubject(site: string, to: string, from: string): string {
  return `embereye.${site}.loan.${to}.${from}`;
}

/** Where `from` tells `to` what it sees with its cameras. */
export function sightingSubject(site: string, to: string, from: string): string {
  return `embereye.${site}.sighting.${to}.${from}`;
}
