/**
 * Decodes the values of an inputs packet, `ADC1=269,ADC3:=1`, straight from bytes.
 */
import type { InputValues, PacketLimits, PacketSink } from "./packet.ts";
import { printable, type Refusal } from "./refusal.ts";
import { TextMemory } from "./text.ts";

const SPACE = 0x20;
const PLUS = 0x2B;
const COMMA = 0x2C;
const MINUS = 0x2D;
const POINT = 0x2E;
const COLON = 0x3A;
const EQUALS = 0x3D;

/** Digits of a number. More would not be kept exactly, and no sensor has them. */
const DIGITS_MAX = 15;

/** Remembers the names a device gives its values, by place: each packet repeats them in the same order. */
export class InputNames {
  readonly #memories: TextMemory[] = [];
  readonly #nameBytes: number;

  constructor(nameBytes: number) {
    this.#nameBytes = nameBytes;
  }

  /** The name at `place`, undefined where it is too long or not text. */
  read(place: number, bytes: Uint8Array, start: number, end: number): string | undefined {
    if (end - start > this.#nameBytes) return undefined;
    return (this.#memories[place] ??= new TextMemory(this.#nameBytes)).read(bytes, start, end);
  }
}

/**
 * Fills `values` from `bytes[start..end)`. A single bad value goes to `sink.refused` and is left out; a stray colon or
 * spaces before `=` belong to no name; empty places between commas are skipped.
 *
 * @returns why the whole packet is refused, undefined where `values` holds at least one value
 */
export function decodeInputs(
  bytes: Uint8Array,
  start: number,
  end: number,
  values: InputValues,
  names: InputNames,
  limits: PacketLimits,
  sink: PacketSink,
): Refusal | undefined {
  values.clear();
  let place = 0;
  for (let from = start; from < end;) {
    let to = from;
    let equals = -1;
    for (; to < end && bytes[to] !== COMMA; to++) {
      if (bytes[to] === EQUALS && equals < 0) equals = to;
    }
    const nextFrom = to + 1;
    while (from < to && bytes[from] === SPACE) from++;
    while (from < to && bytes[to - 1] === SPACE) to--;
    if (from < to) {
      if (place === limits.inputs) return { kind: "too-many-inputs", limit: limits.inputs };
      const refusal = decodeInput(bytes, from, equals, to, values, names, place++);
      if (refusal !== undefined) sink.refused(refusal);
    }
    from = nextFrom;
  }
  return values.count === 0 ? { kind: "no-inputs" } : undefined;
}

function decodeInput(
  bytes: Uint8Array,
  from: number,
  equals: number,
  to: number,
  values: InputValues,
  names: InputNames,
  place: number,
): Refusal | undefined {
  if (equals < 0) return { kind: "bad-name", text: printable(bytes, from, to) };
  let nameEnd = equals;
  while (nameEnd > from && (bytes[nameEnd - 1] === COLON || bytes[nameEnd - 1] === SPACE)) nameEnd--;
  const name = nameEnd === from ? undefined : names.read(place, bytes, from, nameEnd);
  if (name === undefined) return { kind: "bad-name", text: printable(bytes, from, to) };
  let valueStart = equals + 1;
  while (valueStart < to && bytes[valueStart] === SPACE) valueStart++;
  if (valueStart === to) return { kind: "empty-value", name };
  const value = decodeNumber(bytes, valueStart, to);
  if (Number.isNaN(value)) return { kind: "bad-number", name, text: printable(bytes, valueStart, to) };
  values.add(name, value);
  return undefined;
}

/** A decimal number: sign, digits, perhaps a point with digits. NaN for anything else. */
function decodeNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at++;
  let value = 0;
  let digits = 0;
  let scale = 0;
  for (; at < end; at++) {
    const digit = bytes[at] - 0x30;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      scale *= 10;
      digits++;
    } else if (bytes[at] === POINT && scale === 0 && digits > 0) {
      scale = 1;
    } else {
      return NaN;
    }
  }
  if (digits === 0 || digits > DIGITS_MAX || bytes[end - 1] === POINT) return NaN;
  if (scale > 1) value /= scale;
  return sign === MINUS && value !== 0 ? -value : value;
}
