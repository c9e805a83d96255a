/**
 * Asks whether a camera can be reached, before an ffmpeg is started for it: against a dead address, a process for every
 * attempt would take the processor from the sensors, while a connection costs next to nothing.
 */
import type { CameraFault } from "./fault.ts";
import { FAULT_DETAIL_MAX } from "./fault.ts";
import type { CameraSource } from "./source.ts";

/**
 * How long a connection may take. Linux asks again after 1 s, so this is two questions; longer, and a camera that comes back
 * during a question is not live within 3 s.
 */
export const REACH_MS_MAX = 2_000;

/** What is needed from outside. Both throw errors of `Deno.errors` kinds. */
export interface ReachPorts {
  /** Opens a TCP connection and closes it at once. Gives up when the signal is aborted. */
  connect(host: string, port: number, signal: AbortSignal): Promise<void>;
  /** Whether something is at `path`. */
  exists(path: string): Promise<boolean>;
  /** A signal that is aborted after `ms`. */
  timeout(ms: number): AbortSignal;
}

/** Why `source` cannot be reached now, or undefined where it can. */
export async function reachCamera(
  source: CameraSource,
  ports: ReachPorts,
  signal: AbortSignal,
): Promise<CameraFault | undefined> {
  switch (source.kind) {
    case "test":
      return undefined;
    case "v4l2":
      return await lookFor(source.device, { kind: "no-device" }, ports);
    case "file":
      return await lookFor(source.path, { kind: "not-found" }, ports);
    case "rtsp":
    case "http": {
      const late = ports.timeout(REACH_MS_MAX);
      // Not AbortSignal.any, which keeps something of every signal that a timer ends: a dead camera is asked for weeks.
      const over = new AbortController();
      const end = () => over.abort();
      for (const one of [signal, late]) one.addEventListener("abort", end);
      if (signal.aborted) end();
      try {
        await ports.connect(source.host, source.port, over.signal);
        return undefined;
      } catch (error) {
        if (signal.aborted) return { kind: "stopped" };
        if (late.aborted) return { kind: "timed-out" };
        return connectFault(error);
      } finally {
        for (const one of [signal, late]) one.removeEventListener("abort", end);
      }
    }
  }
}

/** One camera whose folder is closed or whose disk fails must not end the process of all the others. */
async function lookFor(
  path: string,
  absent: CameraFault,
  ports: Pick<ReachPorts, "exists">,
): Promise<CameraFault | undefined> {
  try {
    return await ports.exists(path) ? undefined : absent;
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
      return { kind: "denied" };
    }
    if (!(error instanceof Error)) throw error;
    return { kind: "failed", detail: error.message.slice(0, FAULT_DETAIL_MAX) };
  }
}

function connectFault(error: unknown): CameraFault {
  if (error instanceof Deno.errors.ConnectionRefused) return { kind: "refused" };
  if (error instanceof Deno.errors.TimedOut) return { kind: "timed-out" };
  if (!(error instanceof Error)) throw error;
  if (/lookup|resolve/i.test(error.message)) return { kind: "name-unresolved" };
  return { kind: "unreachable", detail: error.message.slice(0, FAULT_DETAIL_MAX) };
}
