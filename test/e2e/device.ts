/**
 * A device for the tests: simulated pictures on a real connection, a fire when the test wants one.
 */
import { connectSensorPort, type SensorPortAddress } from "../../src/app/sensor_port_client.ts";
import { SimulatedSensor } from "../../src/hal/thermal/simulated_sensor.ts";
import {
  encodeEeprom,
  encodeFrame,
  encodeInputs,
  encodeLocation,
} from "../../src/ingest/protocol/encoder.ts";

/** One device, sending a frame and its inputs whenever it is told to. */
export class TestDevice implements Disposable {
  readonly location: string;
  readonly #conn: Deno.Conn;
  readonly #calm: SimulatedSensor;
  readonly #burning: SimulatedSensor;
  #tMs = 0;

  private constructor(conn: Deno.Conn, location: string, seed: number) {
    this.#conn = conn;
    this.location = location;
    this.#calm = new SimulatedSensor({ kind: "melexis", seed });
    this.#burning = new SimulatedSensor({ kind: "melexis", seed, fireStartMs: 0 });
  }

  /** Connects, says where it is, and sends its calibration. */
  static async connect(to: SensorPortAddress, location: string, seed = 1): Promise<TestDevice> {
    const conn = await connectSensorPort(to);
    const device = new TestDevice(conn, location, seed);
    await device.#write(encodeLocation(location));
    await device.#write(encodeEeprom(device.#calm.eeprom));
    return device;
  }

  /** Sends a picture of the calm room, or of a grown fire. */
  async frame(what: "calm" | "fire"): Promise<void> {
    this.#tMs += 250;
    const sensor = what === "calm" ? this.#calm : this.#burning;
    const tMs = this.#tMs + 20_000;
    await this.#write(encodeFrame(sensor.frame(tMs), { tag: String(this.#tMs) }));
    await this.#write(encodeInputs(this.#calm.inputs(tMs), { location: this.location }));
  }

  /** Sends a calm picture with smoke of so many per cent beside it. */
  async smoke(percent: number): Promise<void> {
    this.#tMs += 250;
    const tMs = this.#tMs + 20_000;
    await this.#write(encodeFrame(this.#calm.frame(tMs), { tag: String(this.#tMs) }));
    const inputs = { ...this.#calm.inputs(tMs), ADC1: Math.round(percent * 40.95) };
    await this.#write(encodeInputs(inputs, { location: this.location }));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
  }

  [Symbol.dispose](): void {
    this.#conn.close();
  }
}
