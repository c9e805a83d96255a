/**
 * Tells a web server: an HTTP POST of JSON, signed so that the receiver knows whose it is and that nobody has changed or replayed it.
 *
 * `EmberEye-Signature: t=SECONDS,v1=HEX`, where HEX is HMAC-SHA256 by the shared secret of `SECONDS.BODY`.
 */
import { createHmac } from "node:crypto";
import type { Notification } from "../../reading/notification.ts";
import { fail, ok, type Result } from "../../reading/result.ts";
import type { Secret } from "../../reading/secret.ts";
import type { Sender, SendFault } from "./courier.ts";

/** Answers that may be different next time, though they begin with a 4. */
const PASSING = new Set([401, 403, 404, 408, 409, 423, 425, 429]);

/** What the sender is made of. */
export interface WebhookParts {
  readonly url: string;
  readonly secret: Secret;
  /** Names the box to the receiver. */
  readonly site: () => string;
  wallMs(): number;
  readonly fetch: typeof fetch;
}

/** A web server. */
export class WebhookSender implements Sender {
  readonly #parts: WebhookParts;

  constructor(parts: WebhookParts) {
    this.#parts = parts;
  }

  async send(notification: Notification, signal: AbortSignal): Promise<Result<void, SendFault>> {
    const { url, secret, site, wallMs, fetch } = this.#parts;
    const body = JSON.stringify({
      site: site(),
      ...notification,
      at: new Date(notification.atWallMs).toISOString(),
    });
    let response: Response;
    try {
      response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          // Receivers drop what they have had: the answer to a first copy may have been lost.
          "idempotency-key": notification.id,
          "embereye-signature": signature(secret, body, wallMs()),
        },
        body,
        redirect: "manual",
        signal,
      });
      await response.body?.cancel();
    } catch (error) {
      const detail = signal.aborted ? "no answer in time" : withoutPath((error as Error).message, url);
      return fail({ permanent: false, detail });
    }
    if (response.ok) return ok(undefined);
    const permanent = response.status >= 300 && response.status < 500 && !PASSING.has(response.status);
    return fail({ permanent, detail: `the server answers ${response.status} ${response.statusText}`.trim() });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** `message` with the server in place of its whole address: the path of a hook is often what lets one use it. */
function withoutPath(message: string, url: string): string {
  const address = new URL(url);
  // As the runtime writes it.
  address.username = address.password = "";
  return message.replaceAll(address.href, address.host);
}

/** The value of the signature's header for `body`. */
export function signature(secret: Secret, body: string, wallMs: number): string {
  const seconds = Math.floor(wallMs / 1000);
  const hash = createHmac("sha256", secret.reveal()).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${hash}`;
}
