/**
 * One appliance: its disk, its power, and what can be seen of it from outside and, by the tests' agent, from inside.
 */
import { join } from "node:path";
import { eventually } from "../eventually.ts";
import { Guest } from "../hil/guest.ts";
import { runOnHost } from "../hil/host_command.ts";
import { EventReader, EVENTS_PAGE_MAX } from "../../src/store/event_reader.ts";
import { describeStoreFault } from "../../src/store/store_fault.ts";
import { makeOverlay, VirtualMachine } from "../hil/virtual_machine.ts";

/** Of the page, in the box. */
export const PAGE_PORT = 8080;
const SENSOR_PORT = 9001;
/** Six processes, their page cache, and a fire drill's four beside them for a minute. */
const MEMORY_MB = 2_048;
const DISK_BYTES = 6 * 1024 ** 3;
const FIRMWARE = "/usr/share/OVMF/OVMF_CODE_4M.fd";
const FIRMWARE_VARIABLES = "/usr/share/OVMF/OVMF_VARS_4M.fd";
/** Firmware, boot loader, first start and the service: two minutes on an idle machine with two cores, ten on one that others use too. */
export const BOOT_MS = 1_200_000;
/** Anything else: on a shared machine roles are killed for their slow starts, and get more time with each. */
const PATIENCE_MS = 600_000;
/** Each look is a question to a slow machine. */
const POLL_MS = 500;
const ANSWER_MS = 10_000;
const PAGE_EVENTS = 200;

/** A screen: the emulator's, with a driver of its own in Debian's kernel. */
export const SCREEN: readonly string[] = ["-device", "VGA"];

/** One event of the journal. */
export interface JournalEvent {
  readonly seq: number;
  readonly kind: string;
  readonly atWallMs: number;
}

/** What was in the journal `before` and is not in it `now`. The number alone says nothing: that of a lost event is given anew. */
function lostEvents(
  before: readonly JournalEvent[],
  now: readonly JournalEvent[],
): readonly JournalEvent[] {
  const name = ({ seq, kind, atWallMs }: JournalEvent) => `${seq} ${kind} ${atWallMs}`;
  const there = new Set(now.map(name));
  return before.filter((event) => !there.has(name(event)));
}

/** What a box may have beside a disk. */
export interface BoxOptions {
  /** Of a person of the site, where the page asks for one. */
  readonly token?: string;
  readonly firmware?: "uefi" | "bios";
  /** Devices in the emulator's words, e.g. a screen. */
  readonly devices?: readonly string[];
  /** TCP ports that are reached from outside beside the page's and the sensors'. */
  readonly ports?: readonly number[];
}

/** The appliance. */
export class Box implements AsyncDisposable {
  readonly #folder: string;
  readonly #options: BoxOptions;
  #machine: VirtualMachine | undefined;
  #guest: Guest | undefined;

