/**
 * What the tests of updates and of power cuts do with a box.
 */
import assert from "node:assert/strict";
import { basename, dirname } from "node:path";
import { BOOT_MS, type Box } from "./box.ts";
import { serveFile } from "./bundle_server.ts";

/** The fire drill and a minute of proof, on a machine that is several times slower than a real one. */
const PROOF_MS = 480_000;
/** Half a gigabyte, written by an emulated processor. */
const INSTALL_MS = 600_000;

/** Fetches a bundle of the host into the box. @returns its path there */
export async function fetchBundle(box: Box, file: string): Promise<string> {
  using server = serveFile(file);
  const path = `/var/tmp/${basename(dirname(file))}.raucb`;
  await box.guest.run(
    `exec 3<>/dev/tcp/10.0.2.2/${server.port}; cat <&3 >${path}; chmod 600 ${path}; sync ${path}`,
  );
  return path;
}

/** Begins to install the bundle at `path` of the box. It takes longer than a script of the agent may: it runs by itself. */
export async function beginInstall(box: Box, path: string, options = ""): Promise<void> {
  const script =
    `embereye update install ${options} ${path} >/run/update-test.txt 2>&1; echo "exit $?" >>/run/update-test.txt`;
  await box.guest.run(`rm -f /run/update-test.txt; systemd-run --collect -p Type=exec sh -c '${script}'`);
}

/** Has the box try to install the bundle at its `path`. @returns what it said, with the exit code last */
export async function tryInstall(box: Box, path: string): Promise<string> {
  const startMs = performance.now();
  await beginInstall(box, path);
  const said = await box.eventually("the installation", async () => {
    const text = await box.guest.run("cat /run/update-test.txt");
    return /^exit \d+$/m.test(text) ? text.trimEnd() : undefined;
  }, INSTALL_MS);
  console.log(`${basename(path)}: ${seconds(startMs)} s, ${said.split("\n").slice(-2).join("; ")}`);
  return said;
}

/** Installs the bundle at `path` of the box. */
export async function install(box: Box, path: string): Promise<void> {
  const said = await tryInstall(box, path);
  assert.match(said, /^exit 0$/m, said);
}

/** How long it is since `startMs`, in whole seconds of the host. */
export function seconds(startMs: number): number {
  return Math.round((performance.now() - startMs) / 1_000);
}

/** Waits until the box, told to restart by `act` or about to do so by itself, has done so. */
export async function restarted(box: Box, act?: () => Promise<unknown>): Promise<void> {
  const before = box.guest.bootId;
  await act?.().catch(() => undefined);
  await box.eventually("the restart", () => Promise.resolve(box.guest.bootId !== before), BOOT_MS);
  await box.answering();
}

/** Waits until the running slot has proved itself; it must be `slot`. */
export async function proved(box: Box, slot: string): Promise<void> {
  // What the screen shows is asked for: a status by the program itself takes an emulated processor ten seconds, which the proof lacks.
  await box.eventually(
    `slot ${slot} to prove itself`,
    async () =>
      (await box.guest.try("cat /run/embereye-update.txt")).output ===
        `update: slot ${slot} has proved itself\n`,
    PROOF_MS,
  );
  await box.eventually("the status to say so", async () => {
    const { slots } = await status(box);
    return slots.some((one) => one.booted && one.name === slot && one.proved);
  });
}

/** The slot that runs. */
export async function slotOf(box: Box): Promise<string> {
  return await box.guest.run("tr ' ' '\\n' </proc/cmdline | sed -n 's/^rauc.slot=//p'");
}

/** The slots, and what has become of the last update. */
export async function status(
  box: Box,
): Promise<{ outcome: string; slots: { name: string; booted: boolean; proved: boolean; good?: boolean }[] }> {
  return JSON.parse(await box.guest.run("embereye update status --json"));
}
