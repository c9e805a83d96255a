/**
 * A real HTTP server that sends MJPEG as cheap cameras do, to any number of viewers.
 */
import type { TestScene } from "../../src/hal/camera/source.ts";
import { TestSceneArtist } from "../../src/hal/camera/test_scene.ts";
import { JpegEncoder } from "../../src/ingest/cameras/jpeg/encoder.ts";

const WIDTH = 320;
const HEIGHT = 240;

/** A camera that sends `fps` pictures a second to whoever knows its password. */
export class HttpCamera implements AsyncDisposable {
  readonly requests: { readonly authorised: boolean; readonly agent: string }[] = [];
  /** Set, it holds its pictures back. */
  isStuck = false;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #password: string;
  readonly #artist: TestSceneArtist;
  readonly #encoder = new JpegEncoder(WIDTH, HEIGHT);
  readonly #timers = new Set<number>();

  constructor(fps: number, password: string, scene: TestScene = "fire") {
    this.#password = password;
    this.#artist = new TestSceneArtist(WIDTH, HEIGHT, scene, 0);
    const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
    this.#server = Deno.serve(options, (request) => this.#answer(request, fps));
  }

  get port(): number {
    return this.#server.addr.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#server.shutdown();
  }

  #answer(request: Request, fps: number): Response {
    const authorised = request.headers.get("authorization") === `Basic ${btoa(`admin:${this.#password}`)}`;
    this.requests.push({ authorised, agent: request.headers.get("user-agent") ?? "" });
    if (!authorised) {
      return new Response("no", { status: 401, headers: { "www-authenticate": 'Basic realm="camera"' } });
    }
    const encoder = new TextEncoder();
    let count = 0;
    let timer = 0;
    const stop = () => {
      clearInterval(timer);
      this.#timers.delete(timer);
    };
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        timer = setInterval(() => {
          if (this.isStuck) return;
          const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
          this.#artist.draw(pixels, 5_000 + count++ * 1000 / fps);
          const jpeg = this.#encoder.encode(pixels);
          const head = `--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`;
          // In one piece: whoever has left ends the stream with the first, and the rest would be a fault.
          const bytes = new Uint8Array(head.length + jpeg.length + 2);
          encoder.encodeInto(head, bytes);
          bytes.set(jpeg, head.length);
          encoder.encodeInto("\r\n", bytes.subarray(head.length + jpeg.length));
          controller.enqueue(bytes);
        }, 1000 / fps);
        this.#timers.add(timer);
      },
      cancel: stop,
    });
    return new Response(body, { headers: { "content-type": "multipart/x-mixed-replace; boundary=frame" } });
  }
}
