import assert from "node:assert/strict";
import type { RoleStatus } from "../../bus/messages.ts";
import { ROLES } from "../../reading/ids.ts";
import { isLookedAt, looksAtCameras } from "./looks.ts";

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

Deno.test("isLookedAt: pictures that arrive and that the model does not see are not looked at, by the camera's own pace", () => {
  const usual = { fps: 5, factor: 1 };
  assert(!isLookedAt(usual, undefined, 100_000), "it has never seen one");
  assert(isLookedAt(usual, 90_000, 100_000));
  assert(!isLookedAt(usual, 87_000, 100_000));
  const slow = { fps: 0.2, factor: 1 };
  assert(isLookedAt(slow, 87_000, 100_000), "one in five seconds");
  assert(!isLookedAt(slow, 84_000, 100_000));
  assert(!isLookedAt({ fps: 0.2, factor: 0.18 }, 79_000, 100_000), "however slow it is");
  assert(isLookedAt({ fps: 0, factor: 1 }, 95_000, 100_000));
});
