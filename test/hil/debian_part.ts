/**
 * What is Debian's in the appliance, and the GPIO simulator as a module for its kernel: what the image under test is made of.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached } from "./cache.ts";
import { runOnHost } from "./host_command.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Debian's archives change: what is older than a week is built anew. */
const WEEK_MS = 7 * 24 * 3_600_000;
const BASE = "image/recipe/base";
const MODULE = "test/hil/recipe/module";

/** The folder with `base.tar`, the system without EmberEye, and `boot`, the boot loaders. Needs the network where it is not kept. */
export async function debianPart(): Promise<string> {
  return await cached({
    name: "base",
    recipe: ["image/debian-sources", "image/grub/core.cfg", BASE].map((name) => join(ROOT, name)),
    also: String(Math.floor(Date.now() / WEEK_MS)),
    make: async (folder) => {
      console.log("building Debian's part of the appliance: once, one to three minutes");
      await runOnHost(join(ROOT, BASE), [folder]);
    },
  });
}

/** The folder that holds the GPIO simulator where it belongs in the file system of the Debian part `base`. */
export async function gpioModule(base: string): Promise<string> {
  return await cached({
    name: "gpio-module",
    recipe: [MODULE, "test/hil/recipe/build-gpio-sim"].map((name) => join(ROOT, name)),
    also: base,
    make: async (folder) => {
      console.log("building the GPIO simulator: once, a minute");
      await runOnHost(join(ROOT, MODULE), [join(base, "base.tar"), folder]);
    },
  });
}
