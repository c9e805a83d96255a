/**
 * `embereye version` and `embereye licences`: which build this is, and what it is made of.
 */
import { readBuildInfo, readLicences } from "./build_info.ts";
import { EXIT_FINE } from "./cli_parts.ts";

/** Prints the version, for people or for scripts. */
export function version(options: { readonly json?: boolean }): number {
  const info = readBuildInfo();
  const whole = {
    ...info,
    compiled: Deno.build.standalone,
    architecture: Deno.build.arch,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
  };
  if (options.json) {
    console.log(JSON.stringify(whole));
    return EXIT_FINE;
  }
  const commit = info.commit === undefined ? "" : `, commit ${info.commit.slice(0, 12)}`;
  const built = info.builtAt === undefined ? "" : ` of ${info.builtAt.slice(0, 10)}`;
  const kind = whole.compiled ? "" : ", run from source";
  console.log(
    `EmberEye ${info.version}${commit}${built}${kind} (${whole.architecture}, Deno ${whole.deno})`,
  );
  return EXIT_FINE;
}

/** Prints the licences of everything inside the executable. */
export function licences(): number {
  console.log(
    readLicences() ??
      "EmberEye runs from source here: its licence is in LICENSE, the packages' licences in their folders of Deno's cache.",
  );
  return EXIT_FINE;
}
