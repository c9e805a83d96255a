/**
 * Makes the Debian package of an executable that `./denow task compile` has made: `./denow task deb`, result beside it.
 */
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { AUDIT_KINDS } from "../src/reading/audit.ts";
import { VERSION } from "../src/app/version.ts";
import { commitOf } from "./executable/commit.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Debian's names of the machines. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64" };

const HELP =
  `Makes dist/embereye_${VERSION}_ARCHITECTURE.deb. Needs dpkg-deb, and an executable from ./denow task compile.

  ./denow task deb
  ./denow task deb --executable dist/embereye-aarch64

  --executable FILE  what to pack (dist/embereye-${Deno.build.arch})`;

/** For whoever stands before the box without a network. */
const GUIDES = [
  "audits.md",
  "cameras.md",
  "configuration.md",
  "field.md",
  "hardware.md",
  "install.md",
  "operator.md",
  "technician.md",
  "troubles.md",
];

/** Where each file of the package comes from, and how it is to be found there. */
interface PackedFile {
  readonly from: string;
  readonly to: string;
  readonly mode: number;
}

/** The files of the package around `executable`, whose bill of materials and licences lie beside it. */
function packedFiles(executable: string): PackedFile[] {
  const unit = (name: string): PackedFile => ({
    from: `${ROOT}image/systemd/${name}`,
    to: `lib/systemd/system/${name}`,
    mode: 0o644,
  });
  const document = (from: string, name: string): PackedFile => ({
    from,
    to: `usr/share/doc/embereye/${name}`,
    mode: 0o644,
  });
  return [
    { from: executable, to: "usr/bin/embereye", mode: 0o755 },
    unit("embereye.service"),
    unit("embereye-firewall.service"),
    unit("embereye-firewall.path"),
    ...AUDIT_KINDS.flatMap((kind) => [
      unit(`embereye-audit-${kind}.service`),
      unit(`embereye-audit-${kind}.timer`),
    ]),
    {
      from: `${ROOT}image/systemd/embereye.sysusers`,
      to: "usr/lib/sysusers.d/embereye.conf",
      mode: 0o644,
    },
    {
      from: `${ROOT}image/systemd/60-embereye.rules`,
      to: "lib/udev/rules.d/60-embereye.rules",
      mode: 0o644,
    },
    document(`${executable}.licences.txt`, "copyright"),
    document(`${executable}.cdx.json`, "embereye.cdx.json"),
    ...GUIDES.map((name) => document(`${ROOT}docs/${name}`, name)),
    document(`${ROOT}image/embereye.yaml`, "examples/embereye.yaml"),
  ];
}

/** Fills `tree` and packs it. Returns the path of the package. */
async function pack(executable: string, tree: string): Promise<string> {
  const suffix = basename(executable).replace(/^embereye-/, "");
  const architecture = ARCHITECTURES[suffix];
  if (architecture === undefined) {
    throw new Error(
      `${executable} does not end in the name of a machine (${Object.keys(ARCHITECTURES).join(", ")})`,
    );
  }
  let bytes = 0;
  for (const { from, to, mode } of packedFiles(executable)) {
    const target = join(tree, to);
    await Deno.mkdir(dirname(target), { recursive: true });
    await Deno.copyFile(from, target);
    await Deno.chmod(target, mode);
    bytes += (await Deno.stat(target)).size;
  }
  await Deno.mkdir(`${tree}/DEBIAN`);
  const control = (await Deno.readTextFile(`${ROOT}image/debian/control`))
    .replace("@VERSION@", VERSION)
    .replace("@ARCHITECTURE@", architecture)
    .replace("@INSTALLED_SIZE@", String(Math.ceil(bytes / 1024)));
  await Deno.writeTextFile(`${tree}/DEBIAN/control`, control);
  for (const script of ["postinst", "prerm", "postrm"]) {
    await Deno.copyFile(`${ROOT}image/debian/${script}`, `${tree}/DEBIAN/${script}`);
    await Deno.chmod(`${tree}/DEBIAN/${script}`, 0o755);
  }
  const output = join(dirname(executable), `embereye_${VERSION}_${architecture}.deb`);
  const commit = await commitOf(ROOT);
  const { success, stderr } = await new Deno.Command("dpkg-deb", {
    // A stronger compression saves a tenth and takes a minute.
    args: ["--root-owner-group", "-Zzstd", "-z9", "--build", tree, output],
    env: { SOURCE_DATE_EPOCH: String((commit?.atWallMs ?? 0) / 1_000) },
    stdout: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return output;
}

/** Packs what the command line names. */
async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      executable: { type: "string", default: `${ROOT}dist/embereye-${Deno.build.arch}` },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const tree = await Deno.makeTempDir({ prefix: "embereye-deb-" });
  try {
    // The folder becomes the package's root: others must be able to enter it once it is unpacked.
    await Deno.chmod(tree, 0o755);
    const output = await pack(resolve(values.executable), tree);
    console.log(`${output}: ${((await Deno.stat(output)).size / 1e6).toFixed(1)} MB`);
  } finally {
    await Deno.remove(tree, { recursive: true });
  }
}

try {
  await main(Deno.args);
} catch (error) {
  const absent = error instanceof Deno.errors.NotFound;
  console.error(
    `deb: ${(error as Error).message}${
      absent ? "\nRun './denow task compile' first; dpkg-deb is needed too." : ""
    }`,
  );
  Deno.exit(1);
}
