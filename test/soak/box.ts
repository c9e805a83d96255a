/**
 * The box of a soak: `embereye run` with a large site, its state folder on a small disk of its own; started again when its supervisor dies,
 * as systemd does.
 */
import { join } from "node:path";
import { stringify } from "yaml";
import { proportionalBytes } from "../../src/watchdog/process_info.ts";
import { programCommand } from "../program.ts";

const READY_MS = 60_000;
/** The first start may wait for a machine that others use as well: nothing is judged yet. */
const FIRST_READY_MS = 180_000;
/** Small enough to be filled in a moment, large enough for all that retention leaves. */
const DISK_MEGABYTES = 160;
const LINES_KEPT = 400;
/** What a webhook is signed with. */
export const SECRET = "a secret of sixteen letters";

/** What the site of a soak has. */
export interface SiteSize {
  readonly sensors: number;
  readonly zones: number;
  readonly cameras: number;
}

/** Where the site's neighbours are. */
export interface Neighbours {
  /** Of the HTTP cameras; undefined where there is no ffmpeg. */
  readonly cameraPort: number | undefined;
  readonly webhookPort: number;
  readonly timeServers: readonly string[];
}

/** How a box is started. */
export interface SoakBoxOptions {
  readonly size: SiteSize;
  readonly neighbours: Neighbours;
  /** The compiled program; undefined: from source. */
  readonly program?: string;
  /** The library that can shift the wall clock of the box's processes; undefined: it stays as it is. */
  readonly faketime?: string;
  /** Where it cannot be mounted, the state folder lies on the ordinary disk. */
  readonly smallDisk: boolean;
  line(text: string): void;
}

/** The configuration of the site. */
function siteConfig(size: SiteSize, { cameraPort, webhookPort, timeServers }: Neighbours): string {
  const zones = Array.from({ length: size.zones }, (_, index) => index);
  return stringify({
    zones: zones.map((zone) => ({ id: `z${zone}`, sirens: [`siren${zone}`], pattern: "continuous" })),
    sensors: Array.from(
      { length: size.sensors },
      (_, index) => ({ id: `s${index}`, zone: `z${index % size.zones}` }),
    ),
    outputs: [
      ...zones.map((zone) => ({ id: `siren${zone}`, kind: "siren", driver: "simulated" })),
      { id: "trouble-relay", kind: "relay", role: "trouble", driver: "simulated" },
      { id: "alarm-relay", kind: "relay", role: "alarm", driver: "simulated" },
    ],
    cameras: Array.from({ length: size.cameras }, (_, index) => ({
      id: `c${index}`,
      zone: `z${index % size.zones}`,
      fps: 1,
      width: 320,
      height: 240,
      ...(index % 2 === 0 && cameraPort !== undefined
        ? { source: `http://127.0.0.1:${cameraPort}/c${index}`, user: "admin", password: SECRET }
        : { source: "test:room" }),
    })),
    sensorPort: { host: "127.0.0.1", port: 0 },
    page: { host: "127.0.0.1", port: 0, viewing: "open" },
    timeSync: { watch: timeServers.length > 0, servers: timeServers, pollSeconds: 16 },
    notify: {
      targets: [{
        id: "ops",
        kind: "webhook",
        url: `http://127.0.0.1:${webhookPort}/`,
        secret: SECRET,
        events: ["alarm"],
      }],
    },
    retention: { evidenceMegabytes: 8, historyMegabytes: 8, historySecondsHours: 1 },
    log: { level: "info" },
  });
}

/** The box. */
export class SoakBox implements AsyncDisposable {
  readonly folder: string;
  readonly state: string;
  readonly run: string;
  readonly configFile: string;
  readonly configText: string;
  /** What wall clock the processes see, where that can be shifted: read by the library twice a second. */
  readonly clockFile: string;
  operatorToken = "";
  /** Since when it should be running; undefined while it is kept down on purpose. */
  ui = "";
  sensors = { host: "127.0.0.1", port: 0 };
  readonly lines: string[] = [];
  readonly #options: SoakBoxOptions;
  #process: Deno.ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();

  private constructor(folder: string, options: SoakBoxOptions) {
    this.#options = options;
    this.folder = folder;
    this.state = join(folder, "state");
    this.run = join(folder, "run");
    this.configFile = join(folder, "site.yaml");
    this.clockFile = join(folder, "clock");
    this.configText = siteConfig(options.size, options.neighbours);
  }

  /** Makes the folders, the disk and the operator, and starts the service. */
  static async start(options: SoakBoxOptions): Promise<SoakBox> {
    const box = new SoakBox(await Deno.makeTempDir({ prefix: "embereye-soak-" }), options);
    await Deno.mkdir(box.state, { mode: 0o700 });
    await Deno.writeTextFile(box.configFile, box.configText, { mode: 0o600 });
    await Deno.writeTextFile(box.clockFile, "+0\n");
    if (options.smallDisk) {
      await box.#must("mount", "-t", "tmpfs", "-o", `size=${DISK_MEGABYTES}m,mode=700`, "tmpfs", box.state);
    }
    box.operatorToken =
      (await box.embereye("token", "new", "soak", "--role", "operator", "--state", box.state)).trim();
    try {
      await box.up(FIRST_READY_MS);
    } catch (error) {
      // Left alone, its processes would go on protecting nobody.
      await box.down();
      await box.remove(undefined);
      throw error;
    }
    return box;
  }

