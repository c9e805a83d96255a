/**
 * What a session is given, tells and asks.
 */
import { unreachable } from "../../reading/result.ts";
import type { AuthPolicy, Demand, TokenBook } from "./admission.ts";
import { DIALOGUE_TIMES, type DialogueMode, type DialogueTimes } from "./dialogue.ts";
import type { InputValues, PacketLimits } from "./packet.ts";
import { describeRefusal, type Refusal } from "./refusal.ts";

/** Options for {@linkcode DeviceSession}. */
export interface SessionOptions {
  /** The peer's address without its port. */
  readonly address: string;
  /** The address mapping of the configuration. */
  readonly locationOfAddress?: (address: string) => string | undefined;
  /** @default {"auto"} */
  readonly mode?: DialogueMode;
  /** What is asked of every device of this connection. @default {"none"} */
  readonly auth?: AuthPolicy;
  /**
   * Which sensor is at a location, and what it asks for itself; the stricter of the two counts. Without it: nothing, and a
   * sensor's id is its location.
   */
  readonly demandOf?: (location: string) => Demand;
  /** Without it no token is accepted. */
  readonly tokens?: TokenBook;
  /** Whether to ask for the calibration EEPROM. @default {true} */
  readonly eepromWanted?: boolean;
  readonly times?: Partial<SessionTimes>;
  readonly packets?: Partial<PacketLimits>;
}

/** Times and counts of a session, milliseconds. */
export interface SessionTimes extends DialogueTimes {
  /**
   * From the start to the first accepted packet. Dribbled bytes do not extend it. Shorter would cut off a device that
   * says nothing until polled, 13 s after it connected, and takes its time to answer.
   */
  readonly handshakeMs: number;
  /**
   * Without a frame, inputs or EEPROM; three polls where that is longer. Less than some frame periods of a slow device
   * would cut it off; more keeps dead connections and lets a peer that sends only chatter hold its place for longer.
   */
  readonly idleMs: number;
  /** How long packets wait for a frame tag to prove stable. Shorter than three frame periods would decide too early. */
  readonly settleMs: number;
  /** Packets refused in a row for want of a good token. More lets a stranger try more. */
  readonly authFailures: number;
}

export const SESSION_TIMES: SessionTimes = {
  ...DIALOGUE_TIMES,
  handshakeMs: 20_000,
  idleMs: 30_000,
  settleMs: 15_000,
  authFailures: 8,
};

/** Why a connection must be closed. */
export type CloseReason =
  | { readonly kind: "no-handshake"; readonly afterMs: number }
  | { readonly kind: "idle"; readonly afterMs: number }
  | { readonly kind: "not-authenticated"; readonly failures: number }
  | { readonly kind: "token-withdrawn" }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** One sentence: why the connection is closed. */
export function describeClose(reason: CloseReason): string {
  switch (reason.kind) {
    case "no-handshake":
      return `Closed a connection: a packet must be accepted within ${reason.afterMs} ms, none was.`;
    case "idle":
      return `Closed a connection: a frame, inputs or EEPROM must come within ${reason.afterMs} ms, none did.`;
    case "not-authenticated":
      return `Closed a connection: it must authenticate, ${reason.failures} packets had no accepted token.`;
    case "token-withdrawn":
      return "Closed a connection: its token must be an accepted one, it was revoked or has expired.";
    case "refused":
      return describeRefusal(reason.refusal);
    default:
      return unreachable(reason);
  }
}

/**
 * What a session tells and asks. Called during `receive` and `tick` only, in order of arrival. What is given is valid
 * only during the call; times are those of the arrival.
 */
export interface SessionHandler {
  /** Write these bytes to the device. Not to be written to. */
  send(bytes: Uint8Array): void;
  /** Close the connection. Nothing is called after this. */
  close(reason: CloseReason): void;
  /** The following frames, inputs and EEPROMs belong to this location: an id. Comes before the first of them. */
  location(id: string): void;
  /** A thermal frame: raw words, 834 or 768 of them. */
  frame(words: Uint16Array, wordCount: number, atMs: number): void;
  inputs(values: InputValues, atMs: number): void;
  /** A calibration EEPROM: 832 words. */
  eeprom(words: Uint16Array, atMs: number): void;
  serial(serialNumber: string): void;
  /** `EEPROM1` went unanswered too often. It is asked for slowly from now on. */
  eepromUnavailable(): void;
  /** To be counted and logged at a bounded rate. A fatal one is followed by `close`. */
  refused(refusal: Refusal): void;
}
