/**
 * Fires, buttons, sirens and broken lines, on the kernel's GPIO character device.
 */
import assert from "node:assert/strict";
import type { SharedRig } from "./hil_test_case.ts";
import { CALL_POINT, FEEDBACK, type Rig, SIREN, SIREN_WITH_FEEDBACK } from "./rig.ts";

/** A person walks through the view of the recorded device after this frame; the fire is added there. */
const FIRST_FRAME = 90;
const FIRE_FRAME = 100;
const LAST_FRAME = 103;

/** Registers the tests. Most leave their alarm standing for the next: a reset takes 15 s of calm. */
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
    const { chip } = rig;
    const [tookMs] = await chip.follow(SIREN, `echo pull-down >${chip.pullFile(CALL_POINT)}`, [1]);
    rig.measured("from the call point's edge to the siren's line, 50 ms of debouncing included", tookMs);
    const id = await rig.alarm();
    await chip.pull(CALL_POINT, "up");
    const [alarm] = await rig.appliance.get("/api/v1/alarms");
    assert.equal(alarm.id, id);
    assert.equal(alarm.zoneId, "stairs");
  });

  shared.test("a siren whose feedback does not come is a trouble, until it comes", async (rig) => {
    await rig.standingAlarm();
    await rig.line(SIREN_WITH_FEEDBACK, 1, "after the button");
    await rig.trouble("siren-unconfirmed horn", true);
    rig.measured(
      "from an alarm to the trouble of a siren without feedback, 1 s allowed",
      await unconfirmedAfterMs(rig, "horn"),
    );
    await rig.chip.pull(FEEDBACK, "up");
    await rig.trouble("siren-unconfirmed horn", false);
    assert(
      !(await rig.appliance.troubles()).some((name) => name.endsWith(" bell")),
      "no feedback, no judgement",
    );
  });

  shared.test("outputs killed while a siren sounds: its line is set again, from disk", async (rig) => {
    const id = await rig.standingAlarm();
    await rig.line(SIREN, 1, "after the button");
    const pid = await rig.appliance.pidOf("outputs");
    const [goneMs, backMs] = await rig.chip.follow(SIREN, `kill -KILL ${pid}`, [0, 1]);
    rig.measured("silence of a siren whose outputs was killed", backMs - goneMs);
    await rig.guest.eventually("another outputs", async () => await rig.appliance.pidOf("outputs") !== pid);
    await rig.line(SIREN, 1, "after the death of outputs");
    assert.equal((await rig.appliance.get("/api/v1/alarms"))[0].id, id);
  });

  shared.test("a GPIO chip unplugged in an alarm is a trouble; plugged in again, the siren sounds", async (rig) => {
    const id = await rig.standingAlarm();
    await rig.line(SIREN, 1, "after the button");
    await rig.chip.unplug();
    await rig.trouble("output-fault bell", true);
    await rig.trouble("device-gone exit", true);
    await rig.chip.plug();
    await rig.timed(
      "from a chip's coming back to the siren on it",
      rig.line(SIREN, 1, "once the chip is back"),
    );
    await rig.chip.pull(CALL_POINT, "up");
    await rig.trouble("output-fault bell", false);
    // It finds the contacts again after the sirens, and pulls each as it is configured.
    for (const contact of ["exit", "horn"]) {
      await rig.trouble(`device-gone ${contact}`, false);
      await rig.trouble(`device-denied ${contact}`, false);
    }
    assert.equal(await rig.alarm(), id);
  });

  shared.test("a siren that is told to be silent and says that it sounds is a trouble, until it does not", async (rig) => {
    const id = await rig.standingAlarm();
    await rig.reset(id);
    await rig.chip.pull(FEEDBACK, "up");
    await rig.trouble("siren-stuck horn", true);
    await rig.chip.pull(FEEDBACK, "down");
    await rig.trouble("siren-stuck horn", false);
  });
}

/** How long after its alarm a siren was found to be without feedback, in the service's own times. It stands since the first alarm. */
async function unconfirmedAfterMs({ appliance }: Rig, siren: string): Promise<number> {
  const troubles: { code: string; subject: string; raisedAtMs: number }[] = await appliance.get(
    "/api/v1/troubles",
  );
  const { raisedAtMs } = troubles.find(({ code, subject }) =>
    code === "siren-unconfirmed" && subject === siren
  )!;
  const alarms: { atMs: number }[] = await appliance.get("/api/v1/events?kind=alarm");
  return raisedAtMs - Math.max(...alarms.map(({ atMs }) => atMs).filter((atMs) => atMs <= raisedAtMs));
}
