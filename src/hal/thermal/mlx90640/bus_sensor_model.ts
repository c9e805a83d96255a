/**
 * A model of the MLX90640 as it looks from its bus, for tests and simulated sites: registers, sub-pages, and the time they take.
 *
 * It measures nothing: its pictures are given to it. Datasheet: Melexis MLX90640, chapter 10.
 */
import type { Clock } from "../../../clock/clock.ts";
import type { SimulatedChip } from "../../i2c/simulated_bus.ts";
import { CONVERTIBLE_WORDS, UNMEASURED } from "./aux_words.ts";
import {
  CONTROL,
  EEPROM,
  isInSubPage,
  RAM,
  STATUS,
  STATUS_NEW_DATA,
  subPagePeriodMs,
} from "./bus_sensor_registers.ts";
import { COLUMNS, EEPROM_WORDS, PIXELS } from "./calibration.ts";

/** Word of the EEPROM that the control register starts with. */
const EEPROM_CONTROL = 12;

/** Options for {@linkcode ChipModel}. */
export interface ChipModelOptions {
  /** 832 words. */
  readonly eeprom: Uint16Array;
  /** What the chip sees at `atMs`: 832 words or more, pixels and auxiliary ones. */
  readonly frame: (atMs: number) => Uint16Array;
  readonly clock: Clock;
}

/** The chip. Plugged in, it is powered. */
export class ChipModel implements SimulatedChip {
  /** The chip measures nothing any more, until its power is switched. */
  hung = false;
  /** Changes what a read from `register` on has given, as bad wiring does. */
  garble: ((register: number, bytes: Uint8Array) => void) | undefined;
  readonly #options: ChipModelOptions;
  readonly #ram = new Uint16Array(CONVERTIBLE_WORDS);
  #control = 0;
  #status = 0;
  #register = 0;
  /** Sub-pages measured since `#sinceMs`. */
  #measured = 0;
  #subPage: 0 | 1 = 0;
  #sinceMs = 0;

  constructor(options: ChipModelOptions) {
    this.#options = options;
    this.powerOn();
  }

  /** The supply comes: registers and RAM are as the chip starts with. */
  powerOn(): void {
    this.hung = false;
    this.#ram.fill(UNMEASURED);
    this.#control = this.#options.eeprom[EEPROM_CONTROL];
    this.#status = 0;
    this.#subPage = 1;
    this.#restart();
  }

  /** The control register. */
  get control(): number {
    return this.#control;
  }

  write(bytes: Uint8Array): void {
    this.#measure();
    this.#register = (bytes[0] << 8) | bytes[1];
    if (bytes.length < 4) return;
    const word = (bytes[2] << 8) | bytes[3];
    if (this.#register === CONTROL) {
      this.#control = word;
      this.#restart();
    } else if (this.#register === STATUS) {
      // The sub-page is the chip's own to say.
      this.#status = (word & ~0x000F) | (this.#status & word & STATUS_NEW_DATA) | this.#subPage;
    }
  }

  read(into: Uint8Array): void {
    this.#measure();
    const register = this.#register;
    for (let i = 0; i + 1 < into.length; i += 2) {
      const word = this.#word(this.#register++);
      into[i] = word >> 8;
      into[i + 1] = word & 0xFF;
    }
    this.garble?.(register, into);
  }

  #word(register: number): number {
    if (register >= RAM && register < RAM + CONVERTIBLE_WORDS) return this.#ram[register - RAM];
    if (register >= EEPROM && register < EEPROM + EEPROM_WORDS) {
      return this.#options.eeprom[register - EEPROM];
    }
    if (register === STATUS) return this.#status;
    return register === CONTROL ? this.#control : 0;
  }

  #restart(): void {
    this.#sinceMs = this.#options.clock.monotonicMs();
    this.#measured = 0;
  }

  /** Measures the sub-pages whose time has come; of many, the last two are all that is left. */
  #measure(): void {
    if (this.hung) return;
    const periodMs = subPagePeriodMs(this.#control);
    const due = Math.floor((this.#options.clock.monotonicMs() - this.#sinceMs) / periodMs);
    if (due - this.#measured > 2) this.#measured = due - 2;
    while (this.#measured < due) {
      this.#measured++;
      this.#subPage = this.#subPage === 0 ? 1 : 0;
      this.#take(this.#options.frame(this.#sinceMs + this.#measured * periodMs));
      this.#status = (this.#status & ~0x0007) | STATUS_NEW_DATA | this.#subPage;
    }
  }

  #take(frame: Uint16Array): void {
    for (let p = 0; p < PIXELS; p++) {
      if (isInSubPage(this.#control, this.#subPage, Math.floor(p / COLUMNS), p % COLUMNS)) {
        this.#ram[p] = frame[p];
      }
    }
    this.#ram.set(frame.subarray(PIXELS, CONVERTIBLE_WORDS), PIXELS);
  }
}
