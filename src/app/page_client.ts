/**
 * Asks the status page, as a command does: with a limit of time, without any proxy, and with what went wrong as a value.
 */
import { z } from "zod";
import { fail, ok, type Result } from "../reading/result.ts";
import { jsonOf } from "../store/stored_json.ts";

/**
 * The page answers within milliseconds. Shorter would give up a box under load; longer keeps a person waiting for a page
 * that hangs.
 */
const ANSWER_MS = 4_000;
/** A full site with all its metrics takes about 3 MB; what is longer is no answer of ours. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

/** Why the page did not answer as asked. */
export type PageFault =
  | { readonly kind: "unreachable"; readonly url: string; readonly detail: string }
  | { readonly kind: "silent"; readonly url: string }
  | { readonly kind: "needs-token"; readonly url: string }
  | { readonly kind: "refused"; readonly url: string; readonly status: number; readonly detail: string }
  | { readonly kind: "not-ours"; readonly url: string };

/** Says what is wrong, and what to do about it where a person can. */
export function describePageFault(fault: PageFault): string {
  switch (fault.kind) {
    case "unreachable":
      return `the page at ${fault.url} cannot be reached: ${fault.detail}`;
    case "silent":
      return `the page at ${fault.url} has not answered within ${ANSWER_MS / 1_000} s`;
    case "needs-token":
      return `the page at ${fault.url} wants a token: give one with --token-file or EMBEREYE_TOKEN ` +
        "('embereye token new NAME --role viewer' makes one)";
    case "refused":
      return `the page at ${fault.url} refused (${fault.status}): ${fault.detail}`;
    case "not-ours":
      return `what answers at ${fault.url} is not this version's page`;
  }
}

/** An answer of the page. */
export interface PageAnswer {
  readonly status: number;
  readonly text: string;
}

/** See `src/ui/problem.ts`. */
const problemSchema = z.object({ code: z.string(), detail: z.string() });

/** Certificates that this command believes beside those that the machine does. */
const trusted: string[] = [];

/** Believes a certificate from now on: the box's own, found in its state folder. */
export function trustCertificate(pem: string): void {
  trusted.push(pem);
}

/** The page at one address, for one bearer. */
export class PageClient {
  readonly url: string;
  readonly #token: string | undefined;

  /** @param url Origin, as `http://127.0.0.1:8080`. */
  constructor(url: string, token: string | undefined) {
    this.url = url;
    this.#token = token;
    forgetProxies();
  }

  /** What `path` answers as JSON, as `schema` describes it. A status of `alsoStatus` is an answer like 200. */
  async json<T>(path: string, schema: z.ZodType<T>, alsoStatus?: number): Promise<Result<T, PageFault>> {
    const answer = await this.text(path, alsoStatus);
    if (!answer.ok) return answer;
    const parsed = schema.safeParse(jsonOf(answer.value.text));
    return parsed.success ? ok(parsed.data) : fail({ kind: "not-ours", url: this.url });
  }

  /** What `path` answers. */
  async text(path: string, alsoStatus?: number): Promise<Result<PageAnswer, PageFault>> {
    const { url } = this;
    const got = await this.#get(path);
    if (!got.ok) return got;
    const { status, text } = got.value;
    if (status === 200 || status === alsoStatus) return got;
    const problem = problemSchema.safeParse(jsonOf(text)).data;
    if (problem?.code === "not-signed-in") return fail({ kind: "needs-token", url });
    return fail({ kind: "refused", url, status, detail: problem?.detail ?? `GET ${path}` });
  }

  async #get(path: string): Promise<Result<PageAnswer, PageFault>> {
    const { url } = this;
    using client = Deno.createHttpClient({ caCerts: trusted });
    try {
      const response = await fetch(new URL(path, url), {
        client,
        headers: this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` },
        redirect: "manual",
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const text = await textOf(response);
      return text === undefined ? fail({ kind: "not-ours", url }) : ok({ status: response.status, text });
    } catch (error) {
      if (error instanceof DOMException && error.name === "TimeoutError") {
        return fail({ kind: "silent", url });
      }
      if (!(error instanceof TypeError)) throw error;
      return fail({ kind: "unreachable", url, detail: reasonOf(error.message) });
    }
  }
}

/** A proxy of the environment is for the world outside; this process asks nobody but the box, often on this very machine. */
function forgetProxies(): void {
  for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]) {
    Deno.env.delete(name);
    Deno.env.delete(name.toLowerCase());
  }
}

/** The body; undefined where it is too long. */
async function textOf(response: Response): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** What `fetch` says of a connection, as people say it. */
function reasonOf(message: string): string {
  if (message.includes("os error 111") || message.includes("Connection refused")) {
    return "nothing listens there";
  }
  if (message.includes("dns error")) return "no such host";
  if (message.includes("NotValidForName")) {
    return "its certificate is for another name: give the address with that name, --url https://NAME:PORT";
  }
  if (message.includes("invalid peer certificate")) {
    return "its certificate is not one that this machine believes; on the box itself --state finds it";
  }
  return message.slice(message.lastIndexOf("): ") + 1).replace(/^: /, "");
}
