/**
 * Ninety days on a wall: boiler mornings, a season, fires, bad changes, full disks, outages and power cuts, all at the product's own pace.
 *
 * `EMBEREYE_SEASONS=5,6,7` runs these seeds in place of the one.
 */
import { canMountSmallDisk, withSmallDisk } from "../../src/store/small_disk_for_tests.ts";
import assert from "node:assert/strict";
import { DISK_BYTES, SeasonDisk } from "./ninety_days/disk.ts";
import { Season } from "./ninety_days/season.ts";

const SEEDS = (Deno.env.get("EMBEREYE_SEASONS") ?? "1").split(",").map(Number);
const isReal = canMountSmallDisk();

for (const seed of SEEDS) {
  Deno.test(`ninety days: no fire is missed, no alarm lost or told twice, every bad change is taken back, the disk stays bounded (seed ${seed})`, async () => {
    const run = async (folder: string) => {
      const { tally } = await new Season(seed, new SeasonDisk(folder, isReal)).run();
      console.log(`seed ${seed}: ${JSON.stringify(tally)}`);
      assert.ok(tally.preAlarms > 3 && tally.troubles > 20, "a season in which something happened");
    };
    if (isReal) return await withSmallDisk(String(DISK_BYTES), run);
    const folder = await Deno.makeTempDir();
    await run(folder);
    await Deno.remove(folder, { recursive: true });
  });
}
