/**
 * A booted guest: scripts run in it as root, and it is waited for.
 */
import { eventually } from "../eventually.ts";
import { lines } from "./lines.ts";
import type { VirtualMachine } from "./virtual_machine.ts";

/** What a script has come to. */
export interface ScriptResult {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Boot under emulation takes 15 s on an idle machine with two cores. */
const BOOT_MS = 240_000;
/** Any one script; the longest one installs the service. */
const SCRIPT_MS = 120_000;
/** Longest wait for anything that happens in the guest by itself. */
export const PATIENCE_MS = 300_000;
const POLL_MS = 200;
const LOG_TAIL_LINES = 30;

/** The guest, by the agent in it. */
export class Guest {
  readonly machine: VirtualMachine;
  /** Identifies this boot: another one after a reset. */
  bootId = "";
  readonly #waiting = new Map<string, PromiseWithResolvers<ScriptResult>>();
  #nextId = 1;

  private constructor(machine: VirtualMachine) {
    this.machine = machine;
    void this.#read();
  }

  /** Listens to the agent of a machine that has yet to boot, and that may be reset or cut from its power at any time. */
  static attach(machine: VirtualMachine): Guest {
    return new Guest(machine);
  }

  /** Waits until the guest has booted. */
  static async boot(machine: VirtualMachine): Promise<Guest> {
    const guest = new Guest(machine);
    await guest.rebooted("");
    return guest;
  }

  /** Runs `script` with bash. Throws where it fails. @returns what it printed, without the last line end */
  async run(script: string, patienceMs?: number): Promise<string> {
    const { code, output, errors } = await this.try(script, patienceMs);
    if (code === 0) return output.replace(/\n$/, "");
    throw new Error(`in the guest: ${script}\nexit code ${code}\n${output}${errors}`);
  }

  /** Runs `script` with bash and says what it came to. Throws where a start of the guest has taken it away, or it was sent before. */
  async try(script: string, patienceMs = SCRIPT_MS): Promise<ScriptResult> {
    const id = String(this.#nextId++);
    const answer = Promise.withResolvers<ScriptResult>();
    // Sending may take so long that nobody waits for the answer yet when a start takes it away.
    answer.promise.catch(() => undefined);
    this.#waiting.set(id, answer);
    const request = new TextEncoder().encode(`${id} ${toBase64(script)}\n`);
    for (let at = 0; at < request.length;) at += await this.machine.agentLine.write(request.subarray(at));
    return await this.#inTime(answer.promise, patienceMs, `the script ${script}`);
  }

  /** Writes the text file `path` in the guest. */
  async write(path: string, text: string): Promise<void> {
    await this.run(`base64 -d <<<'${toBase64(text)}' >'${path}'`);
  }

  /** Tries `look` until it finds something, for at most `patienceMs`. */
  async eventually<T>(
    what: string,
    look: () => Promise<T | undefined | false>,
    patienceMs = PATIENCE_MS,
  ): Promise<T> {
    return await eventually(what, look, patienceMs, { pollMs: POLL_MS, lastWords: () => this.#journal() });
  }

  /** Waits until the guest, whose boot id was `before`, has booted anew. */
  async rebooted(before: string): Promise<void> {
    const endMs = performance.now() + BOOT_MS;
    while (this.bootId === before) {
      if (performance.now() > endMs) throw await this.#late(`waited ${BOOT_MS} ms for the guest to boot`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async #inTime<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(async () => late.reject(await this.#late(`waited ${ms} ms for ${what}`)), ms);
    try {
      return await Promise.race([promise, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The end of the guest's journal; of a kernel that has locked up nothing can be asked. */
  async #journal(): Promise<string> {
    return await this.machine.lockUp() ??
      (await this.try(`journalctl -n ${LOG_TAIL_LINES} --no-pager -o cat`)).output;
  }

  /** The error `text` with what the guest printed last. */
  async #late(text: string): Promise<Error> {
    const log = (await this.machine.serialLog()).split("\n").slice(-LOG_TAIL_LINES).join("\n");
    return new Error(`${text}\n${log}`);
  }

  async #read(): Promise<void> {
    for await (const line of lines(this.machine.agentLine)) {
      const [id, code, output, errors] = line.split(" ");
      if (id === "hello") {
        this.bootId = code;
        // What ran before is gone with the boot it ran in: who waits for it may ask anew now, and not when patience has run out.
        for (const { reject } of this.#waiting.values()) reject(new Error("the guest has just started"));
        this.#waiting.clear();
        continue;
      }
      this.#waiting.get(id)?.resolve({
        code: Number(code),
        output: fromBase64(output),
        errors: fromBase64(errors),
      });
      this.#waiting.delete(id);
    }
  }
}

function toBase64(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}

function fromBase64(text: string | undefined): string {
  return text === undefined || text === "-" ? "" : new TextDecoder().decode(Uint8Array.fromBase64(text));
}
