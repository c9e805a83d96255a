/**
 * Log records as text: a JSON line for files, a readable line for terminals, a message for the supervisor.
 */
import type { LogRecord } from "@logtape/logtape";
import type { LogLine } from "../bus/messages.ts";

/** As long as a `log` message may be: see `bus/messages.ts`. */
const TEXT_CHARS_MAX = 2_000;
/** A longer line leaves its properties out: one record must not push a hundred others out of the queue. */
const LINE_CHARS_MAX = 8_000;

/** The sentence of a record, with its values filled in. */
function recordText(record: LogRecord): string {
  let text = "";
  // Odd parts are the values between the parts of the template.
  record.message.forEach((part, index) => text += index % 2 === 0 ? part : valueText(part));
  return text.length > TEXT_CHARS_MAX ? text.slice(0, TEXT_CHARS_MAX - 3) + "..." : text;
}

/** `{at, level, category, text, ...properties}` in one line, without its line end. Never throws. */
export function jsonLine(record: LogRecord): string {
  const base = {
    at: new Date(record.timestamp).toISOString(),
    level: record.level,
    category: record.category.join("."),
    text: recordText(record),
  };
  const whole: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(record.properties)) {
    whole[name in base ? `_${name}` : name] = value;
  }
  const line = safeJson(whole);
  if (typeof line === "string" && line.length <= LINE_CHARS_MAX) return line;
  const why = typeof line === "string" ? `${line.length} characters are too many` : line.reason;
  return JSON.stringify({ ...base, propertiesLeftOut: why });
}

const COLOURS: Record<LogRecord["level"], number> = {
  trace: 90,
  debug: 90,
  info: 36,
  warning: 33,
  error: 31,
  fatal: 31,
};

/** Time, level, category and text in one line, without its line end. What a device sent cannot move the cursor. */
export function consoleLine(record: LogRecord, colours: boolean): string {
  const time = new Date(record.timestamp).toISOString();
  const level = record.level.toUpperCase().padEnd(7);
  const text = `${record.category.join(".")}: ${recordText(record).replace(/\p{Cc}+/gu, " ")}`;
  if (!colours) return `${time} ${level} ${text}`;
  return `\x1b[90m${time}\x1b[0m \x1b[${COLOURS[record.level]}m${level}\x1b[0m ${text}`;
}

/** The message by which a role forwards a record to the supervisor. */
export function logMessageOf(record: LogRecord): LogLine {
  return {
    kind: "log",
    atWallMs: record.timestamp,
    level: record.level,
    category: record.category.join(".").slice(0, 120),
    text: recordText(record),
  };
}

function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  try {
    return Deno.inspect(value, {
      breakLength: Infinity,
      compact: true,
      depth: 3,
      iterableLimit: 20,
      strAbbreviateSize: 200,
    });
  } catch (error) {
    return `[not printable: ${error}]`;
  }
}

/** Whatever is logged must become JSON: a record about a fault must not become a second one. */
function safeJson(value: unknown): string | { reason: string } {
  try {
    return JSON.stringify(value, (_name, inner) => {
      if (typeof inner === "bigint") return String(inner);
      if (inner instanceof Error) return { name: inner.name, message: inner.message, stack: inner.stack };
      if (inner instanceof Map || inner instanceof Set) return [...inner];
      if (ArrayBuffer.isView(inner)) return `[${inner.constructor.name} of ${inner.byteLength} bytes]`;
      return inner;
    });
  } catch (error) {
    return { reason: String(error).split("\n")[0]! };
  }
}
