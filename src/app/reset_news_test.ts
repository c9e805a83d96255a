import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { fakeWatchdogs } from "../hal/watchdog_device/fake_watchdog.ts";
import { ResetNews, toldBootIn } from "./reset_news.ts";

const STATUS = "/sys/class/watchdog/watchdog10/bootstatus";

function rig(told?: string) {
  const clock = new FakeClock({ monotonicMs: 1_000 });
  const { kernel, device } = fakeWatchdogs(clock);
  kernel.text("/proc/sys/kernel/random/boot_id", "boot-7");
  const heard: string[] = [];
  let boot = told;
  const news = new ResetNews({
    kernel,
    clock,
    toldBoot: { read: () => boot, write: (id) => boot = id },
    fault: ({ code, subject, active }) => heard.push(`${active ? "+" : "-"} ${code} ${subject}`),
  });
  // Nobody sleeps by this clock.
  const live = (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      clock.jump(1_000);
      news.step();
    }
  };
  return { kernel, device, news, heard, live };
}

Deno.test("ResetNews tells once for each start of the machine that it was reset, and opens no watchdog for it", () => {
  const { device, news, heard, live } = rig();
  live(1);
  assert.deepEqual(heard, ["+ watchdog-reset watchdog"]);
  assert.deepEqual(news.standing.map(({ code }) => code), ["watchdog-reset"]);
  news.tell();
  live(301);
  assert.deepEqual(heard, ["+ watchdog-reset watchdog", "- watchdog-reset watchdog"], "it stays listed");
  assert.deepEqual(news.standing, []);
  assert.equal(device.armed, false);
  const again = rig("boot-7");
  again.live(90);
  assert.deepEqual(again.heard, [], "a restart of the service is no news");
});

Deno.test("ResetNews waits for a driver that comes late, and takes the word of one that has no file for it", () => {
  const late = rig();
  late.kernel.text(STATUS, "0");
  late.live(30);
  assert.deepEqual(late.heard, []);
  late.kernel.text(STATUS, "32");
  late.live(1);
  assert.equal(late.heard.length, 1);
  const held = rig();
  held.kernel.paths.delete(STATUS);
  held.live(100);
  assert.deepEqual(held.heard, []);
  held.news.tell();
  assert.equal(held.heard.length, 1);
});

Deno.test("ResetNews does not take an over-heated or slow start for a reset, nor a driver's garbage", () => {
  for (const text of ["1", "4", "64", "", "none"]) {
    const { kernel, heard, live } = rig();
    kernel.text(STATUS, text);
    live(70);
    assert.deepEqual(heard, [], `bootstatus '${text}'`);
  }
});

Deno.test("toldBootIn remembers, and a disk that neither gives nor takes it is a line in the log and nothing more", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  try {
    const notes: string[] = [];
    const told = toldBootIn(`${folder}/told-reset`, (text) => notes.push(text));
    assert.equal(told.read(), undefined);
    told.write("boot-7");
    assert.equal(told.read(), "boot-7");
    assert.equal(notes.length, 0);
    // A link to itself: ELOOP, which nobody can take for a file that is not there.
    Deno.symlinkSync(`${folder}/loop`, `${folder}/loop`);
    const spoilt = toldBootIn(`${folder}/loop`, (text) => notes.push(text));
    assert.equal(spoilt.read(), undefined);
    spoilt.write("boot-8");
    assert.equal(notes.length, 2, notes.join("\n"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
