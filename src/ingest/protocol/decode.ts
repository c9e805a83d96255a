/**
 * Decodes one complete packet, the bytes between `#` and `!`, and hands it on or says why not.
 */
import { decodeHex, decodeSpacedHex } from "./hex.ts";
import { decodeInputs, InputNames } from "./inputs_body.ts";
import {
  type EepromPacket,
  FRAME_WORDS,
  type FramePacket,
  type InputsPacket,
  InputValues,
  type PacketLimits,
  type PacketSink,
  PIXEL_WORDS,
  type TextPacket,
} from "./packet.ts";
import { type PacketKind, printable, type Refusal, type TextField } from "./refusal.ts";
import { TextMemory } from "./text.ts";

const COLON = 0x3A;
const SEMICOLON = 0x3B;
const SPACE = 0x20;

const FRAME = ascii("frame");
const SENSOR = ascii("Sensor");
const EEPROM = ascii("EEPROM");
const SERIAL = ascii("serialno:");
const LOCATION = ascii("locid:");
const AUTH = ascii("auth:");
const TOKEN = ascii(";token=");

/** Characters of the payloads: 834 and 768 words; 768 words with a space between each two; 832 words. */
const FRAME_LENGTH = FRAME_WORDS * 4;
const PIXELS_LENGTH = PIXEL_WORDS * 4;
const SPACED_LENGTH = PIXEL_WORDS * 5 - 1;
const EEPROM_LENGTH = 832 * 4;

/** Payload lengths of frames, most frequent first. */
export const FRAME_LENGTHS: readonly number[] = [FRAME_LENGTH, PIXELS_LENGTH, SPACED_LENGTH];

/** Decodes packets of one connection. */
export class PacketDecoder {
  readonly #limits: PacketLimits;
  readonly #words = new Uint16Array(FRAME_WORDS);
  readonly #frame: FramePacket;
  readonly #eeprom: EepromPacket;
  readonly #inputs: InputsPacket;
  readonly #text: TextPacket = { text: "", token: undefined };
  readonly #names: InputNames;
  /** A memory for each place a text may stand in, so that one does not push out the other. */
  readonly #frameTag: TextMemory;
  readonly #inputsTag: TextMemory;
  readonly #otherText: TextMemory;
  readonly #tokenText: TextMemory;
  /** The token that {@linkcode PacketDecoder.#splitToken} found. */
  #token: string | undefined;

