/**
 * Whether the kernel has what the drivers speak to.
 */
import { type Check, checksOf } from "./check.ts";

/** What was found. */
export interface KernelFacts {
  /** As Deno calls it. */
  readonly os: string;
  /** As `6.1.0-18-amd64`; undefined where the system does not tell. */
  readonly release: string | undefined;
  /** The configuration names GPIO lines. */
  readonly needsGpio: boolean;
  /** The configuration names devices of this machine. */
  readonly needsDevices: boolean;
}

const { fine, warning, failed } = checksOf("kernel");
/** The first kernel with version 2 of the GPIO character device. */
const GPIO_NEEDED = { major: 5, minor: 10 };

/** Judges the kernel. */
export function checkKernel({ os, release, needsGpio, needsDevices }: KernelFacts): Check[] {
  if (os !== "linux") {
    return needsDevices
      ? [failed(
        `This system is ${os}: lines, buses and watchdogs are driven through Linux device files.`,
        "Run the service on Linux, or take the local devices out of the configuration.",
      )]
      : [warning(
        `This system is ${os}: sensors of the network work, local devices would not.`,
        "Nothing, for trying it out; a site's box runs Linux.",
      )];
  }
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(release ?? "")?.map(Number) ?? [];
  if (major === undefined || minor === undefined) {
    return [warning(
      `The kernel does not tell its version ('${release ?? ""}').`,
      `See that it is ${GPIO_NEEDED.major}.${GPIO_NEEDED.minor} or later: uname -r`,
    )];
  }
  const isNew = major > GPIO_NEEDED.major || (major === GPIO_NEEDED.major && minor >= GPIO_NEEDED.minor);
  if (isNew) return [fine(`Linux ${release}.`)];
  const found =
    `Linux ${release} lacks version 2 of the GPIO interface: ${GPIO_NEEDED.major}.${GPIO_NEEDED.minor} or later has it.`;
  const remedy = "Update the system's kernel.";
  return [needsGpio ? failed(found, remedy) : warning(found, remedy)];
}
