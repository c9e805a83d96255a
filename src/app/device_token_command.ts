/**
 * `embereye token ... --device`: with what devices prove to be the sensors that they say they are.
 */
import { systemClock } from "../clock/system_clock.ts";
import { nearest } from "../config/nearest.ts";
import { isId } from "../reading/ids.ts";
import { auditCommand } from "./audit.ts";
import { addDeviceToken, readDeviceTokens, revokeDeviceTokens } from "./device_token_store.ts";
import { Failure } from "./failure.ts";
import { stampOf } from "./journal_layout.ts";
import { readLastUse } from "./last_use.ts";
import { print, printJson, remark, standardScreen } from "./terminal.ts";
import { type Cell, table } from "./text_layout.ts";
import type { TokenOptions } from "./token_command.ts";
import { UsageError } from "./usage_error.ts";
import { locate, runningConfig } from "./where.ts";

/** Makes a token for the device of a sensor and shows it. */
export async function deviceTokenNew(
  device: string,
  options: TokenOptions & { readonly expires?: number; readonly replace?: boolean },
): Promise<number> {
  if (!isId(device)) throw new UsageError(`'${device.slice(0, 80)}' cannot be the id of a sensor`);
  const paths = await locate(options);
  const nowWallMs = systemClock().wallMs();
  const expiresAtWallMs = options.expires === undefined ? undefined : nowWallMs + options.expires;
  // The new one first: if anything fails, the device still has one that is accepted.
  const { token, entry } = await addDeviceToken(paths.deviceTokens, device, nowWallMs, expiresAtWallMs);
  await auditCommand(paths, { act: "device-token-new", subject: device, after: { token: entry.id } });
  if (options.replace) {
    for (const { id } of await revokeDeviceTokens(paths.deviceTokens, device, entry.id)) {
      await auditCommand(paths, { act: "device-token-revoke", subject: device, before: { token: id } });
    }
  }
  if (options.json) {
    printJson({
      device,
      id: entry.id,
      token,
      ...(expiresAtWallMs === undefined ? {} : { expiresAt: iso(expiresAtWallMs) }),
    });
    return 0;
  }
  print([token]);
  const until = expiresAtWallMs === undefined ? "" : `, until ${stampOf(expiresAtWallMs)}`;
  remark(
    `this is a token for the device of sensor '${device}' (${entry.id}${until}). It is shown this once and kept nowhere.`,
  );
  remark("the device sends #auth:TOKEN! first, or ;token=TOKEN before the ! of each packet");
  const config = await runningConfig(paths);
  if (!config.ok) return 0;
  const { sensors, sensorPort } = config.value;
  const known = sensors.map(({ id }) => id);
  if (!known.includes(device)) {
    const close = nearest(device, known);
    remark(
      `no sensor of the running configuration is called '${device}'${
        close === undefined ? "" : `; did you mean '${close}'?`
      }`,
    );
  } else if (
    sensorPort.auth === "none" && sensors.every(({ id, auth = "none" }) => id !== device || auth === "none")
  ) {
    remark(
      `nothing asks for it yet: set 'auth: connection' or 'auth: packet' for the sensor '${device}' or for sensorPort`,
    );
  }
  return 0;
}

/** Shows which devices have tokens. */
export async function deviceTokenList(options: TokenOptions): Promise<number> {
  const paths = await locate(options);
  const tokens = await readDeviceTokens(paths.deviceTokens);
  const uses = await readLastUse(paths.deviceTokenUses, (text) => console.error(`embereye: ${text}`));
  const nowWallMs = systemClock().wallMs();
  if (options.json) {
    printJson(tokens.map(({ id, device, createdAtWallMs, expiresAtWallMs }) => ({
      id,
      device,
      createdAt: iso(createdAtWallMs),
      expiresAt: expiresAtWallMs === undefined ? null : iso(expiresAtWallMs),
      expired: expiresAtWallMs !== undefined && expiresAtWallMs <= nowWallMs,
      lastUsedAt: uses[id] === undefined ? null : iso(uses[id]),
    })));
    return 0;
  }
  if (tokens.length === 0) {
    remark(`no device has a token (${paths.deviceTokens})`);
    return 0;
  }
  const { columns, colours } = standardScreen();
  const head = ["sensor", "token", "made", "last used", "runs out"].map((text): Cell => ({
    text,
    colour: "dim",
  }));
  const rows = tokens.map(({ id, device, createdAtWallMs, expiresAtWallMs: until }): Cell[] => [
    device,
    id,
    stampOf(createdAtWallMs),
    uses[id] === undefined ? "never" : stampOf(uses[id]),
    until === undefined
      ? "never"
      : until <= nowWallMs
      ? { text: `has run out (${stampOf(until)})`, colour: "yellow" }
      : stampOf(until),
  ]);
  print(table([head, ...rows], { width: columns, colours }));
  return 0;
}

/** Takes one token away by its id, or all of a sensor's device. */
export async function deviceTokenRevoke(name: string, options: TokenOptions): Promise<number> {
  const paths = await locate(options);
  const gone = await revokeDeviceTokens(paths.deviceTokens, name);
  for (const { id, device } of gone) {
    await auditCommand(paths, { act: "device-token-revoke", subject: device, before: { token: id } });
  }
  if (gone.length === 0) {
    throw new Failure(
      `no token has the id '${name}' or is for the sensor '${name}'; 'embereye token list --device' shows all`,
    );
  }
  if (options.json) printJson(gone.map(({ id, device }) => ({ id, device, revoked: true })));
  else {
    print([
      ...gone.map(({ id, device }) => `Revoked ${id}, a token for the device of '${device}'.`),
      "A running service refuses it at once, on open connections too.",
    ]);
  }
  return 0;
}

function iso(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
