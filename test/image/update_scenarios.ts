/**
 * Updates: whose are taken, what a good one has to show, and how a bad one gives way by itself.
 */
import assert from "node:assert/strict";
import type { Box } from "./box.ts";
import { imageTest } from "./image_test_case.ts";
import { inService } from "./in_service.ts";
import { burn, playCalm, reset } from "./site.ts";
import {
  fetchBundle,
  install,
  proved,
  restarted,
  seconds,
  slotOf,
  status,
  tryInstall,
} from "./update_steps.ts";

/** Three starts that fail, and one that does not. */
const WAY_BACK_MS = 1_800_000;

/** Looks at an alarm, ten seconds from one to the next, that show that it holds a restart. */
const LOOKS = 3;

/** Registers the tests. */
export function updateScenarios(): void {
  imageTest(
    "refuses damaged and strangers' updates, takes a signed one once it has proved itself",
    async (image) => {
      const { box, update } = await inService(image);
      await using _ = box;
      const calm = new AbortController();
      const playing = playCalm(box, calm.signal);
      try {
        await box.boot();
        await box.guest.rebooted("");
        assert.equal(await slotOf(box), "A");
        await box.eventually("events", async () => (await box.events()).length > 0);
        const before = await box.events();

        const stranger = await fetchBundle(box, await image.stranger());
        assert.match(await tryInstall(box, stranger), /is not installed:.*signature[^]*^exit 1$/im);
        await box.guest.run(`mv ${update} /var/tmp/good; cp /var/tmp/good ${stranger}
        printf tampered | dd of=${stranger} bs=1 seek=40000000 conv=notrunc status=none`);
        assert.match(await tryInstall(box, stranger), /is not installed:[^]*^exit 1$/m);
        await box.guest.run(`rm ${stranger}; mv /var/tmp/good ${update}`);
        assert.equal((await status(box)).outcome, "none", "nothing waits for a restart");

        await install(box, update);
        const startMs = performance.now();
        await restarted(box, () => box.guest.run("systemctl reboot"));
        assert.equal(await slotOf(box), "B");
        assert.equal(await box.guest.run("cat /usr/share/embereye-update"), "good");
        assert.equal((await status(box)).outcome, "on-trial");
        console.log(`slot B answers ${seconds(startMs)} s after the order to restart`);
        await proved(box, "B");
        console.log(`slot B has proved itself ${seconds(startMs)} s after the order to restart`);
        const { outcome, slots } = await status(box);
        assert.equal(outcome, "in-use");
        assert.deepEqual(slots.filter(({ good }) => good !== true), [], "both may be started");
        // The new version reads the old one's journal.
        await box.remembers(before);
        calm.abort();
        await playing;
        await reset(box, await burn(box));
      } finally {
        calm.abort();
        await playing;
      }
    },
  );

  imageTest("comes back by itself from an update that does not run", async (image) => {
    const { box } = await inService(image);
    await using _ = box;
    await box.boot();
    await box.guest.rebooted("");
    await install(box, await fetchBundle(box, await image.broken()));
    const id = await burn(box);
    const before = await box.events();
    const startMs = performance.now();
    const [slots] = await Promise.all([
      followBack(box, startMs),
      box.guest.run("systemctl reboot").catch(() => undefined),
    ]);
    assert.deepEqual(slots, ["B", "B", "B", "A"], "three attempts, and back");
    await box.answering();
    await box.eventually("the siren again", async () => await box.siren() === 1);
    console.log(`the siren sounds again ${seconds(startMs)} s after the order to restart`);
    assert.equal((await status(box)).outcome, "rolled-back");
    await box.remembers(before);
    await reset(box, id);
  });

  imageTest(
    "comes back by itself from an update that protects but does not prove itself, once no alarm stands",
    async (image) => {
      const { box } = await inService(image);
      await using _ = box;
      await box.boot();
      await box.guest.rebooted("");
      await install(box, await fetchBundle(box, await image.unproved()));
      const id = await burn(box);
      const before = await box.events();
      const startMs = performance.now();
      await restarted(box, () => box.guest.run("systemctl reboot"));
      assert.equal(await slotOf(box), "B");
      assert.equal(await box.guest.run("cat /usr/share/embereye-update"), "unproved");
      await box.eventually("the siren in the new version", async () => await box.siren() === 1);

      const { bootId } = box.guest;
      const looks = async () => {
        const text = await box.guest.run("journalctl -b -u embereye-confirm -o cat --no-pager");
        return text.match(/alarm\(s\) stand: the restart since the new version has not proved itself waits/g)
          ?.length ?? 0;
      };
      // Each look at the alarm could end the start.
      await box.eventually("a restart that waits", async () => await looks() >= LOOKS);
      console.log(
        `the restart waits for the end of the alarm ${seconds(startMs)} s after the order to restart`,
      );
      assert.match(
        await box.guest.run("cat /run/embereye-update.txt"),
        /slot B has NOT proved itself: the fire drill failed/,
      );
      assert.equal(box.guest.bootId, bootId);
      assert.equal(await box.siren(), 1);
      const [slots] = await Promise.all([followBack(box, performance.now()), reset(box, id)]);
      assert.deepEqual(slots, ["B", "B", "A"], "three attempts in all, and back");
      await box.answering();
      assert.equal((await status(box)).outcome, "rolled-back");
      await box.remembers(before);
      await reset(box, await burn(box));
    },
  );
}

/** Follows the starts from now on until slot A runs. @returns the slots, in their order */
async function followBack(box: Box, startMs: number): Promise<readonly string[]> {
  const boots: string[] = [box.guest.bootId];
  const slots: string[] = [];
  await box.eventually("the way back", async () => {
    const { bootId } = box.guest;
    if (boots.includes(bootId)) return false;
    const slot = await slotOf(box);
    boots.push(bootId);
    slots.push(slot);
    console.log(`start of slot ${slot} after ${seconds(startMs)} s`);
    return slot === "A";
  }, WAY_BACK_MS);
  return slots;
}
