/**
 * The appliance as `image/build` makes it, with the tests' board put over it: built once and kept.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "../compiled/executable.ts";
import { cached } from "../hil/cache.ts";
import { runOnHost } from "../hil/host_command.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Debian's archives change: what is older than a week is built anew. */
const WEEK_MS = 7 * 24 * 3_600_000;
/** What the program and its package consist of. */
const PROGRAM = [
  ...[
    "main.ts",
    "deno.json",
    "deno.lock",
    "src",
    "models",
    "image/compile.ts",
    "image/deb.ts",
    "image/debian",
    "image/executable",
  ],
  ...["image/systemd", "image/embereye.yaml"],
];
const BASE_RECIPE = ["image/recipe/base", "image/grub/core.cfg", "image/debian-sources"];
const BOARD_RECIPE = [
  "test/image/board",
  "test/image/recipe/board",
  "test/hil/recipe/agent",
  "test/hil/recipe/build-gpio-sim",
];

/** What the tests boot. */
export interface MadeImage {
  /** A raw disk. Never written: each machine has a copy of its own. */
  readonly disk: string;
}

/** Builds what is not kept. Ten minutes where nothing is; needs the network then. */
export async function madeImage(runtime: string): Promise<MadeImage> {
  const base = await cached({
    name: "base",
    recipe: await filesOf(BASE_RECIPE),
    also: String(Math.floor(Date.now() / WEEK_MS)),
    make: (folder) => step("Debian's part of the appliance", "image/recipe/base", [folder]),
  });
  const board = await cached({
    name: "board",
    recipe: await filesOf(BOARD_RECIPE),
    also: base,
    make: (folder) => step("the tests' board", "test/image/recipe/board", [join(base, "base.tar"), folder]),
  });
  const keyring = await updateKeyring();
  const program = await cached({
    name: "package",
    recipe: (await filesOf(PROGRAM)).filter((file) => !/_test\.ts$/.test(file)),
    also: runtime,
    make: (folder) => makePackage(folder, runtime),
  });
  const deb = await packageIn(program);
  const image = await cached({
    name: "image",
    recipe: await filesOf(["image"]),
    also: `${base} ${board} ${program} ${keyring}`,
    make: async (folder) => {
      console.log("building the appliance's disk: once for each version");
      await runOnHost(join(ROOT, "image/build"), [
        ...["--package", deb, "--keyring", keyring, "--base", base, "--add", board],
        ...["--disk", join(folder, "disk.img")],
      ]);
    },
  });
  return { disk: join(image, "disk.img") };
}

async function makePackage(folder: string, runtime: string): Promise<void> {
  console.log("compiling the program: once for each version");
  const executable = await compile(folder, runtime);
  await runOnHost(Deno.execPath(), ["run", "-A", "--no-prompt", "image/deb.ts", "--executable", executable], {
    cwd: ROOT,
  });
  await Deno.remove(executable);
}

async function packageIn(folder: string): Promise<string> {
  for await (const { name } of Deno.readDir(folder)) if (name.endsWith(".deb")) return join(folder, name);
  throw new Error(`${folder} holds no package`);
}

/** Whose updates the box takes. */
async function updateKeyring(): Promise<string> {
  const folder = await cached({
    name: "keys",
    recipe: [],
    make: async (part) => {
      await runOnHost("openssl", [
        ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=box"],
        ...["-keyout", join(part, "box.key"), "-out", join(part, "box.pem")],
      ]);
    },
  });
  return join(folder, "box.pem");
}

async function step(what: string, script: string, args: readonly string[]): Promise<void> {
  console.log(`building ${what}: once, one to three minutes`);
  await runOnHost(join(ROOT, script), args);
}

/** Files below `places` that belong to the project, absolute. */
async function filesOf(places: readonly string[]): Promise<string[]> {
  const listed = await runOnHost("git", ["ls-files", "-co", "--exclude-standard", "--", ...places], {
    cwd: ROOT,
  });
  const files = listed.split("\n").filter((name) => name !== "").sort().map((name) => join(ROOT, name));
  // A link of the board to one of its units says nothing by its content.
  const plain = [];
  for (const file of files) if ((await Deno.lstat(file)).isFile) plain.push(file);
  return plain;
}
