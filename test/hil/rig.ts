/**
 * The machine of the device tests with all that hangs on it: a GPIO chip, a USB port, the recorded device, and the service.
 */
import { join } from "node:path";
import { startFalseServer, type TimeServer } from "../timesync/servers.ts";
import { Appliance, APPLIANCE_PORTS } from "./appliance.ts";
import { Capture, CaptureDevice } from "./capture_device.ts";
import { GpioChip } from "./gpio_chip.ts";
import { Guest } from "./guest.ts";
import { guestImage } from "./guest_image.ts";
import { makeProgramDisk } from "./program_disk.ts";
import { UsbPort } from "./usbip/usb_port.ts";
import { HOSTS, makeOverlay, VirtualMachine } from "./virtual_machine.ts";

/** Seven processes and their page cache; with half of it the kernel throws the program's pages away again and again, and nothing starts. */
const MEMORY_MB = 3_072;
/** The kernel's messages go to the log that a failed test shows. */
const KERNEL_ARGUMENTS = "root=/dev/vda rw console=ttyS0 net.ifnames=0 quiet mitigations=off fastboot";

/** Lines of the chip, as the site below names them. */
export const SIREN = "siren-hall";
export const SIREN_WITH_FEEDBACK = "siren-yard";
export const FEEDBACK = "siren-yard-feedback";
export const CALL_POINT = "call-point";
const CHIP = "embereye-board";
/** The far end of the serial adapter: its name in the emulator, and of its socket in the machine's folder. */
export const SERIAL_WIRE = "wire";
const LINES = [SIREN, SIREN_WITH_FEEDBACK, FEEDBACK, CALL_POINT];

/** The stable name of the serial adapter, by its maker, product and serial number. */
export const SERIAL_NUMBER = "E17";
export const SERIAL_PORT = `/dev/serial/by-id/usb-QEMU_QEMU_USB_SERIAL_${SERIAL_NUMBER}-if00-port0`;
/** Both halves of the picture of one frame come two seconds apart: a loaded emulator needs the time. */
const REFRESH_HZ = 1;

/**
 * A site with the recorded device in one zone and a call point in another, so that each alarm has its own story, and with sensors that
 * are plugged in later: each start of the service takes the emulator 20 s, so there is one configuration for most tests.
 */
const siteWith = (bus: string, silent: TimeServer) => `
zones: [{id: hall, pattern: continuous}, {id: stairs, pattern: continuous}]
sensors:
  - {id: ceiling, zone: hall, location: "1234"}
  - {id: wall, zone: hall, attached: {bus: i2c, path: ${bus}, refreshHz: ${REFRESH_HZ}}}
  - {id: oven, zone: hall, attached: {bus: serial, path: "${SERIAL_PORT}"}}
callPoints: [{id: exit, zone: stairs, chip: ${CHIP}, line: ${CALL_POINT}}]
outputs:
  - {id: bell, kind: siren, driver: gpio, chip: ${CHIP}, line: ${SIREN}}
  - {id: horn, kind: siren, driver: gpio, chip: ${CHIP}, line: ${SIREN_WITH_FEEDBACK},
     feedback: {chip: ${CHIP}, line: ${FEEDBACK}, activeLow: false, bias: pull-down}}
timeSync: {watch: true, pollSeconds: 16, servers: ["${HOSTS[0]}:${silent.port}"]}
`;

/** The machine. */
export class Rig implements AsyncDisposable {
  readonly guest: Guest;
  readonly appliance: Appliance;
  chip: GpioChip;
  readonly capture = new Capture();
  /** The configuration that the service runs with, to which a test adds what nobody else wants. */
  readonly site: string;
  /** The I2C bus that the site's sensor hangs on. It is not there before an adapter is plugged into the {@linkcode usbPort}. */
  readonly bus: string;
  readonly #silent: TimeServer;
  #usbPort: UsbPort | undefined;

  private constructor(
    parts: { guest: Guest; appliance: Appliance; chip: GpioChip; bus: string; silent: TimeServer },
  ) {
    this.guest = parts.guest;
    this.appliance = parts.appliance;
    this.chip = parts.chip;
    this.bus = parts.bus;
    this.#silent = parts.silent;
    this.site = siteWith(parts.bus, parts.silent);
  }

  /** Boots it and starts the service, compiled with `runtime`. */
  static async start(runtime: string): Promise<Rig> {
    const startMs = performance.now();
    const took = (what: string) =>
      console.log(`${what} after ${Math.round((performance.now() - startMs) / 1_000)} s`);
    const folder = await Deno.makeTempDir({ prefix: "embereye-hil-" });
    const root = join(folder, "root.qcow2");
    const program = join(folder, "program.ext4");
    const [image] = await Promise.all([guestImage(), makeProgramDisk(program, runtime)]);
    await makeOverlay(image.root, root);
    took("guest and program are made");
    const silent = await startFalseServer(() => undefined);
    const machine = await VirtualMachine.start(folder, {
      memoryMb: MEMORY_MB,
      ports: APPLIANCE_PORTS,
      devices: [
        ...["-kernel", image.kernel, "-initrd", image.initialDisk, "-append", KERNEL_ARGUMENTS],
        ...["-drive", `file=${root},format=qcow2,if=virtio,cache=unsafe`],
        ...["-drive", `file=${program},format=raw,if=virtio,readonly=on`],
        ...["-device", "i6300esb", "-action", "watchdog=reset"],
        // A USB controller, and the wire of a serial adapter that a test plugs into it.
        ...["-device", "piix3-usb-uhci"],
        ...["-chardev", `socket,id=${SERIAL_WIRE},path=${join(folder, SERIAL_WIRE)},server=on,wait=off`],
      ],
    });
    try {
      const guest = await Guest.boot(machine);
      took("the guest has booted");
      // Before the chip: its device file gets its group from the rules that are installed with the program.
      const appliance = await Appliance.install(guest);
      const chip = await plugChip(guest);
      const rig = new Rig({ guest, appliance, chip, bus: await nextBus(guest), silent });
      await appliance.configure(rig.site);
      took("the service is ready");
      return rig;
    } catch (error) {
      await machine.cutPower();
      await silent.close();
      await Deno.remove(folder, { recursive: true });
      throw error;
    }
  }

