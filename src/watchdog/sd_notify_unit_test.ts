/**
 * The files that service managers start the product with, held against the numbers in the code that they must fit.
 */
import assert from "node:assert/strict";
import { ROLES } from "../reading/ids.ts";
import { childSpecs } from "./child_spec.ts";
import { planResources } from "./resources.ts";
import { LOOP_SILENT_MS } from "./sd_notify_feed.ts";

const IMAGE = new URL("../../image/", import.meta.url);
const unit = await Deno.readTextFile(new URL("systemd/embereye.service", IMAGE));

const ignore = !await runs("systemd-analyze", "--version");
if (ignore) {
  console.log(
    "SKIPPED what systemd says of the unit: systemd-analyze is not installed (apt-get install systemd)",
  );
}

async function runs(command: string, ...args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args, stdout: "null", stderr: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The last value of a key, as systemd takes it. */
function value(key: string): string | undefined {
  return [...unit.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].at(-1)?.[1];
}

/** Asks systemd about the unit, with a program in it that every machine has. */
async function analyze(...args: string[]): Promise<{ success: boolean; text: string }> {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/embereye.service`;
  await Deno.writeTextFile(file, unit.replace("=/usr/bin/embereye ", "=/bin/true "));
  const { success, stdout, stderr } = await new Deno.Command("systemd-analyze", { args: [...args, file] })
    .output();
  await Deno.remove(folder, { recursive: true });
  return { success, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test("embereye.service has nothing that systemd does not understand", { ignore }, async () => {
  const { success, text } = await analyze("verify", "--man=no");
  assert(success, text);
  assert.doesNotMatch(text, /embereye\.service:/);
});

Deno.test("embereye.service leaves the service little to do harm with", { ignore }, async () => {
  // systemd's own measure in tenths: 10.0 is a service without any sandbox, below 3.0 it calls a service well kept.
  const { success, text } = await analyze("security", "--offline=true", "--threshold=30");
  assert(success, text);
});

Deno.test("embereye.service gives the supervisor the time that its own deadlines take", () => {
  assert.equal(value("Type"), "notify");
  assert.equal(value("NotifyAccess"), "main");
  const watchdogMs = Number(value("WatchdogSec")) * 1_000;
  assert(watchdogMs / 2 + 1_000 < watchdogMs && watchdogMs > LOOP_SILENT_MS, `${watchdogMs}`);
  const specs = childSpecs();
  const stopMs = specs.reduce((sum, { stopGraceMs }) => sum + stopGraceMs, 0);
  assert(Number(value("TimeoutStopSec")) * 1_000 > 1.5 * stopMs, `stopping may take ${stopMs} ms`);
  const readyMs = Math.max(...specs.map(({ readyDeadlineMs }) => readyDeadlineMs));
  assert(Number(value("TimeoutStartSec")) * 1_000 > readyMs, `a start may take ${readyMs} ms`);
  assert.equal(value("KillMode"), "mixed");
  assert.equal(value("Restart"), "always");
  assert.equal(value("StartLimitIntervalSec"), "0");
});

Deno.test("embereye.service allows the shares that are planned, machine code, and the question for the right time", () => {
  const { plans } = planResources(["supervisor", ...ROLES], [0, 1], {});
  assert(Number(value("LimitNICE")) <= Math.min(...plans.map(({ nice }) => nice)));
  assert.deepEqual(value("Delegate")?.split(" ").sort(), ["cpu", "memory"]);
  const protectedBytes = plans.reduce((sum, { memoryLowBytes }) => sum + memoryLowBytes, 0);
  assert(
    Number(value("MemoryLow")?.replace("M", "")) * 1024 * 1024 >= protectedBytes,
    `${protectedBytes} bytes`,
  );
  for (const key of ["MemoryDenyWriteExecute", "ProtectControlGroups", "ProtectClock", "PrivateDevices"]) {
    assert.equal(value(key), undefined, key);
  }
  assert.match(unit, /^SystemCallFilter=@system-service .*\badjtimex\b.*\bclock_adjtime\b/m);
});

Deno.test("every service manager starts the product in the same way, and the container asks for its health", async () => {
  const launchd = await Deno.readTextFile(new URL("launchd/embereye.plist", IMAGE));
  const docker = await Deno.readTextFile(new URL("docker/Dockerfile", IMAGE));
  const systemdArgs = value("ExecStart")!.split(" ").slice(1);
  const listed = /<key>ProgramArguments<\/key>\s*<array>([\s\S]*?)<\/array>/.exec(launchd)![1];
  const launchdArgs = [...listed.matchAll(/<string>(.*?)<\/string>/g)].map(([, text]) => text).slice(1);
  const dockerArgs = JSON.parse(/^CMD (\[.*\])$/m.exec(docker)![1]) as string[];
  assert.deepEqual(dockerArgs, systemdArgs);
  assert.deepEqual(
    launchdArgs.map((arg) => arg.startsWith("/") ? "path" : arg),
    systemdArgs.map((arg) => arg.startsWith("/") ? "path" : arg),
  );
  assert.match(docker, /^HEALTHCHECK .* CMD \["embereye", "health"\]$/m);
  assert.equal(/<key>ExitTimeOut<\/key>\s*<integer>(\d+)</.exec(launchd)![1], value("TimeoutStopSec"));
});
