/**
 * A device at the other end of a simulated connection: real packets of a real calibration, in pieces, with noise between them; it is cut off,
 * falls silent, comes again, and answers for its calibration when it feels like it.
 */
import assert from "node:assert/strict";
import { SimulatedSensor } from "../../src/hal/thermal/simulated_sensor.ts";
import { CommandParser } from "../../src/ingest/protocol/commands.ts";
import {
  encodeEeprom,
  encodeFrame,
  encodeInputs,
  encodeLocation,
} from "../../src/ingest/protocol/encoder.ts";
import type { Connection, Peer, Reception } from "../../src/ingest/sensors/reception.ts";
import type { Random } from "./random.ts";

/** Different to the last bit, or the sensor would count as frozen. */
const PICTURES = 16;
const GROWN_MS = 20_000;
const PERIOD_MS: readonly [number, number] = [1_000, 4_100];
/** Chances per packet. */
const CUT = 1 / 400;
const SILENCE = 1 / 600;
const NOISE = 1 / 60;
const TORN = 1 / 80;
const PIECES = 1 / 5;
const IGNORES_COMMAND = 0.2;
const IGNORED_MAX = 3;
/** On one connection, a second or more each: asked again after every five minutes at the latest, a device's calibration is known by then. */
const UNKNOWN_PICTURES_MAX = 300;

const noiseTexts = [
  "#!!##::;",
  "#frame9:zzzz!\r\n",
  "#Sensor:ADC1=99999999,ADC2=-4!\r\n",
  "#locid!\r\n",
  "\u0000\u0007",
]
  .map((text) => new TextEncoder().encode(text));

/** One device. */
export class ChainDevice implements Peer {
  readonly address: string;
  /** Hot pictures in a row that were delivered whole after its calibration had become known. */
  hotInRow = 0;
  /** The box has had its calibration, and keeps it. Before, its pictures are no temperatures. */
  isKnown = false;
  /** When the last whole picture was delivered; -Infinity: never. */
  heardAtMs = -Infinity;
  readonly #random: Random;
  readonly #calm: readonly Uint8Array[];
  readonly #hot: readonly Uint8Array[];
  readonly #inputs: Uint8Array;
  readonly #eeprom: Uint8Array;
  readonly #commands = new CommandParser();
  #connection: Connection | undefined;
  #connectAtMs: number;
  #nextAtMs = 0;
  #eepromDueMs = Infinity;
  #ignored = 0;
  #unknownPictures = 0;
  #count = 0;

  constructor(readonly id: string, readonly zoneId: string, seed: number, random: Random, nowMs: number) {
    this.address = `10.0.0.${seed % 250 + 1}`;
    this.#random = random;
    const room = new SimulatedSensor({ kind: "melexis", seed });
    const fire = new SimulatedSensor({ kind: "melexis", seed, fireStartMs: 0 });
    const pictures = (sensor: SimulatedSensor) =>
      Array.from(
        { length: PICTURES },
        (_, index) => encodeFrame(sensor.frame(GROWN_MS + index * 500), { tag: "1" }),
      );
    this.#calm = pictures(room);
    this.#hot = pictures(fire);
    this.#inputs = encodeInputs(room.inputs(GROWN_MS), { location: id });
    this.#eeprom = encodeEeprom(room.eeprom);
    this.#connectAtMs = nowMs + random.between(0, 3_000);
  }

  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** Of the box to the device. */
  send(bytes: Uint8Array): void {
    this.#commands.push(bytes, {
      skipped: () => undefined,
      command: (command) => {
        if (command !== "eeprom") return;
        this.#ignored = this.#random.chance(IGNORES_COMMAND) ? this.#ignored + 1 : 0;
        if (this.#ignored === 0 || this.#ignored > IGNORED_MAX) this.#eepromDueMs = 0;
      },
    });
  }

  /** The box has closed the connection. */
  close(): void {
    this.#lose(this.#connectAtMs);
  }

  /** The process at the other end is gone. */
  boxDied(nowMs: number): void {
    this.#lose(nowMs + this.#random.between(300, 4_000));
  }

  /** Does what is due. */
  step(reception: Reception, burns: boolean, nowMs: number): void {
    const random = this.#random;
    if (this.#connection === undefined) {
      if (nowMs < this.#connectAtMs) return;
      this.#connectAtMs = nowMs + random.between(500, 5_000);
      this.#connection = reception.open(this, nowMs);
      this.#connection?.receive(encodeLocation(this.id), nowMs);
      this.#nextAtMs = nowMs + random.between(100, 2_000);
      return;
    }
    if (this.#eepromDueMs <= nowMs) {
      this.#eepromDueMs = Infinity;
      this.#give(this.#eeprom, nowMs);
    }
    if (nowMs < this.#nextAtMs) return;
    this.#nextAtMs = nowMs + random.between(...PERIOD_MS);
    if (random.chance(SILENCE)) {
      this.#nextAtMs = nowMs + random.between(5_000, 90_000);
      this.hotInRow = 0;
      return;
    }
    if (random.chance(CUT)) {
      this.#connection.ended(nowMs);
      return this.#lose(nowMs + random.between(500, 60_000));
    }
    this.#measure(burns, nowMs);
  }

  #measure(burns: boolean, nowMs: number): void {
    const random = this.#random;
    const picture = (burns ? this.#hot : this.#calm)[this.#count++ % PICTURES];
    if (random.chance(NOISE)) this.#give(random.pick(noiseTexts), nowMs);
    if (random.chance(TORN)) {
      // Its rest never comes, and the next packet begins in the middle of it.
      this.#give(picture.subarray(0, Math.floor(random.between(5, picture.length - 5))), nowMs);
      this.hotInRow = 0;
      return;
    }
    this.#give(picture, nowMs);
    // Anything of it may have ended the connection.
    if (this.#connection === undefined) return;
    this.#give(this.#inputs, nowMs);
    this.heardAtMs = nowMs;
    this.hotInRow = burns && this.isKnown ? this.hotInRow + 1 : 0;
    if (this.isKnown) return;
    this.#unknownPictures++;
    assert.ok(this.#unknownPictures <= UNKNOWN_PICTURES_MAX, `${this.id} is never asked for its calibration`);
  }

  #give(bytes: Uint8Array, nowMs: number): void {
    if (!this.#random.chance(PIECES)) return void this.#connection?.receive(bytes, nowMs);
    for (let at = 0; at < bytes.length;) {
      const size = Math.floor(this.#random.between(1, 1_500));
      this.#connection?.receive(bytes.subarray(at, at + size), nowMs);
      at += size;
    }
  }

  #lose(connectAtMs: number): void {
    this.#connection = undefined;
    this.#connectAtMs = connectAtMs;
    this.#eepromDueMs = Infinity;
    this.#unknownPictures = 0;
    this.hotInRow = 0;
  }
}
