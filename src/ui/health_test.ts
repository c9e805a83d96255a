import assert from "node:assert/strict";
import type { SiteView } from "../bus/messages.ts";
import { type Scene, sceneRoles, sceneSite } from "./fake_scenes.ts";
import { healthOf } from "./health.ts";

const NOW_MS = 1_000_000;

function health(change: (site: SiteView) => void, scene: Scene = "normal") {
  const site = sceneSite(scene, NOW_MS, 0);
  change(site);
  const shared = {
    nowMs: NOW_MS,
    nowWallMs: 0,
    timeZone: "UTC",
    connected: true,
    site,
    ownTroubles: [],
    evidence: [],
  };
  return healthOf(shared, sceneRoles(NOW_MS));
}

Deno.test("healthOf is ready while every zone is watched, with an alarm and with troubles too", () => {
  assert.deepEqual([health(() => {}).status, health(() => {}).ready], ["ok", true]);
  assert.deepEqual([health(() => {}, "alarm").status, health(() => {}, "alarm").ready], ["ok", true]);
  assert.deepEqual([health(() => {}, "trouble").status, health(() => {}, "trouble").ready], [
    "trouble",
    true,
  ]);
});

Deno.test("healthOf is never ready while the box is blind", () => {
  const cases: [string, (site: SiteView) => void][] = [
    ["zone-blind", (site) => site.sensors.filter((s) => s.zoneId === "dock").forEach((s) => s.fresh = false)],
    ["zone-blind", (site) => site.sensors.find((s) => s.zoneId === "paint")!.disabled = true],
    ["zone-blind", (site) => site.sensors = []],
    ["no-zones", (site) => site.zones = []],
    ["all-disabled", (site) => site.zones.forEach((zone) => zone.disabled = { reason: "x", by: "Anna" })],
    ...["outputs-lost", "orders-refused"].map((code): [string, (site: SiteView) => void] => [code, (site) => {
      site.troubles.push({
        id: `${code}:outputs`,
        code,
        subject: "outputs",
        active: true,
        acknowledged: true,
        detail: "the link has ended",
        raisedAtMs: 0,
        raisedAtWallMs: 0,
        count: 1,
      });
    }]),
  ];
  for (const [code, change] of cases) {
    const { status, ready, reasons } = health(change);
    assert.deepEqual([status, ready, reasons[0].code], ["not-ready", false, code]);
  }
});

Deno.test("healthOf lets a person take single zones out of service", () => {
  const { ready } = health((site) => {
    site.zones[2].disabled = { reason: "welding", by: "Anna" };
    site.sensors.find((sensor) => sensor.zoneId === "paint")!.fresh = false;
  });
  assert.equal(ready, true);
});

Deno.test("healthOf is not ready while a role that protects is down, and is while the page's own is", () => {
  const shared = {
    nowMs: NOW_MS,
    nowWallMs: 0,
    timeZone: "UTC",
    connected: true,
    site: sceneSite("normal", NOW_MS, 0),
    ownTroubles: [],
    evidence: [],
  };
  for (const role of ["outputs", "fusion", "sensors", "ui"]) {
    const roles = sceneRoles(NOW_MS).map((status) =>
      status.role === role ? { ...status, state: "backing-off" as const } : status
    );
    const { ready, reasons } = healthOf(shared, roles);
    assert.equal(ready, role === "ui", role);
    if (role !== "ui") assert.deepEqual([reasons[0].code, reasons[0].subject], ["role-down", role]);
  }
});

Deno.test("healthOf without fusion says so and calls no sensor fresh", () => {
  const shared = {
    nowMs: NOW_MS + 9_000,
    nowWallMs: 0,
    timeZone: "UTC",
    connected: false,
    site: sceneSite("normal", NOW_MS, 0),
    ownTroubles: [],
    evidence: [],
  };
  const { ready, reasons, siteAgeMs, sensors, roles } = healthOf(shared, undefined);
  assert.deepEqual([ready, reasons[0].code, siteAgeMs, roles], [false, "fusion-lost", 9_000, null]);
  assert.ok(sensors.every((sensor) => !sensor.fresh && sensor.ageMs === 9_120));
});
