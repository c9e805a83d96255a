/**
 * The file that holds the hashes of the devices' tokens, and the one that says when each was used.
 */
import {
  DEVICE_TOKENS_MAX,
  type DeviceTokenEntry,
  type DeviceTokenFile,
  deviceTokenFileSchema,
  type DeviceTokenUses,
  deviceTokenUsesSchema,
  newDeviceToken,
} from "../firewall/device_token.ts";
import { Failure } from "./failure.ts";
import { changeLockedFile, type LockedFile, readLockedFile } from "./locked_file.ts";

/** The tokens; an absent file has none. Throws where the file is not ours. */
export async function readDeviceTokens(path: string): Promise<readonly DeviceTokenEntry[]> {
  return (await readLockedFile(tokensIn(path))).tokens;
}

/** When each token was used last, by its id, milliseconds since 1970. */
export async function readDeviceTokenUses(path: string): Promise<Readonly<Record<string, number>>> {
  return (await readLockedFile(usesIn(path))).usedAtWallMs;
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

/** Takes away the token whose id is `name`, or all tokens of the sensor `name`. Returns what was taken away. */
export function revokeDeviceTokens(path: string, name: string): Promise<readonly DeviceTokenEntry[]> {
  return changeLockedFile(tokensIn(path), ({ tokens }): {
    result: readonly DeviceTokenEntry[];
    next?: DeviceTokenFile;
  } => {
    const gone = tokens.filter(({ id, device }) => id === name || device === name);
    if (gone.length === 0) return { result: gone };
    return { result: gone, next: { version: 1, tokens: tokens.filter((entry) => !gone.includes(entry)) } };
  });
}

/** Writes down when tokens were used, for those that exist. */
export function noteDeviceTokenUses(path: string, uses: ReadonlyMap<string, number>): Promise<void> {
  return changeLockedFile<DeviceTokenUses, void>(usesIn(path), ({ usedAtWallMs }) => {
    const known = Object.entries(usedAtWallMs).filter(([id]) => !uses.has(id));
    const all = [...known, ...uses].sort(([, a], [, b]) => b - a).slice(0, DEVICE_TOKENS_MAX);
    return { result: undefined, next: { version: 1, usedAtWallMs: Object.fromEntries(all) } };
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

function usesIn(path: string): LockedFile<DeviceTokenUses> {
  const empty: DeviceTokenUses = { version: 1, usedAtWallMs: {} };
  return { path, what: "the uses of the devices' tokens", schema: deviceTokenUsesSchema, empty };
}
