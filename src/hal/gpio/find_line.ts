/**
 * Finds a GPIO line by what the configuration calls it: its chip by label or path, itself by name or number.
 *
 * Chip numbers may change with every boot and every plug, so labels are looked up anew each time a line is opened.
 */
import { fail, ok, type Result } from "../../reading/result.ts";
import type { LineFault } from "../line.ts";
import { ERRNO } from "../linux/errno.ts";
import {
  describeSyscallFault,
  type DeviceFile,
  type Kernel,
  kindOfFault,
  OPEN,
  type SyscallFault,
} from "../linux/kernel.ts";
import {
  CHIP_INFO_BYTES,
  type ChipInfo,
  decodeChipInfo,
  decodeLineInfo,
  encodeLineInfoQuery,
  GPIO_GET_CHIPINFO,
  GPIO_V2_GET_LINEINFO,
  LINE_INFO_BYTES,
  type LineInfo,
} from "./uapi.ts";

/** Where a line is. */
export interface LinePlace {
  /** The chip's label, as `pinctrl-bcm2711`, or the path of its device file where it begins with `/`. */
  readonly chip: string;
  /** The line's name on that chip, or its number. */
  readonly line: string | number;
}

/** A line that is there. The chip is open: close it. */
export interface FoundLine {
  readonly chip: DeviceFile;
  readonly offset: number;
  readonly info: LineInfo;
}

/** The interface this driver speaks came with it; what was before is gone from new kernels. */
export const KERNEL_NEEDED = "Linux 5.10";
/** Chips beyond that are not looked at: boards have a handful, and each lookup opens them all. */
const CHIPS_MAX = 64;

/** Finds the line at `place`. */
export function findLine(kernel: Kernel, place: LinePlace): Result<FoundLine, LineFault> {
  const opened = place.chip.startsWith("/")
    ? openChip(kernel, place.chip)
    : openChipByLabel(kernel, place.chip);
  if (!opened.ok) return opened;
  const { file, info } = opened.value;
  const found = findOnChip(file, info, place);
  if (!found.ok) file.close();
  return found;
}

/** What a failed call says of a line that is being opened or was in use. */
export function lineFaultOf(fault: SyscallFault, phase: "open" | "use"): LineFault {
  return { kind: kindOfFault(fault, phase), detail: describeSyscallFault(fault) };
}

/** The chips of this machine that can be asked, in the order of their numbers. */
export function gpioChips(kernel: Kernel): readonly (ChipInfo & { readonly path: string })[] {
  return chipPaths(kernel).flatMap((path) => {
    const opened = openChip(kernel, path);
    if (!opened.ok) return [];
    opened.value.file.close();
    return [{ ...opened.value.info, path }];
  });
}

function chipPaths(kernel: Kernel): readonly string[] {
  return kernel.list("/dev").filter((name) => /^gpiochip\d+$/.test(name))
    .sort((a, b) => Number(a.slice(8)) - Number(b.slice(8))).slice(0, CHIPS_MAX)
    .map((name) => `/dev/${name}`);
}

interface Chip {
  readonly file: DeviceFile;
  readonly info: ChipInfo;
}

function openChip(kernel: Kernel, path: string): Result<Chip, LineFault> {
  const opened = kernel.open(path, OPEN.READ_WRITE);
  if (!opened.ok) return fail(lineFaultOf(opened.fault, "open"));
  const file = opened.value;
  const bytes = new Uint8Array(CHIP_INFO_BYTES);
  const asked = file.ioctl(GPIO_GET_CHIPINFO, bytes);
  if (asked.ok) return ok({ file, info: decodeChipInfo(bytes) });
  file.close();
  if (asked.fault.errno === ERRNO.ENOTTY) {
    return fail({ kind: "missing", detail: `${path} is no GPIO chip` });
  }
  return fail(lineFaultOf(asked.fault, "open"));
}

function openChipByLabel(kernel: Kernel, label: string): Result<Chip, LineFault> {
  const seen: string[] = [];
  let found: Chip | undefined;
  let refused: LineFault | undefined;
  for (const path of chipPaths(kernel)) {
    const opened = openChip(kernel, path);
    if (!opened.ok) {
      refused ??= opened.fault;
      continue;
    }
    const chip = opened.value;
    seen.push(`'${chip.info.label}'`);
    if (chip.info.label !== label) {
      chip.file.close();
    } else if (found === undefined) {
      found = chip;
    } else {
      found.file.close();
      chip.file.close();
      const detail =
        `${found.file.path} and ${chip.file.path} both have the label '${label}': name one by its path`;
      return fail({ kind: "failed", detail });
    }
  }
  if (found !== undefined) return ok(found);
  // A chip that could not be asked may be the wanted one.
  if (refused !== undefined) return fail(refused);
  const there = seen.length === 0 ? "this machine has no GPIO chip" : `there are ${seen.join(", ")}`;
  return fail({ kind: "missing", detail: `no GPIO chip has the label '${label}': ${there}` });
}

function findOnChip(file: DeviceFile, chip: ChipInfo, place: LinePlace): Result<FoundLine, LineFault> {
  const where = `${file.path} ('${chip.label}')`;
  if (typeof place.line === "number") {
    if (place.line >= chip.lines) {
      return fail({
        kind: "missing",
        detail: `${where} has ${chip.lines} lines, none is number ${place.line}`,
      });
    }
    const info = lineInfo(file, place.line);
    return info.ok ? ok({ chip: file, offset: place.line, info: info.value }) : info;
  }
  let found: FoundLine | undefined;
  for (let offset = 0; offset < chip.lines; offset++) {
    const info = lineInfo(file, offset);
    if (!info.ok) return info;
    if (info.value.name !== place.line) continue;
    if (found !== undefined) {
      const detail = `lines ${found.offset} and ${offset} of ${where} both have the name '${place.line}'`;
      return fail({ kind: "failed", detail: `${detail}: give the number` });
    }
    found = { chip: file, offset, info: info.value };
  }
  if (found !== undefined) return ok(found);
  return fail({ kind: "missing", detail: `no line of ${where} has the name '${place.line}'` });
}

/** Asks the chip about the line `offset`, which it has. */
export function lineInfo(chip: DeviceFile, offset: number): Result<LineInfo, LineFault> {
  const bytes = new Uint8Array(LINE_INFO_BYTES);
  encodeLineInfoQuery(offset, bytes);
  const asked = chip.ioctl(GPIO_V2_GET_LINEINFO, bytes);
  if (asked.ok) return ok(decodeLineInfo(bytes));
  const { errno } = asked.fault;
  // The chip has the line and the padding is 0, so what the kernel does not understand is the request itself.
  if (errno === ERRNO.EINVAL || errno === ERRNO.ENOTTY) {
    const detail = `this kernel lacks version 2 of the GPIO interface: ${KERNEL_NEEDED} or later is needed`;
    return fail({ kind: "failed", detail });
  }
  return fail(lineFaultOf(asked.fault, "open"));
}
