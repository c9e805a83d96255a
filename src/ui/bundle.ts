/**
 * Writes the browser's script, `assets/app.js`, from the modules in `browser/`; with `--check` it only tells whether the
 * committed one is up to date.
 */

const BANNER =
  "// deno-fmt-ignore-file\n// deno-lint-ignore-file\n// Made by src/ui/bundle.ts from src/ui/browser.\n";

/** The script as the sources make it now. */
async function bundle(): Promise<string> {
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
        url("./browser/main.ts").pathname,
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
  const made = await bundle();
  const target = url("./assets/app.js");
  if (Deno.args.includes("--check")) {
    if (made !== await Deno.readTextFile(target)) {
      console.error("src/ui/assets/app.js is older than its sources: run `./denow run -A src/ui/bundle.ts`");
      Deno.exit(1);
    }
  } else {
    await Deno.writeTextFile(target, made);
    console.log(`src/ui/assets/app.js: ${made.length} bytes`);
  }
}
