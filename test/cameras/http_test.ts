/**
 * Cameras against a real HTTP server of MJPEG, as cheap cameras are one.
 */
import assert from "node:assert/strict";
import { HttpCamera } from "./http_camera.ts";
import { CameraRig, flamePart, hasFfmpeg } from "./support.ts";

const ignore = !hasFfmpeg;
if (ignore) console.log("MJPEG tests are skipped: they need ffmpeg on Linux");

const PASSWORD = "p'w:%2F";

Deno.test({
  name: "a camera over HTTP shows its fire, at the camera's own pace whatever that is",
  ignore,
  fn: async () => {
    await using camera = new HttpCamera(3, PASSWORD);
    await using rig = new CameraRig({
      source: `http://127.0.0.1:${camera.port}/video`,
      user: "admin",
      password: PASSWORD,
    });
    await rig.frames(6);
    assert(flamePart(rig.picture()) > 0.005);
    const args = await Deno.readTextFile(`/proc/${rig.pid}/cmdline`);
    assert(!args.includes("p%27w") && !args.includes("p'w") && !args.includes("127.0.0.1"));
    // Taken for a stream of 25 pictures a second, three would be thinned to less than one. A machine that does other things as well may
    // hold some of them up, but not all the time.
    await rig.until(
      "most pictures of some seconds",
      () => rig.notices.some(({ atMs }, at) => at > 4 && (atMs - rig.notices[at - 4].atMs) / 4 < 1_000),
    );
  },
});

Deno.test({
  name: "a camera over HTTP with a wrong password says so",
  ignore,
  fn: async () => {
    await using camera = new HttpCamera(5, PASSWORD);
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
    await using camera = new HttpCamera(5, PASSWORD);
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
