/**
 * The cameras of the configuration as the drivers want them.
 */
import type { ConfigFault } from "../config/load.ts";
import type { CameraConfig, Config } from "../config/schema.ts";
import { type CameraSource, parseCameraSource } from "../hal/camera/source.ts";
import { redactText, redactUrl } from "../hal/camera/redact.ts";
import type { Result } from "../reading/result.ts";
import { readSecret } from "./read_secret.ts";

/** One camera with its source. */
export interface ConfiguredCamera {
  readonly config: CameraConfig;
  readonly source: CameraSource;
}

/** A camera that cannot be used, and why: a sentence without anything secret in it. */
export interface UnusableCamera {
  readonly id: string;
  readonly why: string;
}

/** Every camera source of `config` that cannot be one, without looking into any file. */
export function cameraFaults({ cameras }: Config): ConfigFault[] {
  return cameras.flatMap((camera, i) => {
    // What a file holds can only be known where it lies.
    const parsed = sourceOf(camera, typeof camera.password === "object" ? "elsewhere" : camera.password);
    return parsed.ok ? [] : [{ path: `cameras[${i}].source`, message: parsed.fault }];
  });
}

/** The cameras of `config` with their secrets. One whose secret cannot be had is told apart: the others watch all the same. */
export function openCameraSources(
  config: Config,
): { readonly cameras: readonly ConfiguredCamera[]; readonly unusable: readonly UnusableCamera[] } {
  const cameras: ConfiguredCamera[] = [];
  const unusable: UnusableCamera[] = [];
  for (const camera of config.cameras) {
    const { id, password } = camera;
    const secret = typeof password === "object" ? readSecret(password) : undefined;
    if (secret !== undefined && !secret.ok) {
      unusable.push({ id, why: secret.fault });
      continue;
    }
    const parsed = sourceOf(camera, typeof password === "object" ? secret!.value.reveal() : password);
    if (parsed.ok) cameras.push({ config: camera, source: parsed.value });
    else unusable.push({ id, why: parsed.fault });
  }
  return { cameras, unusable };
}

function sourceOf(
  { source, user, transport }: CameraConfig,
  password: string | undefined,
): Result<CameraSource, string> {
  return parseCameraSource({
    source,
    transport,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  });
}

/** The configuration as it may be shown to anybody: no password, no address with one in it. */
export function withoutSecrets(config: Config): Config {
  return {
    ...config,
    cameras: config.cameras.map((camera) => ({
      ...camera,
      source: redactText(
        redactUrl(camera.source),
        typeof camera.password === "string" ? [camera.password] : [],
      ),
      ...(typeof camera.password === "string" ? { password: "[secret]" } : {}),
    })),
  };
}
