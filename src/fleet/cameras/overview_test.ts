import assert from "node:assert/strict";
import { sharedCamerasOf } from "./overview.ts";
import type { Offer } from "./words.ts";

const KETTLE = { home: "north", id: "kettle" };
const GATE = { home: "south", id: "gate" };

function offer(box: string, takes: Offer["takes"], weight = 1): Offer {
  return { v: 1, box, weight, camerasMax: 4, takes };
}

Deno.test("sharedCamerasOf: says who watches each camera, and who would take it over, of those that are there", () => {
  const offers = [offer("west", [KETTLE, GATE]), offer("south", [KETTLE]), offer("east", [KETTLE], 0)];
  const leases = new Map([["north/kettle", { holder: "south", revision: 4 }]]);
  assert.deepEqual(sharedCamerasOf(offers, leases, new Set(["south", "east"])), [
    { ...KETTLE, watchedBy: ["south"], wouldTake: ["south"] },
    { ...GATE, watchedBy: ["south"], wouldTake: [] },
  ]);
  assert.deepEqual(sharedCamerasOf(offers, leases, new Set(["north", "south", "west"]))[0], {
    ...KETTLE,
    watchedBy: ["north", "south"],
    wouldTake: ["south", "west"],
  });
  assert.deepEqual(sharedCamerasOf(offers, leases, new Set())[0].watchedBy, []);
  const lent = new Map([["north/kettle", { holder: "south", lent: true, revision: 4 }]]);
  const watchedBy = (...looking: string[]) => sharedCamerasOf(offers, lent, new Set(looking))[0].watchedBy;
  assert.deepEqual(watchedBy("north", "south"), ["south"], "its own box has let go of it");
  assert.deepEqual(watchedBy("north"), ["north"]);
  assert.deepEqual(watchedBy("south"), ["south"]);
  const north = { ...offer("north", []), shares: ["kettle-2"] };
  assert.deepEqual(
    sharedCamerasOf([...offers, north], lent, new Set(["north", "south"]))[0].watchedBy,
    [],
    "its own box calls it otherwise by now, whatever a lease of former times says",
  );
  assert.deepEqual(
    sharedCamerasOf([...offers, { ...north, shares: ["kettle"] }], lent, new Set(["north"]))[0].watchedBy,
    ["north"],
  );
});
