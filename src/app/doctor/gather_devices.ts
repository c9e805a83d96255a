/**
 * Looks at the devices of this machine that a configuration names, and at those that could be named.
 *
 * It must never disturb a running service, nor switch anything: serial ports are not opened, since opening resets some devices.
 */
import { type ConfiguredLine, configuredLines } from "../../config/hardware_check.ts";
import type { Config } from "../../config/schema.ts";
import { parseCameraSource } from "../../hal/camera/source.ts";
import { findLine, gpioChips } from "../../hal/gpio/find_line.ts";
import { LINE_FLAG } from "../../hal/gpio/uapi.ts";
import { describeBusFault } from "../../hal/i2c/bus.ts";
import { LinuxI2c } from "../../hal/i2c/linux_bus.ts";
import { describeErrno } from "../../hal/linux/errno.ts";
import { type DeviceFaultKind, type Kernel, kindOfFault, OPEN } from "../../hal/linux/kernel.ts";
import type { Trouble, TroubleCode } from "../../reading/trouble.ts";
import type { DeviceFacts, DevicesFacts, DeviceState, Inventory } from "../../ops/doctor/devices.ts";

/** What is looked at. */
export interface DevicesLook {
  /** Undefined where there is none that can be used: then there is only the inventory. */
  readonly config: Config | undefined;
  readonly kernel: Kernel;
  /** The service holds its devices now. */
  readonly serviceRuns: boolean;
  /** What the service has said of itself. */
  readonly troubles: readonly Pick<Trouble, "code" | "subject" | "active" | "detail">[];
}

/** What was found, and the files whose permissions matter. */
export interface DevicesFound extends DevicesFacts {
  readonly paths: readonly string[];
}

/** Looks at all of it. */
export async function gatherDevices(look: DevicesLook): Promise<DevicesFound> {
  const { config, kernel } = look;
  const paths = new Set<string>();
  const devices: DeviceFacts[] = config === undefined ? [] : [
    ...configuredLines(config).map((line) => lookAtLine(look, line, paths)),
    ...await lookAtBuses(look, config, paths),
    ...lookAtCameras(look, config, paths),
  ];
  if (config?.hardwareWatchdog?.device.startsWith("/")) paths.add(config.hardwareWatchdog.device);
  return { devices, inventory: inventoryOf(kernel), paths: [...paths] };
}

function lookAtLine(
  { kernel, serviceRuns }: DevicesLook,
  { purpose, chip, line }: ConfiguredLine,
  paths: Set<string>,
): DeviceFacts {
  const device = `line ${line} of '${chip}'`;
  const found = findLine(kernel, { chip, line });
  if (!found.ok) return { purpose, device, state: stateOf(found.fault.kind, found.fault.detail) };
  const { consumer, flags } = found.value.info;
  paths.add(found.value.chip.path);
  found.value.chip.close();
  return { purpose, device, state: lineState(consumer, (flags & LINE_FLAG.USED) !== 0, serviceRuns) };
}

function lineState(consumer: string, isUsed: boolean, serviceRuns: boolean): DeviceState {
  if (!isUsed) return { kind: serviceRuns ? "unheld" : "free" };
  if (consumer.startsWith("embereye ") && serviceRuns) return { kind: "ours" };
  return { kind: "busy", detail: consumer === "" ? "an unnamed user" : `'${consumer}'` };
}

async function lookAtBuses(look: DevicesLook, config: Config, paths: Set<string>): Promise<DeviceFacts[]> {
  const facts: DeviceFacts[] = [];
  for (const { id, attached } of config.sensors) {
    if (attached === undefined) continue;
    paths.add(attached.path);
    const purpose = `sensor ${id}`;
    if (attached.bus === "serial") {
      facts.push({ purpose, device: attached.path, state: lookAtFile(look, attached.path, id) });
      continue;
    }
    const device = `address 0x${attached.address.toString(16)} of ${attached.path}`;
    const state = look.serviceRuns
      ? lookAtFile(look, attached.path, id)
      : await probeChip(look.kernel, attached.path, attached.address);
    facts.push({ purpose, device, state });
  }
  return facts;
}

