/**
 * The configuration of a whole site: what all boxes have in common, and for each box what is its own.
 */
import { stringify } from "yaml";
import { z } from "zod";
import { patchText } from "../../config/edit.ts";
import { fleetName } from "../../config/fleet_schema.ts";
import { checkAs, type ConfigFault, parseAs } from "../../config/load.ts";
import { fail, type Result } from "../../reading/result.ts";
import { BOXES_MAX } from "./envelope.ts";

const section = z.record(z.string(), z.unknown());

const documentSchema = z.strictObject({
  site: fleetName.describe("The site, as `fleet.site` of its boxes"),
  base: section.default({}).describe("What all boxes have in common"),
  boxes: z.record(fleetName, section).describe("For each box what differs from that, by its `fleet.box`"),
});
export type SiteDocument = z.infer<typeof documentSchema>;

/** Parses a document (YAML). Whether what it makes of each box is a configuration is not looked at here. */
export function parseDocument(text: string): Result<SiteDocument, readonly ConfigFault[]> {
  return parseAs(text, (value) => checkAs(documentSchema, value, crossCheck));
}

/** The document with nothing of other boxes: what is none of a box's business is not sent to it. */
export function documentFor({ site, base, boxes }: SiteDocument, box: string): string {
  return JSON.stringify({ site, base, boxes: { [box]: boxes[box] } } satisfies SiteDocument);
}

/**
 * The configuration of `box` as text: the base with the box's own part laid over it as `patchText` does, and with `ownFleet`. A change from
 * afar never touches how the box reaches the fleet: one that cut the connection could not be taken back from there.
 */
export function configOf(
  { base, boxes }: SiteDocument,
  box: string,
  ownFleet: unknown,
): Result<string, readonly ConfigFault[]> {
  if (!Object.hasOwn(boxes, box)) {
    return fail([{ path: "boxes", message: `there is nothing for the box '${box}'` }]);
  }
  const laid = patchText(stringify(base), boxes[box]);
  if (!laid.ok || ownFleet === undefined) return laid;
  return patchText(laid.value, { fleet: ownFleet });
}

function crossCheck({ base, boxes }: SiteDocument): ConfigFault[] {
  const names = Object.keys(boxes);
  if (names.length === 0 || names.length > BOXES_MAX) {
    return [{ path: "boxes", message: `there are 1 to ${BOXES_MAX} boxes; found ${names.length}` }];
  }
  return [["base", base] as const, ...names.map((name) => [`boxes.${name}`, boxes[name]] as const)]
    .filter(([, part]) => Object.hasOwn(part, "fleet"))
    .map(([path]) => ({
      path: `${path}.fleet`,
      message: "how a box reaches the fleet stands in its own file alone: take this section out",
    }));
}