  constructor(limits: PacketLimits) {
    this.#limits = limits;
    this.#frame = {
      tag: undefined,
      location: undefined,
      token: undefined,
      words: this.#words,
      wordCount: FRAME_WORDS,
    };
    this.#eeprom = { location: undefined, token: undefined, words: this.#words };
    this.#inputs = { location: undefined, token: undefined, values: new InputValues() };
    this.#names = new InputNames(limits.nameBytes);
    this.#frameTag = new TextMemory(limits.textBytes);
    this.#inputsTag = new TextMemory(limits.textBytes);
    this.#otherText = new TextMemory(Math.max(limits.textBytes, limits.tokenBytes));
    this.#tokenText = new TextMemory(limits.tokenBytes);
  }

  /**
   * Decodes `bytes[start..end)`, without `#` and `!`, and hands the packet to `sink`.
   *
   * @returns why the packet was refused, undefined where it was handed on
   */
  decode(bytes: Uint8Array, start: number, end: number, sink: PacketSink): Refusal | undefined {
    if (startsWith(bytes, start, end, FRAME)) {
      return this.decodeFrame(bytes, start + FRAME.length, end, sink);
    }
    const payloadEnd = this.#splitToken(bytes, start, end);
    if (typeof payloadEnd !== "number") return payloadEnd;
    if (startsWith(bytes, start, payloadEnd, SENSOR)) {
      return this.#decodeInputs(bytes, start + SENSOR.length, payloadEnd, sink);
    }
    if (startsWith(bytes, start, payloadEnd, EEPROM)) {
      return this.#decodeEeprom(bytes, start + EEPROM.length, payloadEnd, sink);
    }
    return this.#decodeText(bytes, start, payloadEnd, sink);
  }

  /** As {@linkcode PacketDecoder.decode}, for a frame packet whose name ends at `start`. */
  decodeFrame(bytes: Uint8Array, start: number, end: number, sink: PacketSink): Refusal | undefined {
    const frame = this.#frame;
    let payload = framePayload(bytes, start, end);
    let payloadEnd = end;
    frame.token = undefined;
    if (payload < 0) {
      const tokenStart = this.#splitToken(bytes, start, end);
      if (typeof tokenStart !== "number") return tokenStart;
      frame.token = this.#token;
      payloadEnd = tokenStart;
      payload = framePayload(bytes, start, payloadEnd);
      if (payload < 0) {
        return wrongLength("frame", bytes, start, payloadEnd, this.#limits, FRAME_LENGTHS.join(", "));
      }
    }
    const name = this.#readHeader("frame", this.#frameTag, bytes, start, payload - 1);
    if (typeof name === "object") return name;
    const inLocationForm = bytes[start] === COLON && payload - 1 > start;
    frame.tag = inLocationForm ? undefined : name;
    frame.location = inLocationForm ? name : undefined;

    const length = payloadEnd - payload;
    frame.wordCount = length === FRAME_LENGTH ? FRAME_WORDS : PIXEL_WORDS;
    const bad = length === SPACED_LENGTH
      ? decodeSpacedHex(bytes, payload, PIXEL_WORDS, this.#words)
      : decodeHex(bytes, payload, frame.wordCount, this.#words);
    if (bad >= 0) return { kind: "bad-hex", packet: "frame", offset: bad, byte: bytes[payload + bad] };
    sink.frame(frame);
    return undefined;
  }

  #decodeEeprom(bytes: Uint8Array, start: number, end: number, sink: PacketSink): Refusal | undefined {
    const payload = eepromPayload(bytes, start, end);
    if (payload < 0) {
      return wrongLength("eeprom", bytes, start, end, this.#limits, `${EEPROM_LENGTH}, ${FRAME_LENGTH}`);
    }
    const name = this.#readHeader("eeprom", this.#otherText, bytes, start, payload - 1);
    if (typeof name === "object") return name;
    // The two trailing words that some devices add are ignored, but must be words.
    const bad = decodeHex(bytes, payload, (end - payload) / 4, this.#words);
    if (bad >= 0) return { kind: "bad-hex", packet: "eeprom", offset: bad, byte: bytes[payload + bad] };
    this.#eeprom.location = bytes[start] === COLON ? name : undefined;
    this.#eeprom.token = this.#token;
    sink.eeprom(this.#eeprom);
    return undefined;
  }

  #decodeInputs(bytes: Uint8Array, start: number, end: number, sink: PacketSink): Refusal | undefined {
    const separator = inputsSeparator(bytes, start, end);
    if (separator < 0) return { kind: "no-colon", packet: "inputs" };
    const name = this.#readHeader("inputs", this.#inputsTag, bytes, start, separator);
    if (typeof name === "object") return name;
    const inputs = this.#inputs;
    const refusal = decodeInputs(bytes, separator + 1, end, inputs.values, this.#names, this.#limits, sink);
    if (refusal !== undefined) return refusal;
    inputs.location = name;
    inputs.token = this.#token;
    sink.inputs(inputs);
    return undefined;
  }

  #decodeText(bytes: Uint8Array, start: number, end: number, sink: PacketSink): Refusal | undefined {
    let packet: "serial" | "location" | "auth";
    let from: number;
    if (startsWith(bytes, start, end, SERIAL)) [packet, from] = ["serial", start + SERIAL.length];
    else if (startsWith(bytes, start, end, LOCATION)) [packet, from] = ["location", start + LOCATION.length];
    else if (startsWith(bytes, start, end, AUTH)) [packet, from] = ["auth", start + AUTH.length];
    else return { kind: "unknown-packet", name: printable(bytes, start, nameEnd(bytes, start, end)) };

    const isToken = packet === "auth";
    const field = isToken ? "token" : packet === "serial" ? "serial number" : "location";
    const limit = isToken ? this.#limits.tokenBytes : this.#limits.textBytes;
    const text = this.#readText(this.#otherText, bytes, from, end, field, limit);
    if (typeof text === "object") return text;
    if (text === "") return { kind: "empty-text", field };
    this.#text.text = text;
    this.#text.token = this.#token;
    sink[packet](this.#text);
    return undefined;
  }

  /** The name in the header `bytes[start..separator)`: `name` or `:name`; undefined where there is none. */
  #readHeader(
    packet: PacketKind,
    memory: TextMemory,
    bytes: Uint8Array,
    start: number,
    separator: number,
  ): string | undefined | Refusal {
    if (separator < start) return { kind: "no-colon", packet };
    if (separator === start) return undefined;
    const from = bytes[start] === COLON ? start + 1 : start;
    const name = this.#readText(memory, bytes, from, separator, "location", this.#limits.textBytes);
    return name === "" ? undefined : name;
  }

  /** The text of `bytes[start..end)` without spaces around it. */
  #readText(
    memory: TextMemory,
    bytes: Uint8Array,
    start: number,
    end: number,
    field: TextField,
    limit: number,
  ): string | Refusal {
    while (start < end && bytes[start] === SPACE) start++;
    while (start < end && bytes[end - 1] === SPACE) end--;
    if (end - start > limit) return { kind: "text-too-long", field, length: end - start, limit };
    return memory.read(bytes, start, end) ?? { kind: "not-text", field };
  }

  /** Splits `;token=<token>` from the end: keeps the token, gives the end of what stands before it. */
  #splitToken(bytes: Uint8Array, start: number, end: number): number | Refusal {
    this.#token = undefined;
    // A longer token is too long anyway, and a payload of thousands of characters is not searched for one.
    const from = Math.max(start, end - TOKEN.length - 2 * this.#limits.tokenBytes);
    for (let at = end - TOKEN.length; at >= from; at--) {
      if (bytes[at] !== SEMICOLON || !startsWith(bytes, at, end, TOKEN)) continue;
      const limit = this.#limits.tokenBytes;
      const token = this.#readText(this.#tokenText, bytes, at + TOKEN.length, end, "token", limit);
      if (typeof token === "object") return token;
      if (token === "") return { kind: "empty-text", field: "token" };
      this.#token = token;
      return at;
    }
    return end;
  }
}

/** Where the payload of a frame begins, told by its length and the colon before it; -1 where no length fits. */
function framePayload(bytes: Uint8Array, start: number, end: number): number {
  for (const length of FRAME_LENGTHS) {
    const payload = end - length;
    if (payload > start && bytes[payload - 1] === COLON) return payload;
  }
  return -1;
}

function eepromPayload(bytes: Uint8Array, start: number, end: number): number {
  const long = end - FRAME_LENGTH;
  if (long > start && bytes[long - 1] === COLON) return long;
  const payload = end - EEPROM_LENGTH;
  return payload > start && bytes[payload - 1] === COLON ? payload : -1;
}

/**
 * The colon between header and values: the last before the first `=` that is not the stray one of `ADC3:=1`; one that
 * follows `Sensor` directly is never stray. -1 where there is none.
 */
function inputsSeparator(bytes: Uint8Array, start: number, end: number): number {
  let equals = start;
  while (equals < end && bytes[equals] !== 0x3D) equals++;
  let at = equals - 1;
  if (equals < end) { while (at > start && (bytes[at] === COLON || bytes[at] === SPACE)) at--; }
  while (at >= start && bytes[at] !== COLON) at--;
  return at >= start ? at : -1;
}

function wrongLength(
  packet: PacketKind,
  bytes: Uint8Array,
  start: number,
  end: number,
  limits: PacketLimits,
  expected: string,
): Refusal {
  let payload = -1;
  const headerEnd = Math.min(end, start + limits.textBytes + 2);
  for (let at = start; at < headerEnd; at++) {
    if (bytes[at] === COLON) payload = at + 1;
  }
  if (payload < 0) return { kind: "no-colon", packet };
  return { kind: "wrong-length", packet, length: end - payload, expected };
}

function nameEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (bytes[at] === COLON) return at;
  }
  return end;
}

function startsWith(bytes: Uint8Array, start: number, end: number, prefix: Uint8Array): boolean {
  if (end - start < prefix.length) return false;
  for (let index = 0; index < prefix.length; index++) {
    if (bytes[start + index] !== prefix[index]) return false;
  }
  return true;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
