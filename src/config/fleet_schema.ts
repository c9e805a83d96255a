/**
 * How this box takes part in a site of several: the NATS servers over which boxes speak with one another.
 */
import { z } from "zod";
import { FLEET_NAME_PATTERN } from "../reading/fleet_name.ts";
import { id, secretReference } from "./vocabulary.ts";

/** Names of sites and boxes. */
export const fleetName = z.string().regex(
  FLEET_NAME_PATTERN,
  "a name in the fleet is 1 to 40 letters, digits, '_' or '-'",
);

const path = z.string().regex(/^\/[^\0]{1,500}$/, "a file is named by its whole path, from /");

/** How the servers are reached: the same for boxes and for whoever watches the whole site. */
export const fleetServers = {
  site: fleetName.describe("The site that the box belongs to; the same on all boxes of it"),
  servers: z.array(
    z.string().max(300).regex(
      /^(?:nats|tls):\/\/(?:[\w.-]{1,253}|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/,
      "a server is nats://HOST:PORT or tls://HOST:PORT",
    ),
  ).min(1).max(8).describe(
    "NATS servers with JetStream, nats://HOST:4222 or tls://HOST:4222. The box speaks with these alone, whatever others they name",
  ),
  user: z.string().min(1).max(200).optional(),
  password: secretReference.optional().describe("Of the user"),
  token: secretReference.optional().describe("In place of user and password"),
  credentials: secretReference.optional().describe("A .creds file (NKey and JWT), in place of both"),
  tls: z.strictObject({
    ca: path.optional().describe(
      "PEM: who has signed the server's certificate; the system's list where absent",
    ),
  }).optional().describe("Needed where a server is tls://"),
};

/** The section `fleet`. */
export const fleet = z.strictObject({
  ...fleetServers,
  box: fleetName.describe("This box's name, which no other box of the site has"),
  key: secretReference.optional().describe(
    "A secret of at least 16 characters that all boxes of the site share: calls for sirens, and what is seen with lent cameras, are sealed with it, so that no server can make them up",
  ),
  calls: z.array(z.strictObject({
    zones: z.array(id).min(1).max(256).optional().describe("Zones of this box; all where absent"),
    boxes: z.array(fleetName).min(1).max(64).describe("Boxes whose sirens are to sound for their alarms"),
  })).max(64).default([]).describe("Which other boxes are called by an alarm of this one"),
  answers: z.array(z.strictObject({
    box: fleetName.describe("A box that may call"),
    zone: id.describe("The zone of this box that alarms for it, with its own sirens"),
  })).max(64).default([]).describe("Whose calls this box answers; calls of others are refused"),
  guards: z.strictObject({
    weight: z.number().min(0).max(100).default(1).describe(
      "This box's part of the cameras that others leave behind or lend; 0: it takes none",
    ),
    camerasMax: z.number().int().min(0).max(64).default(16).describe(
      "Cameras of other boxes that it watches at the most, beside its own",
    ),
  }).prefault({}).describe(
    "What it does for other boxes: it watches the cameras of this configuration that name another one as `home`, while that one is gone or lends them",
  ),
  lends: z.strictObject({
    above: z.number().int().min(1).max(64).describe(
      "Cameras of its own that it watches itself at the most while other boxes have room for the rest",
    ),
  }).optional().describe(
    "Cameras that name this box as `home` are watched by other boxes that list them, by their weight, while this one has too many or is overloaded; what is seen alarms here. Absent: it watches all of its own",
  ),
  central: z.strictObject({
    keys: z.array(
      z.string().regex(
        /^ed25519:[A-Za-z0-9+/]{43}=$/,
        "a public key is ed25519: and 44 characters, as `embereye fleet key show` prints it",
      ),
    ).min(1).max(4).describe(
      "Public halves of the installers' keys: what is signed with one of them is taken",
    ),
  }).optional().describe(
    "Whose signed configurations the box takes from the fleet's servers; absent: nobody's",
  ),
  metricsSeconds: z.number().int().min(10).max(3_600).default(60).describe(
    "How often a summary of the box's figures is sent",
  ),
});
export type FleetConfig = z.infer<typeof fleet>;
/** What it takes to reach the servers. */
export type FleetServers = Pick<
  FleetConfig,
  "site" | "servers" | "user" | "password" | "token" | "credentials" | "tls"
>;
