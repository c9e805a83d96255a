/**
 * Cameras against a real HTTP server of MJPEG, as cheap cameras are one.
 */
import assert from "node:assert/strict";
import { TestSceneArtist } from "../../src/hal/camera/test_scene.ts";
import { JpegEncoder } from "../../src/ingest/cameras/jpeg/encoder.ts";
import { CameraRig, flamePart, hasFfmpeg } from "./support.ts";

const ignore = !hasFfmpeg;
if (ignore) console.log("MJPEG tests are skipped: they need ffmpeg on Linux");

const PASSWORD = "p'w:%2F";

/** A camera that sends `fps` pictures a second to whoever knows its password. */
class HttpCamera implements AsyncDisposable {
  readonly requests: { readonly authorised: boolean; readonly agent: string }[] = [];
  /** Set, it holds its pictures back. */
  isStuck = false;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #artist = new TestSceneArtist(320, 240, "fire", 0);
  readonly #encoder = new JpegEncoder(320, 240);
  readonly #timers = new Set<number>();

  constructor(fps: number) {
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
    const authorised = request.headers.get("authorization") === `Basic ${btoa(`admin:${PASSWORD}`)}`;
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
          const pixels = new Uint8Array(320 * 240 * 3);
          this.#artist.draw(pixels, 5_000 + count++ * 1000 / fps);
          const jpeg = this.#encoder.encode(pixels);
          const head = `--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`;
          controller.enqueue(encoder.encode(head));
          controller.enqueue(jpeg);
          controller.enqueue(encoder.encode("\r\n"));
        }, 1000 / fps);
        this.#timers.add(timer);
      },
      cancel: stop,
    });
    return new Response(body, { headers: { "content-type": "multipart/x-mixed-replace; boundary=frame" } });
  }
}

Deno.test({
  name: "a camera over HTTP shows its fire, at the camera's own pace whatever that is",
  ignore,
  fn: async () => {
    await using camera = new HttpCamera(3);
    await using rig = new CameraRig({
      source: `http://127.0.0.1:${camera.port}/video`,
      user: "admin",
      password: PASSWORD,
    });
    await rig.frames(6);
    assert(flamePart(rig.picture()) > 0.005);
    const args = await Deno.readTextFile(`/proc/${rig.pid}/cmdline`);
    assert(!args.includes("p%27w") && !args.includes("p'w") && !args.includes("127.0.0.1"));
    // Taken for a stream of 25 pictures a second, three would be thinned to less than one.
    const [first, last] = [rig.notices[1], rig.notices[5]];
    assert((last.atMs - first.atMs) / 4 < 1_000, "most pictures were left out");
  },
});

Deno.test({
  name: "a camera over HTTP with a wrong password says so",
  ignore,
  fn: async () => {
    await using camera = new HttpCamera(5);
    await using rig = new CameraRig({ source: `http://admin:hunter2@127.0.0.1:${camera.port}/video` });
    await rig.until("the refusal", () => rig.shard.status()[0].fault !== undefined);
    assert.match(rig.shard.status()[0].fault!, /refuses user name and password/);
    assert.doesNotMatch(JSON.stringify([rig.shard.status(), rig.notes]), /hunter2/);
    assert(camera.requests.every(({ authorised }) => !authorised));
  },
});

Deno.test({
  name: "a camera that stays connected but sends nothing more is connected anew",
  ignore,
  fn: async () => {
    await using camera = new HttpCamera(5);
    await using rig = new CameraRig({
      source: `http://admin:${encodeURIComponent(PASSWORD)}@127.0.0.1:${camera.port}/video`,
    });
    await rig.frames(3);
    camera.isStuck = true;
    const requests = camera.requests.length;
    await rig.until(
      "the stall",
      () => rig.notes.some((note) => /connected but has sent no picture/.test(note)),
    );
    assert.equal(rig.shard.status()[0].isLive, false);
    camera.isStuck = false;
    await rig.until("the recovery", () => rig.shard.status()[0].isLive);
    assert(camera.requests.length > requests);
  },
});

Deno.test({
  name:
    "a camera that answers with a playlist instead of pictures is refused, and nothing it names is opened",
  ignore,
  fn: async () => {
    let asked = 0;
    const evil: Deno.HttpServer<Deno.NetAddr> = Deno.serve({
      hostname: "127.0.0.1",
      port: 0,
      onListen: () => {},
    }, (request) => {
      if (new URL(request.url).pathname !== "/video") asked++;
      const list =
        `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:${evil.addr.port}/inside.ts\n`;
      return new Response(list, { headers: { "content-type": "application/vnd.apple.mpegurl" } });
    });
    try {
      await using rig = new CameraRig({ source: `http://127.0.0.1:${evil.addr.port}/video` });
      await rig.until("the refusal", () => rig.shard.status()[0].fault !== undefined);
      assert.equal(asked, 0);
      assert.equal(rig.notices.length, 0);
    } finally {
      await evil.shutdown();
    }
  },
});
