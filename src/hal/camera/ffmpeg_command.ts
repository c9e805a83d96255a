/**
 * The ffmpeg command for a source: arguments as a list, and the address by a way that the list of processes does not show.
 *
 * Arguments of a process can be read by every user of the machine (proc(5), /proc/PID/cmdline). So an address goes in through
 * standard input, as a playlist of one entry (ffmpeg-formats, chapter 3.5 "concat"; `option` since ffmpeg 4.4).
 */
import type { FrameFormat } from "./feed.ts";
import type { CameraSource, NetworkSource } from "./source.ts";

/** What ffmpeg is given. */
export interface FfmpegCommand {
  readonly args: readonly string[];
  /** For its standard input. May hold secrets. */
  readonly input: Uint8Array<ArrayBuffer>;
}

/**
 * How long ffmpeg itself waits for a silent network, microseconds. The capture is stopped by its owner long before; this one
 * ends an ffmpeg whose owner was killed. Shorter would cut off cameras on a bad radio link.
 */
const SILENCE_US = 10_000_000;

/** Film files that can be played; without a list, a playlist in disguise could name any other file. */
const FILE_FORMATS = "mov,matroska,webm,avi,mpegts,mpeg,h264,hevc,mjpeg,mpjpeg,flv";

/** The command that turns `source` into raw RGB frames of `format` on standard output. */
export function ffmpegCommand(
  source: Exclude<CameraSource, { kind: "test" }>,
  format: FrameFormat,
): FfmpegCommand {
  return {
    args: [
      "-hide_banner",
      "-nostdin",
      "-nostats",
      ...["-loglevel", "level+error"],
      // Frame threads hold one picture back each, and several cameras share few cores anyway.
      ...["-threads", "1"],
      ...inputArgs(source),
      ...["-map", "0:v:0"],
      ...["-filter_threads", "1"],
      ...["-vf", `${rateFilter(format.fps)},scale=${format.width}:${format.height}:flags=bilinear`],
      ...["-fps_mode", "passthrough"],
      ...["-pix_fmt", "rgb24"],
      ...["-f", "rawvideo"],
      "pipe:1",
    ],
    input: new TextEncoder().encode(isNetwork(source) ? playlist(source) : ""),
  };
}

function isNetwork(source: CameraSource): source is NetworkSource {
  return source.kind === "rtsp" || source.kind === "http";
}

/**
 * Lets the first picture of each 1/fps of a second through. ffmpeg's own `fps` filter fills gaps by showing the last
 * picture again, which would make a camera that hangs look alive.
 */
function rateFilter(fps: number): string {
  return `select=isnan(prev_selected_t)+not(eq(floor(t*${fps})\\,floor(prev_selected_t*${fps})))`;
}

function inputArgs(source: Exclude<CameraSource, { kind: "test" }>): string[] {
  switch (source.kind) {
    case "rtsp":
    case "http":
      return [
        // MJPEG carries no times: without the machine's own, ffmpeg takes every stream for one of 25 frames a second.
        ...(source.kind === "http" ? ["-use_wallclock_as_timestamps", "1"] : []),
        // Measuring the frame rate costs 1.3 s of each start, and nothing here needs it.
        ...["-fpsprobesize", "0"],
        // What the camera sends is believed to be pictures and nothing else, least of all another playlist.
        ...["-format_whitelist", source.kind === "rtsp" ? "concat,rtsp" : "concat,mpjpeg,mjpeg"],
        ...["-protocol_whitelist", protocols(source)],
        ...["-f", "concat", "-safe", "0", "-i", "pipe:0"],
      ];
    case "v4l2":
      return ["-f", "v4l2", "-i", source.device];
    case "file":
      return [
        ...["-re", "-stream_loop", "-1"],
        ...["-format_whitelist", FILE_FORMATS, "-protocol_whitelist", "file"],
        ...["-i", `file:${source.path}`],
      ];
  }
}

function protocols(source: NetworkSource): string {
  if (source.kind === "rtsp") return `pipe,rtp,udp,tcp${source.encrypted ? ",tls" : ""}`;
  return source.encrypted ? "pipe,https,http,tls,tcp" : "pipe,http,tcp";
}

/** The address holds neither quotes nor line ends: {@linkcode parseCameraSource} saw to that. */
function playlist(source: NetworkSource): string {
  const options = source.kind === "rtsp"
    ? [`rtsp_transport ${source.transport}`, `timeout ${SILENCE_US}`]
    : [`rw_timeout ${SILENCE_US}`];
  return [
    "ffconcat version 1.0",
    `file '${source.url.reveal()}'`,
    ...[...options, "fpsprobesize 0"].map((option) => `option ${option}`),
    "",
  ].join("\n");
}