  /** Process id of the supervisor; undefined while there is none. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts the service and waits until it is ready. */
  async up(limitMs = READY_MS): Promise<void> {
    const { executable, args, cwd } = programCommand([
      "run",
      "--config",
      this.configFile,
      "--state",
      this.state,
      "--run",
      this.run,
    ], this.#options.program);
    const { faketime } = this.#options;
    const process = new Deno.Command(executable, {
      args: [...args],
      cwd,
      env: faketime === undefined ? {} : {
        LD_PRELOAD: faketime,
        FAKETIME_TIMESTAMP_FILE: this.clockFile,
        FAKETIME_CACHE_DURATION: "1",
        // The monotonic clock is what decisions go by: it is the machine's, as it is in the field.
        FAKETIME_DONT_FAKE_MONOTONIC: "1",
        DONT_FAKE_MONOTONIC: "1",
        NO_FAKE_STAT: "1",
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#process = process;
    const ready = Promise.withResolvers<void>();
    ready.promise.catch(() => undefined);
    const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
      let rest = "";
      for await (const text of stream.pipeThrough(new TextDecoderStream())) {
        const parts = (rest + text).split("\n");
        rest = parts.pop()!;
        for (const line of parts) {
          this.lines.push(line);
          if (this.lines.length > LINES_KEPT) this.lines.shift();
          if (!line.startsWith("READY ")) continue;
          const { ui, sensors } = JSON.parse(line.slice(6));
          const [host, port] = sensors.split(":");
          this.ui = ui;
          this.sensors = { host, port: Number(port) };
          ready.resolve();
        }
      }
    };
    this.#ended = Promise.all([read(process.stdout), read(process.stderr), process.status]).then(() => {
      if (this.#process === process) this.#process = undefined;
      ready.reject(new Error(`the service ended before it was ready:\n${this.lines.slice(-20).join("\n")}`));
    });
    const timer = setTimeout(
      () => ready.reject(new Error(`not ready after ${limitMs} ms:\n${this.lines.slice(-20).join("\n")}`)),
      limitMs,
    );
    try {
      await ready.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Kills the supervisor, and starts another `downMs` later. */
  async killSupervisor(downMs: number): Promise<void> {
    const process = this.#process;
    if (process === undefined) return;
    process.kill("SIGKILL");
    await process.status;
    await new Promise((resolve) => setTimeout(resolve, downMs));
    await this.up();
  }

  /** Ends the service in good order. @returns the exit code. */
  async down(): Promise<number> {
    const process = this.#process;
    if (process === undefined) return 0;
    process.kill("SIGTERM");
    const { code } = await process.status;
    await this.#ended;
    return code;
  }

  /** Runs a command of the product; returns what it prints. */
  async embereye(...words: string[]): Promise<string> {
    const { executable, args, cwd } = programCommand(words, this.#options.program);
    const { success, stdout, stderr } = await new Deno.Command(executable, {
      args: [...args],
      cwd,
      stdout: "piped",
      stderr: "piped",
    }).output();
    const decoder = new TextDecoder();
    if (!success) throw new Error(`embereye ${words.join(" ")}: ${decoder.decode(stderr)}`);
    return decoder.decode(stdout);
  }

  /** Bytes of memory of the supervisor and `pids`, shared pages counted once. */
  memoryBytes(pids: readonly number[]): number {
    return [this.pid ?? 0, ...pids].reduce(
      (sum, pid) => sum + (pid === 0 ? 0 : proportionalBytes(pid) ?? 0),
      0,
    );
  }

  /** Bytes in the state folder. */
  async diskBytes(): Promise<number> {
    const { stdout } = await new Deno.Command("du", { args: ["-sk", this.state], stderr: "null" }).output();
    return parseInt(new TextDecoder().decode(stdout)) * 1024;
  }

  /** Removes disk and folder; where `keep` is set, they stay to be looked at, off the disk of their own. */
  async remove(keep: string | undefined): Promise<void> {
    if (keep !== undefined) {
      await Deno.mkdir(keep, { recursive: true });
      for (const part of ["state", "run", "site.yaml"]) {
        await this.#must("cp", "-r", join(this.folder, part), keep);
      }
    }
    // A fault may lie over it as a mount of its own.
    while (await this.try("umount", "-l", this.state));
    await Deno.remove(this.folder, { recursive: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down();
  }

  /** Whether a command of the machine succeeds. */
  async try(command: string, ...args: string[]): Promise<boolean> {
    return (await new Deno.Command(command, { args, stdout: "null", stderr: "null" }).output()).success;
  }

  async #must(command: string, ...args: string[]): Promise<void> {
    if (!await this.try(command, ...args)) throw new Error(`${command} ${args.join(" ")} failed`);
  }
}
