/**
 * `embereye simulate-site`: plays all devices of the demo's site.
 */
import { systemClock } from "../clock/system_clock.ts";
import { DEMO_DEVICES } from "./demo_config.ts";
import { untilInterrupted } from "./signals.ts";
import { playDevice } from "./simulated_device.ts";

/** What the command line says. */
export interface SimulateSiteOptions {
  readonly to: { readonly host: string; readonly port: number };
  /** Seconds. */
  readonly fireAfter: number;
}

/** Plays the devices until SIGTERM or SIGINT. */
export async function simulateSite(options: SimulateSiteOptions): Promise<number> {
  const clock = systemClock();
  const abort = new AbortController();
  const playing = DEMO_DEVICES.map(({ location, kind, fps, fire }, index) =>
    playDevice({
      to: options.to,
      location,
      kind,
      fps,
      seed: index + 1,
      ...(fire ? { fireStartMs: options.fireAfter * 1000 } : {}),
      clock,
      signal: abort.signal,
    })
  );
  await untilInterrupted();
  abort.abort();
  await Promise.all(playing);
  return 0;
}
