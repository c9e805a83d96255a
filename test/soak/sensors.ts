/**
 * A hundred simulated devices on real connections that connect again by themselves, burn when they are told to, and can be made to
 * fail in the ways that devices fail.
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
import { Random } from "../simulation/random.ts";

/** One picture a second: four times as often as the slowest real devices, and cheap enough for a hundred beside everything else. */
const PERIOD_MS = 1_000;
/** Made beforehand: making a picture costs more than receiving it. They differ, or the sensor would count as frozen. */
const PICTURES = 6;
/** A device that is told to send slowly sends so many bytes at a time. */
const SLOW_BYTES = 40;
const SLOW_PAUSE_MS = 100;
const RECONNECT_MS: readonly [number, number] = [300, 1_500];
/** A room in which a grown fire burns. */
const GROWN_MS = 20_000;

/** How a device is: the fault of a soak's plan that holds it. */
export type DeviceMood = "well" | "silent" | "cut" | "slow" | "lying" | "garbage";

/** Where devices connect to; it may change with a restart of the service. */
export type SensorPort = () => { readonly host: string; readonly port: number };

/** One device. */
export class SoakDevice {
  mood: DeviceMood = "well";
  burning = false;
  /** Hot pictures in a row that were written whole to one connection; since when that connection stands. */
  hotInRow = 0;
  connectedAtMs: number | undefined;
  /** When the last whole picture was written. */
  sentAtMs: number | undefined;
  readonly #clock: Clock;
  readonly #port: SensorPort;
  readonly #random: Random;
  readonly #calm: readonly Uint8Array[];
  readonly #hot: readonly Uint8Array[];
  readonly #lie: Uint8Array;
  readonly #inputs: Uint8Array;
  readonly #eeprom: Uint8Array;
  #conn: Deno.TcpConn | undefined;
  #count = 0;

  constructor(readonly id: string, seed: number, clock: Clock, port: SensorPort) {
    this.#clock = clock;
    this.#port = port;
    this.#random = new Random(seed);
    const room = new SimulatedSensor({ kind: "melexis", seed });
    const fire = new SimulatedSensor({ kind: "melexis", seed, fireStartMs: 0 });
    const pictures = (sensor: SimulatedSensor) =>
      Array.from(
        { length: PICTURES },
        (_, index) => encodeFrame(sensor.frame(GROWN_MS + index * 500), { tag: String(index) }),
      );
    this.#calm = pictures(room);
    this.#hot = pictures(fire);
    // Every pixel at the end of its range: no room is like that.
    const words = new Uint16Array(room.frame(GROWN_MS));
    words.fill(0x7FFF, 0, 768);
    this.#lie = encodeFrame(words, { tag: "1" });
    this.#inputs = encodeInputs(room.inputs(GROWN_MS), { location: id });
    this.#eeprom = encodeEeprom(room.eeprom);
  }

  /** Lives until `signal` ends it. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#pause(this.#random.between(0, PERIOD_MS), signal);
    while (!signal.aborted) {
      if (this.mood === "cut") {
        this.#drop();
        await this.#pause(200, signal);
        continue;
      }
      try {
        if (this.#conn === undefined) await this.#connect();
        if (this.mood !== "silent") await this.#send(signal);
        await this.#pause(PERIOD_MS, signal);
      } catch (error) {
        if (!isNetworkError(error)) throw error;
        this.#drop();
        await this.#pause(this.#random.between(...RECONNECT_MS), signal);
      }
    }
    this.#drop();
  }

  /** Ends the connection; a write that hangs in it ends too. */
  drop(): void {
    this.#drop();
  }