/** Asks the chip for one byte, which changes nothing in it. */
async function probeChip(kernel: Kernel, path: string, address: number): Promise<DeviceState> {
  const opened = new LinuxI2c(kernel, path).open();
  if (!opened.ok) return stateOf(opened.fault.kind, opened.fault.detail);
  const asked = await opened.value.transfer(address, [{ kind: "read", into: new Uint8Array(1) }]);
  opened.value.close();
  return asked.ok ? { kind: "free" } : { kind: "failed", detail: describeBusFault(asked.fault) };
}

function lookAtCameras(look: DevicesLook, config: Config, paths: Set<string>): DeviceFacts[] {
  return config.cameras.flatMap(({ id, source }) => {
    // User and password are none of a local camera's.
    const parsed = parseCameraSource({ source });
    if (!parsed.ok || parsed.value.kind !== "v4l2") return [];
    const { device } = parsed.value;
    paths.add(device);
    return [{ purpose: `camera ${id}`, device, state: lookAtFile(look, device, id) }];
  });
}

/** What keeps a sensor or a camera of this machine from its service. */
const REPORTED: readonly TroubleCode[] = [
  "device-missing",
  "device-gone",
  "device-busy",
  "device-denied",
  "device-failed",
  "camera-silent",
];

/** Whether the file of `subject` is there, without opening the device behind it, and what the service says of it. */
function lookAtFile(
  { kernel, serviceRuns, troubles }: DevicesLook,
  path: string,
  subject: string,
): DeviceState {
  const opened = kernel.open(path, OPEN.PATH);
  if (!opened.ok) return stateOf(kindOfFault(opened.fault, "open"), describeErrno(opened.fault.errno));
  opened.value.close();
  if (!serviceRuns) return { kind: "free" };
  const trouble = troubles.find((one) =>
    one.active && one.subject === subject && REPORTED.includes(one.code)
  );
  return trouble === undefined
    ? { kind: "ours" }
    : { kind: "trouble", code: trouble.code, detail: trouble.detail };
}

function stateOf(kind: DeviceFaultKind | string, detail: string): DeviceState {
  switch (kind) {
    case "missing":
    case "busy":
    case "denied":
      return { kind, detail };
    default:
      return { kind: "failed", detail };
  }
}

function inventoryOf(kernel: Kernel): Inventory {
  const dev = kernel.list("/dev");
  const byNumber = (pattern: RegExp) =>
    dev.filter((name) => pattern.test(name))
      .sort((a, b) => Number(/\d+$/.exec(a)![0]) - Number(/\d+$/.exec(b)![0])).map((name) => `/dev/${name}`);
  /** The name that stays the same, where there is one: numbers change with every plug. The earlier folder is the better one. */
  const stable = (folders: readonly string[], devices: readonly string[]) => {
    const names = new Map<string, string>();
    for (const folder of folders) {
      for (const name of [...kernel.list(folder)].sort()) {
        const target = kernel.target(`${folder}/${name}`);
        if (target !== undefined && !names.has(target)) names.set(target, `${folder}/${name}`);
      }
    }
    return devices.map((device) => names.get(device) ?? device);
  };
  return {
    gpioChips: gpioChips(kernel).map(({ path, label, lines }) => `'${label}' (${path}, ${lines} lines)`),
    i2cBuses: byNumber(/^i2c-\d+$/),
    serialPorts: stable(["/dev/serial/by-id", "/dev/serial/by-path"], byNumber(/^tty(?:USB|ACM|AMA)\d+$/)),
    cameras: stable(["/dev/v4l/by-id", "/dev/v4l/by-path"], byNumber(/^video\d+$/)),
  };
}