  private constructor(folder: string, options: BoxOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  /**
   * Flashes `disk` to a new one, larger than the image as real ones are, and puts `files` on the installer's partition.
   */
  static async flash(
    disk: string,
    files: Readonly<Record<string, string>>,
    options: BoxOptions = {},
  ): Promise<Box> {
    const folder = await Deno.makeTempDir({ dir: "/var/tmp", prefix: "embereye-box-" });
    const flashed = join(folder, "flashed.img");
    await runOnHost("cp", ["--sparse=always", disk, flashed]);
    await Deno.truncate(flashed, DISK_BYTES);
    const offset = await partitionOffset(disk, "embereye-setup");
    for (const [name, text] of Object.entries(files)) {
      const file = join(folder, name);
      await Deno.writeTextFile(file, text);
      await runOnHost("mcopy", ["-i", `${flashed}@@${offset}`, file, `::${name}`]);
    }
    return await Box.#make(folder, flashed, options);
  }

  /** A box with a copy of a disk that has been in use, see {@linkcode Box.keepDisk}. */
  static async from(disk: string, options: BoxOptions = {}): Promise<Box> {
    const folder = await Deno.makeTempDir({ dir: "/var/tmp", prefix: "embereye-box-" });
    return await Box.#make(folder, disk, options);
  }

  static async #make(folder: string, disk: string, options: BoxOptions): Promise<Box> {
    const box = new Box(folder, options);
    // What the guest has asked its disk to keep is kept when the emulator is killed; where the rest lies, the emulator alone knows till
    // then. So it is lost, as it may be in a real disk.
    await makeOverlay(disk, box.#disk);
    await Deno.copyFile(FIRMWARE_VARIABLES, join(folder, "firmware.fd"));
    return box;
  }

  /** Copies the disk of the box, which is off, to `path`. */
  async keepDisk(path: string): Promise<void> {
    await runOnHost("qemu-img", ["convert", "-O", "raw", this.#disk, path]);
  }

  /** Switches it on. Returns at once. */
  async powerOn(): Promise<void> {
    this.#machine = await VirtualMachine.start(this.#folder, {
      memoryMb: MEMORY_MB,
      ports: [PAGE_PORT, SENSOR_PORT, ...this.#options.ports ?? []],
      devices: [
        ...(this.#options.firmware === "bios" ? [] : [
          ...["-drive", `if=pflash,format=raw,readonly=on,file=${FIRMWARE}`],
          ...["-drive", `if=pflash,format=raw,file=${join(this.#folder, "firmware.fd")}`],
        ]),
        ...["-drive", `file=${this.#disk},format=qcow2,if=none,id=disk,cache=writeback`],
        ...["-device", "virtio-blk-pci,drive=disk,bootindex=1"],
        ...["-device", "i6300esb", "-action", "watchdog=reset"],
        ...this.#options.devices ?? [],
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
    return { host: "127.0.0.1", port: this.hostPort(SENSOR_PORT) };
  }

  /** Where the box's `port` is on the host's loopback. Throws while it is off. */
  hostPort(port: number): number {
    return this.guest.machine.hostPort(port);
  }

  /** Waits until the page answers. */
  async answering(): Promise<void> {
    await this.eventually("the page", async () => (await this.#fetch("/healthz")).status > 0, BOOT_MS);
  }

  /** The JSON at `path` of the page. */
  // deno-lint-ignore no-explicit-any -- tests look into many shapes
  async get(path: string, patienceMs = ANSWER_MS): Promise<any> {
    const { status, text } = await this.#fetch(path, "GET", patienceMs);
    if (status !== 200 && status !== 503) throw new Error(`GET ${path}: ${status} ${text}`);
    return JSON.parse(text);
  }

  /** The text at `path` of the page. */
  async text(path: string): Promise<string> {
    return (await this.#fetch(path)).text;
  }

  /** The text on its screen. */
  async screen(): Promise<string> {
    // Without line ends: as wide as the screen is.
    return await this.guest.run("fold -w $(stty -F /dev/tty1 size | cut -d ' ' -f 2) /dev/vcs1");
  }

  /** Acts. @returns the status code */
  async post(path: string): Promise<number> {
    return (await this.#fetch(path, "POST")).status;
  }

  /** Events of the journal, newest first. Each answer may take `patienceMs`. */
  async events(patienceMs = ANSWER_MS): Promise<JournalEvent[]> {
    const all: JournalEvent[] = [];
    for (let before = Infinity; before > 1;) {
      const page: JournalEvent[] = await this.get(
        `/api/v1/events?limit=${PAGE_EVENTS}${before === Infinity ? "" : `&before=${before}`}`,
        patienceMs,
      );
      all.push(...page);
      if (page.length < PAGE_EVENTS) break;
      before = page.at(-1)!.seq;
    }
    return all;
  }

  /** Events of the journal as they lie on its disk, newest first: they are there before the page, which comes last in a start. */
  async storedEvents(patienceMs = 60_000): Promise<readonly JournalEvent[]> {
    const packed = await this.guest.run(
      "cd /var/lib/embereye && tar -cz events.db* | base64 -w 0",
      patienceMs,
    );
    const folder = await Deno.makeTempDir({ prefix: "embereye-journal-" });
    try {
      await Deno.writeFile(join(folder, "packed"), Uint8Array.fromBase64(packed));
      await runOnHost("tar", ["-xzf", join(folder, "packed"), "-C", folder]);
      const reader = new EventReader(join(folder, "events.db"));
      const page = reader.page({ limit: EVENTS_PAGE_MAX });
      reader.close();
      if (!page.ok) throw new Error(describeStoreFault(page.fault));
      return page.value.events;
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }

  /** Waits until the journal tells all of `known` again. @returns all that it tells */
  async remembers(
    known: readonly JournalEvent[],
    tell: () => Promise<readonly JournalEvent[]> = () => this.events(),
  ): Promise<readonly JournalEvent[]> {
    return await this.eventually("every event that was there", async () => {
      const now = await tell();
      const lost = lostEvents(known, now);
      if (lost.length > 0) {
        throw new Error(`${lost.length} of ${known.length} are not: ${JSON.stringify(lost)}`);
      }
      return now;
    });
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
    patienceMs = PATIENCE_MS,
  ): Promise<T> {
    return await eventually(what, look, patienceMs, { pollMs: POLL_MS, lastWords: () => this.lastWords() });
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
    return join(this.#folder, "disk.qcow2");
  }

  async #fetch(
    path: string,
    method = "GET",
    patienceMs = ANSWER_MS,
  ): Promise<{ status: number; text: string }> {
    const { token } = this.#options;
    const response = await fetch(`http://127.0.0.1:${this.hostPort(PAGE_PORT)}${path}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(Math.max(0, patienceMs)),
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
