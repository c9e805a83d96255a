/**
 * Who is told of what happens, and how: webhooks, e-mail, MQTT.
 */
import { z } from "zod";
import { id, name, secretReference } from "./vocabulary.ts";

const events = z.array(z.enum(["alarm", "pre-alarm", "trouble", "service", "config"])).min(1)
  .default(["alarm", "trouble"])
  .describe("What this target is told of; alarms bring their acknowledgement and reset with them");

const ofAnyTarget = {
  id,
  name,
  events,
};

const secret = z.string().min(1).max(200);

const webhook = z.strictObject({
  ...ofAnyTarget,
  kind: z.literal("webhook").describe("An HTTP POST of JSON, signed"),
  url: z.url({ protocol: /^https?$/ }).max(2_048).describe("Where it goes to"),
  secret: z.union([secret.min(16), secretReference]).describe(
    "Shared with the receiver: each message carries an HMAC-SHA256 of itself; at least 16 characters",
  ),
});

const email = z.strictObject({
  ...ofAnyTarget,
  kind: z.literal("email").describe("A mail through an SMTP server"),
  host: z.string().min(1).max(253).describe("The mail server"),
  port: z.number().int().min(1).max(65_535).default(587),
  security: z.enum(["tls", "starttls", "none"]).default("starttls")
    .describe(
      "tls: encrypted from the start (port 465); starttls: after a word; none: only inside of one's own walls",
    ),
  user: z.string().max(200).optional(),
  password: z.union([secret, secretReference]).optional().describe(
    "Never shown again; keep the file readable by its owner alone",
  ),
  from: z.email().max(200).describe("The sender"),
  to: z.array(z.email().max(200)).min(1).max(50).describe("The receivers"),
});

const mqtt = z.strictObject({
  ...ofAnyTarget,
  kind: z.literal("mqtt").describe("An MQTT broker"),
  url: z.url({ protocol: /^(mqtts?|wss?)$/ }).max(2_048).describe("mqtt://HOST:1883 or mqtts://HOST:8883"),
  user: z.string().max(200).optional(),
  password: z.union([secret, secretReference]).optional(),
  topic: z.string().regex(/^[^#+\0]{1,120}$/, "a topic has no wildcards").default("embereye")
    .describe("Topics begin with this"),
  homeAssistant: z.boolean().default(false).describe(
    "Whether zones and troubles appear in Home Assistant by themselves (MQTT discovery)",
  ),
  discoveryPrefix: z.string().regex(/^[\w-]{1,60}$/).default("homeassistant")
    .describe("Where Home Assistant looks for them"),
});

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day is HH:MM");

/** The section `notify`. */
export const notify = z.strictObject({
  targets: z.array(z.discriminatedUnion("kind", [webhook, email, mqtt])).max(32).default([])
    .describe("Who is told"),
  escalation: z.array(z.strictObject({
    afterMinutes: z.number().min(0.05).max(1_440).describe(
      "Unless somebody has acknowledged the alarm by then",
    ),
    targets: z.array(id).min(1).max(32).describe(
      "These are told. Who stands in a step is told of no alarm before it",
    ),
  })).max(8).default([]).describe("Who else is told of an alarm that nobody acknowledges"),
  quietHours: z.strictObject({
    from: timeOfDay,
    to: timeOfDay,
  }).optional().describe("Troubles wait until their end, by the box's clock. Alarms never wait"),
});
