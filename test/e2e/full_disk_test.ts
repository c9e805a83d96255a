/**
 * The state folder's disk is filled to the brim: protection goes on, the page says so, and what was held back reaches the disk when
 * there is room again.
 */
import assert from "node:assert/strict";
import { canMountSmallDisk, withSmallDisk } from "../../src/store/small_disk_for_tests.ts";
import { Box } from "./box.ts";
import { TestDevice } from "./device.ts";

const SMALL_DISK = canMountSmallDisk();

/** Writes until the disk takes no byte more. */
async function fill(path: string): Promise<void> {
  for (const size of [1 << 20, 1 << 12, 1]) {
    const bytes = new Uint8Array(size).fill(1);
    using file = await Deno.open(path, { append: true, create: true });
    try {
      for (;;) await file.write(bytes);
    } catch (error) {
      if (!(error instanceof Error) || !/os error 28/.test(error.message)) throw error;
    }
  }
}

Deno.test({
  name:
    "a disk filled to the brim: the fire alarms, sirens sound, the page names the trouble, and the journal catches up",
  ignore: !SMALL_DISK,
  fn: () =>
    withSmallDisk("48m", async (disk) => {
      const state = `${disk}/state`;
      await using box = await Box.start(["--no-simulation"], { state });
      using device = await TestDevice.connect(box.sensorPort, "room");
      let what: "calm" | "fire" = "calm";
      let ended = false;
      const sending = (async () => {
        while (!ended) {
          await device.frame(what);
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      })();
      // The filler stands for what else lies on such a disk: it is written again as soon as there is a byte of room.
      let filling = true;
      const filler = (async () => {
        while (filling) {
          await fill(`${disk}/filler`);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      })();
      const troubles = async () =>
        (await box.get("/api/v1/troubles")).filter(({ active }: { active: boolean }) => active)
          .map(({ code }: { code: string }) => code);
      try {
        await box.eventually("the trouble disk-low", async () => (await troubles()).includes("disk-low"));
        what = "fire";
        const alarm = await box.eventually("an alarm", async () => (await box.get("/api/v1/alarms"))[0]);
        const sounding = async () =>
          (await box.get("/api/v1/outputs")).some((output: { kind: string; on: boolean }) =>
            output.kind === "siren" && output.on
          );
        await box.eventually("a siren", sounding);
        await box.eventually("the trouble store-failed", async () =>
          (await troubles()).includes("store-failed"));
        const page = await (await fetch(box.ready.ui)).text();
        assert.match(page, /disk of the box is nearly full/i, "the page says so");
        // Killed in this state, the fire logic comes back and finds the alarm at the outputs, which still sound.
        const before = await box.pidOf("fusion");
        await box.kill("fusion");
        await box.eventually("another fusion", async () =>
          await box.pidOf("fusion") !== before);
        await box.eventually("the alarm, taken over", async () => (await box.get("/api/v1/alarms"))[0]);
        await box.eventually("the siren", sounding);
        // Nor is it lost with both who hold it: the latch finds room where there is none for a new file.
        const both = [await box.pidOf("fusion"), await box.pidOf("outputs")];
        for (const pid of both) Deno.kill(pid, "SIGKILL");
        await box.eventually("both anew", async () =>
          !both.includes(await box.pidOf("fusion")) && !both.includes(await box.pidOf("outputs")));
        await box.eventually("the same alarm", async () =>
          (await box.get("/api/v1/alarms")).some(({ id }: { id: string }) =>
            id === alarm.id
          ));
        await box.eventually("the siren again", sounding);

        filling = false;
        await filler;
        await Deno.remove(`${disk}/filler`);
        await box.eventually("room", async () => {
          const active = await troubles();
          return !active.includes("disk-low") && !active.includes("store-failed");
        });
        await box.eventually("the alarm's line in the journal", async () =>
          (await box.get("/api/v1/events?limit=1000")).some(({ kind }: { kind: string }) =>
            kind === "alarm"
          ));
        assert.ok(alarm.id.length > 0);
      } finally {
        ended = true;
        filling = false;
        await Promise.all([sending, filler]);
      }
    }),
});
