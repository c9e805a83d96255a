/**
 * Fires, buttons, sirens and broken lines, on the kernel's GPIO character device.
 */
import assert from "node:assert/strict";
import type { SharedRig } from "./hil_test_case.ts";
import { FEEDBACK, SIREN, SIREN_WITH_FEEDBACK } from "./rig.ts";

/** A person walks through the view of the recorded device after this frame; the fire is added there. */
const FIRST_FRAME = 90;
const FIRE_FRAME = 100;
const LAST_FRAME = 103;

/** Registers the tests. */
export function gpioScenarios(shared: SharedRig): void {
  shared.test("a fire in real frames sets the siren's line; silence and reset drop it", async (rig) => {
    const { appliance, capture, guest } = rig;
    await rig.line(SIREN, 0, "before the fire");
    using device = await rig.connectDevice();
    for (let i = FIRST_FRAME; i < LAST_FRAME; i++) {
      await device.send(i < FIRE_FRAME ? capture.frames[i] : capture.burning(i));
    }
    const id = await rig.alarm();
    await rig.line(SIREN, 1, "with the fire");
    assert.equal(await appliance.post(`/api/v1/alarms/${id}/acknowledge`), 200);
    assert.equal(await rig.chip.level(SIREN), 1, "an acknowledged alarm still sounds");
    assert.equal(await appliance.post(`/api/v1/alarms/${id}/silence`), 200);
    await rig.line(SIREN, 0, "after the silence");
    // The fire is out: the room as it was, until the evidence is forgotten.
    let next = LAST_FRAME;
    await guest.eventually("the reset", async () => {
      await device.send(capture.frames[next++ % capture.frames.length]);
      return await appliance.post(`/api/v1/alarms/${id}/reset`) === 200;
    });
    await rig.calm();
  });

  shared.test("an edge at a call point raises an alarm, which stays when the button is let go", async (rig) => {
    const id = await rig.pressCallPoint();
    await rig.line(SIREN, 1, "after the button");
    const [alarm] = await rig.appliance.get("/api/v1/alarms");
    assert.equal(alarm.zoneId, "stairs");
    await rig.reset(id);
  });

  shared.test("outputs killed while a siren sounds: its line is set again, from disk", async (rig) => {
    const id = await rig.pressCallPoint();
    await rig.line(SIREN, 1, "after the button");
    const pid = await rig.appliance.pidOf("outputs");
    await rig.guest.run(`kill -KILL ${pid}`);
    await rig.guest.eventually("another outputs", async () => await rig.appliance.pidOf("outputs") !== pid);
    await rig.line(SIREN, 1, "after the death of outputs");
    assert.equal((await rig.appliance.get("/api/v1/alarms"))[0].id, id);
    await rig.reset(id);
  });

  shared.test("a siren whose feedback does not come is a trouble, until it comes", async (rig) => {
    const id = await rig.pressCallPoint();
    await rig.line(SIREN_WITH_FEEDBACK, 1, "after the button");
    await rig.trouble("siren-unconfirmed horn", true);
    await rig.chip.pull(FEEDBACK, "up");
    await rig.trouble("siren-unconfirmed horn", false);
    assert(
      !(await rig.appliance.troubles()).some((name) => name.endsWith(" bell")),
      "no feedback, no judgement",
    );
    await rig.reset(id);
    // Now it is told to be silent and its contact says that it sounds.
    await rig.trouble("siren-stuck horn", true);
    await rig.chip.pull(FEEDBACK, "down");
    await rig.trouble("siren-stuck horn", false);
  });

  shared.test("a siren's line held by another program (EBUSY) is a trouble; once free, it sounds", async (rig) => {
    const { guest, chip } = rig;
    await guest.run("systemctl stop embereye");
    const device = await chip.device();
    await guest.run(`(setsid gpioset --mode=signal ${device} 0=0 >/dev/null 2>&1 & echo $! >/run/holder)`);
    await guest.eventually(
      "the stranger",
      async () => (await guest.run(`gpioinfo ${device}`)).includes("gpioset"),
    );
    await guest.run("systemctl start embereye");
    await rig.trouble("output-fault bell", true);
    const id = await rig.pressCallPoint();
    await rig.line(SIREN_WITH_FEEDBACK, 1, "since nobody holds it");
    assert.equal(await chip.level(SIREN), 0);
    await guest.run("kill $(cat /run/holder)");
    await rig.line(SIREN, 1, "once it is free");
    await rig.trouble("output-fault bell", false);
    await rig.reset(id);
  });

  shared.test("a GPIO chip unplugged in an alarm is a trouble; plugged in again, the siren sounds", async (rig) => {
    const id = await rig.pressCallPoint();
    await rig.line(SIREN, 1, "after the button");
    await rig.chip.unplug();
    await rig.trouble("output-fault bell", true);
    await rig.chip.plug();
    await rig.line(SIREN, 1, "once the chip is back");
    await rig.trouble("output-fault bell", false);
    await rig.chip.pull("call-point", "up");
    await rig.reset(id);
  });
}
