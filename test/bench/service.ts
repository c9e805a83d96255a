/**
 * A service under measurement: `embereye run` with a site of many sensors, one zone and one siren for each.
 */
import { join } from "node:path";
import { stringify } from "yaml";
import { pathsOf } from "../../src/app/paths.ts";
import { addToken } from "../../src/app/token_store.ts";
import { proportionalBytes } from "../../src/watchdog/process_info.ts";
import { programCommand } from "../program.ts";

/** A page that takes longer hangs: whoever measures it is to hear of it. */
const ANSWER_MS = 60_000;

/** One record of the simulated lines' trace. */
export interface Trace {
  readonly atMs: number;
  readonly line: string;
  readonly event: string;
  readonly on: boolean;
}

/** The running service. */
export class MeasuredService implements AsyncDisposable {
  readonly startedInMs: number;
  readonly #process: Deno.ChildProcess;
  readonly #folder: string;
  /** Address of the page. */
  readonly ui: string;
  readonly sensors: { host: string; port: number };

  private constructor(
    process: Deno.ChildProcess,
    folder: string,
    ready: { ui: string; sensors: string },
    startedInMs: number,
  ) {
    this.#process = process;
    this.#folder = folder;
    this.ui = ready.ui;
    const [host, port] = ready.sensors.split(":");
    this.sensors = { host, port: Number(port) };
    this.startedInMs = startedInMs;
  }

  /**
   * Starts a service with `count` sensors.
   *
   * @param port Keys of the sensor port.
   * @param cameras In the zone of the first sensor, where they name no other.
   * @param more Zones without a sensor, and how it takes part in a site of several boxes.
   */
  static async start(
    count: number,
    port: Record<string, unknown> = {},
    cameras: readonly Record<string, unknown>[] = [],
    { zones = [], ...more }: { readonly zones?: readonly unknown[]; readonly fleet?: unknown } = {},
  ): Promise<MeasuredService> {
    const folder = await Deno.makeTempDir({ prefix: "embereye-bench-" });
    const indices = Array.from({ length: count }, (_, i) => i);
    const config = {
      zones: [
        ...indices.map((i) => ({ id: `z${i}`, sirens: [`siren${i}`], pattern: "continuous" })),
        ...zones,
      ],
      sensors: indices.map((i) => ({ id: `s${i}`, zone: `z${i}` })),
      cameras: cameras.map((camera) => ({ zone: "z0", ...camera })),
      outputs: indices.map((i) => ({ id: `siren${i}`, kind: "siren", driver: "simulated" })),
      sensorPort: { host: "127.0.0.1", port: 0, ...port },
      page: { host: "127.0.0.1", port: 0, viewing: "open" },
      log: { level: "warning" },
      ...more,
    };
    await Deno.writeTextFile(join(folder, "site.yaml"), stringify(config));
    const startMs = performance.now();
    const { executable, args, cwd } = programCommand([
      "run",
      "--config",
      join(folder, "site.yaml"),
      "--state",
      join(folder, "state"),
      "--run",
      join(folder, "run"),
    ]);
    const process = new Deno.Command(executable, {
      args: [...args],
      cwd,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let rest = "";
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
      rest += text;
      const line = rest.split("\n").find((candidate) => candidate.startsWith("READY "));
      if (line !== undefined && rest.endsWith("\n")) {
        return new MeasuredService(process, folder, JSON.parse(line.slice(6)), performance.now() - startMs);
      }
    }
    throw new Error("the service ended before it was ready");
  }

  // deno-lint-ignore no-explicit-any -- whatever the API answers
  async get(path: string): Promise<any> {
    return JSON.parse(await this.#text(path));
  }

  async #text(path: string): Promise<string> {
    // A connection of its own: the page ends one that is idle, perhaps in the moment of the next question.
    const headers = { connection: "close" };
    const signal = AbortSignal.timeout(ANSWER_MS);
    return await (await fetch(new URL(path, this.ui), { headers, signal })).text();
  }

  /** A token of an operator. */
  async token(): Promise<string> {
    const { tokens } = pathsOf(join(this.#folder, "state"), join(this.#folder, "run"));
    const made = await addToken(tokens, { name: "bench", role: "operator", replace: true }, Date.now());
    return made!.token;
  }

  /** Process id of a role. */
  async pid(role: string): Promise<number> {
    const { roles } = await this.get("/api/v1/status") as { roles: { role: string; pid: number }[] };
    return roles.find((one) => one.role === role)!.pid;
  }

  /** Process ids of the supervisor and all roles. */
  async pids(): Promise<number[]> {
    const { roles } = await this.get("/api/v1/status") as { roles: { pid?: number }[] };
    return [this.#process.pid, ...roles.flatMap(({ pid }) => pid === undefined ? [] : [pid])];
  }

  /** The sum of all samples of a metric whose labels hold `labels`. */
  async metric(name: string, labels = ""): Promise<number> {
    const text = await this.#text("/metrics");
    return text.split("\n")
      .filter((line) => line.startsWith(`${name}{`) && line.includes(labels))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
  }

  /** What the simulated lines did so far. */
  async trace(): Promise<Trace[]> {
    const text = await Deno.readTextFile(join(this.#folder, "run", "lines", "trace.jsonl"));
    return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  }

  /** Resident memory of each process without its children, MB, as the supervisor sees it. */
  async residents(): Promise<Record<string, number>> {
    const { roles } = await this.get("/api/v1/status");
    return Object.fromEntries(
      roles.map(({ role, residentBytes }: { role: string; residentBytes?: number }) => [
        role,
        Math.round((residentBytes ?? NaN) / 1e6),
      ]),
    );
  }

  /** Proportional memory of the supervisor and all roles, bytes, by name. */
  async memory(): Promise<Record<string, number>> {
    const { roles } = await this.get("/api/v1/status");
    const bytes: Record<string, number> = { supervisor: proportionalBytes(this.#process.pid) ?? NaN };
    for (const { role, pid } of roles) bytes[role] = proportionalBytes(pid) ?? NaN;
    bytes.all = Object.values(bytes).reduce((sum, value) => sum + value, 0);
    return bytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGTERM");
    await this.#process.status;
    await Deno.remove(this.#folder, { recursive: true });
  }
}
