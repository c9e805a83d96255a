/**
 * Cameras against a real RTSP server: pictures, passwords, and everything that may be killed.
 */
import assert from "node:assert/strict";
import { CameraRig, flamePart, hasRtspServer, makeFilm, startRtspServer } from "./support.ts";

const ignore = !hasRtspServer;
if (ignore) {
  console.log(
    "RTSP tests are skipped: they need ffmpeg, gstreamer1.0-rtsp, python3-gi and gir1.2-gst-rtsp-server-1.0",
  );
}

const LOGIN = ["us er", "p:a'ss@%#&"];
const [USER, PASSWORD] = LOGIN;

const folder = ignore ? "" : Deno.makeTempDirSync();
const film = `${folder}/film.mp4`;
if (!ignore) {
  await makeFilm(film, 60_000, 3_000);
  globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
}

for (const transport of ["tcp", "udp"] as const) {
  Deno.test({
    name:
      `a camera over RTSP by ${transport}, behind a password full of special characters, shows the fire in its film`,
    ignore,
    fn: async () => {
      const server = await startRtspServer(film, 0, LOGIN);
      try {
        await using rig = new CameraRig({
          source: `rtsp://127.0.0.1:${server.port}/cam`,
          user: USER,
          password: PASSWORD,
          transport,
        });
        await rig.frames(2);
        await rig.until("the fire", () => flamePart(rig.picture()) > 0.005);
        const [status] = rig.shard.status();
        assert.equal(status.isLive, true);
        assert.deepEqual(rig.troubles, []);
        // Every user of the machine can read the arguments of every process.
        const args = await Deno.readTextFile(`/proc/${rig.pid}/cmdline`);
        assert.match(args, /ffmpeg/);
        const environment = await Deno.readTextFile(`/proc/${rig.pid}/environ`);
        for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), "p:a", "127.0.0.1"]) {
          assert(!args.includes(secret) && !environment.includes(secret), `'${secret}' can be seen`);
        }
      } finally {
        await server.kill();
      }
    },
  });
}

Deno.test({
  name: "a camera with a wrong password says so without telling any, and is not asked again at once",
  ignore,
  fn: async () => {
    const server = await startRtspServer(film, 0, LOGIN);
    try {
      await using rig = new CameraRig({
        source: `rtsp://127.0.0.1:${server.port}/cam?token=hunter2`,
        user: USER,
        password: "hunter2",
      });
      await rig.until("the refusal", () => rig.shard.status()[0].fault !== undefined);
      const [status] = rig.shard.status();
      assert.match(status.fault!, /refuses user name and password/);
      assert.doesNotMatch(JSON.stringify([status, rig.notes, rig.troubles]), /hunter2/);
      assert.equal(status.attempts, 1);
    } finally {
      await server.kill();
    }
  },
});

Deno.test({
  name: "a camera address with a wrong path says so",
  ignore,
  fn: async () => {
    const server = await startRtspServer(film);
    try {
      await using rig = new CameraRig({ source: `rtsp://127.0.0.1:${server.port}/other` });
      await rig.until("the answer", () => rig.shard.status()[0].fault !== undefined);
      assert.match(rig.shard.status()[0].fault!, /no such stream/);
    } finally {
      await server.kill();
    }
  },
});

Deno.test({
  name: "an ffmpeg that is killed is replaced, and its frames go on in the same ring",
  ignore,
  fn: async () => {
    const server = await startRtspServer(film);
    try {
      await using rig = new CameraRig({ source: `rtsp://127.0.0.1:${server.port}/cam` });
      await rig.frames(3);
      const killed = rig.pid;
      Deno.kill(killed, "SIGKILL");
      const killedMs = rig.clock.monotonicMs();
      await rig.until("the next life", () => rig.notes.filter((note) => /is live/.test(note)).length === 2);
      console.log(
        `live again ${Math.round(rig.clock.monotonicMs() - killedMs)} ms after its ffmpeg was killed`,
      );
      assert.notEqual(rig.pid, killed);
      await rig.frames(3);
      assert(flamePart(rig.picture()) < 1);
      assert.equal(rig.reader.isStale, false);
    } finally {
      await server.kill();
    }
  },
});

Deno.test({
  name: "a server that is killed and comes back: a trouble with its reason, cheap attempts, recovery",
  ignore,
  fn: async () => {
    let server = await startRtspServer(film);
    const { port } = server;
    try {
      await using rig = new CameraRig({ source: `rtsp://127.0.0.1:${port}/cam` });
      await rig.frames(3);
      await server.kill();
      await rig.until(
        "the trouble",
        () => rig.troubles.some(({ code, active }) => code === "camera-silent" && active),
      );
      assert.match(rig.troubles[0].detail, /refuses the connection|stream ended/);
      const away = rig.shard.status()[0];
      assert.equal(away.isLive, false);
      assert(away.attempts > 2);
      server = await startRtspServer(film, port);
      const backMs = rig.clock.monotonicMs();
      await rig.until("the recovery", () => rig.shard.status()[0].isLive);
      console.log(`live ${Math.round(rig.clock.monotonicMs() - backMs)} ms after its server was back`);
      await rig.until("the all-clear", () => rig.troubles.at(-1)!.active === false);
      assert.deepEqual(rig.troubles.map(({ active }) => active), [true, false]);
    } finally {
      await server.kill();
    }
  },
});
