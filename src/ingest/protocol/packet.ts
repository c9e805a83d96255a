/**
 * What the parser hands on: one object for each kind of packet, used again and again.
 *
 * A packet and all it holds are valid only during the call that hands it on; keep a copy of what must last. Texts are
 * ordinary strings: an unchanged text is the same string object from packet to packet.
 */
import type { Refusal } from "./refusal.ts";

/** Words of a full frame: 768 pixels, 64 auxiliary RAM words (0x0700..0x073F), 2 trailing words without meaning. */
export const FRAME_WORDS = 834;
/** Words of a frame of pixels alone. */
export const PIXEL_WORDS = 768;
/** Words of a calibration EEPROM. */
export const EEPROM_WORDS = 832;

/** A thermal frame. */
export interface FramePacket {
  /** What followed `frame`: a location on the real device, a running counter on others. */
  tag: string | undefined;
  /** The location of `#frame:<location>:`. */
  location: string | undefined;
  token: string | undefined;
  /** Pixels first, row-major; read only as many as `wordCount`. Raw: signedness is the conversion's business. */
  readonly words: Uint16Array;
  wordCount: typeof FRAME_WORDS | typeof PIXEL_WORDS;
}

/** A calibration EEPROM. */
export interface EepromPacket {
  /** The location of `#EEPROM:<location>:`. What follows `EEPROM` directly is a counter on some devices: dropped. */
  location: string | undefined;
  token: string | undefined;
  /** The first {@linkcode EEPROM_WORDS} are the EEPROM. */
  readonly words: Uint16Array;
}

/** Analogue and digital inputs. */
export interface InputsPacket {
  /** The location of `#Sensor<location>:` or `#Sensor:<location>:`. */
  location: string | undefined;
  token: string | undefined;
  readonly values: InputValues;
}

/** A packet of one text: location, serial number or token. */
export interface TextPacket {
  text: string;
  token: string | undefined;
}

/** Takes what the parser finds, in the order of arrival. */
export interface PacketSink {
  frame(packet: FramePacket): void;
  inputs(packet: InputsPacket): void;
  eeprom(packet: EepromPacket): void;
  /** `#locid:` */
  location(packet: TextPacket): void;
  /** `#serialno:` */
  serial(packet: TextPacket): void;
  /** `#auth:`; the text is the token. */
  auth(packet: TextPacket): void;
  refused(refusal: Refusal): void;
}

/** Named numbers in the order in which they were sent. */
export class InputValues {
  readonly #names: string[] = [];
  readonly #values: number[] = [];
  #count = 0;

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** The name at `index`, from 0. */
  nameAt(index: number): string {
    return this.#names[index];
  }

  /** The value at `index`, from 0. */
  valueAt(index: number): number {
    return this.#values[index];
  }

  /** The value of that name; of two, the later. */
  get(name: string): number | undefined {
    for (let index = this.#count - 1; index >= 0; index--) {
      if (this.#names[index] === name) return this.#values[index];
    }
    return undefined;
  }

  /** Empties it; the arrays are kept for the next packet. */
  clear(): void {
    this.#count = 0;
  }

  /** One more. */
  add(name: string, value: number): void {
    this.#names[this.#count] = name;
    this.#values[this.#count] = value;
    this.#count++;
  }

  /** What stays when this one is used for the next packet. */
  copy(): InputValues {
    const copy = new InputValues();
    for (let index = 0; index < this.#count; index++) copy.add(this.#names[index], this.#values[index]);
    return copy;
  }
}

/** What a peer may make us hold and do. */
export interface PacketLimits {
  /**
   * Bytes of one packet from `#` to `!`. Less than 4,240 would refuse the longest frame with long names; more only holds
   * more memory.
   */
  readonly packetBytes: number;
  /**
   * Refused and skipped bytes since the last good packet before the connection is given up. Less than two packets would
   * cut off a device for one damaged frame; more lets a stranger keep us busy longer.
   */
  readonly garbageBytes: number;
  /** Values of one inputs packet. Known devices send up to 6; more lets one packet cost more. */
  readonly inputs: number;
  /** Bytes of an input's name. Known names have up to 7. */
  readonly nameBytes: number;
  /** Bytes of a location or serial number. An id may have 64 characters, of up to 4 bytes each. */
  readonly textBytes: number;
  /** Bytes of a token. 32 random bytes in hexadecimal are 64. */
  readonly tokenBytes: number;
}

/** Limits under which every known device lives in comfort. */
export const PACKET_LIMITS: PacketLimits = {
  packetBytes: 4352,
  garbageBytes: 65_536,
  inputs: 32,
  nameBytes: 32,
  textBytes: 256,
  tokenBytes: 128,
};
