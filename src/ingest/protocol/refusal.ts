/**
 * Why something that a device sent was refused: one kind for each rule, with the value that broke it.
 */
import { unreachable } from "../../reading/result.ts";

/** The kinds of packets a device sends. */
export type PacketKind = "frame" | "inputs" | "eeprom" | "location" | "serial" | "auth";

/** Texts that packets carry. */
export type TextField = "location" | "serial number" | "token" | "input name";

/**
 * A refusal. It concerns one packet, which is not delivered, except that
 * `bad-number`, `empty-value` and `bad-name` concern one value of an inputs packet: its other values are delivered.
 */
export type Refusal =
  /** The packet is longer than the limit. */
  | { readonly kind: "packet-too-long"; readonly bytes: number; readonly limit: number }
  /** A new packet began, or the connection ended, before this one's `!`. */
  | { readonly kind: "packet-interrupted"; readonly bytes: number }
  /** No packet has this name. `name` is made printable. */
  | { readonly kind: "unknown-packet"; readonly name: string }
  /** There is no colon between the packet's name and its content. */
  | { readonly kind: "no-colon"; readonly packet: PacketKind }
  /** A payload of hexadecimal characters holds something else. */
  | { readonly kind: "bad-hex"; readonly packet: PacketKind; readonly offset: number; readonly byte: number }
  /** A payload has a length that no such packet has, in characters. */
  | {
    readonly kind: "wrong-length";
    readonly packet: PacketKind;
    readonly length: number;
    readonly expected: string;
  }
  /** A text is longer than its limit, in bytes. */
  | {
    readonly kind: "text-too-long";
    readonly field: TextField;
    readonly length: number;
    readonly limit: number;
  }
  /** A text is empty. */
  | { readonly kind: "empty-text"; readonly field: TextField }
  /** A text holds control characters or is not UTF-8. */
  | { readonly kind: "not-text"; readonly field: TextField }
  /** A location from which no identifier can be made. */
  | { readonly kind: "bad-location"; readonly text: string }
  /** An inputs packet holds no usable value. */
  | { readonly kind: "no-inputs" }
  /** An inputs packet holds more values than allowed. */
  | { readonly kind: "too-many-inputs"; readonly limit: number }
  /** A value is not a decimal number. `text` is made printable. */
  | { readonly kind: "bad-number"; readonly name: string; readonly text: string }
  /** A value is missing after its `=`. */
  | { readonly kind: "empty-value"; readonly name: string }
  /** A value has no name, no `=`, or a name that is too long or not text. `text` is made printable. */
  | { readonly kind: "bad-name"; readonly text: string }
  /** One connection named more locations than a device can have. */
  | { readonly kind: "too-many-locations"; readonly name: string; readonly limit: number }
  /** The policy asks for a token, and there was none. */
  | { readonly kind: "not-authenticated"; readonly packet: PacketKind }
  /** The token is not an accepted one. It is not repeated here: it may be a true one with a slip of the pen. */
  | { readonly kind: "bad-token"; readonly packet: PacketKind }
  /** The token was an accepted one until it expired. */
  | { readonly kind: "expired-token"; readonly packet: PacketKind }
  /** The token is an accepted one, but of another sensor's device. `tokenId` and `device` are no secrets. */
  | {
    readonly kind: "wrong-device";
    readonly packet: PacketKind;
    readonly tokenId: string;
    readonly device: string;
  }
  /** Bytes between packets that are not white space. */
  | { readonly kind: "garbage"; readonly bytes: number }
  /** More refused bytes than allowed since the last good packet: the connection must be closed. */
  | { readonly kind: "too-much-garbage"; readonly bytes: number; readonly limit: number };

/** The name of a refusal, for counters. */
export type RefusalKind = Refusal["kind"];

/** Whether the connection cannot go on: its peer does not speak this protocol. All others are to be counted. */
export function isFatal(refusal: Refusal): boolean {
  return refusal.kind === "too-much-garbage";
}

/** One sentence: what was refused, by which rule, and the value. Holds printable text only, never a token. */
export function describeRefusal(refusal: Refusal): string {
  switch (refusal.kind) {
    case "packet-too-long":
      return `Refused a packet: at most ${refusal.limit} bytes are allowed, it had ${refusal.bytes} or more.`;
    case "packet-interrupted":
      return `Refused a packet: it must end with "!", it broke off after ${refusal.bytes} bytes.`;
    case "unknown-packet":
      return `Refused a packet: its name must be a known one, it was "${refusal.name}".`;
    case "no-colon":
      return `Refused ${a(refusal.packet)} packet: a colon must stand before its content, there is none.`;
    case "bad-hex":
      return `Refused ${a(refusal.packet)} packet: its payload must be hexadecimal, ` +
        `character ${refusal.offset} is byte 0x${refusal.byte.toString(16).padStart(2, "0")}.`;
    case "wrong-length":
      return `Refused ${a(refusal.packet)} packet: its payload must have ${refusal.expected} characters, ` +
        `it had ${refusal.length}.`;
    case "text-too-long":
      return `Refused a packet: a ${refusal.field} may have ${refusal.limit} bytes, it had ${refusal.length}.`;
    case "empty-text":
      return `Refused a packet: a ${refusal.field} must not be empty.`;
    case "not-text":
      return `Refused a packet: a ${refusal.field} must be UTF-8 text without control characters.`;
    case "bad-location":
      return `Refused a location: it must hold a letter or digit to make an identifier of, ` +
        `it was "${refusal.text}".`;
    case "no-inputs":
      return "Refused an inputs packet: it must hold at least one usable name=value, it had none.";
    case "too-many-inputs":
      return `Refused an inputs packet: at most ${refusal.limit} values are allowed, it had more.`;
    case "bad-number":
      return `Refused a value: "${refusal.name}" must be a decimal number, it was "${refusal.text}".`;
    case "empty-value":
      return `Refused a value: "${refusal.name}" must be a decimal number, it was empty.`;
    case "bad-name":
      return `Refused a value: it must be name=value with a short name, it was "${refusal.text}".`;
    case "too-many-locations":
      return `Refused the location "${refusal.name}": one connection may name ${refusal.limit}, it named more.`;
    case "not-authenticated":
      return `Refused ${
        a(refusal.packet)
      } packet: this connection must authenticate with a token, it has not.`;
    case "bad-token":
      return `Refused ${a(refusal.packet)} packet: its token must be an accepted one, it was not.`;
    case "expired-token":
      return `Refused ${a(refusal.packet)} packet: its token must not be older than allowed, it has expired.`;
    case "wrong-device":
      return `Refused ${a(refusal.packet)} packet: its token must be for the sensor that it is of, ` +
        `token ${refusal.tokenId} is for "${refusal.device}".`;
    case "garbage":
      return `Skipped ${refusal.bytes} bytes: only white space may stand between packets.`;
    case "too-much-garbage":
      return `Gave the connection up: at most ${refusal.limit} refused bytes are allowed since the last good packet, ` +
        `there were ${refusal.bytes}.`;
    default:
      return unreachable(refusal);
  }
}

/** Makes a piece of what was received printable: ASCII as it is, the rest as `?`, at most 24 characters. */
export function printable(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end && text.length < 24; at++) {
    const byte = bytes[at];
    text += byte >= 0x20 && byte < 0x7F && byte !== 0x22 ? String.fromCharCode(byte) : "?";
  }
  return text;
}

function a(packet: PacketKind): string {
  return /^[aei]/.test(packet) ? `an ${packet}` : `a ${packet}`;
}
