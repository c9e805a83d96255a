/**
 * A whole box as processes in a network namespace of its own, for tests that cut networks.
 */
import type { TestNetwork } from "../firewall/namespaces.ts";
import { killOutright } from "../e2e/box.ts";
import { programCommand } from "../program.ts";
import { eventually } from "./nats.ts";

const KEY = "the-key-of-this-site";

/** What is particular about one. */
export interface RemoteBoxOptions {
  /** More of its section `fleet`, as the file has it. */
  readonly fleet: string;
  /** Zones beside `hall`, and its cameras. */
  readonly zones?: readonly string[];
  readonly cameras?: readonly string[];
  /** Of the server on host 1. @default {4222} */
  readonly serverPort?: number;
  /** How far its clock is from the machine's, as libfaketime says it: `+1h`. The machine must have {@linkcode FAKETIME}. */
  readonly clock?: string;
}

/** Shifts the wall clock of the processes that are started with it (Debian's package libfaketime). */
export const FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

/** One box in a namespace. Its page and sensor port are reached there alone; files tell what its siren does. */
export class RemoteBox implements AsyncDisposable {
  readonly #network: TestNetwork;
  readonly #host: number;
  readonly #folder: string;
  /** Put before its programs, so that their clock is off. */
  readonly #shifted: readonly string[];
  readonly #processes: Deno.ChildProcess[] = [];

  private constructor(network: TestNetwork, host: number, folder: string, clock?: string) {
    this.#network = network;
    this.#host = host;
    this.#folder = folder;
    // The monotonic clock is what decisions go by: it is the machine's, as it is in the field.
    this.#shifted = clock === undefined ? [] : [
      ...["env", `LD_PRELOAD=${FAKETIME}`, `FAKETIME=${clock}`],
      ...["FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1", "NO_FAKE_STAT=1"],
    ];
  }

  static async start(
    network: TestNetwork,
    host: number,
    name: string,
    { fleet, zones = [], cameras = [], serverPort = 4222, clock }: RemoteBoxOptions,
  ): Promise<RemoteBox> {
    const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
    const box = new RemoteBox(network, host, folder, clock);
    await Deno.writeTextFile(`${folder}/key`, KEY);
    await Deno.chmod(`${folder}/key`, 0o600);
    await Deno.writeTextFile(
      `${folder}/embereye.yaml`,
      `
zones: [${["{id: hall}", ...zones].join(", ")}]
sensors: [{id: s-hall, zone: hall, calibration: linear}]
outputs: [{id: bell, kind: siren, driver: simulated}]
sensorPort: {host: 127.0.0.1}
page: {host: 127.0.0.1, viewing: open}
timeSync: {watch: false}
cameras: [${cameras.join(", ")}]
fleet: {site: plant, box: ${name}, servers: ["nats://10.77.0.1:${serverPort}"], key: {file: ${folder}/key}, ${fleet}}
`,
    );
    box.#run(
      "run",
      "--config",
      `${folder}/embereye.yaml`,
      "--state",
      `${folder}/state`,
      "--run",
      `${folder}/run`,
    );
    try {
      await eventually(`${name} to be ready`, async () => (await box.get("/healthz")) !== undefined, 120_000);
    } catch (error) {
      await box[Symbol.asyncDispose]();
      throw error;
    }
    return box;
  }

  burn(): void {
    this.#run(
      "simulate",
      "--to",
      "127.0.0.1:9001",
      "--loc",
      "s-hall",
      "--kind",
      "linear",
      "--fps",
      "4",
      "--fire-after",
      "1",
    );
  }

  // deno-lint-ignore no-explicit-any -- tests look into many shapes
  async get(path: string): Promise<any> {
    const { success, stdout } = await this.#network.try(this.#host, [
      "curl",
      "-s",
      "--max-time",
      "20",
      `http://127.0.0.1:8080${path}`,
    ]);
    return success && stdout !== "" ? JSON.parse(stdout) : undefined;
  }

  async hasAlarm(): Promise<boolean> {
    return (await this.get("/api/v1/alarms"))?.length > 0;
  }

  async hasTrouble(code: string): Promise<boolean> {
    const troubles = await this.get("/api/v1/troubles") ?? [];
    return troubles.some((trouble: { code: string; active: boolean }) =>
      trouble.code === code && trouble.active
    );
  }

  /** Whether its siren has sounded since the start. */
  async hasSounded(): Promise<boolean> {
    const trace = await Deno.readTextFile(`${this.#folder}/run/lines/trace.jsonl`).catch(() => "");
    return trace.split("\n").some((line) => line !== "" && JSON.parse(line).on === true);
  }

  /** The zones of its alarms. */
  async alarmZones(): Promise<string[]> {
    const alarms: { readonly zoneId: string }[] = await eventually("a list of alarms", async () => {
      const answer = await this.get("/api/v1/alarms");
      return Array.isArray(answer) && answer;
    });
    return alarms.map(({ zoneId }) => zoneId);
  }

  /** Its cameras that are live, as people call them. */
  async liveCameras(): Promise<string[]> {
    const answer = await this.get("/api/v1/cameras");
    // A page whose fire logic is away for a moment says so in place of a list.
    const cameras: { readonly name: string; readonly isLive: boolean }[] = Array.isArray(answer)
      ? answer
      : [];
    return cameras.filter(({ isLive }) => isLive).map(({ name }) => name);
  }

  /** Ends all of its processes without warning, as a power cut does. */
  async die(): Promise<void> {
    const { roles } = await this.get("/api/v1/status") as { roles: { pid?: number }[] };
    const [supervisor] = this.#processes;
    supervisor.kill("SIGKILL");
    for (const { pid } of roles) if (pid !== undefined) killOutright(pid);
    await supervisor.status;
  }

  #run(...args: string[]): void {
    const { executable, args: words } = programCommand(args);
    const process = this.#network.start(this.#host, [...this.#shifted, executable, ...words]);
    void process.stdout.pipeTo(new WritableStream());
    this.#processes.push(process);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const process of this.#processes.reverse()) {
      try {
        process.kill("SIGTERM");
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
      await process.stdin.close().catch(() => undefined);
      await process.status;
    }
    await Deno.remove(this.#folder, { recursive: true });
  }
}
