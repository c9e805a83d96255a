/**
 * Requests one line from its chip, for whoever drives or watches it. Source: `linux/gpio.h`, version 2.
 */
import { fail, ok, type Result } from "../../reading/result.ts";
import type { LineFault } from "../line.ts";
import { ERRNO } from "../linux/errno.ts";
import type { DeviceFile, Kernel } from "../linux/kernel.ts";
import { findLine, lineFaultOf, lineInfo, type LinePlace } from "./find_line.ts";
import { descriptorOf, encodeLineRequest, GPIO_V2_GET_LINE, LINE_FLAG, type LineRequest } from "./uapi.ts";

/** Finds the line at `place` and requests it. Its file stays good without the chip's, which is closed. */
export function requestLine(
  kernel: Kernel,
  place: LinePlace,
  request: Omit<LineRequest, "offset">,
): Result<DeviceFile, LineFault> {
  const found = findLine(kernel, place);
  if (!found.ok) return found;
  const { chip, offset } = found.value;
  try {
    const bytes = encodeLineRequest({ ...request, offset });
    const got = chip.ioctl(GPIO_V2_GET_LINE, bytes);
    if (got.ok) return ok(kernel.adopt(descriptorOf(bytes), `${chip.path} line ${offset}`));
    if (got.fault.errno === ERRNO.EBUSY) {
      const info = lineInfo(chip, offset);
      const holder = info.ok && info.value.consumer !== "" ? info.value.consumer : "an unnamed user";
      return fail({ kind: "busy", detail: `line ${offset} of ${chip.path} is in use by '${holder}'` });
    }
    // The chip answers, so that something does not exist can only be its interrupt.
    if (got.fault.errno === ERRNO.ENXIO && (request.flags & LINE_FLAG.INPUT) !== 0) {
      const detail = `line ${offset} of ${chip.path} cannot be watched: its chip gives no interrupts`;
      return fail({ kind: "failed", detail });
    }
    return fail(lineFaultOf(got.fault, "open"));
  } finally {
    chip.close();
  }
}
