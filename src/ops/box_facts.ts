/**
 * What Linux tells of the machine: room on the disk, memory, load, and its own temperatures (Documentation/hwmon/sysfs-interface.rst
 * and Documentation/driver-api/thermal/sysfs-api.rst of the kernel). What it does not tell is absent, never 0.
 */
import { statfs } from "node:fs/promises";
import type { BoxFacts } from "../bus/messages.ts";

/** Where to look; tests have folders of their own. */
export interface BoxFolders {
  readonly thermal: string;
  readonly hwmon: string;
  readonly proc: string;
}

export const BOX_FOLDERS: BoxFolders = {
  thermal: "/sys/class/thermal",
  hwmon: "/sys/class/hwmon",
  proc: "/proc",
};

/** What the machine itself tells; who wrote how much and how the clock is, its caller knows. */
export type MachineFacts = Omit<BoxFacts, "writtenBytes" | "time">;

/** Sensors that are shown; a server has dozens. */
const TEMPERATURES_MAX = 16;

/** Reads it all. Waits for the kernel, and for the disk with `stateFolder` if that is slow. */
export async function readMachine(
  stateFolder: string,
  nowWallMs: number,
  folders: BoxFolders = BOX_FOLDERS,
): Promise<MachineFacts> {
  const [disk, temperatures, memory, load, uptime] = await Promise.all([
    diskOf(stateFolder),
    temperaturesOf(folders),
    textOf(`${folders.proc}/meminfo`),
    textOf(`${folders.proc}/loadavg`),
    textOf(`${folders.proc}/uptime`),
  ]);
  const kilobytes = (name: string) => numberIn(memory, new RegExp(`^${name}:\\s+(\\d+) kB$`, "m"));
  const available = kilobytes("MemAvailable");
  const total = kilobytes("MemTotal");
  const load1 = numberIn(load, /^([\d.]+)/);
  const uptimeSeconds = numberIn(uptime, /^([\d.]+)/);
  return {
    atWallMs: nowWallMs,
    ...(disk && { disk }),
    ...(available !== undefined && total !== undefined && {
      memory: { availableBytes: available * 1024, totalBytes: total * 1024 },
    }),
    ...(load1 !== undefined && { load: load1 }),
    ...(uptimeSeconds !== undefined && { uptimeSeconds }),
    temperatures,
  };
}

async function diskOf(folder: string): Promise<BoxFacts["disk"]> {
  try {
    // `bavail` is what is left for others than root, who may fill the disk's reserve.
    const { bavail, blocks, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** Thermal zones by their type, then the hardware monitor's inputs, which are often the same by better names. */
async function temperaturesOf({ thermal, hwmon }: BoxFolders): Promise<BoxFacts["temperatures"]> {
  const found = new Map<string, number>();
  const add = (name: string | undefined, milli: string | undefined) => {
    const celsius = Number(milli?.trim()) / 1_000;
    // A sensor that is not fitted often says 0 or a large negative number.
    if (name === undefined || milli === undefined || !Number.isFinite(celsius)) return;
    if (celsius <= -40 || celsius === 0 || celsius > 200) return;
    let unique = name.trim().slice(0, 60);
    for (let count = 2; found.has(unique); count++) unique = `${name.trim().slice(0, 60)} ${count}`;
    if (found.size < TEMPERATURES_MAX) found.set(unique, celsius);
  };
  for (const zone of await namesIn(thermal, /^thermal_zone\d+$/)) {
    add(await textOf(`${thermal}/${zone}/type`), await textOf(`${thermal}/${zone}/temp`));
  }
  for (const chip of await namesIn(hwmon, /^hwmon\d+$/)) {
    const chipName = await textOf(`${hwmon}/${chip}/name`);
    for (const input of await namesIn(`${hwmon}/${chip}`, /^temp\d+_input$/)) {
      const label = await textOf(`${hwmon}/${chip}/${input.replace("_input", "_label")}`);
      add(
        [chipName?.trim(), label?.trim()].filter(Boolean).join(" ") || undefined,
        await textOf(`${hwmon}/${chip}/${input}`),
      );
    }
  }
  return [...found].map(([name, celsius]) => ({ name, celsius }));
}

async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) if (pattern.test(name)) names.push(name);
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
  return names.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** A file that is not there, not ours, or a device that does not answer now: the value is absent, and that is all. */
function isAbsence(error: unknown): boolean {
  return error instanceof Error;
}

function numberIn(text: string | undefined, pattern: RegExp): number | undefined {
  const found = pattern.exec(text ?? "")?.[1];
  return found === undefined ? undefined : Number(found);
}
