import assert from "node:assert/strict";
import { TROUBLES } from "../reading/trouble.ts";
import { type DeviceTrouble, deviceTroubleCode, DeviceTroubles } from "./device_troubles.ts";

function rig() {
  const told: string[] = [];
  const troubles = new DeviceTroubles(({ code, subject, active }: DeviceTrouble) =>
    told.push(`${active ? "+" : "-"} ${code} ${subject}`)
  );
  return { told, troubles };
}

Deno.test("deviceTroubleCode gives each way in which a device is out of reach a trouble that a person can look up", () => {
  const kinds = ["missing", "busy", "denied", "gone", "failed", "stuck", "no-answer"];
  const codes = kinds.map(deviceTroubleCode);
  assert.equal(new Set(codes).size, 5);
  for (const code of codes) assert(Object.hasOwn(TROUBLES, code), code);
});

Deno.test("DeviceTroubles tells a trouble once, and that it is over", () => {
  const { told, troubles } = rig();
  troubles.failed("lid", "busy", "held by gpio-keys");
  troubles.failed("lid", "busy", "held by gpio-keys");
  troubles.failed("bell", "denied", "no right");
  assert.deepEqual(troubles.standing.map(({ subject }) => subject), ["lid", "bell"]);
  troubles.well("lid");
  troubles.well("lid");
  assert.deepEqual(told, ["+ device-busy lid", "+ device-denied bell", "- device-busy lid"]);
});

Deno.test("DeviceTroubles calls a device gone that failed and is missing then: a bus's driver tells the pulling as an error", () => {
  const { told, troubles } = rig();
  troubles.failed("wall", "failed", "input/output error");
  troubles.failed("wall", "missing", "no such file");
  assert.deepEqual(told, ["+ device-failed wall", "- device-failed wall", "+ device-gone wall"]);
});

Deno.test("DeviceTroubles ends one trouble of a device before the next, and keeps it a pulled-out one while it is away", () => {
  const { told, troubles } = rig();
  troubles.failed("lid", "gone", "unplugged");
  troubles.failed("lid", "missing", "no such chip");
  assert.equal(troubles.standing[0].detail, "no such chip");
  troubles.failed("lid", "denied", "no right");
  troubles.failed("lid", "missing", "no such chip");
  assert.deepEqual(told, [
    "+ device-gone lid",
    "+ device-gone lid",
    "- device-gone lid",
    "+ device-denied lid",
    "- device-denied lid",
    "+ device-missing lid",
  ]);
});
