/**
 * For tests alone: a real S3-compatible server (s3rver) on loopback, and a wire to it that can be cut, slowed, or made to lie.
 */
import { fileURLToPath } from "node:url";

/** The key that s3rver knows. */
export const KEY = "S3RVER";
export const BUCKET = "fire-archive";

/** A running server. */
export class S3Server implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;

  private constructor(readonly url: string, process: Deno.ChildProcess) {
    this.#process = process;
  }

  /** Starts one whose objects lie in `folder`. */
  static async start(folder: string): Promise<S3Server> {
    const process = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-prompt",
        "--no-check",
        fileURLToPath(new URL("./s3_child.ts", import.meta.url)),
        folder,
        BUCKET,
      ],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let port = "";
    while (!port.includes("\n")) {
      const { value, done } = await reader.read();
      if (done) throw new Error("the S3-compatible server has not started");
      port += value;
    }
    await reader.cancel();
    return new S3Server(`http://127.0.0.1:${port.trim()}`, process);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.status;
  }
}

/** What the wire does to requests; each is asked for before a request leaves. */
export interface Wire {
  /** Requests that have left, as `PUT name`. */
  readonly sent: string[];
  readonly fetch: typeof fetch;
  /** Lets so many requests through, then cuts each in the middle of its body. */
  cutAfter: number;
  /** Turns a bit of every object that comes back. */
  lies: boolean;
  /** Answers every request with this page and 200, as the portal of a network does. */
  portal?: string;
}

/** A wire to the server. */
export function wire(): Wire {
  const made: Wire = {
    sent: [],
    cutAfter: Infinity,
    lies: false,
    fetch: async (input, init) => {
      const request = input as Request;
      made.sent.push(
        `${request.method} ${
          decodeURIComponent(new URL(request.url).pathname.split("/").slice(4).join("/"))
        }`,
      );
      if (made.portal !== undefined) return new Response(made.portal);
      if (made.sent.length > made.cutAfter) return await cut(request);
      const response = await fetch(request, init);
      if (!made.lies || request.method !== "GET" || !response.ok) return response;
      const bytes = new Uint8Array(await response.arrayBuffer());
      bytes[bytes.length >> 1] ^= 1;
      return new Response(bytes, response);
    },
  };
  return made;
}

/** Sends half of a request to the server and closes the connection: what a cable does. */
async function cut(request: Request): Promise<Response> {
  const { hostname, port, pathname } = new URL(request.url);
  const body = new Uint8Array(await request.arrayBuffer());
  const conn = await Deno.connect({ hostname, port: Number(port) });
  const head = [...request.headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const text =
    `${request.method} ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n${head}content-length: ${body.length}\r\n\r\n`;
  await conn.write(new TextEncoder().encode(text));
  await conn.write(body.subarray(0, body.length >> 1));
  conn.close();
  throw new TypeError("connection closed before message completed");
}
