/**
 * A GPIO chip of the kernel's simulator in the guest: plugged in and out, its lines read and pulled from outside.
 *
 * Kernel document "Configfs GPIO Simulator". A line that nobody drives follows its pull; one that is driven shows what drives it.
 */
import type { Guest } from "./guest.ts";

/** Between two looks at a line in the guest: what is measured is no finer. */
const LOOK_S = 0.002;
/** Longest wait of {@linkcode GpioChip.follow}. */
const FOLLOW_US = 90_000_000;
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

  /**
   * Does `script`, and has the guest itself wait until the line `name` has had each of `levels` in their order. @returns how long that
   * took from the start of the script, milliseconds of the guest's clock
   */
  async follow(name: string, script: string, levels: readonly (0 | 1)[]): Promise<number[]> {
    const printed = await this.#guest.run(
      [
        `line=${this.#attribute(name, "value")}`,
        "now() { us=${EPOCHREALTIME/[.,]/}; us=$((us - start)); }",
        "start=0; now; start=$us",
        // A pause without a process of its own.
        "exec 5<> <(:)",
        script,
        `for want in ${levels.join(" ")}; do`,
        '  until read -r level <"$line" && [ "$level" = "$want" ]; do',
        `    now; [ $us -lt ${FOLLOW_US} ] || { echo "no level $want after $us us" >&2; exit 9; }`,
        `    read -rt ${LOOK_S} -u 5`,
        "  done",
        "  now; echo $((us / 1000))",
        "done",
      ].join("\n"),
    );
    return printed.split("\n").map(Number);
  }

  /** The file that pulls the line `name` from outside, as a part of a script. */
  pullFile(name: string): string {
    return this.#attribute(name, "pull");
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
