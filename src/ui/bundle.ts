/**
 * Writes the browser's scripts in `assets/` from the modules in `browser/`; with `--check` it only tells whether the committed ones
 * are up to date.
 */

const BANNER =
  "// deno-fmt-ignore-file\n// deno-lint-ignore-file\n// Made by src/ui/bundle.ts from src/ui/browser.\n";

/**
 * Each script of `assets/` and the module of `browser/` that it begins with. The status page, which must be there first, loads only its own.
 */
export const SCRIPTS: Readonly<Record<string, string>> = {
  "app.js": "main.ts",
  "service_worker.js": "service_worker.ts",
  "chart.js": "chart.ts",
  "masks.js": "mask_editor.ts",
  "technician.js": "technician.ts",
};

/** The script that begins with `entry`, as the sources make it now. */
async function bundle(entry: string): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".js" });
  try {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        "--quiet",
        "--platform",
        "browser",
        "--minify",
        "-o",
        file,
        url(`./browser/${entry}`).pathname,
      ],
    }).output();
    if (!success) throw new Error(`bundle failed: ${new TextDecoder().decode(stderr)}`);
    return BANNER + await Deno.readTextFile(file);
  } finally {
    await Deno.remove(file);
  }
}

function url(path: string): URL {
  return new URL(path, import.meta.url);
}

if (import.meta.main) {
  for (const [script, entry] of Object.entries(SCRIPTS)) {
    const made = await bundle(entry);
    const target = url(`./assets/${script}`);
    if (!Deno.args.includes("--check")) {
      await Deno.writeTextFile(target, made);
      console.log(`src/ui/assets/${script}: ${made.length} bytes`);
    } else if (made !== await Deno.readTextFile(target)) {
      console.error(`src/ui/assets/${script} is older than its sources: run \`./denow task browser\``);
      Deno.exit(1);
    }
  }
}
