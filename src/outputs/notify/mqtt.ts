/**
 * Tells an MQTT broker: every notification on one topic, and each zone's state on a topic of its own, kept there for whoever asks.
 * Where wanted, Home Assistant finds zones and troubles by itself (home-assistant.io/integrations/mqtt, "MQTT discovery").
 */
import { Buffer } from "node:buffer";
import mqtt, { type MqttClient } from "mqtt";
import type { Notification } from "../../reading/notification.ts";
import { fail, ok, type Result } from "../../reading/result.ts";
import type { Secret } from "../../reading/secret.ts";
import type { Sender, SendFault } from "./courier.ts";
import { discoveryOf, type SiteState, stateTopics } from "./home_assistant.ts";

/** What the sender is made of. */
export interface MqttParts {
  readonly url: string;
  readonly user?: string;
  readonly password?: Secret;
  /** Topics begin with it. */
  readonly topic: string;
  /** Where Home Assistant looks for what there is; absent: it is told nothing. */
  readonly discoveryPrefix?: string;
  /** Unique among the broker's clients, and the same after every start. */
  readonly clientId: string;
  readonly site: () => string;
  note(text: string): void;
}

/** Between two attempts to connect. The library's own second would hammer a broker that is coming up. */
const RECONNECT_MS = 5_000;
const CONNECT_MS = 15_000;

/** A broker. */
export class MqttSender implements Sender {
  readonly #parts: MqttParts;
  readonly #client: MqttClient;
  /** What the broker keeps of us, by topic. */
  readonly #kept = new Map<string, string>();
  #state: SiteState | undefined;
  #fault = "not connected yet";

  constructor(parts: MqttParts) {
    this.#parts = parts;
    const { url, user, password, topic, clientId } = parts;
    this.#client = mqtt.connect(url, {
      clientId,
      ...(user === undefined ? {} : { username: user }),
      ...(password === undefined ? {} : { password: password.reveal() }),
      reconnectPeriod: RECONNECT_MS,
      connectTimeout: CONNECT_MS,
      // What waits lies in the outbox: the library must not keep a second queue.
      queueQoSZero: false,
      clean: true,
      will: { topic: `${topic}/status`, payload: Buffer.from("offline"), qos: 1, retain: true },
    });
    this.#client.on("error", (error) => this.#fault = error.message || String(error));
    this.#client.on("connect", () => void this.#connected());
    this.#client.on("message", (at, payload, { retain }) => {
      if (retain && !this.#kept.has(at)) this.#kept.set(at, payload.toString());
    });
  }

  async send(notification: Notification, signal: AbortSignal): Promise<Result<void, SendFault>> {
    if (!this.#client.connected) return fail({ permanent: false, detail: `the broker: ${this.#fault}` });
    const { topic, site } = this.#parts;
    const body = JSON.stringify({
      site: site(),
      ...notification,
      at: new Date(notification.atWallMs).toISOString(),
    });
    let messageId: number | undefined;
    const over = Promise.withResolvers<never>();
    const stop = () => over.reject(new Error("the broker does not acknowledge"));
    signal.addEventListener("abort", stop, { once: true });
    try {
      // QoS 1: it is delivered when the broker says so. A copy that comes twice has the same id.
      const sent = this.#client.publishAsync(`${topic}/events`, body, { qos: 1 });
      messageId = this.#client.getLastMessageId();
      sent.catch(() => undefined);
      await Promise.race([sent, over.promise]);
      return ok(undefined);
    } catch (error) {
      // The library would send it again by itself after a reconnection; the outbox does that.
      if (messageId !== undefined) this.#client.removeOutgoingMessage(messageId);
      return fail({ permanent: false, detail: `the broker: ${(error as Error).message}` });
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** How the site is now: what has changed of it is published, and kept by the broker. */
  state(state: SiteState): void {
    this.#state = state;
    if (this.#client.connected) void this.#publishState();
  }

  async close(): Promise<void> {
    const { topic } = this.#parts;
    try {
      if (this.#client.connected) {
        await this.#client.publishAsync(`${topic}/status`, "offline", { qos: 1, retain: true });
      }
    } catch (error) {
      this.#parts.note(`the broker was not told that the box goes: ${(error as Error).message}`);
    }
    await this.#client.endAsync(true);
  }

  async #connected(): Promise<void> {
    this.#fault = "connected";
    // A broker that has started anew may have forgotten everything.
    this.#kept.clear();
    const { topic, discoveryPrefix, clientId } = this.#parts;
    try {
      if (discoveryPrefix !== undefined) await this.#look(`${discoveryPrefix}/+/${clientId}/+/config`);
      await this.#client.publishAsync(`${topic}/status`, "online", { qos: 1, retain: true });
      await this.#publishState();
    } catch (error) {
      this.#fault = (error as Error).message;
    }
  }

  /** Looks what an earlier run of this box has left for Home Assistant: its zones may be others by now. */
  async #look(topics: string): Promise<void> {
    try {
      await this.#client.subscribeAsync(topics);
    } catch (error) {
      // A broker may let this box publish only.
      this.#parts.note(`the broker does not show ${topics}: ${(error as Error).message}`);
    }
  }

  async #publishState(): Promise<void> {
    const { topic, discoveryPrefix, clientId, site, note } = this.#parts;
    if (this.#state === undefined) return;
    const wanted = stateTopics(topic, this.#state);
    if (discoveryPrefix !== undefined) {
      const found = discoveryOf({ topic, discoveryPrefix, boxId: clientId, site: site() }, this.#state);
      for (const [at, payload] of found) wanted.set(at, payload);
    }
    // A zone that is gone is taken out of the broker's memory, or it would be shown for ever.
    for (const at of this.#kept.keys()) if (!wanted.has(at)) wanted.set(at, "");
    for (const [at, payload] of wanted) {
      if (this.#kept.get(at) === payload) continue;
      this.#kept.set(at, payload);
      try {
        await this.#client.publishAsync(at, payload, { qos: 1, retain: true });
      } catch (error) {
        this.#kept.delete(at);
        return note(`${at} was not published: ${(error as Error).message}`);
      }
      if (payload === "") this.#kept.delete(at);
    }
  }
}