  /** Makes the simulated chip anew, which is gone with the boot it was made in. */
  async plugAfterBoot(): Promise<void> {
    this.chip = await plugChip(this.guest);
  }

  /** The USB port of the I2C adapter. The driver of I2C's device files is loaded with the first use of it. */
  async usbPort(): Promise<UsbPort> {
    return this.#usbPort ??= await UsbPort.open(this.guest);
  }

  /** A time server that never answers, the one that the service asks. */
  get silentServer(): TimeServer {
    return this.#silent;
  }

  /** Connects the recorded device. */
  async connectDevice(): Promise<CaptureDevice> {
    return await CaptureDevice.connect(this.appliance.sensorPort, this.capture);
  }

  /** Waits until a line of the chip has the level `level`. */
  async line(name: string, level: 0 | 1, when: string): Promise<void> {
    await this.guest.eventually(
      `line ${name} to be ${level} ${when}`,
      async () => await this.chip.level(name) === level,
    );
  }

  /** Waits until the trouble `code subject` is active, or is not. */
  async trouble(name: string, active: boolean, patienceMs?: number): Promise<void> {
    await this.guest.eventually(
      `${active ? "the trouble" : "the end of the trouble"} ${name}`,
      async () => (await this.appliance.troubles()).includes(name) === active,
      patienceMs,
    );
  }

  /** The id of the one alarm there is, once there is one. */
  async alarm(): Promise<string> {
    return await this.guest.eventually("an alarm", async () => {
      const alarms: { id: string }[] = await this.appliance.get("/api/v1/alarms");
      return alarms.length === 1 ? alarms[0].id : undefined;
    });
  }

  /** Prints a figure: how long `what` took. Emulated: it shows that bounds are kept, not how fast a box is. */
  measured(what: string, ms: number): void {
    console.log(`measured on the emulated machine: ${what}: ${Math.round(ms)} ms`);
  }

  /** Waits for `until`, and prints how long it took as {@linkcode Rig.measured} does. */
  async timed(what: string, until: Promise<unknown>): Promise<void> {
    const startMs = performance.now();
    await until;
    this.measured(what, performance.now() - startMs);
  }

  /** Raises an alarm at the call point, and lets go of the button. @returns its id, once the siren sounds */
  async pressCallPoint(): Promise<string> {
    await this.chip.pull(CALL_POINT, "down");
    const id = await this.alarm();
    await this.chip.pull(CALL_POINT, "up");
    return id;
  }

  /** The id of the alarm that stands, raised now at the call point where none does. */
  async standingAlarm(): Promise<string> {
    const [alarm]: { id: string }[] = await this.appliance.get("/api/v1/alarms");
    return alarm?.id ?? await this.pressCallPoint();
  }

  /** Resets the alarm `id` as soon as it may be reset, and waits until the sirens are silent. */
  async reset(id: string): Promise<void> {
    await this.guest.eventually("the reset", async () => {
      const status = await this.appliance.post(`/api/v1/alarms/${id}/reset`);
      return status === 200;
    });
    await this.calm();
  }

  /** Waits until there is no alarm and no siren sounds. */
  async calm(): Promise<void> {
    await this.guest.eventually(
      "no alarm",
      async () => (await this.appliance.get("/api/v1/alarms")).length === 0,
    );
    await this.line(SIREN, 0, "with no alarm");
    await this.line(SIREN_WITH_FEEDBACK, 0, "with no alarm");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#usbPort?.[Symbol.dispose]();
    await this.guest.machine.cutPower();
    await this.#silent.close();
    await Deno.remove(this.guest.machine.folder, { recursive: true });
  }
}

/** The I2C bus that the next adapter will be: the kernel gives it the smallest number that is free. */
async function nextBus(guest: Guest): Promise<string> {
  const buses = await guest.run("udevadm settle; ls /sys/bus/i2c/devices | grep -E '^i2c-[0-9]+$' || true");
  const taken = new Set(buses.split("\n"));
  let number = 0;
  while (taken.has(`i2c-${number}`)) number++;
  return `/dev/i2c-${number}`;
}

async function plugChip(guest: Guest): Promise<GpioChip> {
  const chip = await GpioChip.make(guest, CHIP, LINES);
  // The contact of the call point is open: its line is high, as its pull-up has it.
  await chip.pull(CALL_POINT, "up");
  return chip;
}
