/**
 * The capture of a real device, for tests and benchmarks alone. It lies beside the repository and may be absent.
 */

/** A frame as Melexis' C library converted it. */
export interface ReferenceFrame {
  /** Counts the frames of the capture from 0. */
  readonly index: number;
  readonly ta: number;
  readonly vdd: number;
  readonly to: readonly number[];
}

/** The capture, decoded. */
export interface Capture {
  readonly eeprom: Uint16Array;
  /** 188 frames of 834 words. */
  readonly frames: readonly Uint16Array[];
  readonly reference: readonly ReferenceFrame[];
}

const FOLDER = new URL("../../../../shared/data/pfds-capture/", import.meta.url);

/** The capture, or undefined (with a note on the console) where its folder is absent. */
export function readCapture(): Capture | undefined {
  try {
    const lines = read("capture.tsv").split("\n");
    return {
      eeprom: hexWords(read("eeprom.hex").trim()),
      frames: lines.filter((line) => line.includes("\t#frame")).map((line) =>
        hexWords(line.slice(line.indexOf(":") + 1, line.lastIndexOf("!")))
      ),
      reference: JSON.parse(read("reference.json")).frames,
    };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.warn("../shared/data/pfds-capture is absent: what needs the real capture is skipped");
    return undefined;
  }
}

/** Big-endian words from their hexadecimal digits. */
function hexWords(hex: string): Uint16Array {
  return Uint16Array.from({ length: hex.length / 4 }, (_, i) => parseInt(hex.slice(i * 4, i * 4 + 4), 16));
}

function read(name: string): string {
  return Deno.readTextFileSync(new URL(name, FOLDER));
}
