/**
 * How a box is found on a site's network: at the address that the installer gives it, and by its name.
 */
import assert from "node:assert/strict";
import { Box, PAGE_PORT } from "./box.ts";
import { imageTest } from "./image_test_case.ts";
import { installersFiles } from "./site.ts";
import { CARD, SiteWire } from "./site_wire.ts";

const ADDRESS = "10.0.5.15";
/** As an installer writes it who thinks of nothing but the address, and calls the file by what it is for. */
const NETWORK = `[Match]\r\nMACAddress=${CARD}\r\n\r\n[Network]\r\nAddress=${ADDRESS}/24\r\n`;
const ANSWER_MS = 2_000;
const PAGE_MS = 30_000;

/** Registers the tests. */
export function networkScenarios(): void {
  imageTest(
    "has the installer's address, answers to its name there, and its page does so too",
    async (image) => {
      const { files, token } = installersFiles();
      await using wire = await SiteWire.lay();
      await using box = await Box.flash(image.disk, { ...files, "Office.network": NETWORK }, {
        token,
        devices: wire.devices,
      });
      await box.boot();
      await box.guest.rebooted("");
      const card = await box.guest.run(`grep -l ${CARD} /sys/class/net/*/address | cut -d / -f 5`);
      await box.eventually(
        "the installer's address",
        async () => (await box.guest.run(`ip -br -4 address show ${card}`)).includes(`${ADDRESS}/24`),
      );
      const name = `${await box.guest.run("hostname")}.local`;
      assert.match(name, /^embereye-[0-9a-z]+\.local$/);
      assert.equal(
        await box.eventually("an answer to its name", () => wire.resolve(name, ANSWER_MS)),
        ADDRESS,
      );
      assert.equal(
        await wire.resolve("embereye-other.local", ANSWER_MS),
        undefined,
        "it answers to no other name",
      );

      await box.answering();
      const page = await fetch(`http://127.0.0.1:${box.hostPort(PAGE_PORT)}/`, {
        headers: { host: `${name}:${PAGE_PORT}`, authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(PAGE_MS),
      });
      assert.equal(page.status, 200);
      assert.match(await page.text(), /Image test/, "the page is the site's, also under this name");
    },
  );
}
