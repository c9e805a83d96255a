/**
 * `embereye simulate`: plays one thermal sensor that speaks the line protocol.
 */
import { systemClock } from "../clock/system_clock.ts";
import { isId } from "../reading/ids.ts";
import { believing, type SensorPortAddress } from "./sensor_port_client.ts";
import { playDevice } from "./simulated_device.ts";
import { UsageError } from "./usage_error.ts";

/** What the command line says. */
export interface SimulateOptions {
  readonly to: SensorPortAddress;
  /** PEM, where the port speaks TLS. */
  readonly tls?: string;
  readonly loc: string;
  readonly kind: "melexis" | "linear";
  readonly fps: number;
  readonly seed: number;
  /** Seconds. */
  readonly fireAfter?: number;
  readonly onDemand?: boolean;
  readonly token?: string;
}

/** Plays the device until it is interrupted. */
export async function simulate(options: SimulateOptions): Promise<number> {
  if (!isId(options.loc)) throw new UsageError(`--loc: '${options.loc}' cannot be a location id`);
  const abort = new AbortController();
  const stop = () => abort.abort();
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener("SIGTERM", stop);
  await playDevice({
    to: believing(options),
    location: options.loc,
    kind: options.kind,
    fps: options.fps,
    seed: options.seed,
    ...(options.fireAfter === undefined ? {} : { fireStartMs: options.fireAfter * 1000 }),
    onDemand: options.onDemand ?? false,
    ...(options.token === undefined ? {} : { token: options.token }),
    clock: systemClock(),
    signal: abort.signal,
    report: (text) => console.error(`simulate: ${text}`),
  });
  Deno.removeSignalListener("SIGINT", stop);
  Deno.removeSignalListener("SIGTERM", stop);
  return 0;
}
