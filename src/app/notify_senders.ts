/**
 * The way to each target, as the configuration names it.
 */
import type { NotifyTarget } from "../config/schema.ts";
import type { Sender, SendFault } from "../outputs/notify/courier.ts";
import { EmailSender } from "../outputs/notify/email.ts";
import { type SiteState, topicLevel } from "../outputs/notify/home_assistant.ts";
import { MqttSender } from "../outputs/notify/mqtt.ts";
import { WebhookSender } from "../outputs/notify/webhook.ts";
import type { Notification } from "../reading/notification.ts";
import { fail, ok, type Result, unreachable } from "../reading/result.ts";
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

/** The sender for `target`. While its secret cannot be read it is one that says so, and looks again at each attempt. */
export function senderOf(target: NotifyTarget, world: SenderWorld): Sender {
  const opened = openSender(target, world);
  return opened.ok ? opened.value : new LateSender(() => openSender(target, world));
}

/** A target whose secret is not there yet: a file that comes, or is corrected, is used without a restart. */
class LateSender implements Sender {
  readonly #open: () => Result<Sender, string>;
  #sender: Sender | undefined;

  constructor(open: () => Result<Sender, string>) {
    this.#open = open;
  }

  async send(notification: Notification, signal: AbortSignal): Promise<Result<void, SendFault>> {
    const opened = this.#opened();
    if (!opened.ok) return fail({ permanent: false, detail: opened.fault });
    return await opened.value.send(notification, signal);
  }

  state(state: SiteState): void {
    const opened = this.#opened();
    if (opened.ok) opened.value.state?.(state);
  }

  async close(): Promise<void> {
    await this.#sender?.close();
  }

  #opened(): Result<Sender, string> {
    if (this.#sender !== undefined) return ok(this.#sender);
    const opened = this.#open();
    if (opened.ok) this.#sender = opened.value;
    return opened;
  }
}

function openSender(target: NotifyTarget, world: SenderWorld): Result<Sender, string> {
  const { site, boxId, wallMs, note } = world;
  const given = target.kind === "webhook" ? target.secret : target.password;
  const secret = given === undefined
    ? undefined
    : typeof given === "string"
    ? ok(new Secret(given))
    : readSecret(given);
  if (secret?.ok === false) return secret;
  const login = (user: string | undefined) => ({
    ...(user === undefined ? {} : { user }),
    ...(secret === undefined ? {} : { password: secret.value }),
  });
  switch (target.kind) {
    case "webhook":
      return ok(new WebhookSender({ url: target.url, secret: secret!.value, site, wallMs, fetch }));
    case "email": {
      const { host, port, security, from, to, user } = target;
      return ok(new EmailSender({ host, port, security, from, to, site, ...login(user) }));
    }
    case "mqtt": {
      const { url, topic, homeAssistant, discoveryPrefix, user } = target;
      return ok(
        new MqttSender({
          url,
          topic,
          clientId: `${boxId}-${topicLevel(target.id)}`,
          site,
          note,
          ...login(user),
          ...(homeAssistant ? { discoveryPrefix } : {}),
        }),
      );
    }
    default:
      return unreachable(target);
  }
}
