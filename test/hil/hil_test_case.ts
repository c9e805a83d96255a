/**
 * A test on an emulated machine that several tests share: skipped, and loudly, where no machine can be emulated.
 */
import { findRuntime } from "../compiled/executable.ts";
import { whyNoCapture } from "./capture_device.ts";
import type { Rig } from "./rig.ts";
import { whyNoMachine } from "./virtual_machine.ts";

/** Why the tests on emulated machines cannot run here; undefined: they can. */
export const WHY_SKIPPED: string | undefined = whyNoMachine() ?? whyNoCapture() ?? whyNoRuntime();

function whyNoRuntime(): string | undefined {
  return findRuntime() === undefined ? "there is no runtime to compile the program with" : undefined;
}

/** Tests that share one machine, started before the first of them. */
export class SharedRig {
  readonly #name: string;
  readonly #start: (runtime: string) => Promise<Rig>;
  #rig: Rig | undefined;
  #repeated = false;

  constructor(name: string, start: (runtime: string) => Promise<Rig>) {
    this.#name = name;
    this.#start = start;
    if (WHY_SKIPPED !== undefined) {
      console.log(`SKIPPED the tests on an emulated machine (${name}): ${WHY_SKIPPED}`);
      return;
    }
    Deno.test.beforeAll(async () => {
      this.#rig = await this.#start(findRuntime()!);
    });
    Deno.test.afterAll(async () => await this.#rig?.[Symbol.asyncDispose]());
  }

  /**
   * Registers one of them. Connections to the machine outlive a test, so Deno's leak checks are off.
   */
  test(name: string, body: (rig: Rig) => Promise<void>): void {
    Deno.test({
      name: `${this.#name}: ${name}`,
      ignore: WHY_SKIPPED !== undefined,
      sanitizeOps: false,
      sanitizeResources: false,
      fn: async () => {
        try {
          await body(this.#rig!);
        } catch (error) {
          await this.#replaceLockedUp(name, error);
          await body(this.#rig!);
        }
      },
    });
  }

  /**
   * Starts another machine where the kernel of the present one has locked up, once for all tests: that is the emulator's failure. Throws
   * `error` in any other case.
   */
  async #replaceLockedUp(name: string, error: unknown): Promise<void> {
    const said = await this.#rig!.guest.machine.lockUp();
    if (said === undefined || this.#repeated) throw error;
    this.#repeated = true;
    console.log(
      `REPEATED in a freshly booted machine, since the emulated kernel locked up: ${name}\n${said}\n${error}`,
    );
    await this.#rig![Symbol.asyncDispose]();
    this.#rig = undefined;
    this.#rig = await this.#start(findRuntime()!);
  }
}
