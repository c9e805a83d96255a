/**
 * The recorded device: its real packets on a TCP connection, and its calibration and frames as words for a chip on a bus.
 */
import { addFire, type CapturedPacket, parseAddedFire, parseCapture } from "../../src/hal/thermal/capture.ts";

const DATA = new URL("../../../shared/data/pfds-capture/", import.meta.url);
/** Raw counts that make a block of this sensor's pixels about 120 degrees hot. */
const FIRE = "1600@8,10,4x5";

/** Eight frames with the temperatures that the sensor maker's own library gives for them. */
export interface Reference {
  readonly frames: readonly { readonly index: number; readonly to: readonly number[] }[];
}

/** Why there is no recording, as a sentence; undefined: there is. */
export function whyNoCapture(): string | undefined {
  try {
    Deno.statSync(new URL("capture.tsv", DATA));
    return undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "../shared/data/pfds-capture is not there";
    throw error;
  }
}

/** The recording. */
export class Capture {
  readonly eeprom: string;
  readonly inputs: string;
  readonly frames: readonly string[];
  readonly reference: Reference;

  constructor() {
    const parsed = parseCapture(Deno.readTextFileSync(new URL("capture.tsv", DATA)));
    if (!parsed.ok) throw new Error(parsed.fault.message);
    const packets: readonly CapturedPacket[] = parsed.value;
    this.eeprom = packets.find(({ kind }) => kind === "eeprom")!.text;
    this.inputs = packets.find(({ text }) => text.startsWith("#Sensor"))!.text;
    this.frames = packets.filter(({ kind }) => kind === "frame").map(({ text }) => text);
    this.reference = JSON.parse(Deno.readTextFileSync(new URL("reference.json", DATA)));
  }

  /** Frame `index` with a fire in it. */
  burning(index: number): string {
    const fire = parseAddedFire(FIRE, 0);
    if (!fire.ok) throw new Error(fire.fault.message);
    return addFire(this.frames[index], fire.value);
  }
}

/** The words of a packet, as a chip holds them. */
export function wordsOf(packet: string): Uint16Array {
  const hex = packet.slice(packet.lastIndexOf(":") + 1, -1);
  return Uint16Array.from(hex.match(/.{4}/g)!, (word) => parseInt(word, 16));
}

/** The device's end of its TCP connection: sends packets and answers nothing. */
export class CaptureDevice implements Disposable {
  readonly #conn: Deno.TcpConn;

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
  }

  /** Connects, and sends what tells the appliance who it is and what its counts mean. */
  static async connect(to: { host: string; port: number }, capture: Capture): Promise<CaptureDevice> {
    const device = new CaptureDevice(await Deno.connect({ hostname: to.host, port: to.port }));
    await device.send(capture.inputs);
    await device.send(capture.eeprom);
    return device;
  }

  async send(packet: string): Promise<void> {
    const bytes = new TextEncoder().encode(`${packet}\r\n`);
    for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
  }

  [Symbol.dispose](): void {
    this.#conn.close();
  }
}
