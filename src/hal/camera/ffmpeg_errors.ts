/**
 * Makes sense of what ffmpeg prints on standard error: bounded in memory, free of secrets, and as a typed fault where it
 * says something known. Its exit code says nothing: it is 0 too when a camera's plug is pulled.
 */
import { type CameraFault, FAULT_DETAIL_MAX } from "./fault.ts";
import { redactText } from "./redact.ts";

/** A longer line is cut before it is looked at: ffmpeg's own are below 300 characters. */
const LINE_CHARACTERS_MAX = 1_000;

/** Looked at in this order; see libavutil/error.c, and strerror(3) in the C locale. */
const KNOWN: readonly { readonly pattern: RegExp; fault(detail: string): CameraFault }[] = [
  { pattern: /\b401\b|\b403 Forbidden|authorization failed/, fault: () => ({ kind: "unauthorised" }) },
  { pattern: /\b404\b|Not Found/, fault: () => ({ kind: "not-found" }) },
  { pattern: /Connection refused/, fault: () => ({ kind: "refused" }) },
  { pattern: /timed out/i, fault: () => ({ kind: "timed-out" }) },
  {
    pattern: /No route to host|Network is unreachable|Host is down/,
    fault: (detail) => ({ kind: "unreachable", detail }),
  },
  { pattern: /Failed to resolve hostname/, fault: () => ({ kind: "name-unresolved" }) },
  {
    pattern: /video device .*No such file|No such device|Inappropriate ioctl|Not a video capture device/,
    fault: () => ({ kind: "no-device" }),
  },
  { pattern: /\/dev\/.*No such file or directory/, fault: () => ({ kind: "no-device" }) },
  { pattern: /No such file or directory/, fault: () => ({ kind: "not-found" }) },
  { pattern: /resource busy/, fault: () => ({ kind: "device-busy" }) },
  { pattern: /Permission denied/, fault: () => ({ kind: "denied" }) },
  {
    pattern: /Invalid data found|Could not find codec|Decoder .*not found|whitelist|matches no streams/,
    fault: (detail) => ({ kind: "bad-stream", detail }),
  },
];
/** Single damaged pictures are ordinary on a network, and do not end a stream. */
const DAMAGED_PICTURE = /[Ee]rror while decoding|decode_slice|concealing/;

/** Collects one run's standard error. */
export class FfmpegErrors {
  /** Lines printed so far. */
  lineCount = 0;
  readonly #secrets: readonly string[];
  readonly #decoder = new TextDecoder();
  #rest = "";
  #fault: CameraFault | undefined;
  #lastLine = "";

  /** @param secrets What must not be in any text that leaves here. */
  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  push(chunk: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split(/[\r\n]+/);
    this.#rest = lines.pop()!.slice(0, LINE_CHARACTERS_MAX);
    for (const line of lines) this.#line(line);
  }

  /** Forgets what was said: a picture came, so it was not the end. */
  clear(): void {
    this.#fault = undefined;
    this.#lastLine = "";
  }

  /** Why the stream ended, as far as ffmpeg told. */
  fault(): CameraFault {
    if (this.#rest !== "") this.#line(this.#rest);
    this.#rest = "";
    if (this.#fault !== undefined) return this.#fault;
    return { kind: "ended", detail: this.#lastLine === "" ? "ffmpeg gave no reason" : this.#lastLine };
  }

  #line(raw: string): void {
    const line = raw.slice(0, LINE_CHARACTERS_MAX);
    if (line.trim() === "") return;
    this.lineCount++;
    if (DAMAGED_PICTURE.test(line)) return;
    const detail = redactText(line, this.#secrets)
      .replace(/^(?:\[[^\]]*\] ?)+/, "")
      .replace(/^pipe:0: /, "")
      .slice(0, FAULT_DETAIL_MAX);
    this.#lastLine = detail;
    this.#fault = KNOWN.find(({ pattern }) => pattern.test(line))?.fault(detail) ?? this.#fault;
  }
}
