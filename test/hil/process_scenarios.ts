/**
 * Processes that hang: the supervisor ends a hung role, systemd ends a hung supervisor, and the siren is as it was.
 */
import assert from "node:assert/strict";
import type { SharedRig } from "./hil_test_case.ts";
import { SIREN } from "./rig.ts";

/** Registers the test of a hung role. Its alarm stands for those that come later. */
export function roleScenarios(shared: SharedRig): void {
  shared.test("a hung role is killed by the supervisor, and outputs sets its line again", async (rig) => {
    const { appliance, guest } = rig;
    const id = await rig.standingAlarm();
    await rig.line(SIREN, 1, "after the button");
    const pid = await appliance.pidOf("outputs");
    const [killedMs, backMs] = await rig.chip.follow(SIREN, `kill -STOP ${pid}`, [0, 1]);
    rig.measured("from the hang of outputs to its death", killedMs);
    rig.measured("silence of the siren then", backMs - killedMs);
    await guest.eventually("another outputs", async () => await appliance.pidOf("outputs") !== pid);
    const { roles } = await appliance.get("/api/v1/status");
    assert.match(roles.find(({ role }: { role: string }) => role === "outputs").lastEnd, /heartbeat/);
    await rig.line(SIREN, 1, "after the hang of outputs");
    assert.equal(await rig.alarm(), id);
  });
}

/** Registers the test of a hung supervisor. Its alarm stands for those that come later. */
export function supervisorScenarios(shared: SharedRig): void {
  shared.test("a stopped supervisor is replaced by systemd (WatchdogSec), and the siren sounds again", async (rig) => {
    const { appliance, guest } = rig;
    const id = await rig.standingAlarm();
    await rig.line(SIREN, 1, "after the button");
    const property = (name: string) => guest.run(`systemctl show -P ${name} embereye`);
    const pid = await property("MainPID");
    const restarts = Number(await property("NRestarts"));
    const startMs = performance.now();
    await guest.run(`kill -STOP ${pid}`);
    await guest.eventually("another supervisor", async () => Number(await property("NRestarts")) > restarts);
    rig.measured("from the supervisor's stop to systemd's start of another", performance.now() - startMs);
    await guest.eventually("its READY", async () => await property("ActiveState") === "active");
    rig.measured("from the supervisor's stop until the other is READY", performance.now() - startMs);
    assert.notEqual(await property("MainPID"), pid);
    assert.match(await guest.run("journalctl -u embereye -b"), /Watchdog timeout/);
    await rig.line(SIREN, 1, "under the new supervisor");
    assert.equal(await rig.alarm(), id, "the alarm keeps its name");
    await appliance.pidOf("sensors");
  });
}
