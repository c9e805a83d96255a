/**
 * One MLX90640 at its address: words read and written over the bus, and the two registers that steer it.
 *
 * Datasheet: Melexis MLX90640, chapter 10.2 (I2C: addresses and words of 16 bits, the higher byte first).
 */
import { fail, ok, type Result } from "../../../reading/result.ts";
import type { I2cBus, Segment } from "../../i2c/bus.ts";
import { CONVERTIBLE_WORDS } from "./aux_words.ts";
import type { ChipFault } from "./bus_sensor_fault.ts";
import {
  type ChipSettings,
  CONTROL,
  controlWordOf,
  EEPROM,
  RAM,
  STATUS,
  STATUS_TAKEN,
} from "./bus_sensor_registers.ts";
import { EEPROM_WORDS } from "./calibration.ts";

/**
 * Words of one transfer where the adapter does not do long ones: some stop at 512 bytes, some at 255, and none says so beforehand. The
 * chip counts the address on by itself, so that parts cost 1.5 % more time.
 */
const PART_WORDS = 120;

/** The chip. One call at a time. Allocates nothing for the pixels of a frame. */
export class BusChip {
  readonly #bus: I2cBus;
  readonly #address: number;
  readonly #bytes = new Uint8Array(CONVERTIBLE_WORDS * 2);
  readonly #register = new Uint8Array(2);
  #hasShortTransfers = false;

  constructor(bus: I2cBus, address: number) {
    this.#bus = bus;
    this.#address = address;
  }

  /** Reads `into.length` words from `register` on, in one combined transfer where the adapter can. */
  async read(register: number, into: Uint16Array): Promise<Result<void, ChipFault>> {
    if (into.length <= PART_WORDS) return await this.#readPart(register, into);
    if (!this.#hasShortTransfers) {
      const done = await this.#readPart(register, into);
      // An adapter that refuses the length is told from a chip that fails by what the parts come to.
      if (done.ok || done.fault.kind !== "bus" || done.fault.fault.kind !== "failed") return done;
    }
    for (let at = 0; at < into.length; at += PART_WORDS) {
      const done = await this.#readPart(register + at, into.subarray(at, at + PART_WORDS));
      if (!done.ok) return done;
    }
    this.#hasShortTransfers = true;
    return ok(undefined);
  }

  async #readPart(register: number, into: Uint16Array): Promise<Result<void, ChipFault>> {
    this.#register[0] = register >> 8;
    this.#register[1] = register & 0xFF;
    const bytes = this.#bytes.subarray(0, into.length * 2);
    const done = await this.#transfer([
      { kind: "write", bytes: this.#register },
      { kind: "read", into: bytes },
    ]);
    if (!done.ok) return done;
    for (let i = 0; i < into.length; i++) into[i] = (bytes[2 * i] << 8) | bytes[2 * i + 1];
    return ok(undefined);
  }

  /** One 16-bit word of a register or of memory. */
  async readWord(register: number): Promise<Result<number, ChipFault>> {
    const word = new Uint16Array(1);
    const done = await this.read(register, word);
    return done.ok ? ok(word[0]) : done;
  }

  /** Writes one 16-bit word. */
  writeWord(register: number, word: number): Promise<Result<void, ChipFault>> {
    const bytes = Uint8Array.of(register >> 8, register & 0xFF, word >> 8, word & 0xFF);
    return this.#transfer([{ kind: "write", bytes }]);
  }

  /** The EEPROM, read twice: an error in it would make every later temperature wrong. */
  async readEeprom(): Promise<Result<Uint16Array, ChipFault>> {
    const first = new Uint16Array(EEPROM_WORDS);
    const second = new Uint16Array(EEPROM_WORDS);
    for (const words of [first, second]) {
      const done = await this.read(EEPROM, words);
      if (!done.ok) return done;
    }
    let differing = 0;
    for (let i = 0; i < EEPROM_WORDS; i++) if (first[i] !== second[i]) differing++;
    return differing === 0 ? ok(first) : fail({ kind: "eeprom-unstable", words: differing });
  }

  /** Makes the chip measure as `settings` say. @returns its control register, and whether it had another before */
  async configure(
    settings: ChipSettings,
  ): Promise<Result<{ readonly controlWord: number; readonly changed: boolean }, ChipFault>> {
    const before = await this.readWord(CONTROL);
    if (!before.ok) return before;
    const wanted = controlWordOf(settings, before.value);
    if (wanted === before.value) return ok({ controlWord: wanted, changed: false });
    const written = await this.writeWord(CONTROL, wanted);
    if (!written.ok) return written;
    const after = await this.readWord(CONTROL);
    if (!after.ok) return after;
    if (after.value !== wanted) return fail({ kind: "control", wanted, found: after.value });
    return ok({ controlWord: wanted, changed: true });
  }

  /** The status register, 0x8000: whether a sub-page is new, and which. */
  status(): Promise<Result<number, ChipFault>> {
    return this.readWord(STATUS);
  }

  /** The control register, 0x800D. */
  control(): Promise<Result<number, ChipFault>> {
    return this.readWord(CONTROL);
  }

  /** Tells the chip that its sub-page is being taken. */
  take(): Promise<Result<void, ChipFault>> {
    return this.writeWord(STATUS, STATUS_TAKEN);
  }

  /** Reads pixels and auxiliary words of both sub-pages, as they stand in the RAM, into the first 832 of `words`. */
  readImage(words: Uint16Array): Promise<Result<void, ChipFault>> {
    return this.read(RAM, words.subarray(0, CONVERTIBLE_WORDS));
  }

  async #transfer(segments: readonly Segment[]): Promise<Result<void, ChipFault>> {
    const done = await this.#bus.transfer(this.#address, segments);
    return done.ok ? done : fail({ kind: "bus", fault: done.fault });
  }
}
