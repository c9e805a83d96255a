/**
 * The way to each target, as the configuration names it.
 */
import type { NotifyTarget } from "../config/schema.ts";
import type { Sender } from "../outputs/notify/courier.ts";
import { EmailSender } from "../outputs/notify/email.ts";
import { MqttSender } from "../outputs/notify/mqtt.ts";
import { WebhookSender } from "../outputs/notify/webhook.ts";
import { fail, ok, unreachable } from "../reading/result.ts";
import { Secret } from "../reading/secret.ts";
import { readSecret } from "./read_secret.ts";

/** What all of them need. */
export interface SenderWorld {
  /** As people call the box. */
  site(): string;
  /** Unique among boxes, and the same after every start. */
  readonly boxId: string;
  wallMs(): number;
  note(text: string): void;
}

/** The sender for `target`. Where its secret cannot be read it is one that says so, again and again. */
export function senderOf(target: NotifyTarget, world: SenderWorld): Sender {
  const { site, boxId, wallMs, note } = world;
  const given = target.kind === "webhook" ? target.secret : target.password;
  const secret = given === undefined
    ? undefined
    : typeof given === "string"
    ? ok(new Secret(given))
    : readSecret(given);
  if (secret?.ok === false) return refusing(secret.fault);
  const login = (user: string | undefined) => ({
    ...(user === undefined ? {} : { user }),
    ...(secret === undefined ? {} : { password: secret.value }),
  });
  switch (target.kind) {
    case "webhook":
      return new WebhookSender({ url: target.url, secret: secret!.value, site, wallMs, fetch });
    case "email": {
      const { host, port, security, from, to, user } = target;
      return new EmailSender({ host, port, security, from, to, site, ...login(user) });
    }
    case "mqtt": {
      const { url, topic, homeAssistant, discoveryPrefix, user } = target;
      return new MqttSender({
        url,
        topic,
        clientId: `${boxId}-${target.id.replaceAll(/[^A-Za-z0-9]/g, "-")}`,
        site,
        note,
        ...login(user),
        ...(homeAssistant ? { discoveryPrefix } : {}),
      });
    }
    default:
      return unreachable(target);
  }
}

function refusing(detail: string): Sender {
  return { send: () => Promise.resolve(fail({ permanent: false, detail })), close: () => Promise.resolve() };
}
