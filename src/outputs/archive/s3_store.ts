/**
 * A bucket of any S3-compatible store (Amazon S3 API reference: PutObject, GetObject, ListObjectsV2), addressed by path, which all of
 * them understand. Requests are signed by `aws4fetch` (AWS Signature Version 4), the body's hash among what is signed.
 *
 * It must never send credentials or content anywhere but to the configured host: redirections are refused.
 */
import { AwsClient } from "aws4fetch";
import { fail, ok, type Result } from "../../reading/result.ts";
import type { Secret } from "../../reading/secret.ts";
import { LISTED_MAX, type ObjectStore, type ObjectStoreFault, type StoredObject } from "./object_store.ts";

/** Which bucket, as whom. */
export interface S3Options {
  /** `https://HOST` or `http://HOST:PORT`. */
  readonly url: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly fetch?: typeof fetch;
}

/** An answer that lists or explains is text; a longer one is not from such a store. */
const TEXT_BYTES_MAX = 4 * 1024 * 1024;
/** Pages of a listing: a thousand names each. */
const PAGES_MAX = LISTED_MAX / 1_000;
/** What stores say when they have no room: the S3 error codes of MinIO, Ceph, Garage and others beside HTTP's own 507. */
const FULL =
  /^(?:QuotaExceeded|XMinioStorageFull|XMinioAdminBucketQuotaExceeded|InsufficientStorage|EntityTooLarge)$/;
/** The store has understood and says no: time alone will not help. */
const REFUSED = new Set([301, 307, 308, 400, 401, 403, 404, 405, 411, 501]);

/** A request before it is signed. */
interface Asked {
  readonly method: "GET" | "PUT";
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
}

/** One bucket. */
export class S3Store implements ObjectStore {
  readonly #options: S3Options;
  readonly #signer: AwsClient;

  constructor(options: S3Options) {
    this.#options = options;
    const { region, accessKeyId, secretAccessKey } = options;
    this.#signer = new AwsClient({
      accessKeyId,
      secretAccessKey: secretAccessKey.reveal(),
      region,
      service: "s3",
      // The archivist has pauses of its own.
      retries: 0,
    });
  }

  async put(
    name: string,
    body: Uint8Array<ArrayBuffer>,
    sha256: string,
    signal: AbortSignal,
  ): Promise<Result<void, ObjectStoreFault>> {
    const answer = await this.#ask(this.#url(name), {
      method: "PUT",
      body,
      headers: { "content-type": "application/octet-stream", "x-amz-content-sha256": sha256 },
    }, signal);
    if (!answer.ok) return answer;
    return await this.#finish(answer.value, signal, () => undefined);
  }

  async get(
    name: string,
    bytesMax: number,
    signal: AbortSignal,
  ): Promise<Result<Uint8Array<ArrayBuffer> | undefined, ObjectStoreFault>> {
    const answer = await this.#ask(this.#url(name), { method: "GET" }, signal);
    if (!answer.ok) return answer;
    const response = answer.value;
    if (response.status === 404) {
      const said = await readBytes(response, TEXT_BYTES_MAX, signal);
      const code = said.ok ? codeOf(said.value) : undefined;
      // A bucket that is gone is no missing object.
      if (code === "NoSuchBucket") return fail(this.#faultOf(404, code));
      return said.ok ? ok(undefined) : said;
    }
    if (!response.ok) return await this.#finish(response, signal, () => undefined);
    return await readBytes(response, bytesMax, signal);
  }

  async list(
    prefix: string,
    signal: AbortSignal,
  ): Promise<Result<readonly StoredObject[], ObjectStoreFault>> {
    const objects: StoredObject[] = [];
    let token: string | undefined;
    for (let page = 0; page < PAGES_MAX; page++) {
      const url = this.#url("");
      url.searchParams.set("list-type", "2");
      url.searchParams.set("prefix", prefix);
      if (token !== undefined) url.searchParams.set("continuation-token", token);
      const answer = await this.#ask(url, { method: "GET" }, signal);
      if (!answer.ok) return answer;
      const text = await this.#finish(answer.value, signal, (bytes) => new TextDecoder().decode(bytes));
      if (!text.ok) return text;
      for (const [, entry] of text.value.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
        objects.push({ name: elementOf(entry, "Key") ?? "", bytes: Number(elementOf(entry, "Size")) });
      }
      token = elementOf(text.value, "NextContinuationToken");
      if (token === undefined || elementOf(text.value, "IsTruncated") !== "true") break;
    }
    // Not every store sorts.
    return ok(objects.sort((a, b) => a.name < b.name ? -1 : 1));
  }

  #url(name: string): URL {
    const { url, bucket } = this.#options;
    const path = [bucket, ...name.split("/")].map(encodeURIComponent).join("/");
    return new URL(path, url.endsWith("/") ? url : `${url}/`);
  }

  async #ask(url: URL, init: Asked, signal: AbortSignal): Promise<Result<Response, ObjectStoreFault>> {
    try {
      const request = await this.#signer.sign(url.href, init);
      return ok(await (this.#options.fetch ?? fetch)(request, { redirect: "manual", signal }));
    } catch (error) {
      return fail(away(error, signal));
    }
  }

  /** Reads an answer to its end, so that its connection is free again; a fault where it is not a good one. */
  async #finish<T>(
    response: Response,
    signal: AbortSignal,
    made: (bytes: Uint8Array<ArrayBuffer>) => T,
  ): Promise<Result<T, ObjectStoreFault>> {
    const bytes = await readBytes(response, TEXT_BYTES_MAX, signal);
    if (response.ok) return bytes.ok ? ok(made(bytes.value)) : bytes;
    return fail(this.#faultOf(response.status, bytes.ok ? codeOf(bytes.value) : undefined));
  }

  #faultOf(status: number, code: string | undefined): ObjectStoreFault {
    const { bucket, url } = this.#options;
    const detail = `${new URL(url).host} answers ${status}${
      code === undefined ? "" : ` ${code}`
    } for the bucket '${bucket}'`;
    if (status === 507 || (code !== undefined && FULL.test(code))) return { kind: "full", detail };
    return { kind: REFUSED.has(status) ? "refused" : "away", detail };
  }
}

async function readBytes(
  response: Response,
  bytesMax: number,
  signal: AbortSignal,
): Promise<Result<Uint8Array<ArrayBuffer>, ObjectStoreFault>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > bytesMax) {
        return fail({ kind: "damaged", detail: `an answer is longer than ${bytesMax} bytes` });
      }
      chunks.push(chunk);
    }
  } catch (error) {
    return fail(away(error, signal));
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return ok(bytes);
}

function away(error: unknown, signal: AbortSignal): ObjectStoreFault {
  if (!(error instanceof Error)) throw error;
  return { kind: "away", detail: signal.aborted ? "no answer in time" : error.message };
}

/** The code of an error answer, e.g. `NoSuchBucket`. */
function codeOf(bytes: Uint8Array): string | undefined {
  return elementOf(new TextDecoder().decode(bytes), "Code");
}

/** The text of the first such element. The answers of these few calls nest nothing that matters, so that no XML parser is needed. */
function elementOf(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll(
    "&apos;",
    "'",
  )
    .replaceAll("&amp;", "&");
}
