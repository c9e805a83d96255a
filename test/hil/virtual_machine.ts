/**
 * One emulated machine: started, reset, cut from its power, and its disks kept as long as it exists.
 *
 * Simulated hardware in software emulation: what a test shows with it holds for the kernel's interfaces, never for their timing.
 */
import { join } from "node:path";
import { freePort } from "../free_port.ts";
import { findProgram, runOnHost } from "./host_command.ts";
import { Qmp } from "./qmp.ts";

/** The emulator of this machine's architecture. */
export const EMULATOR = "qemu-system-x86_64";

/** What a machine is made of. */
export interface MachineSpec {
  /** Arguments of the emulator beside the common ones, e.g. a disk. */
  readonly devices: readonly string[];
  readonly memoryMb: number;
  /** TCP ports of the guest that the host wants to reach. */
  readonly ports: readonly number[];
}

/**
 * User networks beside the first one. Each shows the host's loopback at its address 2: a program that wants servers at several addresses
 * finds them there.
 */
export const OTHER_NETWORKS = ["10.0.3", "10.0.4"];
/** Where the guest finds the host's loopback: one address on each of its networks. */
export const HOSTS: readonly string[] = ["10.0.2", ...OTHER_NETWORKS].map((network) => `${network}.2`);
/** How long the emulator may take to open its sockets. */
const START_MS = 30_000;
const POLL_MS = 20;

/** The machine. */
export class VirtualMachine {
  /** A folder for its files, gone with it. */
  readonly folder: string;
  readonly qmp: Qmp;
  /** The line to the agent in the guest. */
  readonly agentLine: Deno.UnixConn;
  readonly #process: Deno.ChildProcess;
  readonly #forwarded: ReadonlyMap<number, number>;
  #ended = false;

  private constructor(fields: {
    folder: string;
    qmp: Qmp;
    agentLine: Deno.UnixConn;
    process: Deno.ChildProcess;
    forwarded: ReadonlyMap<number, number>;
  }) {
    this.folder = fields.folder;
    this.qmp = fields.qmp;
    this.agentLine = fields.agentLine;
    this.#process = fields.process;
    this.#forwarded = fields.forwarded;
  }

  /** Starts one in `folder`, which the caller made and removes. */
  static async start(folder: string, spec: MachineSpec): Promise<VirtualMachine> {
    const forwarded = new Map(spec.ports.map((port) => [port, freePort()]));
    const forwards = [...forwarded].map(([port, ours]) => `hostfwd=tcp:127.0.0.1:${ours}-:${port}`);
    const accelerator = await canVirtualise()
      ? ["-accel", "kvm", "-cpu", "host"]
      : ["-accel", "tcg,thread=multi,tb-size=512", "-cpu", "max,la57=off"];
    const process = new Deno.Command(EMULATOR, {
      args: [
        ...["-M", "q35", ...accelerator, "-smp", "2", "-m", String(spec.memoryMb)],
        ...["-nodefaults", "-no-user-config", "-display", "none"],
        ...["-serial", `file:${join(folder, "serial.log")}`],
        ...["-qmp", `unix:${join(folder, "qmp.sock")},server=on,wait=off`],
        ...["-device", "virtio-serial", "-device", "virtserialport,chardev=agent,name=hil"],
        ...["-chardev", `socket,id=agent,path=${join(folder, "agent.sock")},server=on,wait=off`],
        ...["-netdev", ["user,id=net", ...forwards].join(",")],
        ...["-device", "virtio-net-pci,netdev=net", "-device", "virtio-rng-pci"],
        ...OTHER_NETWORKS.flatMap((network, i) => [
          ...[
            "-netdev",
            `user,id=net${i + 1},net=${network}.0/24`,
            "-device",
            `virtio-net-pci,netdev=net${i + 1}`,
          ],
        ]),
        ...spec.devices,
      ],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const said = new Response(process.stderr).text();
    const ended = process.status.then(async ({ code }) => {
      throw new Error(`the emulator ended with ${code}: ${await said}`);
    });
    ended.catch(() => undefined);
    const connect = (name: string) => Promise.race([connectSoon(join(folder, name)), ended]);
    try {
      const agentLine = await connect("agent.sock");
      const qmp = await Qmp.open(await connect("qmp.sock"));
      return new VirtualMachine({ folder, qmp, agentLine, process, forwarded });
    } catch (error) {
      kill(process);
      throw error;
    }
  }

  /** The port on the host's loopback behind which the guest's `port` is. */
  hostPort(port: number): number {
    const found = this.#forwarded.get(port);
    if (found === undefined) throw new Error(`port ${port} of the guest is not forwarded`);
    return found;
  }

  /** What the guest's kernel and systemd have printed. */
  async serialLog(): Promise<string> {
    return await Deno.readTextFile(join(this.folder, "serial.log"));
  }

  /**
   * What the guest's kernel says of itself where a processor of it stood still for 20 s or more. That is the emulator's doing, or of
   * the machine it runs on: no program in the guest can do that.
   */
  async lockUp(): Promise<string | undefined> {
    return (await this.serialLog()).split("\n").find((line) => line.includes("BUG: soft lockup"));
  }

  /** Takes its power away, as a pulled plug does: nothing in the guest gets to write anything. */
  async cutPower(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    kill(this.#process);
    await this.#process.status;
    await this.qmp.closed();
  }
}

/** Whether this machine's virtualisation boots Debian's kernel: the device alone does not tell. */
async function canVirtualise(): Promise<boolean> {
  if (!/\b(vmx|svm)\b/.test(await Deno.readTextFile("/proc/cpuinfo"))) return false;
  try {
    (await Deno.open("/dev/kvm", { read: true, write: true })).close();
    return true;
  } catch {
    // Absent, or not ours to use: emulation does as well, only slower.
    return false;
  }
}

async function connectSoon(path: string): Promise<Deno.UnixConn> {
  const endMs = performance.now() + START_MS;
  for (;;) {
    try {
      return await Deno.connect({ transport: "unix", path });
    } catch (error) {
      if (performance.now() > endMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}

function kill(process: Deno.ChildProcess): void {
  try {
    process.kill("SIGKILL");
  } catch (error) {
    // It has ended already.
    if (!(error instanceof TypeError)) throw error;
  }
}

/** Why no machine can be emulated here, as a sentence; undefined: it can. */
export function whyNoMachine(): string | undefined {
  const missing = [EMULATOR, "mmdebstrap", "mke2fs", "gcc", "make", "xz", "dpkg-deb", "git"].filter((name) =>
    findProgram(name) === undefined
  );
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") return "it needs Linux on x86-64";
  if (missing.length > 0) return `not installed: ${missing.join(", ")}`;
  // Making a root file system with its owners takes root, or name spaces that not every machine grants.
  if (Deno.uid() !== 0) return "building the guest needs root";
  return undefined;
}

/** Makes `path` a disk of a machine's own over the raw image `base`, of which only the differences take room. */
export async function makeOverlay(base: string, path: string): Promise<void> {
  await runOnHost("qemu-img", ["create", "-q", "-f", "qcow2", "-F", "raw", "-b", base, path]);
}
