/**
 * Runs one ffmpeg for one camera: raw frames from its standard output straight into the memory they stay in.
 *
 * It must never outlive its run: whatever happens, the process is ended and waited for.
 */
import type { Clock } from "../../clock/clock.ts";
import { fail, ok, type Result } from "../../reading/result.ts";
import type { CameraFault } from "./fault.ts";
import type { CameraFeed, FrameFormat, FrameTarget } from "./feed.ts";
import { ffmpegCommand } from "./ffmpeg_command.ts";
import { FfmpegErrors } from "./ffmpeg_errors.ts";
import type { ProcessPort, RunningProcess, SpawnFault } from "./process.ts";
import type { CameraSource } from "./source.ts";

/**
 * Between SIGTERM and SIGKILL. ffmpeg uses it to end its session with the camera, of which some allow only two. Longer would
 * be felt when a camera that hangs is connected anew.
 */
export const KILL_GRACE_MS = 500;

/** The first version that knows `-fps_mode`. */
const VERSION_MIN = [5, 1] as const;
/** `ffmpeg -version` prints 2 KB. */
const VERSION_BYTES_MAX = 65_536;

/** Options for {@linkcode FfmpegFeed}. */
export interface FfmpegOptions {
  readonly source: Exclude<CameraSource, { kind: "test" }>;
  readonly format: FrameFormat;
  readonly processes: ProcessPort;
  readonly clock: Clock;
  /** @default {"ffmpeg"} */
  readonly executable?: string;
}

/** A camera behind ffmpeg. */
export class FfmpegFeed implements CameraFeed {
  /** Process id of the present run; undefined between runs. */
  pid: number | undefined;
  readonly #options: FfmpegOptions;
  readonly #secrets: readonly string[];

  constructor(options: FfmpegOptions) {
    this.#options = options;
    const { source } = options;
    this.#secrets = "secrets" in source ? source.secrets.map((secret) => secret.reveal()) : [];
  }

  async run(target: FrameTarget, signal: AbortSignal): Promise<CameraFault> {
    if (signal.aborted) return { kind: "stopped" };
    const { source, format, processes, executable } = this.#options;
    const spawned = processes.spawn({
      executable: executable ?? "ffmpeg",
      ...ffmpegCommand(source, format),
    });
    if (!spawned.ok) return spawnFault(spawned.fault);
    const child = spawned.value;
    this.pid = child.pid;
    const ending = new AbortController();
    const stop = () => void this.#end(child, ending.signal);
    signal.addEventListener("abort", stop, { once: true });
    const errors = new FfmpegErrors(this.#secrets);
    const told = collect(child.stderr, errors);
    try {
      const broken = await readFrames(child.stdout, target, errors);
      if (broken !== undefined) return signal.aborted ? { kind: "stopped" } : broken;
    } finally {
      stop();
      await child.ended;
      ending.abort();
      signal.removeEventListener("abort", stop);
      await told;
      this.pid = undefined;
    }
    return signal.aborted ? { kind: "stopped" } : errors.fault();
  }

  /** Asks it to end, and ends it where it does not. */
  async #end(child: RunningProcess, ended: AbortSignal): Promise<void> {
    child.kill("SIGTERM");
    try {
      await this.#options.clock.sleep(KILL_GRACE_MS, ended);
    } catch (error) {
      if (!ended.aborted) throw error;
      return;
    }
    child.kill("SIGKILL");
  }
}

/** Reads until the stream ends. Returns a fault only where the stream itself broke. */
async function readFrames(
  stdout: RunningProcess["stdout"],
  target: FrameTarget,
  errors: FfmpegErrors,
): Promise<CameraFault | undefined> {
  const reader = stdout.getReader({ mode: "byob" });
  for (;;) {
    const memory = target.take();
    const length = memory.length;
    let result: ReadableStreamReadResult<Uint8Array<ArrayBufferLike>>;
    try {
      // The stream fills the memory itself, however many reads of the pipe that takes (Streams Standard, 4.5.3 `min`).
      result = await reader.read(memory, { min: length });
    } catch (error) {
      target.give(undefined, false);
      if (!(error instanceof Error)) throw error;
      return { kind: "failed", detail: error.message };
    }
    const pixels = result.value as Uint8Array<ArrayBuffer> | undefined;
    if (result.done) {
      target.give(pixels, false);
      return undefined;
    }
    errors.clear();
    target.give(pixels, true);
  }
}

async function collect(stderr: RunningProcess["stderr"], errors: FfmpegErrors): Promise<void> {
  for await (const chunk of stderr) errors.push(chunk);
}

function spawnFault(fault: SpawnFault): CameraFault {
  return fault.kind === "missing" ? { kind: "ffmpeg-missing" } : fault;
}

/** Whether a usable ffmpeg is installed; its version where it is. */
export async function checkFfmpeg(
  processes: ProcessPort,
  executable = "ffmpeg",
): Promise<Result<string, CameraFault>> {
  const spawned = processes.spawn({ executable, args: ["-version"], input: new Uint8Array(0) });
  if (!spawned.ok) return fail(spawnFault(spawned.fault));
  const child = spawned.value;
  const errors = new FfmpegErrors([]);
  const told = collect(child.stderr, errors);
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    if (text.length < VERSION_BYTES_MAX) text += decoder.decode(chunk, { stream: true });
  }
  await child.ended;
  await told;
  const version = /^ffmpeg version (\S+)/.exec(text)?.[1];
  if (version === undefined) return fail({ kind: "failed", detail: "ffmpeg does not tell its version" });
  const [, major, minor] = /^n?(\d+)\.(\d+)/.exec(version) ?? [];
  // A version made from the source repository has no number; it is taken for a new one.
  if (major === undefined) return ok(version);
  const isOld = Number(major) < VERSION_MIN[0] ||
    (Number(major) === VERSION_MIN[0] && Number(minor) < VERSION_MIN[1]);
  return isOld ? fail({ kind: "ffmpeg-old", version }) : ok(version);
}
