/**
 * Where a camera's pictures come from, as the configuration names it: parsed once, with its credentials locked away.
 *
 * Nothing of it ever reaches a shell, and there are no free arguments: each field has one meaning.
 */
import { fail, ok, type Result } from "../../reading/result.ts";
import { redactUrl } from "./redact.ts";
import { Secret } from "../../reading/secret.ts";

/** A camera in the network. */
export interface NetworkSource {
  readonly kind: "rtsp" | "http";
  /** The whole address, user name and password in it where there are any. */
  readonly url: Secret;
  /** Parts of the address that no text may hold. */
  readonly secrets: readonly Secret[];
  /** The address as it may be shown. */
  readonly shown: string;
  readonly host: string;
  readonly port: number;
  readonly encrypted: boolean;
  /** How RTSP carries the pictures. TCP gets through everywhere; UDP loses packets rather than time. */
  readonly transport: "tcp" | "udp";
}

/** What the built-in camera shows. */
export type TestScene = "room" | "fire";

/** Any source of pictures. */
export type CameraSource =
  | NetworkSource
  /** A camera at this machine (video4linux2). */
  | { readonly kind: "v4l2"; readonly device: string }
  /** A film, played at its own speed over and over. */
  | { readonly kind: "file"; readonly path: string }
  /** The built-in camera: needs nothing. `fireAfterMs` counts from the start of the capture. */
  | { readonly kind: "test"; readonly scene: TestScene; readonly fireAfterMs: number };

/** The source as the configuration gives it. */
export interface SourceText {
  /**
   * `rtsp://`, `rtsps://`, `http://` or `https://` (MJPEG), `v4l2:/dev/video0`, `file:/absolute/path`, `test:room`, `test:fire` or
   * `test:fire@20` (the fire begins after 20 s).
   */
  readonly source: string;
  readonly user?: string;
  readonly password?: string;
  /** @default {"tcp"} */
  readonly transport?: "tcp" | "udp";
}

const FORMS =
  "rtsp://, rtsps://, http://, https://, v4l2:/dev/v4l/by-id/NAME or v4l2:/dev/videoN, file:/path, test:room or test:fire@SECONDS";
const SOURCE_CHARACTERS_MAX = 2_048;
const DEFAULT_PORTS: Record<string, number> = { "rtsp:": 554, "rtsps:": 322, "http:": 80, "https:": 443 };
/** Device nodes of video4linux2, and their stable names by bus and by serial number. */
const DEVICE = /^\/dev\/(?:video\d{1,3}|v4l\/by-(?:id|path)\/[\w.:+-]{1,200})$/;
const TEST_SCENE = /^(room|fire)(?:@(\d{1,5}))?$/;
// deno-lint-ignore no-control-regex -- control characters are what it looks for.
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Parses a camera's source. The fault is a sentence without anything secret in it. */
export function parseCameraSource(text: SourceText): Result<CameraSource, string> {
  const { source } = text;
  if (source.length > SOURCE_CHARACTERS_MAX) {
    return fail(`a camera source has at most ${SOURCE_CHARACTERS_MAX} characters; this has ${source.length}`);
  }
  if (CONTROL.test(source)) return fail("a camera source holds no control characters");
  if (/^(?:rtsps?|https?):\/\//i.test(source)) return parseNetwork(text);
  if (text.user !== undefined || text.password !== undefined) {
    return fail("user and password are for network cameras");
  }
  const colon = source.indexOf(":");
  const rest = source.slice(colon + 1);
  switch (source.slice(0, Math.max(0, colon))) {
    case "v4l2":
      if (!DEVICE.test(rest)) return fail(`a v4l2 device is named like /dev/video0; this is '${rest}'`);
      return ok({ kind: "v4l2", device: rest });
    case "file":
      if (!rest.startsWith("/") || rest.startsWith("//")) {
        return fail(`a file is named by its absolute path, file:/path; this is '${rest}'`);
      }
      return ok({ kind: "file", path: rest });
    case "test": {
      const match = TEST_SCENE.exec(rest);
      if (match === null) return fail(`a test scene is room, fire or fire@SECONDS; this is '${rest}'`);
      return ok({ kind: "test", scene: match[1] as TestScene, fireAfterMs: Number(match[2] ?? 0) * 1000 });
    }
    default:
      return fail(`a camera source is ${FORMS}; this is '${redactUrl(source)}'`);
  }
}

function parseNetwork(text: SourceText): Result<NetworkSource, string> {
  let url: URL;
  try {
    url = new URL(text.source);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return fail(`'${redactUrl(text.source)}' is no address`);
  }
  if (url.hostname === "") return fail(`'${redactUrl(text.source)}' names no host`);
  if (url.hash !== "") return fail("a camera address has no part after '#': write '#' as %23");
  if ((text.user ?? "") !== "" || (text.password ?? "") !== "") {
    if (url.username !== "" || url.password !== "") {
      return fail("user and password stand either in the address or beside it, not in both places");
    }
    if ((text.user ?? "") === "") return fail("a password needs a user");
    // The setters of URL do nothing for a scheme they do not know well, so the address is put together by hand.
    const login = `${encodeURIComponent(text.user!)}:${encodeURIComponent(text.password ?? "")}@`;
    url = new URL(url.href.replace("//", `//${login}`));
  }
  const scheme = url.protocol;
  return ok({
    kind: scheme.startsWith("rtsp") ? "rtsp" : "http",
    url: new Secret(url.href.replaceAll("'", "%27")),
    secrets: secretParts(url),
    shown: redactUrl(`${scheme}//${url.host}`),
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? DEFAULT_PORTS[scheme] : Number(url.port),
    encrypted: scheme === "rtsps:" || scheme === "https:",
    transport: text.transport ?? "tcp",
  });
}

/** Whatever a program that handles the address might print of it: as written in the address, and decoded. */
function secretParts(url: URL): Secret[] {
  const parts = new Set<string>();
  for (const part of [url.password, `${url.username}:${url.password}`, url.search.slice(1)]) {
    if (part === "" || part === ":") continue;
    for (const form of [part, part.replaceAll("'", "%27"), decoded(part)]) {
      if (form.length >= 2) parts.add(form);
    }
  }
  const path = url.pathname.replace(/^\//, "");
  if (/[=&]/.test(path)) parts.add(path);
  // The longest first, or the rest of a long one would stay.
  return [...parts].sort((a, b) => b.length - a.length).map((part) => new Secret(part));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return part;
  }
}
