/**
 * Texts that may hold a secret: nothing of a camera's address but scheme, host and port is fit to be read, since user names,
 * passwords and tokens hide in paths and queries as well.
 */

/** What stands where a secret stood. */
const SHOWN = "[secret]";

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
