/**
 * A small network for tests: a box and some hosts, each in a network namespace of its own, on one bridge.
 */
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Test files run side by side in one process: each has namespaces of its own. */
const RUN = crypto.randomUUID().slice(0, 8);

const TRIES_MAX = 5;

/** Why there can be no such network here; undefined where there can. */
export function namespacesLacking(): string | undefined {
  const probe = `embereye-probe-${crypto.randomUUID().slice(0, 8)}`;
  try {
    const added = new Deno.Command("ip", { args: ["netns", "add", probe], stderr: "piped" }).outputSync();
    if (!added.success) return new TextDecoder().decode(added.stderr).trim();
    const nft = new Deno.Command("ip", {
      args: ["netns", "exec", probe, "nft", "add", "table", "inet", "probe"],
      stderr: "piped",
    }).outputSync();
    new Deno.Command("ip", { args: ["netns", "del", probe] }).outputSync();
    return nft.success ? undefined : new TextDecoder().decode(nft.stderr).trim() || "nft failed";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "iproute2 is not installed";
    throw error;
  }
}

/** The network. Addresses are 10.77.0.N and fd77::N; the box has N = 1. */
export class TestNetwork implements AsyncDisposable {
  readonly #hosts: string[] = [];
  readonly #servers: Deno.ChildProcess[] = [];

  /** Makes a box and `count` hosts: numbers 2, 3, ... */
  static async make(count: number): Promise<TestNetwork> {
    const network = new TestNetwork();
    await network.#add(1);
    await network.in(1, ["ip", "link", "add", "lan", "type", "bridge"]);
    await network.in(1, ["ip", "addr", "add", "10.77.0.1/24", "dev", "lan"]);
    await network.in(1, ["ip", "addr", "add", "fd77::1/64", "dev", "lan", "nodad"]);
    await network.in(1, ["ip", "link", "set", "lan", "up"]);
    for (let host = 2; host < 2 + count; host++) await network.#join(host);
    return network;
  }

  /** Runs a program on a host; returns what it prints. Throws where it fails. */
  async in(host: number, command: readonly string[]): Promise<string> {
    const { success, stdout, stderr } = await this.try(host, command);
    if (!success) throw new Error(`${command.join(" ")} on host ${host}: ${stderr}${stdout}`);
    return stdout;
  }

  /** The same where it may fail. */
  async try(host: number, command: readonly string[]) {
    const output = await new Deno.Command("ip", {
      args: ["netns", "exec", name(host), ...command],
      cwd: ROOT,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    const decoder = new TextDecoder();
    return { ...output, stdout: decoder.decode(output.stdout), stderr: decoder.decode(output.stderr) };
  }

  /** Starts a program on a host: for the caller to end. */
  start(host: number, command: readonly string[]): Deno.ChildProcess {
    return new Deno.Command("ip", {
      args: ["netns", "exec", name(host), ...command],
      cwd: ROOT,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  }

  /** `embereye` on the box. */
  embereye(...args: readonly string[]) {
    return this.try(1, [Deno.execPath(), "run", "-A", "--no-prompt", "--quiet", "main.ts", ...args]);
  }

  /** Serves on the box: says "hello" to whoever connects, and again whatever it is told. Resolves when all ports listen. */
  async serve(...ports: readonly number[]): Promise<void> {
    const script = `for (const port of ${JSON.stringify(ports)}) {
      const listener = Deno.listen({ hostname: "::", port });
      (async () => { for await (const conn of listener) {
        (async () => { await conn.write(new TextEncoder().encode("hello\\n")); await conn.readable.pipeTo(conn.writable); })().catch(() => {});
      } })();
    }
    console.log("listening");`;
    const server = new Deno.Command("ip", {
      args: ["netns", "exec", name(1), Deno.execPath(), "eval", script],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#servers.push(server);
    for await (const text of server.stdout.pipeThrough(new TextDecoderStream())) {
      if (text.includes("listening")) return;
    }
    throw new Error("the servers of the test ended at once");
  }

  /** Whether a host is greeted on a port of the box. */
  async reaches(host: number, port: number, address = "10.77.0.1"): Promise<boolean> {
    const script = `exec 3<>/dev/tcp/${address}/${port}; read -t 5 line <&3; [ "$line" = hello ]`;
    return (await this.try(host, ["timeout", "3", "bash", "-c", script])).success;
  }

  /** Whether a host gets through; one try may come too late on a machine that does other things as well. */
  async letsThrough(host: number, port: number, address?: string): Promise<boolean> {
    for (let tries = 0; tries < TRIES_MAX; tries++) if (await this.reaches(host, port, address)) return true;
    return false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) {
      server.kill("SIGKILL");
      await server.status;
    }
    for (const host of this.#hosts) {
      await new Deno.Command("ip", { args: ["netns", "del", host] }).output();
    }
  }

  async #join(host: number): Promise<void> {
    await this.#add(host);
    await this.in(1, [
      "ip",
      "link",
      "add",
      `h${host}`,
      "type",
      "veth",
      "peer",
      "name",
      "eth0",
      "netns",
      name(host),
    ]);
    await this.in(1, ["ip", "link", "set", `h${host}`, "master", "lan", "up"]);
    await this.in(host, ["ip", "addr", "add", `10.77.0.${host}/24`, "dev", "eth0"]);
    await this.in(host, ["ip", "addr", "add", `fd77::${host}/64`, "dev", "eth0", "nodad"]);
    await this.in(host, ["ip", "link", "set", "eth0", "up"]);
  }

  async #add(host: number): Promise<void> {
    const { success, stderr } = await new Deno.Command("ip", {
      args: ["netns", "add", name(host)],
      stderr: "piped",
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    this.#hosts.push(name(host));
    await this.in(host, ["ip", "link", "set", "lo", "up"]);
  }
}

function name(host: number): string {
  return `embereye-${RUN}-${host}`;
}
