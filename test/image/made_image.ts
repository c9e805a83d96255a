/**
 * The appliance as `image/build` makes it, with the tests' board put over it, and updates of it: built once and kept.
 */
import { Buffer } from "node:buffer";
import { dirname, join } from "node:path";
import { cached } from "../hil/cache.ts";
import { debianPart, gpioModule } from "../hil/debian_part.ts";
import { runOnHost } from "../hil/host_command.ts";
import { programPackage } from "../hil/program_package.ts";
import { filesOf, ROOT } from "../hil/project_files.ts";

/** What is put over the appliance: the agent that runs the tests' scripts, and a board with a simulated GPIO chip. */
const BOARD = ["test/image/board", "test/hil/recipe/agent"];

/** Who may sign, and who not. */
interface Keys {
  readonly keyring: string;
  readonly certificate: string;
  readonly key: string;
  readonly strangerCertificate: string;
  readonly strangerKey: string;
}

/** What the tests boot and install. */
export interface MadeImage {
  /** A raw disk. Never written: each machine has a copy of its own. */
  readonly disk: string;
  /** An update that works. Its content differs from the disk's by one file, `/usr/share/embereye-update`. */
  readonly good: () => Promise<string>;
  /** An update whose program does not run. */
  readonly broken: () => Promise<string>;
  /** An update that protects, and whose fire drill cannot succeed. */
  readonly unproved: () => Promise<string>;
  /** An update that somebody else has signed. */
  readonly stranger: () => Promise<string>;
}

/** Builds what is not kept. Ten minutes where nothing is; needs the network then. */
export async function madeImage(runtime: string): Promise<MadeImage> {
  const base = await debianPart();
  const module = await gpioModule(base);
  const board = await cached({
    name: "board",
    recipe: await filesOf(BOARD),
    make: async (folder) => {
      await runOnHost("cp", ["-r", `${join(ROOT, "test/image/board")}/.`, folder]);
      const agent = join(folder, "usr/local/sbin/hil-agent");
      await Deno.copyFile(join(ROOT, "test/hil/recipe/agent"), agent);
      await Deno.chmod(agent, 0o755);
    },
  });
  const keys = await signingKeys();
  const deb = await programPackage(runtime);
  const all = {
    name: "image",
    recipe: await filesOf(["image"]),
    also: `${base} ${module} ${board} ${deb} ${dirname(keys.key)}`,
  };
  const build = (args: readonly string[], more: readonly string[] = []) =>
    runOnHost(join(ROOT, "image/build"), [
      ...["--package", deb, "--keyring", keys.keyring, "--base", base, "--add", module],
      ...["--add", board],
      ...more.flatMap((folder) => ["--add", folder]),
      ...args,
    ]);
  const image = await cached({
    ...all,
    make: async (folder) => {
      console.log("building the appliance's disk: once for each version");
      await build(["--disk", join(folder, "disk.img")]);
    },
  });
  const bundle =
    (name: string, certificate: string, key: string, change: (folder: string) => Promise<void>) =>
    async () => {
      const made = await cached({
        ...all,
        name: `update-${name}`,
        make: async (folder) => {
          console.log(`building the update '${name}': once for each version`);
          const changes = join(folder, "changes");
          await change(changes);
          await build(
            ["--bundle", join(folder, "update.raucb"), "--certificate", certificate, "--key", key],
            [changes],
          );
        },
      });
      return join(made, "update.raucb");
    };
  return {
    disk: join(image, "disk.img"),
    good: bundle("good", keys.certificate, keys.key, async (folder) => {
      await put(folder, "usr/share/embereye-update", "good\n");
    }),
    broken: bundle("broken", keys.certificate, keys.key, async (folder) => {
      await put(folder, "usr/share/embereye-update", "broken\n");
      await put(folder, "usr/bin/embereye", "#!/bin/sh\nexit 70\n", 0o755);
    }),
    unproved: bundle("unproved", keys.certificate, keys.key, async (folder) => {
      await put(folder, "usr/share/embereye-update", "unproved\n");
      await runOnHost("dpkg-deb", ["-x", deb, join(folder, "package")]);
      await Deno.mkdir(join(folder, "usr/bin"), { recursive: true });
      const program = join(folder, "usr/bin/embereye");
      await Deno.rename(join(folder, "package/usr/bin/embereye"), program);
      await Deno.remove(join(folder, "package"), { recursive: true });
      await spoilDrill(program);
    }),
    stranger: async () => {
      const made = await cached({
        name: "update-stranger",
        recipe: [join(ROOT, "image/recipe/bundle")],
        also: dirname(keys.key),
        make: async (folder) => {
          // Who has signed it is looked at before all else: it need not hold a whole system, only something that does not pack to nothing.
          await Deno.writeFile(join(folder, "slot"), crypto.getRandomValues(new Uint8Array(65_536)));
          await runOnHost(join(ROOT, "image/recipe/bundle"), [
            ...[join(folder, "slot"), "9.9.9", keys.strangerCertificate, keys.strangerKey],
            join(folder, "update.raucb"),
          ]);
        },
      });
      return join(made, "update.raucb");
    },
  };
}

/** Two authorities of their own: the box's, and a stranger's. */
async function signingKeys(): Promise<Keys> {
  const folder = await cached({
    name: "keys",
    recipe: [],
    also: "box, stranger",
    make: async (part) => {
      for (const name of ["box", "stranger"]) {
        await runOnHost("openssl", [
          ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", `/CN=${name}`],
          ...["-keyout", join(part, `${name}.key`), "-out", join(part, `${name}.pem`)],
        ]);
      }
    },
  });
  return {
    keyring: join(folder, "box.pem"),
    certificate: join(folder, "box.pem"),
    key: join(folder, "box.key"),
    strangerCertificate: join(folder, "stranger.pem"),
    strangerKey: join(folder, "stranger.key"),
  };
}

/** A line of the fire drill's own configuration (`src/app/update/drill.ts`), and one that is refused. */
const DRILLED = "kind: siren, driver: simulated}]\nsensorPort: {host: 127.0.0.1, port: 0}";
const SPOILED = DRILLED.replace("simulated", "simulatex");

/** Makes the fire drill of the compiled `program` fail, and nothing else: a drill that no program passes has to be a program's own. */
async function spoilDrill(program: string): Promise<void> {
  const bytes = Buffer.from(await Deno.readFile(program));
  let found = 0;
  for (let at = bytes.indexOf(DRILLED); at >= 0; at = bytes.indexOf(DRILLED, at + 1), found++) {
    bytes.write(SPOILED, at, "latin1");
  }
  if (found === 0) throw new Error("the compiled program does not hold its drill's configuration as text");
  await Deno.writeFile(program, bytes);
}

async function put(folder: string, name: string, text: string, mode = 0o644): Promise<void> {
  const path = join(folder, name);
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, text, { mode });
  await Deno.chmod(path, mode);
}
