import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const BUILD = fileURLToPath(new URL("build", import.meta.url));

async function build(...args: string[]): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await new Deno.Command(BUILD, {
    args,
    signal: AbortSignal.timeout(120_000),
  })
    .output();
  const decoder = new TextDecoder();
  return { code, said: decoder.decode(stdout) + decoder.decode(stderr) };
}

Deno.test("image/build explains itself, and says what a wrong command lacks before it does anything", async () => {
  const help = await build("--help");
  assert.equal(help.code, 0);
  assert.match(help.said, /image\/build --package .*--keyring .*--disk/);
  for (
    const [args, message] of [
      [[], /--package and --keyring are needed/],
      [["--package", "a.deb", "--keyring", "k.pem"], /--disk or --bundle/],
      [
        ["--package", "a.deb", "--keyring", "k.pem", "--bundle", "u.raucb"],
        /--certificate and --key are needed/,
      ],
      [["--disc", "x"], /there is no option '--disc'/],
    ] as const
  ) {
    const { code, said } = await build(...args);
    assert.equal(code, 2, said);
    assert.match(said, message);
    assert.match(said, /--help/);
  }
  const unreadable = await build("--package", "/nowhere.deb", "--keyring", "k.pem", "--disk", "/nowhere.img");
  assert.deepEqual([unreadable.code, unreadable.said], [1, "build: /nowhere.deb cannot be read\n"]);
});
