/**
 * The way to each target, as the configuration names it.
 */
import type { NotifyTarget } from "../config/schema.ts";
import type { Sender } from "../outputs/notify/courier.ts";
import { EmailSender } from "../outputs/notify/email.ts";
import { MqttSender } from "../outputs/notify/mqtt.ts";
import { WebhookSender } from "../outputs/notify/webhook.ts";
import { unreachable } from "../reading/result.ts";
import { Secret } from "../reading/secret.ts";

/** What all of them need. */
export interface SenderWorld {
  /** As people call the box. */
  site(): string;
  /** Unique among boxes, and the same after every start. */
  readonly boxId: string;
  wallMs(): number;
  note(text: string): void;
}

/** The sender for `target`. */
export function senderOf(target: NotifyTarget, world: SenderWorld): Sender {
  const { site, boxId, wallMs, note } = world;
  const login = (given: { user?: string | undefined; password?: string | undefined }) => ({
    ...(given.user === undefined ? {} : { user: given.user }),
    ...(given.password === undefined ? {} : { password: new Secret(given.password) }),
  });
  switch (target.kind) {
    case "webhook":
      return new WebhookSender({ url: target.url, secret: new Secret(target.secret), site, wallMs, fetch });
    case "email": {
      const { host, port, security, from, to } = target;
      return new EmailSender({ host, port, security, from, to, site, ...login(target) });
    }
    case "mqtt": {
      const { url, topic, homeAssistant, discoveryPrefix } = target;
      return new MqttSender({
        url,
        topic,
        clientId: `${boxId}-${target.id.replaceAll(/[^A-Za-z0-9]/g, "-")}`,
        site,
        note,
        ...login(target),
        ...(homeAssistant ? { discoveryPrefix } : {}),
      });
    }
    default:
      return unreachable(target);
  }
}
