/**
 * The emulator's control connection (QEMU Machine Protocol): commands to it, and what it says happened.
 */
import { lines } from "./lines.ts";

/** Something that happened in the machine, e.g. `RESET`, `WATCHDOG`, `SHUTDOWN`. */
export interface MachineEvent {
  readonly event: string;
  readonly data?: Record<string, unknown>;
}

/** The connection. */
export class Qmp {
  readonly events: MachineEvent[] = [];
  readonly #conn: Deno.UnixConn;
  readonly #answers: { resolve(value: unknown): void; reject(error: Error): void }[] = [];
  readonly #done: Promise<void>;

  private constructor(conn: Deno.UnixConn) {
    this.#conn = conn;
    this.#done = this.#read();
  }

  /** Takes over `conn`. */
  static async open(conn: Deno.UnixConn): Promise<Qmp> {
    const qmp = new Qmp(conn);
    await qmp.command("qmp_capabilities");
    return qmp;
  }

  /** Has the emulator do something. Throws where it refuses. */
  async command(execute: string, args: Record<string, unknown> = {}): Promise<unknown> {
    const answer = new Promise<unknown>((resolve, reject) => this.#answers.push({ resolve, reject }));
    await this.#conn.write(new TextEncoder().encode(`${JSON.stringify({ execute, arguments: args })}\n`));
    return await answer;
  }

  /** Resolves when the emulator has closed the connection. */
  async closed(): Promise<void> {
    await this.#done;
  }

  async #read(): Promise<void> {
    for await (const line of lines(this.#conn)) {
      const message = JSON.parse(line);
      if (typeof message.event === "string") this.events.push(message);
      else if ("return" in message) this.#answers.shift()?.resolve(message.return);
      else if ("error" in message) this.#answers.shift()?.reject(new Error(message.error.desc));
    }
    for (const { reject } of this.#answers.splice(0)) reject(new Error("the emulator has ended"));
  }
}
