/**
 * A real NATS server with JetStream for the tests: started, killed without warning, frozen, and started again on what it had stored.
 */
import type { NatsConnection } from "@nats-io/nats-core";
import { connectNats } from "../../src/app/nats_transport.ts";
import { eventually } from "../eventually.ts";
import { freePort } from "../free_port.ts";

export { eventually };

const READY_MS = 30_000;

/** Why there can be no server here; undefined where there can. */
export function natsLacking(): string | undefined {
  try {
    const { success } = new Deno.Command("nats-server", {
      args: ["--version"],
      stdout: "null",
      stderr: "null",
    })
      .outputSync();
    return success ? undefined : "nats-server does not run";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "nats-server is not installed";
    throw error;
  }
}

/** Says loudly that tests are left out, where they are. For the `ignore` of each. */
export function skippedWithout(lacking: string | undefined, what: string): boolean {
  if (lacking !== undefined) console.log(`SKIPPED: ${what}: ${lacking}`);
  return lacking !== undefined;
}

/** How to start one. */
export interface NatsOptions {
  readonly host?: string;
  /** 0: one that is free. */
  readonly port?: number;
  /** Lines of its configuration file. */
  readonly config?: string;
  /** What stands before the command, e.g. `ip netns exec NAME`. */
  readonly prefix?: readonly string[];
}

/** One server. */
export class NatsServer implements AsyncDisposable {
  readonly folder: string;
  readonly host: string;
  port: number;
  readonly #options: NatsOptions;
  #process: Deno.ChildProcess | undefined;

  private constructor(folder: string, options: NatsOptions, port: number) {
    this.folder = folder;
    this.host = options.host ?? "127.0.0.1";
    this.port = port;
    this.#options = options;
  }

  static async start(options: NatsOptions = {}): Promise<NatsServer> {
    const folder = await Deno.makeTempDir({ prefix: "embereye-nats-" });
    const server = new NatsServer(folder, options, options.port || freePort());
    await Deno.writeTextFile(
      `${folder}/nats.conf`,
      `host: "${server.host}"\nport: ${server.port}\njetstream { store_dir: "${folder}/data" }\n${
        options.config ?? ""
      }\n`,
    );
    await server.restart();
    return server;
  }

  get url(): string {
    return `nats://${this.host}:${this.port}`;
  }

  /** Starts it (again) on what it has stored, and waits until it serves. */
  async restart(): Promise<void> {
    const [command, ...args] = [
      ...this.#options.prefix ?? [],
      "nats-server",
      "-c",
      `${this.folder}/nats.conf`,
      "-l",
      `${this.folder}/log`,
    ];
    this.#process = new Deno.Command(command, { args, stdin: "null", stdout: "null", stderr: "null" })
      .spawn();
    const log = async () => await Deno.readTextFile(`${this.folder}/log`).catch(() => "");
    await eventually("nats-server", async () => (await log()).includes("Server is ready"), READY_MS, {
      lastWords: log,
    });
  }

  /** Ends it without warning, as `kill -9` does. */
  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#process?.status;
    this.#process = undefined;
    await Deno.remove(`${this.folder}/log`).catch(() => undefined);
  }

  /** Freezes it: connections stay open, nothing answers. */
  freeze(): void {
    this.#process?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#process?.kill("SIGCONT");
  }

  /** A connection of the test's own. */
  connect(): Promise<NatsConnection> {
    return connectNats({ servers: `${this.host}:${this.port}`, timeout: 10_000, tls: null });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.thaw();
    await this.kill();
    await Deno.remove(this.folder, { recursive: true });
  }
}
