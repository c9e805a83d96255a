import assert from "node:assert/strict";
import type { RoleStatus } from "../../bus/messages.ts";
import { ROLES } from "../../reading/ids.ts";
import { looksAtCameras } from "./looks.ts";

type State = RoleStatus["state"];

function statuses(detect: State, cameras: State = "ready"): Pick<RoleStatus, "role" | "state">[] {
  return [
    { role: "outputs", state: "ready" },
    { role: "fusion", state: "ready" },
    { role: "detect", state: detect },
    { role: "cameras-0", state: "given-up" },
    { role: "cameras-1", state: cameras },
  ];
}

Deno.test("looksAtCameras: a box whose detector is down, or whose model gives no answers, looks at none", () => {
  assert(
    looksAtCameras(ROLES, statuses("ready"), [
      { code: "detector-blind", active: false },
      { code: "sensor-silent", active: true },
    ]),
  );
  assert(!looksAtCameras(ROLES, statuses("backing-off"), []));
  assert(!looksAtCameras(ROLES, statuses("ready", "starting"), []));
  assert(!looksAtCameras(ROLES, [], []));
  assert(!looksAtCameras(ROLES, statuses("ready"), [{ code: "detector-blind", active: true }]));
});
