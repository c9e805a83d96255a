/**
 * One appliance: its disk, its power, and what can be seen of it from outside and, by the tests' agent, from inside.
 */
import { join } from "node:path";
import { Guest } from "../hil/guest.ts";
import { runOnHost } from "../hil/host_command.ts";
import { VirtualMachine } from "../hil/virtual_machine.ts";

const PAGE_PORT = 8080;
const SENSOR_PORT = 9001;
/** Six processes, their page cache, and a fire drill's four beside them for a minute. */
const MEMORY_MB = 2_048;
const DISK_BYTES = 6 * 1024 ** 3;
const FIRMWARE = "/usr/share/OVMF/OVMF_CODE_4M.fd";
const FIRMWARE_VARIABLES = "/usr/share/OVMF/OVMF_VARS_4M.fd";
/** Firmware, boot loader, first start and the service: two minutes on an idle machine with two cores, ten on one that others use too. */
export const BOOT_MS = 1_200_000;
const ANSWER_MS = 10_000;
const PAGE_EVENTS = 200;

/** One event of the journal. */
export interface JournalEvent {
  readonly seq: number;
}

/** What was in the journal `before` and is not in it `now`. The number alone says nothing: that of a lost event is given anew. */
export function lostEvents(
  before: readonly JournalEvent[],
  now: readonly JournalEvent[],
): readonly JournalEvent[] {
  const there = new Set(now.map((event) => JSON.stringify(event)));
  return before.filter((event) => !there.has(JSON.stringify(event)));
}

/** The appliance. */
export class Box implements AsyncDisposable {
  readonly #folder: string;
  /** A viewer's token, where the site asks for one. */
  token: string | undefined;
  #machine: VirtualMachine | undefined;
  #guest: Guest | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Flashes `disk` to a new one, larger than the image as real ones are, and puts `files` on the installer's partition.
   */
  static async flash(disk: string, files: Readonly<Record<string, string>>): Promise<Box> {
    const folder = await Deno.makeTempDir({ dir: "/var/tmp", prefix: "embereye-box-" });
    const box = new Box(folder);
    await runOnHost("cp", ["--sparse=always", disk, box.#disk]);
    await Deno.truncate(box.#disk, DISK_BYTES);
    await Deno.copyFile(FIRMWARE_VARIABLES, join(folder, "firmware.fd"));
    const offset = await partitionOffset(disk, "embereye-setup");
    for (const [name, text] of Object.entries(files)) {
      const file = join(folder, name);
      await Deno.writeTextFile(file, text);
      await runOnHost("mcopy", ["-i", `${box.#disk}@@${offset}`, file, `::${name}`]);
    }
    return box;
  }

  /** Switches it on. Returns at once. */
  async powerOn(): Promise<void> {
    this.#machine = await VirtualMachine.start(this.#folder, {
      memoryMb: MEMORY_MB,
      ports: [PAGE_PORT, SENSOR_PORT],
      devices: [
        ...["-drive", `if=pflash,format=raw,readonly=on,file=${FIRMWARE}`],
        ...["-drive", `if=pflash,format=raw,file=${join(this.#folder, "firmware.fd")}`],
        // Raw, so that what the guest has flushed is in the file when the emulator is killed.
        ...["-drive", `file=${this.#disk},format=raw,if=none,id=disk,cache=writeback`],
        ...["-device", "virtio-blk-pci,drive=disk,bootindex=1"],
        ...["-device", "i6300esb", "-action", "watchdog=reset"],
      ],
    });
    this.#guest = Guest.attach(this.#machine);
  }

  /** Switches it on and waits until its page says how it is. */
  async boot(): Promise<Guest> {
    await this.powerOn();
    await this.answering();
    return this.guest;
  }

  /** The agent in it. */
  get guest(): Guest {
    if (this.#guest === undefined) throw new Error("the box is off");
    return this.#guest;
  }

  /** Pulls the plug: nothing in it gets to write anything. */
  async cutPower(): Promise<void> {
    await this.#machine?.cutPower();
    this.#machine = this.#guest = undefined;
  }

  /** Where devices connect to, from the host. */
  get sensorPort(): { host: string; port: number } {
    return { host: "127.0.0.1", port: this.#machine!.hostPort(SENSOR_PORT) };
  }

  /** Waits until the page answers. */
  async answering(): Promise<void> {
    await this.eventually("the page", async () => (await this.#fetch("/healthz")).status > 0, BOOT_MS);
  }

  /** The JSON at `path` of the page. */
  // deno-lint-ignore no-explicit-any -- tests look into many shapes
  async get(path: string): Promise<any> {
    const { status, text } = await this.#fetch(path);
    if (status !== 200 && status !== 503) throw new Error(`GET ${path}: ${status} ${text}`);
    return JSON.parse(text);
  }

  /** Acts. @returns the status code */
  async post(path: string): Promise<number> {
    return (await this.#fetch(path, "POST")).status;
  }

  /** Events of the journal, newest first. */
  async events(): Promise<JournalEvent[]> {
    const all: JournalEvent[] = [];
    for (let before = Infinity; before > 1;) {
      const page: JournalEvent[] = await this.get(
        `/api/v1/events?limit=${PAGE_EVENTS}${before === Infinity ? "" : `&before=${before}`}`,
      );
      all.push(...page);
      if (page.length < PAGE_EVENTS) break;
      before = page.at(-1)!.seq;
    }
    return all;
  }

  /** The level of the siren's line, read from the simulator: 1 is high. */
  async siren(): Promise<0 | 1> {
    const level = await this.guest.run("cat /sys/devices/platform/gpio-sim.*/gpiochip*/sim_gpio0/value");
    return level.trim() === "1" ? 1 : 0;
  }

  /** Tries `look` until it finds something. */
  async eventually<T>(
    what: string,
    look: () => Promise<T | undefined | false>,
    patienceMs = 120_000,
  ): Promise<T> {
    const endMs = performance.now() + patienceMs;
    let last: unknown = "nothing found";
    while (performance.now() < endMs) {
      try {
        const found = await look();
        if (found !== undefined && found !== false) return found;
        last = "not so";
      } catch (error) {
        last = error;
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    throw new Error(`waited ${patienceMs} ms for: ${what}; ${last}\n${await this.lastWords()}`);
  }

  /** The end of what it printed on its serial line, and of its journal where its agent answers. */
  async lastWords(): Promise<string> {
    const log = await Deno.readTextFile(join(this.#folder, "serial.log")).catch(() => "");
    const journal = this.#guest === undefined || this.#guest.bootId === ""
      ? "its agent has not come up"
      : await this.#guest.try(
        "systemctl list-jobs --no-pager; journalctl -b -n 40 --no-pager -o short-monotonic",
      )
        .then(({ output }) => output, (error) => String(error));
    return `${log.split("\n").slice(-10).join("\n")}\n${journal}`;
  }

  get #disk(): string {
    return join(this.#folder, "disk.img");
  }

  async #fetch(path: string, method = "GET"): Promise<{ status: number; text: string }> {
    const response = await fetch(`http://127.0.0.1:${this.#machine!.hostPort(PAGE_PORT)}${path}`, {
      method,
      headers: this.token === undefined ? {} : { authorization: `Bearer ${this.token}` },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return { status: response.status, text: await response.text() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cutPower();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** Where the partition `name` of the disk `file` begins, bytes. */
async function partitionOffset(file: string, name: string): Promise<number> {
  const { partitiontable } = JSON.parse(await runOnHost("sfdisk", ["--json", file]));
  const found = partitiontable.partitions.find((one: { name: string }) => one.name === name);
  return found.start * 512;
}
