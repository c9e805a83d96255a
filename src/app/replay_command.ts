/**
 * `embereye replay`: plays a recorded device into a sensor port, as the device would send it.
 */
import {
  type AddedFire,
  addFire,
  type CapturedPacket,
  parseAddedFire,
  parseCapture,
} from "../hal/thermal/capture.ts";
import { systemClock } from "../clock/system_clock.ts";
import { connectDevice, type DeviceConnection } from "./device_connection.ts";
import { Progress } from "./progress.ts";
import { wordOf } from "./read_secret.ts";
import { believing, type SensorPortAddress } from "./sensor_port_client.ts";
import { UsageError } from "./usage_error.ts";

/** How a capture is to be played. */
export interface ReplayOptions {
  readonly to: SensorPortAddress;
  /** PEM, where the port speaks TLS. */
  readonly tls?: string;
  /** Times the original speed; Infinity for as fast as the other side takes it. */
  readonly speed: number;
  readonly loc?: string;
  readonly frames?: number;
  readonly addFire?: string;
  readonly from: number;
  readonly token?: string;
}

/** Plays the capture file `file`. Exit code 0 when all was sent. */
export async function replay(file: string, options: ReplayOptions): Promise<number> {
  const packets = await readCapture(file);
  const fire = readFire(options);
  const device = await connectDevice(believing(options), answersOf(packets));
  const abort = new AbortController();
  const interrupted = () => abort.abort();
  Deno.addSignalListener("SIGINT", interrupted);
  const frameCount = Math.min(
    options.frames ?? Infinity,
    packets.filter(({ kind }) => kind === "frame").length,
  );
  const progress = new Progress("replay", frameCount, "frames");
  try {
    const sent = await play({
      packets,
      device,
      fire,
      options,
      signal: abort.signal,
      onFrame: (n) => progress.at(n),
    });
    progress.end(`${sent} frames sent to ${options.to.host}:${options.to.port}`);
    return sent === frameCount ? 0 : 1;
  } finally {
    Deno.removeSignalListener("SIGINT", interrupted);
    device.close();
  }
}

/** Sends the packets at their times. Returns the number of frames sent. */
async function play(
  { packets, device, fire, options, signal, onFrame }: {
    packets: readonly CapturedPacket[];
    device: DeviceConnection;
    fire: AddedFire | undefined;
    options: ReplayOptions;
    signal: AbortSignal;
    onFrame(count: number): void;
  },
): Promise<number> {
  const clock = systemClock();
  const startMs = clock.monotonicMs();
  let frames = 0;
  if (options.token !== undefined) await device.send(`#auth:${options.token}!`);
  if (options.loc !== undefined) await device.send(`#locid:${options.loc}!`);
  for (const packet of packets) {
    const waitMs = startMs + packet.atMs / options.speed - clock.monotonicMs();
    if (waitMs > 0) await clock.sleep(waitMs, signal).catch(() => undefined);
    if (signal.aborted || device.isClosed) break;
    const burning = packet.kind === "frame" && fire !== undefined && frames >= fire.fromFrame;
    await device.send(burning ? addFire(packet.text, fire) : packet.text);
    if (packet.kind !== "frame") continue;
    onFrame(++frames);
    if (frames === options.frames) break;
  }
  await device.flushed();
  return frames;
}

/** The recorded device's own answer to `EEPROM1`, as far as the capture has one. */
function answersOf(packets: readonly CapturedPacket[]): (command: string) => string | undefined {
  const eeprom = packets.find(({ kind }) => kind === "eeprom")?.text;
  return (command) => command === "EEPROM1" ? eeprom : undefined;
}

async function readCapture(file: string): Promise<readonly CapturedPacket[]> {
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new UsageError(`there is no file ${file}`);
    throw new UsageError(`${file} cannot be read: ${wordOf(error)}`);
  }
  const capture = parseCapture(text);
  if (!capture.ok) throw new UsageError(`${file} is no capture: ${capture.fault.message}`);
  return capture.value;
}

function readFire(options: ReplayOptions): AddedFire | undefined {
  if (options.addFire === undefined) return undefined;
  const fire = parseAddedFire(options.addFire, options.from);
  if (!fire.ok) throw new UsageError(`--add-fire: ${fire.fault.message}`);
  return fire.value;
}
