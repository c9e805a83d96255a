/**
 * RAUC, which writes the slots, checks signatures and tells the boot loader: its command line, and what it says of the slots.
 *
 * RAUC 1.8, `rauc status --output-format=json --detailed`.
 */
import { z } from "zod";
import { jsonOf } from "../../store/stored_json.ts";
import { startProcess } from "../../watchdog/process_port.ts";
import { Failure } from "../failure.ts";

/** Lines of RAUC that are shown where it fails, and that are kept for it. */
const WORDS_MAX = 3;
const LINES_MAX = 50;
/** It asks its own service, which reads a few files: an answer takes a second on a slow machine. */
const STATUS_MS = 60_000;

/** One slot as RAUC tells it. */
const raucSlot = z.looseObject({
  bootname: z.string().nullish(),
  state: z.string(),
  boot_status: z.enum(["good", "bad"]).nullish(),
  slot_status: z.looseObject({
    bundle: z.looseObject({ version: z.string().nullish() }).nullish(),
    checksum: z.looseObject({ sha256: z.string().nullish() }).nullish(),
    installed: z.looseObject({ timestamp: z.string().nullish() }).nullish(),
  }).nullish(),
});
const raucStatus = z.looseObject({
  compatible: z.string(),
  booted: z.string().nullish(),
  boot_primary: z.string().nullish(),
  slots: z.array(z.record(z.string(), raucSlot)),
});

/** A slot. */
export interface Slot {
  /** What the boot loader calls it: A or B. */
  readonly name: string;
  /** It runs now. */
  readonly booted: boolean;
  /** The boot loader may start it. Undefined where that cannot be read. */
  readonly good: boolean | undefined;
  /** Of the update that is in it; undefined: it is as the disk was flashed. */
  readonly version: string | undefined;
  /** Names its content: a hash, or `flashed A`, which may be nothing. */
  readonly content: string;
}

/** The slots, A first. Throws a {@linkcode Failure} where RAUC does not answer. */
export async function readSlots(): Promise<readonly Slot[]> {
  // Its JSON is one line that is longer than any that startProcess passes on whole.
  const { success, stdout, stderr } = await installed(() =>
    new Deno.Command("rauc", {
      args: ["status", "--detailed", "--output-format=json"],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(STATUS_MS),
    }).output()
  );
  const decoder = new TextDecoder();
  if (!success) {
    throw new Failure(`rauc cannot tell of the slots: ${lastWords(decoder.decode(stderr).split("\n"))}`);
  }
  const slots = parseSlots(decoder.decode(stdout));
  if (slots === undefined) throw new Failure("rauc tells of the slots what this version does not understand");
  return slots;
}

/** The slots in what RAUC prints. Undefined where it is nothing that this version understands. */
export function parseSlots(text: string): readonly Slot[] | undefined {
  // Its warnings come before or after, each in a line of its own.
  const line = text.split("\n").find((one) => one.startsWith("{")) ?? "";
  const parsed = raucStatus.safeParse(jsonOf(line));
  if (!parsed.success) return undefined;
  return parsed.data.slots.flatMap((one) => Object.values(one))
    .filter((slot) => slot.bootname)
    .map((slot): Slot => ({
      name: slot.bootname!,
      booted: slot.state === "booted",
      good: slot.boot_status ? slot.boot_status === "good" : undefined,
      version: slot.slot_status?.bundle?.version ?? undefined,
      content: slot.slot_status?.checksum?.sha256 ?? `flashed ${slot.bootname}`,
    }))
    .sort((a, b) => a.name < b.name ? -1 : 1);
}

/**
 * Installs the bundle `file` into the slot that does not run. Throws a {@linkcode Failure} where RAUC refuses it.
 *
 * @param onLine Told each line of RAUC's progress.
 */
export async function installBundle(file: string, onLine: (line: string) => void): Promise<void> {
  await rauc(["install", file], `${file} is not installed`, onLine);
}

/** Tells the boot loader that the running slot has proved itself. */
export async function markGood(): Promise<void> {
  await rauc(["status", "mark-good"], "the slot cannot be marked as good");
}

/** Runs RAUC to its end. Throws a {@linkcode Failure} that begins with `otherwise` where it fails. */
async function rauc(
  args: readonly string[],
  otherwise: string,
  onLine: (line: string) => void = () => {},
): Promise<void> {
  const lines: string[] = [];
  const code = await installed(async () => {
    const { exited, drained } = startProcess({ path: "rauc", args }, (line) => {
      lines.push(line);
      if (lines.length > LINES_MAX) lines.shift();
      onLine(line);
    });
    return (await Promise.all([exited, drained]))[0].code;
  });
  if (code !== 0) throw new Failure(`${otherwise}: ${lastWords(lines)}`);
}

async function installed<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Failure(
      "rauc is not installed: this machine is no appliance; update the package 'embereye' instead",
    );
  }
}

/** Its last words say why it failed. */
function lastWords(lines: readonly string[]): string {
  return lines.filter((line) => line.trim() !== "").slice(-WORDS_MAX).join("; ") || "rauc does not say why";
}
