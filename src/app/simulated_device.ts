/**
 * A simulated device on the line: streams after `PERIOD_ON`, answers `EEPROM1` and `REQUEST1`, and comes back when it is cut off.
 */
import type { Clock } from "../clock/clock.ts";
import { isConnectionError } from "../bus/channel.ts";
import { SimulatedSensor, type SimulatedSensorOptions } from "../hal/thermal/simulated_sensor.ts";
import { CommandParser } from "../ingest/protocol/commands.ts";
import {
  encodeAuth,
  encodeEeprom,
  encodeFrame,
  encodeInputs,
  encodeLocation,
  encodeSerial,
} from "../ingest/protocol/encoder.ts";
import { connectSensorPort, type SensorPortAddress } from "./sensor_port_client.ts";

/** How a simulated device behaves. */
export interface SimulatedDeviceOptions extends SimulatedSensorOptions {
  readonly to: SensorPortAddress;
  readonly location: string;
  /** Frames a second while it streams. */
  readonly fps: number;
  /** It sends a frame for each `REQUEST1` and never streams. */
  readonly onDemand?: boolean;
  readonly token?: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Says what happens, one sentence. */
  report?(text: string): void;
}

/** Wait before connecting again: a device on a desk need not be clever. */
const RECONNECT_MS = 1_000;
/** One inputs packet for this many frames, as the real device sends them. */
const FRAMES_PER_INPUTS = 1;

/** Plays the device until its signal is aborted. Its own time counts from the call. */
export async function playDevice(options: SimulatedDeviceOptions): Promise<void> {
  const { clock, signal, to, location } = options;
  const sensor = new SimulatedSensor(options);
  const startMs = clock.monotonicMs();
  while (!signal.aborted) {
    try {
      const conn = await connectSensorPort(to);
      options.report?.(`${location}: connected to ${to.host}:${to.port}`);
      await converse(conn, sensor, startMs, options);
      options.report?.(`${location}: cut off`);
    } catch (error) {
      if (!isConnectionError(error)) throw error;
      options.report?.(`${location}: ${error.message}`);
    }
    await clock.sleep(RECONNECT_MS, signal).catch(() => undefined);
  }
}

async function converse(
  conn: Deno.Conn,
  sensor: SimulatedSensor,
  startMs: number,
  options: SimulatedDeviceOptions,
): Promise<void> {
  const { clock, signal, location, fps } = options;
  const ended = new AbortController();
  const close = () => {
    if (ended.signal.aborted) return;
    ended.abort();
    conn.close();
  };
  signal.addEventListener("abort", close);
  // It may have been ended while it was still connecting: that word is not repeated.
  if (signal.aborted) close();
  let streaming = false;
  let frames = 0;
  // Packets must not be mixed, so each waits for the one before.
  let last: Promise<void> = Promise.resolve();
  const send = (bytes: Uint8Array) => {
    last = last.then(async () => {
      for (let at = 0; at < bytes.length && !ended.signal.aborted;) {
        at += await conn.write(bytes.subarray(at));
      }
    }).catch((error) => {
      if (!isConnectionError(error)) throw error;
      close();
    });
    return last;
  };
  const sendFrame = async () => {
    const tMs = clock.monotonicMs() - startMs;
    await send(encodeFrame(sensor.frame(tMs), { tag: String(frames) }));
    if (frames++ % FRAMES_PER_INPUTS === 0) await send(encodeInputs(sensor.inputs(tMs), { location }));
  };
  const stream = async () => {
    while (!ended.signal.aborted) {
      await sendFrame();
      await clock.sleep(1000 / fps, ended.signal).catch(() => undefined);
    }
  };
  const commands = new CommandParser();
  const sink = {
    skipped: () => {},
    command: (command: "stream" | "frame" | "eeprom") => {
      if (command === "eeprom") void send(encodeEeprom(sensor.eeprom));
      else if (command === "frame") void sendFrame();
      else if (!streaming && options.onDemand !== true) {
        streaming = true;
        void stream();
      }
    },
  };
  try {
    if (options.token !== undefined) await send(encodeAuth(options.token));
    await send(encodeSerial(`SIM${String(options.seed).padStart(6, "0")}`));
    await send(encodeLocation(location));
    const chunk = new Uint8Array(512);
    for (;;) {
      const count = await conn.read(chunk);
      if (count === null) break;
      commands.push(chunk.subarray(0, count), sink);
    }
  } catch (error) {
    if (!isConnectionError(error)) throw error;
  } finally {
    signal.removeEventListener("abort", close);
    close();
    await last;
  }
}
