import assert from "node:assert/strict";
import { join } from "node:path";
import { checkConfig } from "../config/load.ts";
import { openCameraSources, withoutSecrets } from "./camera_sources.ts";
import { readSecret } from "./read_secret.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("readSecret takes what only the owner can read, without the line's end that editors add", () =>
  inFolder(async (folder) => {
    const file = join(folder, "password");
    await Deno.writeTextFile(file, "s3cr3t \r\n", { mode: 0o600 });
    const read = readSecret({ file });
    assert(read.ok);
    assert.equal(read.value.reveal(), "s3cr3t ");
    assert.equal(`${read.value} ${JSON.stringify(read)}`.includes("s3cr3t"), false);
  }));

Deno.test("readSecret refuses a file that others can read, none, a folder, an empty and a huge one, without telling what is in it", () =>
  inFolder(async (folder) => {
    const file = join(folder, "password");
    const faultOf = () => {
      const read = readSecret({ file });
      assert(!read.ok);
      assert.doesNotMatch(read.fault, /s3cr3t/);
      return read.fault;
    };
    assert.match(faultOf(), /there is no such file/);
    await Deno.writeTextFile(file, "s3cr3t");
    for (const mode of [0o644, 0o640, 0o604, 0o660]) {
      await Deno.chmod(file, mode);
      assert.match(faultOf(), new RegExp(`open to others \\(mode ${mode.toString(8)}\\): chmod 600`));
    }
    await Deno.chmod(file, 0o600);
    await Deno.writeTextFile(file, "");
    assert.match(faultOf(), /is empty/);
    await Deno.writeTextFile(file, "s3cr3t".repeat(20_000));
    assert.match(faultOf(), /bytes/);
    await Deno.remove(file);
    await Deno.mkdir(file, { mode: 0o700 });
    assert.match(faultOf(), /is no file/);
  }));

Deno.test("readSecret finds systemd's credentials, and says so where there are none", () =>
  inFolder(async (folder) => {
    // The service manager's own modes: the folder is the service's alone.
    await Deno.writeTextFile(join(folder, "north"), "s3cr3t", { mode: 0o440 });
    const read = readSecret({ credential: "north" }, folder);
    assert(read.ok && read.value.reveal() === "s3cr3t");
    const none = readSecret({ credential: "north" }, undefined);
    assert(!none.ok);
    assert.match(none.fault, /'north' is not there: this process has none/);
  }));

Deno.test("a camera whose secret is refused is told apart, and neither log nor page learn a password", () =>
  inFolder(async (folder) => {
    const file = join(folder, "password");
    await Deno.writeTextFile(file, "s3cr3t", { mode: 0o600 });
    const camera = { zone: "boiler", source: "rtsp://192.0.2.7/stream", user: "ember" };
    const checked = checkConfig({
      zones: [{ id: "boiler" }],
      outputs: [{ id: "siren", kind: "siren", driver: "simulated" }],
      cameras: [
        { ...camera, id: "good", password: { file } },
        { ...camera, id: "bad", password: { file: join(folder, "none") } },
        { ...camera, id: "plain", password: "pl41n" },
      ],
    });
    assert(checked.ok, JSON.stringify(checked));
    const { cameras, unusable } = openCameraSources(checked.value);
    assert.deepEqual(cameras.map(({ config }) => config.id), ["good", "plain"]);
    assert.deepEqual(unusable.map(({ id }) => id), ["bad"]);
    assert.match(unusable[0]!.why, /there is no such file/);
    const [good] = cameras;
    assert(good?.source.kind === "rtsp");
    assert.match(good.source.url.reveal(), /ember:s3cr3t@/);
    assert.doesNotMatch(
      JSON.stringify([cameras.map(({ source }) => source), withoutSecrets(checked.value)]),
      /s3cr3t|pl41n/,
    );
  }));

Deno.test("a path that leads out of the credentials' folder is no credential", () => {
  const refused = checkConfig({
    zones: [{ id: "boiler" }],
    outputs: [{ id: "siren", kind: "siren", driver: "simulated" }],
    page: { tls: { certificate: "/etc/x.pem", key: { credential: "../../etc/shadow" } } },
  });
  assert.equal(refused.ok, false);
});
