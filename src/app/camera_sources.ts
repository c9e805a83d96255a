/**
 * The cameras of the configuration as the drivers want them.
 */
import type { CameraConfig, Config } from "../config/schema.ts";
import { type CameraSource, parseCameraSource } from "../hal/camera/source.ts";
import { redactText, redactUrl } from "../hal/camera/redact.ts";
import { UsageError } from "./usage_error.ts";

/** One camera with its source. */
export interface ConfiguredCamera {
  readonly config: CameraConfig;
  readonly source: CameraSource;
}

/** The cameras of `config`. Throws a {@linkcode UsageError} that names every source that cannot be one. */
export function cameraSources(config: Config): ConfiguredCamera[] {
  const wrong: string[] = [];
  const cameras: ConfiguredCamera[] = [];
  config.cameras.forEach((camera, i) => {
    const { source, user, password, transport } = camera;
    const parsed = parseCameraSource({
      source,
      transport,
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
    });
    if (parsed.ok) cameras.push({ config: camera, source: parsed.value });
    else wrong.push(`cameras[${i}].source: ${parsed.fault}`);
  });
  if (wrong.length > 0) throw new UsageError(wrong.join("\n"));
  return cameras;
}

/** The configuration as it may be shown to anybody: no password, no address with one in it. */
export function withoutSecrets(config: Config): Config {
  return {
    ...config,
    cameras: config.cameras.map((camera) => ({
      ...camera,
      source: redactText(redactUrl(camera.source), camera.password === undefined ? [] : [camera.password]),
      ...(camera.password === undefined ? {} : { password: "[secret]" }),
    })),
  };
}
