/**
 * The packet forms of the line protocol once more, in the plainest way: strings and regular expressions over the whole
 * stream. Slow, and without regard to limits; what it finds, the real parser must find, and nothing else.
 */
import type { RecordedPacket } from "../../src/ingest/protocol/packet_recorder.ts";

/** All packets in a whole stream, in order. */
export function referencePackets(stream: Uint8Array): RecordedPacket[] {
  // One character for each byte, so that offsets and lengths are bytes.
  const text = Array.from(stream, (byte) => String.fromCharCode(byte)).join("");
  const packets: RecordedPacket[] = [];
  for (const [, body] of text.matchAll(/#([^#!]*)!/g)) {
    const packet = body.length < 4351 ? decode(body) : undefined;
    if (packet !== undefined) packets.push(packet);
  }
  return packets;
}

const FRAME = /^frame([^]*):((?:[0-9a-f]{4}){834}|(?:[0-9a-f]{4}){768}|[0-9a-f]{4}(?: [0-9a-f]{4}){767})$/i;
const EEPROM = /^EEPROM([^]*):((?:[0-9a-f]{4}){832}|(?:[0-9a-f]{4}){834})$/i;
const INPUTS = /^Sensor([^=]*?):([^:=]*[^:= ][: ]*=[^]*)$/;
/** The first value has no name; the others may have. */
const NAMELESS_INPUTS = /^Sensor():([: ]*=[^]*)$/;
const TEXT = /^(serialno|locid|auth):([^]*)$/;

function decode(whole: string): RecordedPacket | undefined {
  let body = whole;
  let token: string | undefined;
  const split = /^([^]*);token=([^]*)$/.exec(whole);
  const isPlainFrame = whole.startsWith("frame") && FRAME.test(whole);
  if (split !== null && !isPlainFrame && split[2].length <= 256) {
    token = readText(split[2], 128);
    if (token === undefined || token === "") return undefined;
    body = split[1];
  }
  const withToken = token === undefined ? {} : { token };

  const frame = body.startsWith("frame") ? FRAME.exec(body) : null;
  if (frame !== null) {
    const name = readHeader(frame[1]);
    if (name === undefined) return undefined;
    const place = name === "" ? {} : frame[1].startsWith(":") ? { location: name } : { tag: name };
    return { kind: "frame", ...place, ...withToken, words: readWords(frame[2]) };
  }
  const eeprom = body.startsWith("EEPROM") ? EEPROM.exec(body) : null;
  if (eeprom !== null) {
    const name = readHeader(eeprom[1]);
    if (name === undefined) return undefined;
    const place = name !== "" && eeprom[1].startsWith(":") ? { location: name } : {};
    return { kind: "eeprom", ...place, ...withToken, words: readWords(eeprom[2]).slice(0, 832) };
  }
  const inputs = INPUTS.exec(body) ?? NAMELESS_INPUTS.exec(body);
  if (inputs !== null) {
    const name = readHeader(inputs[1]);
    const values = readValues(inputs[2]);
    if (name === undefined || values === undefined || values.length === 0) return undefined;
    return { kind: "inputs", ...(name === "" ? {} : { location: name }), ...withToken, values };
  }
  const other = TEXT.exec(body);
  if (other === null) return undefined;
  const text = readText(other[2], other[1] === "auth" ? 128 : 256);
  if (text === undefined || text === "") return undefined;
  const kind = other[1] === "auth" ? "auth" : other[1] === "locid" ? "location" : "serial";
  return { kind, text, ...withToken };
}

/** The name in a header, "" for none, undefined for one that is refused. */
function readHeader(header: string): string | undefined {
  return readText(header.replace(/^:/, ""), 256);
}

function readText(raw: string, limit: number): string | undefined {
  const trimmed = raw.replace(/^ +/, "").replace(/ +$/, "");
  if (trimmed.length > limit) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      .decode(Uint8Array.from(trimmed, (character) => character.charCodeAt(0)));
    return /\p{C}/u.test(text) ? undefined : text;
  } catch {
    // Not UTF-8: the packet is refused.
    return undefined;
  }
}

function readWords(hex: string): number[] {
  return hex.replaceAll(" ", "").match(/.{4}/g)!.map((word) => parseInt(word, 16));
}

function readValues(body: string): [string, number][] | undefined {
  const entries = body.split(",").map((entry) => entry.replace(/^ +/, "").replace(/ +$/, ""))
    .filter((entry) => entry !== "");
  if (entries.length > 32) return undefined;
  return entries.flatMap((entry): [string, number][] => {
    const [, rawName, value] = /^([^=]*)=([^]*)$/.exec(entry) ?? [];
    if (rawName === undefined || value === undefined) return [];
    const name = readText(rawName.replace(/[: ]+$/, ""), 32);
    const number = value.replace(/^ +/, "");
    if (name === undefined || name === "" || !/^[+-]?\d+(\.\d+)?$/.test(number)) return [];
    if (number.replace(/\D/g, "").length > 15) return [];
    return [[name, Number(number) + 0]];
  });
}
