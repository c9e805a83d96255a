import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, findRuntime, sharedExecutable } from "./executable.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const INSTALL_DEB = fileURLToPath(new URL("install_deb.sh", import.meta.url));
const BARE_ROOM = fileURLToPath(new URL("bare_room.sh", import.meta.url));
const SIZE_MAX_BYTES = 190e6;
/** Some sixty commands, each a second or two on a busy machine, and three services from start to end. */
const BARE_ROOM_MS = 900_000;
/** An entry of the list of commands that `--help` prints. */
const COMMAND_LINE = /^ {2}([a-z][a-z-]+)(?: |$)/;

const runtime = findRuntime();
const ignore = runtime === undefined || Deno.build.os !== "linux";

Deno.test({
  name: "the executable: small enough, the same bytes each time, and it knows which build it is",
  ignore,
  fn: async () => {
    const executable = await sharedExecutable(runtime!);
    const { size } = await Deno.stat(executable);
    assert(size < SIZE_MAX_BYTES, `${size} bytes`);
    const first = await sha256(executable);
    assert((await Deno.readTextFile(`${executable}.sha256`)).includes(first));
    // In the same folder: the path of the stage is part of what the bytes depend on.
    assert.equal(
      await sha256(await compile(dirname(executable), runtime!)),
      first,
      "compiled twice, the bytes differ",
    );

    const version = JSON.parse((await run(executable, ["version", "--json"])).stdout);
    assert.equal(version.compiled, true);
    assert.match(version.version, /^\d+\.\d+\.\d+$/);
    const licences = (await run(executable, ["licences"])).stdout;
    const bom = JSON.parse(await Deno.readTextFile(`${executable}.cdx.json`));
    assert.equal(bom.metadata.component.version, version.version);
    for (const { name, type } of bom.components) {
      if (type === "library") assert(licences.includes(`\n${name} `), `no licence of ${name}`);
    }
    const parts = new Set(bom.components.map(({ name }: { name: string }) => name));
    assert(!parts.has("playwright-core"));
    assert(parts.has("uplot"), "what browsers are sent is passed on as well");
    for (const owner of ["Microsoft Corporation", "the Deno authors", "the V8 project authors"]) {
      assert(licences.includes(owner), `no licence of ${owner}`);
    }
  },
});

Deno.test({
  name:
    "the executable: every command explains itself with an example, from an empty folder and without a HOME",
  ignore,
  fn: async () => {
    const executable = await sharedExecutable(runtime!);
    const empty = await Deno.makeTempDir();
    try {
      const commands = await commandsOf(executable, empty);
      assert(commands.length > 50, commands.join(", "));
      assert.deepEqual([...Deno.readDirSync(empty)], []);
    } finally {
      await Deno.remove(empty, { recursive: true });
    }
  },
});

Deno.test({
  name:
    "the executable: protects, and every command does its work, with a read-only root, a /tmp that runs nothing, no network and no HOME",
  ignore: ignore || !mayUnshare(),
  fn: async () => {
    const executable = await sharedExecutable(runtime!);
    const { stdout, stderr } = await new Deno.Command("unshare", {
      args: ["--mount", "--net", "--pid", "--fork", "--mount-proc", "sh", BARE_ROOM, executable],
      signal: AbortSignal.timeout(BARE_ROOM_MS),
    }).output();
    const said = new TextDecoder().decode(stdout);
    const tried = said.trim().split("\n").map((line) => line.split("\t"));
    for (const [what, code, text] of tried) assert.equal(code, "0", `${what}: ${text}`);
    const names = new Set(tried.map(([what]) => what));
    const wanted = ["alarm", "child", "stop", "events after the end", "run until stopped", "folder"];
    for (const name of [...wanted, ...await commandsOf(executable)]) {
      assert(names.has(name), `'${name}' was not tried:\n${said}\n${new TextDecoder().decode(stderr)}`);
    }
  },
});

Deno.test({
  name: "the Debian package: installs, starts at boot, says what is missing, and goes again",
  ignore: ignore || !mayUnshare() || !hasProgram("dpkg-deb"),
  fn: async () => {
    const executable = await sharedExecutable(runtime!);
    const packing = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-prompt", "--quiet", "image/deb.ts", "--executable", executable],
      cwd: ROOT,
    }).output();
    assert(packing.success, new TextDecoder().decode(packing.stderr));
    const folder = dirname(executable);
    const [deb] = [...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".deb"));
    const { stdout, stderr } = await new Deno.Command("unshare", {
      args: ["--mount", "sh", INSTALL_DEB, `${folder}/${deb.name}`, `${ROOT}image/embereye.yaml`],
    }).output();
    const said = new TextDecoder().decode(stdout);
    const seen = said.trim().split("\n").map((line) => line.split("\t"));
    for (const [what, code, text] of seen) assert.equal(code, "0", `${what}: ${text}`);
    assert(seen.length >= 14, `${said}\n${new TextDecoder().decode(stderr)}`);
  },
});

function hasProgram(name: string): boolean {
  try {
    return new Deno.Command(name, { args: ["--version"], stdout: "null" }).outputSync().success;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.log(`SKIPPED the test of the Debian package: ${name} is not installed`);
    return false;
  }
}

let known: Promise<string[]> | undefined;

/** All commands that do something, e.g. `config show`, each of which has explained itself. */
function commandsOf(executable: string, cwd?: string): Promise<string[]> {
  const explain = async (...command: string[]): Promise<string[]> => {
    const { code, stdout } = await run(executable, [...command, "--help"], cwd);
    assert.equal(code, 0, command.join(" "));
    if (command.length > 0) assert.match(stdout, /\nExamples?:\n {2}embereye /, command.join(" "));
    const [, list = ""] = stdout.split("\nCommands:\n");
    const names = list.split("\n\n", 1)[0].split("\n").flatMap((line) => COMMAND_LINE.exec(line)?.[1] ?? []);
    if (names.length === 0) return [command.join(" ")];
    const found: string[] = [];
    for (const name of names) if (name !== "help") found.push(...await explain(...command, name));
    return found;
  };
  return known ??= explain();
}

/** Whether this user may make namespaces with mounts of their own. */
function mayUnshare(): boolean {
  if (ignore) return false;
  try {
    const { success } = new Deno.Command("unshare", {
      args: ["--mount", "--net", "--pid", "--fork", "--mount-proc", "true"],
      stderr: "null",
    }).outputSync();
    if (success) return true;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  console.log("SKIPPED the test of the executable in a bare room: this user may not make namespaces");
  return false;
}

async function run(
  executable: string,
  args: string[],
  cwd = "/",
): Promise<{ code: number; stdout: string }> {
  const { code, stdout } = await new Deno.Command(executable, {
    args,
    cwd,
    clearEnv: true,
    stderr: "inherit",
  })
    .output();
  return { code, stdout: new TextDecoder().decode(stdout) };
}

async function sha256(path: string): Promise<string> {
  return createHash("sha256").update(await Deno.readFile(path)).digest("hex");
}
