/**
 * A sink for tests that writes down what a parser hands on, as plain values that outlive the call.
 */
import { EEPROM_WORDS, type PacketSink } from "./packet.ts";
import type { Refusal } from "./refusal.ts";

/** A packet as it was handed on. Absent texts are left out. */
export interface RecordedPacket {
  readonly kind: "frame" | "inputs" | "eeprom" | "location" | "serial" | "auth";
  readonly tag?: string;
  readonly location?: string;
  readonly token?: string;
  readonly text?: string;
  readonly words?: readonly number[];
  readonly values?: readonly (readonly [name: string, value: number])[];
}

/** What was handed on, in order. */
export interface PacketRecord {
  readonly packets: RecordedPacket[];
  readonly refusals: Refusal[];
}

/** A sink and what it has written down. */
export function recordPackets(): PacketRecord & { readonly sink: PacketSink } {
  const packets: RecordedPacket[] = [];
  const refusals: Refusal[] = [];
  const keep = (packet: Record<string, unknown>) => {
    const present = Object.entries(packet).filter(([, value]) => value !== undefined);
    packets.push(Object.fromEntries(present) as unknown as RecordedPacket);
  };
  const sink: PacketSink = {
    frame({ tag, location, token, words, wordCount }) {
      keep({ kind: "frame", tag, location, token, words: [...words.subarray(0, wordCount)] });
    },
    inputs({ location, token, values }) {
      const pairs = Array.from({ length: values.count }, (_, at) => [values.nameAt(at), values.valueAt(at)]);
      keep({ kind: "inputs", location, token, values: pairs });
    },
    eeprom({ location, token, words }) {
      keep({ kind: "eeprom", location, token, words: [...words.subarray(0, EEPROM_WORDS)] });
    },
    location: ({ text, token }) => keep({ kind: "location", text, token }),
    serial: ({ text, token }) => keep({ kind: "serial", text, token }),
    auth: ({ text, token }) => keep({ kind: "auth", text, token }),
    refused: (refusal) => void refusals.push(refusal),
  };
  return { packets, refusals, sink };
}
