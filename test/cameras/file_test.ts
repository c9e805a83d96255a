/**
 * Cameras that are films, and what becomes of an ffmpeg whose owner is killed.
 */
import assert from "node:assert/strict";
import { checkFfmpeg } from "../../src/hal/camera/ffmpeg.ts";
import { denoProcesses } from "../../src/hal/camera/process.ts";
import { CameraRig, flamePart, hasFfmpeg, isRunning, makeFilm, processes } from "./support.ts";

const ignore = !hasFfmpeg;
if (ignore) console.log("film tests are skipped: they need ffmpeg on Linux");

async function withFilm(body: (film: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const film = `${folder}/it's a film.mp4`;
    await makeFilm(film, 2_000, 0);
    await body(film);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "a film plays over and over at its own speed",
  ignore,
  fn: () =>
    withFilm(async (film) => {
      await using rig = new CameraRig({ source: `file:${film}` });
      await rig.frames(15);
      await rig.until("the fire", () => flamePart(rig.picture()) > 0.003);
      const [first, last] = [rig.notices[0], rig.notices[14]];
      assert(last.atMs - first.atMs > 2_000, "three seconds of film came in no time");
      assert.equal(rig.shard.status()[0].attempts, 1);
    }),
});

Deno.test({
  name: "a film that is not there, and one that is none, are told apart",
  ignore,
  fn: () =>
    withFilm(async (film) => {
      await using missing = new CameraRig({ source: "file:/nowhere/film.mp4" });
      await missing.until("the fault", () => missing.shard.status()[0].fault !== undefined);
      assert.match(missing.shard.status()[0].fault!, /the file is not there/);
      const text = `${film}.txt`;
      await Deno.writeTextFile(text, "ffconcat version 1.0\nfile '/etc/hostname'\n");
      await using other = new CameraRig({ source: `file:${text}` });
      await other.until("the fault", () => other.shard.status()[0].fault !== undefined);
      assert.match(other.shard.status()[0].fault!, /cannot be decoded/);
    }),
});

Deno.test({
  name: "an ffmpeg whose owner is killed ends by itself",
  ignore,
  fn: () =>
    withFilm(async (film) => {
      const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
      const script = `
        import { FfmpegFeed } from ${module("../../src/hal/camera/ffmpeg.ts")};
        import { denoProcesses } from ${module("../../src/hal/camera/process.ts")};
        import { systemClock } from ${module("../../src/clock/system_clock.ts")};
        const format = { width: 32, height: 32, fps: 5 };
        const feed = new FfmpegFeed({ source: { kind: "file", path: ${JSON.stringify(film)} }, format,
          processes: denoProcesses(${JSON.stringify(Deno.env.get("PATH"))}), clock: systemClock() });
        let frames = 0;
        const target = { take: () => new Uint8Array(32 * 32 * 3),
          give: (_, complete) => { if (complete && frames++ === 0) console.log(feed.pid); } };
        await feed.run(target, new AbortController().signal);`;
      const owner = new Deno.Command(Deno.execPath(), {
        args: ["eval", "--quiet", script],
        stdin: "null",
        stdout: "piped",
      }).spawn();
      const output = owner.stdout.getReader();
      const pid = Number(new TextDecoder().decode((await output.read()).value));
      assert(pid > 1 && isRunning(pid));
      owner.kill("SIGKILL");
      await owner.status;
      await output.cancel();
      const late = AbortSignal.timeout(60_000);
      while (isRunning(pid)) {
        assert(!late.aborted, "it still runs");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }),
});

Deno.test({
  name: "checkFfmpeg finds the installed ffmpeg, and says what to do where there is none",
  ignore,
  fn: async () => {
    const found = await checkFfmpeg(processes);
    assert(found.ok && /\d/.test(found.value));
    const missing = await checkFfmpeg(denoProcesses("/nowhere"));
    assert.deepEqual(missing, { ok: false, fault: { kind: "ffmpeg-missing" } });
  },
});

Deno.test({
  name: "denoProcesses hands over input and arguments as they are, and no environment but the search path",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const input = new TextEncoder().encode("secret on standard input");
    const spawned = processes.spawn({
      executable: "sh",
      args: ["-c", 'env; echo "$0"; cat', "a 'b' $HOME"],
      input,
    });
    assert(spawned.ok);
    const [out] = await Promise.all([
      new Response(spawned.value.stdout).text(),
      new Response(spawned.value.stderr).text(),
    ]);
    assert.deepEqual(await spawned.value.ended, { code: 0, signal: null });
    spawned.value.kill("SIGTERM");
    assert.match(out, /a 'b' \$HOME\nsecret on standard input$/);
    const names = out.split("\n").flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []).sort();
    assert.deepEqual(names.filter((name) => !["OLDPWD", "PWD", "SHLVL", "_"].includes(name)), [
      "LC_ALL",
      "PATH",
    ]);
  },
});
