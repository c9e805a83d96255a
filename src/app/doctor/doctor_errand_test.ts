import assert from "node:assert/strict";
import { DOCTOR_CHARS_MAX } from "../../bus/messages.ts";
import { FakeClock } from "../../clock/fake_clock.ts";
import { systemClock } from "../../clock/system_clock.ts";
import { DoctorErrand, type ErrandParts } from "./doctor_errand.ts";

function shell(script: string, more: Partial<ErrandParts> = {}): DoctorErrand {
  return new DoctorErrand({ executable: "/bin/sh", args: ["-c", script] }, { clock: systemClock(), ...more });
}

Deno.test("DoctorErrand brings the report, also where something has failed", async () => {
  const report = await shell("echo 'disk'; echo '  FAILED  the disk is full'; echo oops >&2; exit 1").run();
  assert.match(report, /^disk\n {2}FAILED {2}the disk is full\n/);
  assert.match(report, /oops/);
});

Deno.test("DoctorErrand ends what takes too long, with all that it has started, and tells what came before", async () => {
  const beganMs = performance.now();
  const report = await shell("echo first; (sleep 600; echo never) & sleep 600", { timeMs: 5_000 }).run();
  assert.match(report, /^first\n# the doctor was ended: it had not finished after 5 s\n$/);
  assert(performance.now() - beganMs < 60_000);
});

Deno.test("DoctorErrand is bounded, and says how much it left out", async () => {
  const report = await shell("yes 'a line of forty characters, more or less' | head -n 20000").run();
  assert(report.length <= DOCTOR_CHARS_MAX + 100);
  assert.match(report, /# and \d+ more lines\n$/);
});

Deno.test("DoctorErrand says why there is no report", async () => {
  const errand = new DoctorErrand({ executable: "/nowhere/embereye", args: [] }, { clock: systemClock() });
  assert.match(await errand.run(), /^# the doctor could not be started: /);
});

Deno.test("DoctorErrand runs once for all who ask at the same time, and anew for those who come later", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const errand = shell(`echo x >> ${folder}/runs; wc -l < ${folder}/runs`);
    assert.deepEqual((await Promise.all([errand.run(), errand.run()])).map((text) => text.trim()), [
      "1",
      "1",
    ]);
    assert.equal((await errand.run()).trim(), "2");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("DoctorErrand names its process as it starts, so that it gets no priority above the roles", async () => {
  const pids: number[] = [];
  const report = await shell("echo $$", { started: (pid) => pids.push(pid) }).run();
  assert.deepEqual(pids.map((pid) => `${pid}\n`), [report]);
});

Deno.test("DoctorErrand gives up a process that even SIGKILL does not end, and may be asked again", async () => {
  const clock = new FakeClock();
  const never = new Promise<never>(() => {});
  // A number that no process has: the highest there is, and one more.
  const start = () => ({ pid: 4_194_305, exited: never, drained: never });
  const errand = new DoctorErrand({ executable: "doctor", args: [] }, { clock, start });
  for (let time = 0; time < 2; time++) {
    let report: string | undefined;
    void errand.run().then((text) => report = text);
    for (let second = 0; second < 120 && report === undefined; second++) await clock.advance(1_000);
    assert.match(report ?? "none", /it had not finished after 30 s\n# its process is still there/);
  }
});
