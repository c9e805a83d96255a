/**
 * A whole appliance for the tests: starts `embereye demo` as a person would, and gives hold of its page and its processes.
 */
import { eventually, PATIENCE_MS } from "../eventually.ts";
import { programCommand } from "../program.ts";

/** What a loaded two-core machine may take to start six processes from a cold cache; normally it takes 2 s. */
const READY_MS = 120_000;
/** Seven roles are stopped one after the other, each within its grace of some seconds. */
const STOP_MS = 120_000;

/** What `READY` says. */
export interface Ready {
  readonly ui: string;
  readonly sensors: string;
  readonly operatorToken: string;
  readonly installerToken: string;
}

/** One running demo. */
export class Box implements AsyncDisposable {
  readonly ready: Ready;
  readonly state: string;
  readonly readyAfterMs: number;
  readonly #process: Deno.ChildProcess;
  readonly #output: Promise<void>;
  readonly #lines: string[];
  readonly #ownsState: boolean;

  private constructor(fields: {
    ready: Ready;
    state: string;
    readyAfterMs: number;
    process: Deno.ChildProcess;
    output: Promise<void>;
    lines: string[];
    ownsState: boolean;
  }) {
    this.ready = fields.ready;
    this.state = fields.state;
    this.readyAfterMs = fields.readyAfterMs;
    this.#process = fields.process;
    this.#output = fields.output;
    this.#lines = fields.lines;
    this.#ownsState = fields.ownsState;
  }

  /**
   * Starts a demo on free ports and waits until it is ready.
   *
   * @param options `program`: a compiled one in place of the sources; `env`: beside the variables of all tests.
   */
  static async start(
    args: readonly string[],
    options: {
      readonly state?: string;
      readonly program?: string;
      readonly env?: Record<string, string>;
    } = {},
  ): Promise<Box> {
    const state = options.state ?? await Deno.makeTempDir({ prefix: "embereye-test-" });
    return await Box.#launch(
      ["demo", "--ui-port", "0", "--sensor-port", "0", "--state", state, ...args],
      state,
      options.state === undefined,
      options,
    );
  }

  /**
   * Starts the service with the configuration `config`, its folders in `folder`. It prints no operator's token.
   *
   * @param env Beside the variables of the tests, which are those of all tests of this process.
   */
  static async run(config: string, folder: string, env: Record<string, string> = {}): Promise<Box> {
    const state = `${folder}/state`;
    return await Box.#launch(
      ["run", "--config", config, "--state", state, "--run", `${folder}/run`],
      state,
      false,
      { env },
    );
  }

  static async #launch(
    args: readonly string[],
    state: string,
    ownsState: boolean,
    { env = {}, program }: { readonly env?: Record<string, string>; readonly program?: string | undefined },
  ): Promise<Box> {
    const startMs = performance.now();
    const { executable, args: words, cwd } = programCommand(args, program);
    const process = new Deno.Command(executable, {
      args: [...words],
      cwd,
      env,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const lines: string[] = [];
    const ready = Promise.withResolvers<Ready>();
    const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
      let rest = "";
      for await (const text of stream.pipeThrough(new TextDecoderStream())) {
        const parts = (rest + text).split("\n");
        rest = parts.pop()!;
        for (const line of parts) {
          lines.push(line);
          if (line.startsWith("READY ")) ready.resolve(JSON.parse(line.slice(6)));
        }
      }
    };
    const output = Promise.all([read(process.stdout), read(process.stderr)]).then(() => {
      ready.reject(new Error(`the demo ended before it was ready:\n${lines.slice(-30).join("\n")}`));
    });
    const timer = setTimeout(() => {
      ready.reject(new Error(`not ready after ${READY_MS} ms:\n${lines.slice(-30).join("\n")}`));
    }, READY_MS);
    try {
      return new Box({
        ready: await ready.promise,
        state,
        readyAfterMs: performance.now() - startMs,
        process,
        output,
        lines,
        ownsState,
      });
    } catch (error) {
      end(process, "SIGTERM");
      await process.status;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Process id of the supervisor. */
  get pid(): number {
    return this.#process.pid;
  }

  /** All that it has printed. */
  get output(): string {
    return this.#lines.join("\n");
  }

  /** Host and port for devices. */
  get sensorPort(): { host: string; port: number } {
    const [host, port] = this.ready.sensors.split(":");
    return { host, port: Number(port) };
  }

  /** The JSON at `path` of the page. */
  // deno-lint-ignore no-explicit-any -- tests look into many shapes
  async get(path: string): Promise<any> {
    const response = await fetch(new URL(path, this.ready.ui), { signal: AbortSignal.timeout(PATIENCE_MS) });
    const text = await response.text();
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  /** Acts with the operator's token. */
  // deno-lint-ignore no-explicit-any -- tests look into many shapes
  async post(path: string, body?: unknown): Promise<{ status: number; body: any }> {
    const response = await fetch(new URL(path, this.ready.ui), {
      method: "POST",
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: {
        authorization: `Bearer ${this.ready.operatorToken}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  /** Waits until `look` finds something, trying again while the box is busy with itself. */
  async eventually<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
    return await eventually(what, look, PATIENCE_MS, { lastWords: () => this.#lines.slice(-20).join("\n") });
  }

  /** Process id of a role, once it is ready. */
  async pidOf(role: string): Promise<number> {
    return await this.eventually(`${role} to be ready`, async () => {
      const { roles } = await this.get("/api/v1/status");
      // deno-lint-ignore no-explicit-any -- as above
      const found = roles.find((other: any) => other.role === role);
      return found?.state === "ready" ? found.pid as number : undefined;
    });
  }

  /** Kills a role without warning. Returns the process id it had. */
  async kill(role: string): Promise<number> {
    const pid = await this.pidOf(role);
    Deno.kill(pid, "SIGKILL");
    return pid;
  }

  /** Ends all of it at once, as a power cut does: the supervisor first, so that it restarts nothing. */
  async die(): Promise<void> {
    const { roles } = await this.get("/api/v1/status") as { roles: { pid?: number }[] };
    end(this.#process, "SIGKILL");
    for (const { pid } of roles) if (pid !== undefined) killOutright(pid);
    await this.#process.status;
    await this.#output;
  }

  /**
   * Stops the demo as Ctrl-C does, and waits until all of it is gone.
   *
   * @throws where it does not end by itself: it is killed then, since a test that waits without end says nothing.
   */
  async stop(): Promise<Deno.CommandStatus> {
    end(this.#process, "SIGINT");
    let lateBecause: string | undefined;
    const timer = setTimeout(() => {
      lateBecause = this.#lines.slice(-30).join("\n");
      end(this.#process, "SIGKILL");
    }, STOP_MS);
    const status = await this.#process.status;
    clearTimeout(timer);
    if (lateBecause !== undefined) {
      throw new Error(`it had not ended ${STOP_MS} ms after SIGINT:\n${lateBecause}`);
    }
    await this.#output;
    return status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    if (this.#ownsState) await Deno.remove(this.state, { recursive: true });
  }
}

export function killOutright(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Signals a process that may have ended already. */
function end(process: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    process.kill(signal);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
