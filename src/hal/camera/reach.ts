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
      return await ports.exists(source.device) ? undefined : { kind: "no-device" };
    case "file":
      return await ports.exists(source.path) ? undefined : { kind: "not-found" };
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

function connectFault(error: unknown): CameraFault {
  if (error instanceof Deno.errors.ConnectionRefused) return { kind: "refused" };
  if (error instanceof Deno.errors.TimedOut) return { kind: "timed-out" };
  if (!(error instanceof Error)) throw error;
  if (/lookup|resolve/i.test(error.message)) return { kind: "name-unresolved" };
  return { kind: "unreachable", detail: error.message.slice(0, FAULT_DETAIL_MAX) };
}
