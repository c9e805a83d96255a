/**
 * What the commands' options have in common: how each is parsed, and how examples are shown.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { readPrivate } from "./read_secret.ts";
import { parseSince, type Since } from "./since.ts";

/** Exit codes of every command. */
export const EXIT_FINE = 0;
/** It was not possible, or was asked to find a fault and found one. */
export const EXIT_FAILED = 1;
/** The command line or a configuration is wrong: nothing was done. */
export const EXIT_USAGE = 2;

/** The part of a help text that shows how a command is typed. */
export function example(...lines: string[]): string {
  return `\n${lines.length > 1 ? "Examples" : "Example"}:\n${
    lines.map((line) => `  embereye ${line}`).join("\n")
  }`;
}

/** A TCP port; 0 for a free one. */
export function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new InvalidArgumentError("a port is a number from 0 to 65535.");
  }
  return value;
}

/** A number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("it must be a number above 0.");
  return value;
}

/** A whole number, 0 or more. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError("it must be a whole number.");
  return value;
}

/** A demonstration that waits longer than this for its fire is one without a fire. */
const FIRE_AFTER_MAX_S = 24 * 3_600;

/** Seconds until a simulated fire breaks out. */
export function fireAfter(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > FIRE_AFTER_MAX_S) {
    throw new InvalidArgumentError(`it must be whole seconds from 1 to ${FIRE_AFTER_MAX_S}.`);
  }
  return value;
}

/** How many records are wanted. More than this at once is what `--json` and a smaller time are for. */
const LIMIT_MAX = 1_000_000;

/** A number of records, from 1 to {@linkcode LIMIT_MAX}. */
export function limit(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > LIMIT_MAX) {
    throw new InvalidArgumentError(`it must be a whole number from 1 to ${LIMIT_MAX}.`);
  }
  return value;
}

/** Times the recorded speed; Infinity for `max`. */
export function speed(text: string): number {
  return text === "max" ? Infinity : positive(text);
}

/** `HOST:PORT`, an IPv6 address in brackets. */
export function hostPort(text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-f:]+)\]|([^:]+)):(\d+)$/i.exec(text);
  if (match === null) throw new InvalidArgumentError("it must be HOST:PORT, e.g. 127.0.0.1:9001.");
  return { host: match[1] ?? match[2], port: port(match[3]) };
}

/** The certificate by which a TLS port is known: a file with PEM. */
export function certificateFile(path: string): string {
  try {
    const pem = Deno.readTextFileSync(path);
    if (pem.includes("-----BEGIN CERTIFICATE-----")) return pem;
  } catch (error) {
    throw new InvalidArgumentError(`${path} cannot be read: ${(error as Error).message}.`);
  }
  throw new InvalidArgumentError(
    `${path} holds no certificate (PEM); the box's own is tls/certificate.pem in its state folder.`,
  );
}

/** The beginning of a stretch of time that ends now. */
export function since(text: string): Since {
  const parsed = parseSince(text);
  if (parsed === undefined) {
    throw new InvalidArgumentError(
      "it must be a span (90s, 30m, 2h, 7d), 'today', or a time (2026-11-23 18:00).",
    );
  }
  return parsed;
}

/** The address of a box's status page. */
export function pageUrl(text: string): string {
  const url = URL.parse(text.includes("://") ? text : `http://${text}`);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new InvalidArgumentError("it must be an address like http://192.0.2.7:8080.");
  }
  return url.origin;
}

/** A span of time, as milliseconds. */
export function span(text: string): number {
  const parsed = parseSince(text);
  if (parsed?.kind !== "ago" || parsed.ms < 60_000) {
    throw new InvalidArgumentError("it must be a span of at least a minute, as 30m, 12h or 90d.");
  }
  return parsed.ms;
}

/**
 * How a command is given a token: in a file that nobody else can read. Never as an argument, which everybody who lists processes sees. The
 * command finds it as `token`.
 *
 * @param variable An environment variable that may hold it instead.
 */
export function withToken(command: Command, variable?: string): Command {
  const instead = variable === undefined ? "" : `; else ${variable}`;
  return command
    .addOption(
      new Option("--token-file <file>", `show the token that stands in this file (mode 600)${instead}`)
        .argParser((path: string) => {
          const secret = readPrivate(path);
          if (!secret.ok) throw new InvalidArgumentError(secret.fault);
          return secret.value.reveal();
        }),
    )
    .hook("preAction", (running) => {
      const { tokenFile } = running.opts<{ tokenFile?: string }>();
      running.setOptionValue(
        "token",
        tokenFile ?? (variable === undefined ? undefined : Deno.env.get(variable)),
      );
    });
}
