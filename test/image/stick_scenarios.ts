/**
 * What a box takes from a USB stick that is in it when it starts: the installer's files, and updates of whom it trusts.
 */
import assert from "node:assert/strict";
import { SCREEN } from "./box.ts";
import { imageTest } from "./image_test_case.ts";
import { inService } from "./in_service.ts";
import { SITE } from "./site.ts";
import { Stick } from "./stick.ts";
import { restarted, seconds, slotOf, status } from "./update_steps.ts";

/** The slot proves itself first, then half a gigabyte is read from an emulated stick. */
const REFUSAL_MS = 1_200_000;

/** Registers the tests. */
export function stickScenarios(): void {
  imageTest("takes files and updates from a stick, but no stranger's update", async (image) => {
    await using stick = await Stick.make();
    const { box } = await inService(image, { devices: [...stick.devices, ...SCREEN] });
    await using _ = box;

    await stick.hold({ "embereye.yaml": SITE.replace("Image test", "Stick test") }, {
      "update.raucb": await image.stranger(),
    });
    await box.boot();
    await box.guest.rebooted("");
    assert.match(await box.text("/"), /Stick test/, "a stick's files count before the disk's");
    const refusal = await box.eventually("the refusal on the screen", async () => {
      const screen = (await box.screen()).replaceAll("\n", "");
      return screen.includes("is not installed") ? screen : undefined;
    }, REFUSAL_MS);
    assert.match(refusal, /signature/);
    assert.match(refusal, /http:\/\/10\.0\.2\.15:8080/, "the address is still there");
    assert.equal((await status(box)).outcome, "none", "nothing waits for a restart");
    await box.cutPower();

    await stick.hold({}, { "update.raucb": await image.good() });
    await box.boot();
    await box.guest.rebooted("");
    assert.equal(await slotOf(box), "A");
    const startMs = performance.now();
    // Nobody does anything from here on.
    await restarted(box);
    console.log(`slot B answers ${seconds(startMs)} s after the page of a start with an update on a stick`);
    assert.equal(await slotOf(box), "B");
    assert.equal(await box.guest.run("cat /usr/share/embereye-update"), "good");
    assert.match(
      await box.guest.run("/usr/lib/embereye/stick"),
      /was installed before: nothing is done/,
      "a stick that stays in is no further update",
    );
  });
}
