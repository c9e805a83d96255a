/**
 * Values that must never be shown, and texts that may hold one: nothing of a camera's address but scheme, host and port
 * is fit to be read, since user names, passwords and tokens hide in paths and queries as well.
 */

const SHOWN = "[secret]";

/** A value that prints as `[secret]` wherever it is printed, logged or made JSON of. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Give it to what needs it, never to a text. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [Symbol.for("Deno.customInspect")](): string {
    return SHOWN;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return SHOWN;
  }
}

/** `url` without what may be secret: `rtsp://cam.example:554/...`. */
export function redactUrl(url: string): string {
  return url.replace(URL_PARTS, (_, scheme: string, host: string, rest: string) => {
    return `${scheme}://${host}${rest === "" ? "" : "/..."}`;
  });
}

/**
 * `text` with every address in it cut down as by {@linkcode redactUrl}, and every one of `secrets` blotted out wherever it
 * stands.
 */
export function redactText(text: string, secrets: readonly string[] = []): string {
  let shown = redactUrl(text);
  for (const secret of secrets) if (secret !== "") shown = shown.replaceAll(secret, SHOWN);
  return shown;
}

/** Scheme, then anything up to the last @ before a slash, then host with port, then the rest up to white space or a quote. */
const URL_PARTS = /\b([a-z][a-z0-9+.-]*):\/\/(?:[^\s"'/]*@)?(\[[^\]\s]*\](?::\d+)?|[^\s"'/?#]*)([^\s"']*)/gi;
