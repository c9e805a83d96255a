/**
 * The configuration of whoever watches a whole site of boxes, as an installer writes it.
 */
import { z } from "zod";
import type { Result } from "../reading/result.ts";
import { checkFleet } from "./fleet_check.ts";
import { fleetName, fleetServers } from "./fleet_schema.ts";
import { checkAs, type ConfigFault, parseAs } from "./load.ts";
import { networkList } from "./networks.ts";

const placeOfZone = z.string().regex(
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}\/.{1,64}$/,
  "a zone of a box is BOX/ZONE",
);

export const siteConfigSchema = z.strictObject({
  version: z.literal(1).default(1).describe("Version of this layout"),
  name: z.string().min(1).max(80).default("EmberEye site").describe("As people call the whole"),
  fleet: z.strictObject(fleetServers).describe("How the NATS servers are reached, as on the boxes"),
  boxes: z.array(fleetName).max(256).default([]).describe(
    "Boxes that must be there; others are watched from when they are first heard",
  ),
  neighbours: z.array(z.array(placeOfZone).min(2).max(64)).max(1_000).default([]).describe(
    "Zones that see the same place, BOX/ZONE: their alarms are one fire",
  ),
  mergeSeconds: z.number().min(1).max(3_600).default(120).describe(
    "Alarms of neighbours within this time of one another are one fire",
  ),
  silentSeconds: z.number().min(3).max(600).default(10).describe("A box not heard for so long is a trouble"),
  page: z.strictObject({
    host: z.string().max(64).default("0.0.0.0"),
    port: z.number().int().min(0).max(65_535).default(8090),
    allow: networkList.default(["loopback"]).describe(
      "Networks whose hosts may look at the page; it only shows",
    ),
  }).prefault({}),
  log: z.strictObject({
    level: z.enum(["debug", "info", "warning", "error"]).default("info"),
  }).prefault({}),
});
export type SiteConfig = z.infer<typeof siteConfigSchema>;

/** Parses and checks `text` (YAML). */
export function parseSiteConfig(text: string): Result<SiteConfig, readonly ConfigFault[]> {
  return parseAs(text, (value) => checkAs(siteConfigSchema, value, ({ fleet }) => checkFleet(fleet)));
}
