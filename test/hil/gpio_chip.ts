/**
 * A GPIO chip of the kernel's simulator in the guest: plugged in and out, its lines read and pulled from outside.
 *
 * Kernel document "Configfs GPIO Simulator". A line that nobody drives follows its pull; one that is driven shows what drives it.
 */
import type { Guest } from "./guest.ts";

const CONFIGFS = "/sys/kernel/config/gpio-sim";

/** One chip. */
export class GpioChip {
  readonly label: string;
  readonly #guest: Guest;
  readonly #lines: readonly string[];

  private constructor(guest: Guest, label: string, lines: readonly string[]) {
    this.#guest = guest;
    this.label = label;
    this.#lines = lines;
  }

  /** Makes a chip with the label `label` and lines of these names, and plugs it in. */
  static async make(guest: Guest, label: string, lines: readonly string[]): Promise<GpioChip> {
    const named = lines.map((name, i) => `mkdir bank0/line${i}; echo ${name} >bank0/line${i}/name`);
    await guest.run(
      [
        "set -e; modprobe gpio-simulator",
        `mkdir ${CONFIGFS}/${label}; cd ${CONFIGFS}/${label}; mkdir bank0`,
        `echo ${lines.length} >bank0/num_lines; echo ${label} >bank0/label`,
        ...named,
        "echo 1 >live; udevadm settle; udevadm trigger --settle --subsystem-match=gpio",
      ].join("\n"),
    );
    return new GpioChip(guest, label, lines);
  }

  /** The level of the line `name`: 1 is high. */
  async level(name: string): Promise<0 | 1> {
    return await this.#guest.run(`cat ${this.#attribute(name, "value")}`) === "1" ? 1 : 0;
  }

  /** Pulls the line `name`, an input, up or down from outside. */
  async pull(name: string, to: "up" | "down"): Promise<void> {
    await this.#guest.run(`echo pull-${to} >${this.#attribute(name, "pull")}`);
  }

  /** Takes the chip out of the running machine: whoever has a line of it open has lost it. */
  async unplug(): Promise<void> {
    await this.#guest.run(`echo 0 >${CONFIGFS}/${this.label}/live`);
  }

  /** Plugs it in again. */
  async plug(): Promise<void> {
    await this.#guest.run(`echo 1 >${CONFIGFS}/${this.label}/live && udevadm settle`);
  }

  /** The path of its device file now. */
  async device(): Promise<string> {
    return `/dev/${await this.#guest.run(`cat ${CONFIGFS}/${this.label}/bank0/chip_name`)}`;
  }

  #attribute(name: string, attribute: string): string {
    const offset = this.#lines.indexOf(name);
    if (offset < 0) throw new Error(`chip ${this.label} has no line ${name}`);
    const folder = `${CONFIGFS}/${this.label}`;
    const device = `/sys/devices/platform/$(cat ${folder}/dev_name)/$(cat ${folder}/bank0/chip_name)`;
    return `${device}/sim_gpio${offset}/${attribute}`;
  }
}
