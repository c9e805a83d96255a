/**
 * Boxes and a server in network namespaces of their own: a partition, and where the kernel has it a slow and lossy link.
 */
import assert from "node:assert/strict";
import { namespacesLacking, TestNetwork } from "../firewall/namespaces.ts";
import { eventually, natsLacking, skippedWithout } from "./nats.ts";

const ignore = skippedWithout(natsLacking() ?? namespacesLacking(), "boxes in network namespaces");
const KEY = "the-key-of-this-site";
const STREAM = new URL("./stream_numbers.ts", import.meta.url).pathname;

/** One box in a namespace. Its page and sensor port are reached there alone; files tell what its siren does. */
class RemoteBox implements AsyncDisposable {
  readonly #network: TestNetwork;
  readonly #host: number;
  readonly #folder: string;
  readonly #processes: Deno.ChildProcess[] = [];

  private constructor(network: TestNetwork, host: number, folder: string) {
    this.#network = network;
    this.#host = host;
    this.#folder = folder;
  }

  static async start(network: TestNetwork, host: number, name: string, fleet: string): Promise<RemoteBox> {
    const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
    const box = new RemoteBox(network, host, folder);
    await Deno.writeTextFile(`${folder}/key`, KEY);
    await Deno.chmod(`${folder}/key`, 0o600);
    await Deno.writeTextFile(
      `${folder}/embereye.yaml`,
      `
zones: [{id: hall}]
sensors: [{id: s-hall, zone: hall, calibration: linear}]
outputs: [{id: bell, kind: siren, driver: simulated}]
sensorPort: {host: 127.0.0.1}
page: {host: 127.0.0.1, viewing: open}
timeSync: {watch: false}
fleet: {site: plant, box: ${name}, servers: ["nats://10.77.0.1:4222"], key: {file: ${folder}/key}, ${fleet}}
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

  #run(...args: string[]): void {
    const process = this.#network.start(this.#host, [
      Deno.execPath(),
      "run",
      "-A",
      "--no-prompt",
      "--quiet",
      "main.ts",
      ...args,
    ]);
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

Deno.test({
  name:
    "run: boxes that are cut apart decide alone; when the link is back, slow as it may be, the alarm that still stands sounds, and nothing was lost or doubled",
  ignore,
  fn: async () => {
    await using network = await TestNetwork.make(2);
    const folder = await Deno.makeTempDir({ prefix: "embereye-nats-" });
    await Deno.writeTextFile(
      `${folder}/nats.conf`,
      `host: "10.77.0.1"\nport: 4222\njetstream { store_dir: "${folder}/data" }\n`,
    );
    const server = network.start(1, ["nats-server", "-c", `${folder}/nats.conf`, "-l", `${folder}/log`]);
    try {
      await using north = await RemoteBox.start(network, 2, "north", "calls: [{boxes: [south]}]");
      await using south = await RemoteBox.start(network, 3, "south", "answers: [{box: north, zone: hall}]");
      await eventually("south to hear north", async () => {
        const sensors = await south.get("/api/v1/sensors") ?? [];
        return sensors.some(({ id, fresh }: { id: string; fresh: boolean }) => id === "box:north" && fresh);
      });

      await network.in(1, ["ip", "link", "set", "h3", "down"]);
      north.burn();
      await eventually("north's own siren", () => north.hasSounded());
      await eventually(
        "north to say that south does not confirm",
        () => north.hasTrouble("fleet-unanswered"),
      );
      assert.equal(await south.hasAlarm(), false);
      assert.equal(await south.hasSounded(), false);

      const slow = await network.try(1, [
        "tc",
        "qdisc",
        "add",
        "dev",
        "h3",
        "root",
        "netem",
        "delay",
        "300ms",
        "loss",
        "5%",
      ]);
      if (!slow.success) console.log(`SKIPPED the slow link (tc netem): ${slow.stderr.trim()}`);
      await network.in(1, ["ip", "link", "set", "h3", "up"]);
      await eventually("south's siren", () => south.hasSounded(), 120_000);
      await eventually(
        "the confirmation",
        async () => !(await north.hasTrouble("fleet-unanswered")),
        120_000,
      );

      const numbers = async (): Promise<Record<string, number[]>> =>
        JSON.parse(
          await network.in(1, [Deno.execPath(), "run", "-A", "--quiet", STREAM, "10.77.0.1:4222", "plant"]),
        );
      const told = await eventually("both boxes' alarms in the stream", async () => {
        const now = await numbers();
        return now["north alarms"]?.length === 1 && now["south alarms"]?.length === 1 && now;
      });
      for (const box of ["north", "south"]) {
        const lines = told[`${box} journal`];
        assert.deepEqual(lines, lines.map((_, i) => lines[0] + i), `${box}: each line of its journal once`);
        // States that were replaced while they waited leave gaps.
        assert.deepEqual(told[box], [...new Set(told[box])].sort((a, b) => a - b), `${box}: in order`);
      }
    } finally {
      server.kill("SIGKILL");
      await server.stdin.close().catch(() => undefined);
      await server.stdout.cancel();
      await server.status;
      await Deno.remove(folder, { recursive: true });
    }
  },
});
