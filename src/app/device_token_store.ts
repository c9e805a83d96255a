/**
 * The file that holds the hashes of the devices' tokens.
 */
import {
  DEVICE_TOKENS_MAX,
  type DeviceTokenEntry,
  type DeviceTokenFile,
  deviceTokenFileSchema,
  newDeviceToken,
} from "../firewall/device_token.ts";
import { Failure } from "./failure.ts";
import { changeLockedFile, type LockedFile, readLockedFile } from "./locked_file.ts";

/** The tokens; an absent file has none. Throws where the file is not ours. */
export async function readDeviceTokens(path: string): Promise<readonly DeviceTokenEntry[]> {
  return (await readLockedFile(tokensIn(path))).tokens;
}

/**
 * Adds a token for the sensor `device`. A sensor may have several, so that a new one can be brought to the device before the old
 * one is revoked.
 */
export function addDeviceToken(
  path: string,
  device: string,
  nowWallMs: number,
  expiresAtWallMs?: number,
): Promise<{ readonly token: string; readonly entry: DeviceTokenEntry }> {
  return changeLockedFile<DeviceTokenFile, ReturnType<typeof newDeviceToken>>(
    tokensIn(path),
    ({ tokens }) => {
      if (tokens.length >= DEVICE_TOKENS_MAX) {
        throw new Failure(
          `${tokens.length} tokens of devices exist, at most ${DEVICE_TOKENS_MAX} are allowed: revoke some`,
        );
      }
      const made = newDeviceToken(device, nowWallMs, expiresAtWallMs);
      return { result: made, next: { version: 1, tokens: [...tokens, made.entry] } };
    },
  );
}

/**
 * Takes away the token whose id is `name`, or all tokens of the sensor `name`. Returns what was taken away.
 *
 * @param except The id of a token that stays.
 */
export function revokeDeviceTokens(
  path: string,
  name: string,
  except?: string,
): Promise<readonly DeviceTokenEntry[]> {
  return changeLockedFile<DeviceTokenFile, readonly DeviceTokenEntry[]>(tokensIn(path), ({ tokens }) => {
    const gone = tokens.filter(({ id, device }) => id !== except && (id === name || device === name));
    if (gone.length === 0) return { result: gone };
    return { result: gone, next: { version: 1, tokens: tokens.filter((entry) => !gone.includes(entry)) } };
  });
}

function tokensIn(path: string): LockedFile<DeviceTokenFile> {
  return {
    path,
    what: "the devices' tokens",
    schema: deviceTokenFileSchema,
    empty: { version: 1, tokens: [] },
  };
}
