/**
 * A test on the appliance's image in an emulated machine: skipped, and loudly, where none can be built or emulated.
 */
import { findRuntime } from "../compiled/executable.ts";
import { whyNoCapture } from "../hil/capture_device.ts";
import { findProgram } from "../hil/host_command.ts";
import { whyNoMachine } from "../hil/virtual_machine.ts";
import { type MadeImage, madeImage } from "./made_image.ts";

const PROGRAMS = [
  "mksquashfs",
  "mkfs.vfat",
  "mcopy",
  "sfdisk",
  "rauc",
  "openssl",
  "dpkg-deb",
  "apt-get",
  "git",
];

/** Why these tests cannot run here; undefined: they can. */
export const WHY_SKIPPED: string | undefined = whyNoMachine() ?? whyNoPrograms() ?? whyNoCapture() ??
  (findRuntime() === undefined ? "there is no runtime to compile the program with" : undefined);

function whyNoPrograms(): string | undefined {
  const missing = PROGRAMS.filter((name) => findProgram(name) === undefined);
  if (missing.length > 0) return `not installed: ${missing.join(", ")}`;
  try {
    Deno.statSync("/usr/share/OVMF/OVMF_CODE_4M.fd");
    return undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "not installed: ovmf";
    throw error;
  }
}

let image: Promise<MadeImage> | undefined;

/** Registers a test. The image is built before the first of them. */
export function imageTest(name: string, body: (image: MadeImage) => Promise<void>): void {
  Deno.test({
    name: `appliance image: ${name}`,
    ignore: WHY_SKIPPED !== undefined,
    // The emulator's connections outlive a power cut by a moment.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => await body(await (image ??= madeImage(findRuntime()!))),
  });
}

if (WHY_SKIPPED !== undefined) console.log(`SKIPPED the tests of the appliance's image: ${WHY_SKIPPED}`);
