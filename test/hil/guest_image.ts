/**
 * The guest that the tests boot: Debian's kernel and programs on a disk, built by `recipe/build` and kept.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached } from "./cache.ts";
import { runOnHost } from "./host_command.ts";

const RECIPE = fileURLToPath(new URL("recipe/", import.meta.url));
const SOURCES = fileURLToPath(new URL("../../image/debian-sources", import.meta.url));

/** What a machine is booted from. */
export interface GuestImage {
  readonly kernel: string;
  readonly initialDisk: string;
  /** An ext4 file system. Never written: each machine writes into a copy of its own. */
  readonly root: string;
}

/** The guest image, built now where it is not kept; that takes one to three minutes and needs the network. */
export async function guestImage(): Promise<GuestImage> {
  const folder = await cached({
    name: "guest",
    recipe: [
      SOURCES,
      ...["build", "build-gpio-sim", "agent", "hil-agent.service"].map((name) => join(RECIPE, name)),
    ],
    make: async (part) => {
      console.log("building the guest of the hardware tests: once, one to three minutes");
      await runOnHost(join(RECIPE, "build"), [part]);
    },
  });
  return {
    kernel: join(folder, "vmlinuz"),
    initialDisk: join(folder, "initrd.img"),
    root: join(folder, "root.ext4"),
  };
}
