/**
 * What people meet at a box: its screen, its doors, its name, and what it says of files that are wrong.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { findProgram, runOnHost } from "../hil/host_command.ts";
import { BOOT_MS, Box, SCREEN } from "./box.ts";
import { imageTest } from "./image_test_case.ts";
import { installersFiles, SITE } from "./site.ts";

const SSH_PORT = 22;
const SSH_OPTIONS = [
  ...["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "ConnectTimeout=60"],
  ...["-o", "LogLevel=ERROR"],
];

/** Registers the tests. */
export function peopleScenarios(): void {
  imageTest("shows address and state on its screen, and lets in nobody without a key", async (image) => {
    assert(findProgram("ssh") !== undefined, "ssh is not installed");
    const folder = await Deno.makeTempDir({ prefix: "embereye-keys-" });
    try {
      const key = join(folder, "key");
      await runOnHost("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
      const { files, token } = installersFiles();
      const keys = await Deno.readTextFile(`${key}.pub`);
      await using box = await Box.flash(image.disk, { ...files, authorized_keys: keys }, {
        token,
        devices: SCREEN,
        ports: [SSH_PORT],
      });
      await box.boot();
      await box.guest.rebooted("");
      const name = await box.guest.run("hostname");
      const screen = await box.eventually("the state on the screen", async () => {
        const text = await box.screen();
        return /service: active/.test(text) ? text : undefined;
      });
      for (const line of [name, "http://10.0.2.15:8080", `http://${name}.local:8080`]) {
        assert(screen.includes(line), `${line} is not on the screen:\n${screen}`);
      }
      assert(!/login:/.test(screen), screen);

      const ssh = (options: readonly string[], command: string) =>
        runOnHost("ssh", [
          ...[...SSH_OPTIONS, ...options, "-p", String(box.hostPort(SSH_PORT)), "root@127.0.0.1", command],
        ]);
      await box.eventually(
        "the SSH server",
        async () => await ssh(["-i", key, "-o", "BatchMode=yes"], "hostname"),
      );
      assert.equal((await ssh(["-i", key, "-o", "BatchMode=yes"], "hostname")).trim(), name);
      await assert.rejects(
        ssh(["-o", "PubkeyAuthentication=no", "-o", "NumberOfPasswordPrompts=1"], "hostname"),
        /Permission denied \(publickey\)/,
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  imageTest(
    "says what is wrong with the installer's file, on the screen and on the network",
    async (image) => {
      const { files } = installersFiles();
      const wrong = SITE.replace("pattern: continuous", "pattern: contnuous");
      await using box = await Box.flash(image.disk, { ...files, "embereye.yaml": wrong }, {
        devices: SCREEN,
      });
      await box.powerOn();
      const told = await box.eventually(
        "the page of a box without a configuration",
        () => box.text("/"),
        BOOT_MS,
      );
      await box.guest.rebooted("");
      const screen = await box.eventually("the refusal on the screen", async () => {
        const text = await box.screen();
        return text.includes("refused") ? text : undefined;
      });
      for (const text of [told, screen]) {
        assert.match(text, /NOTHING IS PROTECTED YET/);
        assert.match(text, /embereye\.yaml of EMBERSETUP is refused/);
        assert.match(text, /contnuous/);
      }
    },
  );
}
