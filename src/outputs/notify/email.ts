/**
 * Tells by mail, through an SMTP server.
 */
import nodemailer from "nodemailer";
import type { Notification, Severity } from "../../reading/notification.ts";
import { fail, ok, type Result } from "../../reading/result.ts";
import type { Secret } from "../../reading/secret.ts";
import type { Sender, SendFault } from "./courier.ts";

/** What the sender is made of. */
export interface EmailParts {
  readonly host: string;
  readonly port: number;
  readonly security: "tls" | "starttls" | "none";
  readonly user?: string;
  readonly password?: Secret;
  readonly from: string;
  readonly to: readonly string[];
  readonly site: () => string;
  /** Trusts this certificate authority beside the usual ones, PEM; for tests and sites with their own. */
  readonly ca?: string;
}

const SUBJECTS: Readonly<Record<Severity, string>> = {
  "alarm": "FIRE ALARM",
  "pre-alarm": "Pre-alarm",
  "trouble": "Trouble",
  "info": "Notice",
};
/** A server that is silent for longer is not there. Less than the courier's limit, so that the sentence is the server's. */
const SILENT_MS = 15_000;

/** A mail server. */
export class EmailSender implements Sender {
  readonly #parts: EmailParts;
  readonly #transport: ReturnType<typeof nodemailer.createTransport>;

  constructor(parts: EmailParts) {
    this.#parts = parts;
    const { host, port, security, user, password, ca } = parts;
    this.#transport = nodemailer.createTransport({
      host,
      port,
      secure: security === "tls",
      requireTLS: security === "starttls",
      ignoreTLS: security === "none",
      ...(user === undefined ? {} : { auth: { user, pass: password?.reveal() ?? "" } }),
      ...(ca === undefined ? {} : { tls: { ca } }),
      connectionTimeout: SILENT_MS,
      greetingTimeout: SILENT_MS,
      socketTimeout: SILENT_MS,
      // A mail is text of ours: nothing of it is ever read from a file or an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(notification: Notification, signal: AbortSignal): Promise<Result<void, SendFault>> {
    const { from, to, site } = this.#parts;
    const { id, severity, zoneName, text, atWallMs } = notification;
    const where = zoneName === undefined ? site() : `${zoneName}, ${site()}`;
    const over = Promise.withResolvers<never>();
    const stop = () => over.reject(new Error("no answer in time"));
    signal.addEventListener("abort", stop, { once: true });
    try {
      const sent = this.#transport.sendMail({
        from,
        to: [...to],
        subject: oneLine(`${SUBJECTS[severity]}: ${where}`),
        text: `${text}\n\n${new Date(atWallMs).toString()}\n${site()}\n`,
        // The same for every copy: mail programs and servers drop the second.
        messageId: `<${encodeURIComponent(id)}@${domainOf(from)}>`,
        headers: {
          "auto-submitted": "auto-generated",
          ...(severity === "alarm" ? { importance: "high" } : {}),
        },
      });
      await Promise.race([sent, over.promise]);
      return ok(undefined);
    } catch (error) {
      const { responseCode, message } = error as { responseCode?: number; message: string };
      // 5xx answers to a mail are for good (RFC 5321, 4.2.1), but not those to a login, which a person corrects.
      const permanent = responseCode !== undefined && responseCode >= 550 && responseCode < 560;
      return fail({ permanent, detail: oneLine(message).slice(0, 300) });
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  close(): Promise<void> {
    this.#transport.close();
    return Promise.resolve();
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ");
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
