/**
 * Decoding of still pictures through ffmpeg, which a box with cameras has anyway: JPEG or PNG in, RGB24 out.
 *
 * The bytes go in through a pipe and the format is told by their first bytes, so that no picture can make ffmpeg open
 * anything else.
 */
import { fail, ok, type Result } from "../reading/result.ts";

/** A decoded picture, RGB24 without padding. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Why a picture could not be had. */
export type PictureFault =
  /** The file itself cannot be read. */
  | { readonly kind: "picture-read"; readonly detail: string }
  | { readonly kind: "picture-format" }
  /** The program could not be started. */
  | { readonly kind: "picture-program"; readonly detail: string }
  | { readonly kind: "picture-decode"; readonly detail: string };

/** What a program that was run to its end has said. */
export interface ProgramOutput {
  readonly success: boolean;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/** Runs `ffmpeg` with these arguments and this input. Rejects where it cannot be started. */
export type RunFfmpeg = (args: readonly string[], input: Uint8Array) => Promise<ProgramOutput>;

/** Larger pictures are made smaller while they are decoded: a model's input is far below, and memory is bounded. */
export const PICTURE_SIDE_MAX = 1_920;
const FAULT_CHARS = 200;

/** Decodes one JPEG or PNG file. */
export async function decodePicture(
  runFfmpeg: RunFfmpeg,
  file: Uint8Array,
): Promise<Result<Picture, PictureFault>> {
  const format = formatOf(file);
  if (format === undefined) return fail({ kind: "picture-format" });
  let output: ProgramOutput;
  try {
    output = await runFfmpeg(pictureArguments(format), file);
  } catch (error) {
    return fail({ kind: "picture-program", detail: (error as Error).message });
  }
  const picture = output.success ? parsePixmap(output.stdout) : undefined;
  if (picture !== undefined) return ok(picture);
  const detail = output.stderr.trim().slice(0, FAULT_CHARS) || "ffmpeg gave no picture";
  return fail({ kind: "picture-decode", detail });
}

/** One sentence for people. */
export function describePictureFault(fault: PictureFault): string {
  switch (fault.kind) {
    case "picture-read":
      return `it cannot be read: ${fault.detail}`;
    case "picture-format":
      return "it is neither JPEG nor PNG";
    case "picture-program":
      return `ffmpeg could not be started (install the package ffmpeg): ${fault.detail}`;
    case "picture-decode":
      return `it could not be decoded: ${fault.detail}`;
  }
}

function pictureArguments(format: "jpeg_pipe" | "png_pipe"): string[] {
  const side = PICTURE_SIDE_MAX;
  return [
    ["-v", "error", "-nostdin", "-threads", "1", "-protocol_whitelist", "pipe"],
    ["-f", format, "-i", "pipe:0", "-frames:v", "1"],
    ["-vf", `scale=w='min(iw,${side})':h='min(ih,${side})':force_original_aspect_ratio=decrease`],
    // Without these, half of the colour resolution is lost on the way from YUV.
    ["-sws_flags", "bicubic+accurate_rnd+full_chroma_int+full_chroma_inp", "-pix_fmt", "rgb24"],
    ["-f", "image2pipe", "-c:v", "ppm", "pipe:1"],
  ].flat();
}

/** The name of ffmpeg's reader, by the file's first bytes (JPEG: SOI marker; PNG: its signature). */
function formatOf(file: Uint8Array): "jpeg_pipe" | "png_pipe" | undefined {
  const starts = (...bytes: number[]) => bytes.every((byte, i) => file[i] === byte);
  if (starts(0xff, 0xd8, 0xff)) return "jpeg_pipe";
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "png_pipe";
  return undefined;
}

/** Reads a binary pixmap (PPM, `P6`) of 8 bits a channel, as ffmpeg writes it; `undefined` where it is none. */
function parsePixmap(bytes: Uint8Array): Picture | undefined {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 32));
  const match = /^P6\n(\d{1,5}) (\d{1,5})\n255\n/.exec(head);
  if (match === null) return undefined;
  const [width, height] = [Number(match[1]), Number(match[2])];
  const pixels = bytes.subarray(match[0].length);
  return width > 0 && height > 0 && pixels.length === width * height * 3
    ? { width, height, pixels }
    : undefined;
}
