/**
 * Makes packets as devices send them, and commands as the appliance sends them. The device's side is for simulators.
 */
import type { Command } from "./commands.ts";
import { encodeWord } from "./hex.ts";
import { EEPROM_WORDS, FRAME_WORDS, PIXEL_WORDS } from "./packet.ts";

/** How a packet is written. Texts are taken as they are: a wrong one makes a wrong packet, as tests need. */
export interface PacketOptions {
  /** What follows the packet's name directly, as in `#frame1234:`. */
  readonly tag?: string;
  /** The location of its own field, as in `#frame:cam01:`. */
  readonly location?: string;
  readonly token?: string;
  /** What follows the packet. The real device sends CR LF, others LF or nothing. @default {"\r\n"} */
  readonly lineEnd?: "\r\n" | "\n" | "";
}

/** Options of {@linkcode encodeFrame}. */
export interface FrameOptions extends PacketOptions {
  /** Words with single spaces between them, as the oldest devices send. */
  readonly spaced?: boolean;
}

/**
 * A thermal frame: `#frame<tag>:<hex>!`.
 *
 * @param words 834 or 768 of them; only the low 16 bits count, so signed pixels may be given as they are
 */
export function encodeFrame(words: ArrayLike<number>, options: FrameOptions = {}): Uint8Array<ArrayBuffer> {
  if (words.length !== FRAME_WORDS && words.length !== PIXEL_WORDS) {
    throw new RangeError(
      `encodeFrame: a frame has ${FRAME_WORDS} or ${PIXEL_WORDS} words, not ${words.length}`,
    );
  }
  return encodeWords("frame", words, options);
}

/** A calibration EEPROM: `#EEPROM<tag>:<hex>!`. 832 words, or 834 as some documents say. */
export function encodeEeprom(words: ArrayLike<number>, options: PacketOptions = {}): Uint8Array<ArrayBuffer> {
  if (words.length !== EEPROM_WORDS && words.length !== FRAME_WORDS) {
    throw new RangeError(`encodeEeprom: an EEPROM has ${EEPROM_WORDS} words, not ${words.length}`);
  }
  return encodeWords("EEPROM", words, options);
}

/** Analogue and digital inputs: `#Sensor<tag>:ADC1=269,DIO=0!`. */
export function encodeInputs(
  values: Readonly<Record<string, number>>,
  options: PacketOptions = {},
): Uint8Array<ArrayBuffer> {
  const body = Object.entries(values).map(([name, value]) => `${name}=${value}`).join(",");
  return encodeText(header("Sensor", options) + body, options);
}

/** The location of every later packet: `#locid:cam01!`. */
export function encodeLocation(id: string, options: PacketOptions = {}): Uint8Array<ArrayBuffer> {
  return encodeText(`#locid:${id}`, options);
}

/** The serial number: `#serialno:SIM409534!`. */
export function encodeSerial(serial: string, options: PacketOptions = {}): Uint8Array<ArrayBuffer> {
  return encodeText(`#serialno:${serial}`, options);
}

/** Authenticates the connection: `#auth:<token>!`. */
export function encodeAuth(token: string, options: PacketOptions = {}): Uint8Array<ArrayBuffer> {
  return encodeText(`#auth:${token}`, options);
}

const COMMANDS: Readonly<Record<Command, Uint8Array<ArrayBuffer>>> = {
  stream: utf8("PERIOD_ON\n"),
  frame: utf8("REQUEST1\n"),
  eeprom: utf8("EEPROM1\n"),
};

/** A command with its line end. Always the same bytes: not to be written to. */
export function encodeCommand(command: Command): Uint8Array<ArrayBuffer> {
  return COMMANDS[command];
}

function header(name: string, options: PacketOptions): string {
  const location = options.location === undefined ? "" : `${options.location}:`;
  return `#${name}${options.tag ?? ""}:${location}`;
}

function ending(options: PacketOptions): string {
  const token = options.token === undefined ? "" : `;token=${options.token}`;
  return `${token}!${options.lineEnd ?? "\r\n"}`;
}

function encodeText(text: string, options: PacketOptions): Uint8Array<ArrayBuffer> {
  return utf8(text + ending(options));
}

function encodeWords(name: string, words: ArrayLike<number>, options: FrameOptions): Uint8Array<ArrayBuffer> {
  const head = utf8(header(name, options));
  const tail = utf8(ending(options));
  const gaps = options.spaced ? words.length - 1 : 0;
  const bytes = new Uint8Array(head.length + words.length * 4 + gaps + tail.length);
  bytes.set(head);
  let at = head.length;
  for (let index = 0; index < words.length; index++) {
    if (gaps > 0 && index > 0) bytes[at++] = 0x20;
    at = encodeWord(words[index], bytes, at);
  }
  bytes.set(tail, at);
  return bytes;
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
