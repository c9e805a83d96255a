/**
 * Many simulated devices on real TCP connections, as load for the benchmarks.
 */
import type { Clock } from "../../src/clock/clock.ts";
import { SimulatedSensor } from "../../src/hal/thermal/simulated_sensor.ts";
import { CommandParser } from "../../src/ingest/protocol/commands.ts";
import {
  encodeEeprom,
  encodeFrame,
  encodeInputs,
  encodeLocation,
} from "../../src/ingest/protocol/encoder.ts";

/** Frames prepared for each device: made beforehand, since making one costs more than receiving it. */
const FRAMES_PREPARED = 8;
/** Time between looks at what is due. */
const STEP_MS = 10;

/** One device. */
class FleetDevice {
  framesSent = 0;
  smallSent = 0;
  /** Sending is behind: the other side does not take it. */
  busy = false;
  readonly #conn: Deno.TcpConn;
  readonly #frames: readonly Uint8Array[];
  readonly #small: Uint8Array;
  readonly #hot: Uint8Array;

  constructor(conn: Deno.TcpConn, location: string, seed: number) {
    this.#conn = conn;
    const sensor = new SimulatedSensor({ kind: "melexis", seed });
    const burning = new SimulatedSensor({ kind: "melexis", seed, fireStartMs: 0 });
    this.#frames = Array.from(
      { length: FRAMES_PREPARED },
      (_, i) => encodeFrame(sensor.frame(i * 500), { tag: String(i) }),
    );
    this.#small = encodeInputs(sensor.inputs(0), { location });
    this.#hot = encodeFrame(burning.frame(20_000), { tag: "1" });
    void this.#answer(sensor);
  }

  async #answer(sensor: SimulatedSensor): Promise<void> {
    const commands = new CommandParser();
    const chunk = new Uint8Array(256);
    const eeprom = encodeEeprom(sensor.eeprom);
    try {
      for (;;) {
        const count = await this.#conn.read(chunk);
        if (count === null) return;
        commands.push(chunk.subarray(0, count), {
          skipped: () => {},
          command: (command) => command === "eeprom" && void this.#write(eeprom),
        });
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted)) {
        throw error;
      }
    }
  }

  /** Sends `frames` frames and `small` inputs packets in one go. */
  async send(frames: number, small: number): Promise<void> {
    const parts: Uint8Array[] = [];
    for (let i = 0; i < frames; i++) parts.push(this.#frames[(this.framesSent + i) % FRAMES_PREPARED]);
    for (let i = 0; i < small; i++) parts.push(this.#small);
    if (parts.length === 0) return;
    this.busy = true;
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    await this.#write(bytes);
    this.framesSent += frames;
    this.smallSent += small;
    this.busy = false;
  }

  /** Two pictures of a fire, one after the other: enough for an alarm. */
  async ignite(clock: Clock): Promise<void> {
    while (this.busy) await clock.sleep(1);
    this.busy = true;
    try {
      await this.sendHot();
      await this.sendHot();
    } finally {
      // A device that was cut would otherwise be waited for by who streams.
      this.busy = false;
    }
  }

  /** Sends one picture of a fire. */
  async sendHot(): Promise<void> {
    await this.#write(this.#hot);
    this.framesSent++;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
  }

  close(): void {
    this.#conn.close();
  }
}

/** A fleet of devices. */
export class Fleet {
  readonly devices: readonly FleetDevice[];
  readonly #clock: Clock;

  private constructor(devices: readonly FleetDevice[], clock: Clock) {
    this.devices = devices;
    this.#clock = clock;
  }

  /** Connects `count` devices with the locations `s0`, `s1`, ... */
  static async connect(to: { host: string; port: number }, count: number, clock: Clock): Promise<Fleet> {
    const devices: FleetDevice[] = [];
    for (let i = 0; i < count; i++) {
      const conn = await Deno.connect({ hostname: to.host, port: to.port });
      conn.setNoDelay(true);
      await conn.write(encodeLocation(`s${i}`));
      devices.push(new FleetDevice(conn, `s${i}`, i + 1));
    }
    return new Fleet(devices, clock);
  }

  get framesSent(): number {
    return this.devices.reduce((sum, device) => sum + device.framesSent, 0);
  }

  get smallSent(): number {
    return this.devices.reduce((sum, device) => sum + device.smallSent, 0);
  }

  /**
   * Streams for `durationMs` at the given rates of the whole fleet, each device in its turn. A stretch shorter than the time between
   * two frames of one device leaves some devices without a turn: who does not know how long it takes ends it by `signal`.
   *
   * @param each Called at every step.
   * @param signal Ends it before.
   * @returns the seconds it took.
   */
  async stream(
    rates: { readonly framesPerSecond: number; readonly smallPerSecond: number },
    durationMs: number,
    each?: (elapsedMs: number) => void,
    signal?: AbortSignal,
  ): Promise<number> {
    const count = this.devices.length;
    const startMs = this.#clock.monotonicMs();
    const frames = new Array<number>(count).fill(0);
    const small = new Array<number>(count).fill(0);
    for (;;) {
      const elapsedMs = this.#clock.monotonicMs() - startMs;
      each?.(elapsedMs);
      if (elapsedMs >= durationMs || signal?.aborted) break;
      this.devices.forEach((device, i) => {
        if (device.busy) return;
        // The devices' turns are spread over the step between two of their own frames.
        const phase = i / count;
        const dueFrames = Math.floor(elapsedMs / 1000 * rates.framesPerSecond / count + phase) - frames[i];
        const dueSmall = Math.floor(elapsedMs / 1000 * rates.smallPerSecond / count + phase) - small[i];
        frames[i] += dueFrames;
        small[i] += dueSmall;
        void device.send(dueFrames, dueSmall);
      });
      await this.#clock.sleep(STEP_MS);
    }
    while (this.devices.some(({ busy }) => busy)) await this.#clock.sleep(STEP_MS);
    return (this.#clock.monotonicMs() - startMs) / 1000;
  }

  close(): void {
    for (const device of this.devices) device.close();
  }
}
