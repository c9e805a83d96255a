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
/** Gives the chips' device files their group. */
const RULES = "/etc/udev/rules.d/60-embereye.rules";

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
    const { chip } = rig;
    const [tookMs] = await chip.follow(SIREN, `echo pull-down >${chip.pullFile(CALL_POINT)}`, [1]);
    rig.measured("from the call point's edge to the siren's line, 50 ms of debouncing included", tookMs);
    const id = await rig.alarm();
    await chip.pull(CALL_POINT, "up");
    const [alarm] = await rig.appliance.get("/api/v1/alarms");
    assert.equal(alarm.zoneId, "stairs");
    await rig.reset(id);
  });

  shared.test("outputs killed while a siren sounds: its line is set again, from disk", async (rig) => {
    const id = await rig.pressCallPoint();
    await rig.line(SIREN, 1, "after the button");
    const pid = await rig.appliance.pidOf("outputs");
    const [goneMs, backMs] = await rig.chip.follow(SIREN, `kill -KILL ${pid}`, [0, 1]);
    rig.measured("silence of a siren whose outputs was killed", backMs - goneMs);
    await rig.guest.eventually("another outputs", async () => await rig.appliance.pidOf("outputs") !== pid);
    await rig.line(SIREN, 1, "after the death of outputs");
    assert.equal((await rig.appliance.get("/api/v1/alarms"))[0].id, id);
    await rig.reset(id);
  });

  shared.test("a siren whose feedback does not come is a trouble, until it comes", async (rig) => {
    const id = await rig.pressCallPoint();
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
    await rig.appliance.start();
    await rig.trouble("output-fault bell", true);
    const id = await rig.pressCallPoint();
    await rig.line(SIREN_WITH_FEEDBACK, 1, "since nobody holds it");
    assert.equal(await chip.level(SIREN), 0);
    const [freeMs] = await chip.follow(SIREN, "kill $(cat /run/holder)", [1]);
    rig.measured("from a line's being free to the siren on it", freeMs);
    await rig.trouble("output-fault bell", false);
    await rig.reset(id);
  });

  shared.test("a GPIO chip unplugged in an alarm is a trouble; plugged in again, the siren sounds", async (rig) => {
    const id = await rig.pressCallPoint();
    await rig.line(SIREN, 1, "after the button");
    await rig.chip.unplug();
    await rig.trouble("output-fault bell", true);
    await rig.chip.plug();
    await rig.timed(
      "from a chip's coming back to the siren on it",
      rig.line(SIREN, 1, "once the chip is back"),
    );
    await rig.trouble("output-fault bell", false);
    await rig.chip.pull(CALL_POINT, "up");
    await rig.reset(id);
  });

  shared.test("a chip whose device file gets its group late, after the service's start, is a trouble until then", async (rig) => {
    const { chip, guest } = rig;
    // The simulated chip of this kernel may bring it down when it goes while its lines are open: that is tried once, above.
    await guest.run("systemctl stop embereye");
    await chip.unplug();
    await guest.run(`mv ${RULES} /run/later.rules; udevadm control --reload`);
    await chip.plug();
    await chip.pull(CALL_POINT, "up");
    assert.equal(await guest.run(`stat -c '%U:%G %a' ${await chip.device()}`), "root:root 600");
    await rig.appliance.start();
    await rig.trouble("device-denied exit", true);
    await rig.trouble("output-fault bell", true);
    const troubles: { subject: string; detail: string }[] = await rig.appliance.get("/api/v1/troubles");
    assert.match(troubles.find(({ subject }) => subject === "bell")!.detail, /may not be used.*EACCES/);
    await guest.run(
      `mv /run/later.rules ${RULES}; udevadm control --reload; udevadm trigger --settle --subsystem-match=gpio`,
    );
    await rig.timed(
      "from the group's coming to the end of the trouble",
      rig.trouble("output-fault bell", false),
    );
    await rig.trouble("device-denied exit", false);
    const id = await rig.pressCallPoint();
    await rig.line(SIREN, 1, "after the button");
    await rig.reset(id);
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
