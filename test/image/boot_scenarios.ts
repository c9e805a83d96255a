/**
 * From the flashed disk to a siren, through a power cut.
 */
import assert from "node:assert/strict";
import { Box } from "./box.ts";
import { imageTest } from "./image_test_case.ts";
import { burn, installersFiles, reset } from "./site.ts";
import { seconds } from "./update_steps.ts";

/** What systemd says of a service's sandbox: 0 is closed, 10 is open. */
const EXPOSURE_MAX = 2.5;

/** Registers the test of machines that have no UEFI. */
export function biosScenario(): void {
  imageTest("boots by BIOS as well", async (image) => {
    const { files, token } = installersFiles();
    await using box = await Box.flash(image.disk, files, { token, firmware: "bios" });
    const startMs = performance.now();
    await box.boot();
    await box.guest.rebooted("");
    console.log(`boot by BIOS under emulation: page ${seconds(startMs)} s after power-on`);
    assert.notEqual(
      (await box.guest.try("test -d /sys/firmware/efi")).code,
      0,
      "this is a machine with BIOS",
    );
    await reset(box, await burn(box));
  });
}

/** Registers the tests. */
export function bootScenarios(): void {
  imageTest(
    "boots by UEFI, takes the installer's files, sounds a siren for a fire, and after a power cut again",
    async (image) => {
      const { files, token } = installersFiles();
      await using box = await Box.flash(image.disk, files, { token });
      const startMs = performance.now();
      await box.boot();
      const { guest } = box;
      await guest.rebooted("");
      await box.eventually(
        "the service",
        async () => await guest.run("systemctl is-active embereye") === "active",
      );
      const pageS = (performance.now() - startMs) / 1000;
      const [kernelS, sirenS] = (await guest.run(
        "systemctl show -P UserspaceTimestampMonotonic; systemctl show -P ActiveEnterTimestampMonotonic embereye",
      )).split("\n").map((text) => Number(text) / 1e6);
      console.log(
        `boot under emulation: page ${pageS.toFixed(1)} s after power-on; sirens can sound ${
          sirenS.toFixed(1)
        } s ` +
          `after the kernel's start, of which ${
            (sirenS - kernelS).toFixed(1)
          } s are systemd's and the service's`,
      );

      // What the installer and a stranger would find.
      assert.match(await guest.run("hostname"), /^embereye-[0-9a-z]+$/);
      assert.equal(await guest.run("findmnt -n -o FSTYPE /"), "squashfs");
      assert.notEqual((await guest.try("touch /usr/bin/x")).code, 0, "the system cannot be written");
      const [fsType, size] = (await guest.run("findmnt -n -b -o FSTYPE,SIZE /var")).split(/ +/);
      assert.equal(fsType, "ext4");
      assert(Number(size) > 3e9, `the data partition fills the disk: ${size}`);
      assert.equal(await guest.run("stat -c '%U:%G %a' /etc/embereye/embereye.yaml"), "root:embereye 640");
      assert.match(await guest.run("nft list table inet embereye"), /tcp dport 9001 jump sensors/);
      assert.equal((await guest.try("systemctl is-active ssh")).output.trim(), "inactive", "no keys, no SSH");
      assert.equal(await guest.run("getent shadow | grep -vc ':[!*]'").catch(() => "0"), "0", "no password");
      assert.equal(await guest.run("systemctl show -P RuntimeWatchdogUSec"), "20s");
      assert.equal(await guest.run("systemctl is-active chrony"), "active");
      assert.equal(await guest.run("ls -l /dev/gpiochip* | awk '{print $4}' | sort -u"), "gpio");
      assert.equal(await guest.run("systemctl --failed --no-legend --plain"), "", "nothing has failed");
      const exposure = Number(
        /exposure level for embereye.service: ([\d.]+)/.exec(
          await guest.run("systemd-analyze security --no-pager embereye"),
        )?.[1],
      );
      console.log(`systemd-analyze security: ${exposure}`);
      assert(exposure < EXPOSURE_MAX, `exposure ${exposure}`);

      const id = await burn(box);
      const before = await box.eventually("the alarm in the journal", async () => {
        const events = await box.events();
        return JSON.stringify(events).includes(id) ? events : undefined;
      });
      await box.cutPower();

      await box.boot();
      await box.eventually("the siren after the power cut", async () => await box.siren() === 1);
      await box.remembers(before);
      const alarms: { id: string }[] = await box.get("/api/v1/alarms");
      assert.deepEqual(alarms.map(({ id }) => id), [id], "the alarm keeps its name");
      await reset(box, id);
    },
  );
}
