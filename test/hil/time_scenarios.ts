/**
 * Time: Debian's chrony in the guest sets the kernel's clock by servers of the test that are silent, lie and jump.
 *
 * The emulator's own clock is the host's, so what the servers say is what the guest should come to.
 */
import assert from "node:assert/strict";
import { startFalseServer, type TimeServer } from "../timesync/servers.ts";
import type { SharedRig } from "./hil_test_case.ts";
import type { Rig } from "./rig.ts";
import { HOSTS } from "./virtual_machine.ts";

/** The service says nothing of the clock for two minutes after its start, and then only what lasts for half a minute. */
const UNSYNCHRONISED_MS = 240_000;
const HOUR_MS = 3_600_000;

/** Registers the tests. */
export function timeScenarios(shared: SharedRig): void {
  shared.test("a silent server leaves the clock unvouched for; a liar is outvoted; a jump is told, and no alarm", async (rig) => {
    const { appliance, guest } = rig;
    let jumpMs = 0;
    const honest = [
      await startFalseServer(() => ({ wrongMs: jumpMs })),
      await startFalseServer(() => ({ wrongMs: jumpMs })),
    ];
    const liar = await startFalseServer(() => ({ wrongMs: HOUR_MS }));
    try {
      await startChrony(rig, [rig.silentServer]);
      await rig.trouble("time-unsynchronised box", true, UNSYNCHRONISED_MS);
      assert.equal(await isSynchronised(rig), false);

      await startChrony(rig, [...honest, liar]);
      await guest.eventually("chrony to choose", async () => await isSynchronised(rig));
      const chosen = await guest.run("chronyc -c -n sources");
      assert.match(chosen, new RegExp(`^\\^,[*+],`, "m"), chosen);
      await guest.eventually(
        "the liar to be found",
        async () => /^\^,x,/m.test(await guest.run("chronyc -c -n sources")),
      );
      await rig.trouble("time-unsynchronised box", false);

      const alarms = await alarmsOf(rig);
      const before = Number(await guest.run("date +%s"));
      jumpMs = 2 * HOUR_MS;
      await startChrony(rig, honest);
      await guest.eventually(
        "the guest's clock to jump",
        async () => Number(await guest.run("date +%s")) > before + HOUR_MS / 1_000,
      );
      // Of a clock that is not vouched for at that moment, which depends on when the kernel is asked, it is no trouble; it is told all the same.
      await guest.eventually("the jump in the journal", async () => {
        const told = JSON.stringify(await appliance.get("/api/v1/events?limit=200"));
        return /the wall clock[^"]* was set 7[12]\d\d\.\d s ahead/i.test(told);
      });
      assert.deepEqual(await alarmsOf(rig), alarms, "a clock that jumps is no fire, and puts none out");
    } finally {
      await guest.try("pkill -x chronyd");
      for (const server of [liar, ...honest]) await server.close();
      await guest.run(`date -u -s @${Math.round(Date.now() / 1_000)}`);
    }
  });
}

async function alarmsOf({ appliance }: Rig): Promise<readonly string[]> {
  const alarms: { id: string }[] = await appliance.get("/api/v1/alarms");
  return alarms.map(({ id }) => id);
}

/** Starts chrony in the guest anew, with these servers alone, each on a network of its own: it wants an address for each. What is off by more than a second is set at once. */
async function startChrony({ guest }: Rig, servers: readonly TimeServer[]): Promise<void> {
  await guest.write(
    "/run/chrony-hil.conf",
    [
      ...servers.map(({ port }, i) => `server ${HOSTS[i]} port ${port} iburst minpoll 0 maxpoll 2`),
      "makestep 1 -1",
      // With one answer alone it would follow a liar that is heard first.
      `minsources ${Math.min(2, servers.length)}`,
      // Without it chrony never tells the kernel that its clock is right.
      "rtcsync",
      "",
    ].join("\n"),
  );
  await guest.run(
    "pkill -x chronyd; while pgrep -x chronyd >/dev/null; do sleep 0.1; done; mkdir -p /run/chrony; chronyd -f /run/chrony-hil.conf",
  );
}

/** Whether the kernel calls its clock synchronised: the flag STA_UNSYNC, by chrony's own report. */
async function isSynchronised({ guest }: Rig): Promise<boolean> {
  return !(await guest.run("chronyc -n tracking")).includes("Not synchronised");
}
