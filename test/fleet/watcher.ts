/**
 * `embereye site` as a process of its own, for tests and measurements.
 */
import type { SiteReport } from "../../src/fleet/site/report.ts";
import { programCommand } from "../program.ts";
import type { NatsServer } from "./nats.ts";

/** One watcher as a process. */
export class Watcher implements AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  readonly #process: Deno.ChildProcess;
  #ended = false;

  private constructor(url: string, folder: string, process: Deno.ChildProcess) {
    this.url = url;
    this.folder = folder;
    this.#process = process;
  }

  static async start(server: NatsServer, config: string, folder?: string): Promise<Watcher> {
    const place = folder ?? await Deno.makeTempDir({ prefix: "embereye-site-" });
    await Deno.writeTextFile(
      `${place}/site.yaml`,
      `name: Plant\nfleet: {site: plant, servers: ["${server.url}"]}\npage: {host: 127.0.0.1, port: 0}\n${config}\n`,
    );
    const { executable, args, cwd } = programCommand([
      "site",
      "--config",
      `${place}/site.yaml`,
      "--state",
      `${place}/state`,
    ]);
    const process = new Deno.Command(executable, {
      args: [...args],
      cwd,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("\n")) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`the watcher ended at once: ${text}`);
      text += value;
    }
    await reader.cancel();
    const { site } = JSON.parse(text.slice("READY ".length));
    return new Watcher(site, place, process);
  }

  get pid(): number {
    return this.#process.pid;
  }

  async report(): Promise<SiteReport> {
    const response = await fetch(new URL("/api/v1/site", this.url), { signal: AbortSignal.timeout(10_000) });
    return await response.json();
  }

  async page(): Promise<string> {
    return await (await fetch(this.url, { signal: AbortSignal.timeout(10_000) })).text();
  }

  freeze(): void {
    this.#process.kill("SIGSTOP");
  }

  thaw(): void {
    this.#process.kill("SIGCONT");
  }

  async kill(signal: Deno.Signal = "SIGKILL"): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#process.kill(signal);
    await this.#process.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await Deno.remove(this.folder, { recursive: true });
  }
}