  async #connect(): Promise<void> {
    const { host, port } = this.#port();
    const conn = await Deno.connect({ hostname: host, port });
    conn.setNoDelay(true);
    this.#conn = conn;
    await writeAll(conn, encodeLocation(this.id));
    this.connectedAtMs = this.#clock.monotonicMs();
    this.hotInRow = 0;
    void this.#answer(conn);
  }

  /** Gives its calibration to whoever asks; finds out that the other side is gone. */
  async #answer(conn: Deno.TcpConn): Promise<void> {
    const commands = new CommandParser();
    const chunk = new Uint8Array(256);
    try {
      for (;;) {
        const count = await conn.read(chunk);
        if (count === null) break;
        let asked = false;
        commands.push(chunk.subarray(0, count), {
          skipped: () => undefined,
          command: (command) => asked ||= command === "eeprom",
        });
        if (asked) await writeAll(conn, this.#eeprom);
      }
    } catch (error) {
      if (!isNetworkError(error)) throw error;
    }
    if (this.#conn === conn) this.#drop();
  }

  async #send(signal: AbortSignal): Promise<void> {
    const conn = this.#conn!;
    const index = this.#count++ % PICTURES;
    switch (this.mood) {
      case "garbage":
        await writeAll(conn, this.#noise());
        break;
      case "lying":
        await writeAll(conn, this.#lie);
        this.hotInRow = 0;
        return;
    }
    const hot = this.burning;
    const picture = (hot ? this.#hot : this.#calm)[index];
    if (this.mood === "slow") {
      for (let at = 0; at < picture.length && this.mood === "slow" && !signal.aborted; at += SLOW_BYTES) {
        await writeAll(conn, picture.subarray(at, at + SLOW_BYTES));
        await this.#pause(SLOW_PAUSE_MS, signal);
      }
      // Its end is not sent: what comes next begins a packet of its own.
      this.hotInRow = 0;
      return;
    }
    await writeAll(conn, picture);
    await writeAll(conn, this.#inputs);
    this.sentAtMs = this.#clock.monotonicMs();
    this.hotInRow = hot ? this.hotInRow + 1 : 0;
  }

  /** Noise as broken lines and broken programs send it. */
  #noise(): Uint8Array {
    const random = this.#random;
    const bytes = new Uint8Array(Math.floor(random.between(1, 600)));
    for (let index = 0; index < bytes.length; index++) bytes[index] = Math.floor(random.between(0, 256));
    const frame = this.#calm[0];
    return random.pick([
      bytes,
      frame.subarray(0, Math.floor(random.between(1, frame.length - 10))),
      new TextEncoder().encode(`#frame9:${"zz".repeat(400)}!\r\n`),
      new TextEncoder().encode("#Sensor:ADC1=99999999,ADC2=-4,DIO=x!\r\n#locid!\r\n#!!##::"),
    ]);
  }

  #drop(): void {
    const conn = this.#conn;
    this.#conn = undefined;
    this.connectedAtMs = undefined;
    this.hotInRow = 0;
    try {
      conn?.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#clock.sleep(ms, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

/** Unknown devices that come with noise until `signal` ends them. */
export async function strangers(
  port: SensorPort,
  random: Random,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const { host, port: number } = port();
      using conn = await Deno.connect({ hostname: host, port: number });
      await writeAll(conn, encodeLocation(`stranger-${Math.floor(random.between(0, 1e6))}`));
      const bytes = new Uint8Array(2_000).map(() => Math.floor(random.between(0, 256)));
      await writeAll(conn, bytes);
      await clock.sleep(random.between(20, 150));
    } catch (error) {
      if (!isNetworkError(error)) throw error;
      await clock.sleep(200);
    }
  }
}

/** Writes all of it, or throws what the connection threw. */
async function writeAll(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

/** What a connection throws when the other side, or we, ended it. */
function isNetworkError(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionRefused || error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.BadResource ||
    error instanceof Deno.errors.Interrupted || error instanceof Deno.errors.NotConnected ||
    error instanceof Deno.errors.UnexpectedEof || error instanceof Deno.errors.ConnectionAborted ||
    error instanceof Deno.errors.TimedOut;
}
