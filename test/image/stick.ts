/**
 * A USB stick in the box: what an installer or a technician brings.
 */
import { join } from "node:path";
import { runOnHost } from "../hil/host_command.ts";

/** Room for a bundle and the installer's files; holes take none. */
const STICK_BYTES = 1024 ** 3;

/** The stick, which lies in a folder of its own. */
export class Stick implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** An empty one. */
  static async make(): Promise<Stick> {
    return new Stick(await Deno.makeTempDir({ dir: "/var/tmp", prefix: "embereye-stick-" }));
  }

  /** It plugged in, in the emulator's words. */
  get devices(): readonly string[] {
    return [
      ...["-drive", `file=${this.#image},format=raw,if=none,id=stick`],
      ...["-device", "qemu-xhci", "-device", "usb-storage,drive=stick,removable=on"],
    ];
  }

  /** Puts `texts`, and copies of the files `files`, on it instead of all else. The box must be off. */
  async hold(
    texts: Readonly<Record<string, string>>,
    files: Readonly<Record<string, string>>,
  ): Promise<void> {
    await Deno.writeFile(this.#image, new Uint8Array());
    await Deno.truncate(this.#image, STICK_BYTES);
    await runOnHost("mkfs.vfat", ["-F", "32", "-n", "EMBERSETUP", this.#image]);
    for (const [name, file] of Object.entries(files)) {
      await runOnHost("mcopy", ["-i", this.#image, file, `::${name}`]);
    }
    for (const [name, text] of Object.entries(texts)) {
      const file = join(this.#folder, name);
      await Deno.writeTextFile(file, text);
      await runOnHost("mcopy", ["-i", this.#image, file, `::${name}`]);
    }
  }

  get #image(): string {
    return join(this.#folder, "stick.img");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}
