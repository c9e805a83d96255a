/**
 * Proves the fire path of this very program: a second, private service with one simulated sensor and one output that drives nothing is
 * shown a fire, and its siren must be set.
 *
 * It touches neither the service's state nor any device; nobody hears it, and the journal of the site does not hold it.
 */
import { join } from "node:path";
import type { Clock } from "../../clock/clock.ts";
import { fail, ok, type Result } from "../../reading/result.ts";
import { killGroup, type Process, startProcess } from "../../watchdog/process_port.ts";
import { pathsOf } from "../paths.ts";
import { selfCommand } from "../self.ts";

const ZONE = "drill";
const SIREN = "drill-siren";
const CONFIG = `
site: {name: Drill}
zones: [{id: ${ZONE}, pattern: continuous}]
sensors: [{id: drill-sensor, zone: ${ZONE}, location: ${ZONE}}]
outputs: [{id: ${SIREN}, kind: siren, driver: simulated}]
sensorPort: {host: 127.0.0.1, port: 0}
page: {host: 127.0.0.1, port: 0, viewing: token}
timeSync: {watch: false}
`;
/** Long enough to see that the siren is silent without a fire. */
const FIRE_AFTER_S = 3;
/** An emulated machine takes two minutes to start a second service; one that needs longer than this does not protect either. */
const DRILL_MS = 300_000;
const POLL_MS = 200;

/** Runs the drill. @returns the milliseconds from the service's readiness to the siren, or what went wrong */
export async function drill(clock: Clock, signal: AbortSignal): Promise<Result<number, string>> {
  const folder = await Deno.makeTempDir({ prefix: "embereye-drill-" });
  const processes: Process[] = [];
  try {
    return await run(folder, processes, clock, signal);
  } finally {
    for (const { pid, exited } of processes) {
      // Its roles outlive a supervisor that is killed, and end with one that is asked to.
      killGroup(pid, "SIGTERM");
      await exited;
    }
    await Deno.remove(folder, { recursive: true });
  }
}

async function run(
  folder: string,
  processes: Process[],
  clock: Clock,
  signal: AbortSignal,
): Promise<Result<number, string>> {
  const paths = pathsOf(join(folder, "s"), join(folder, "r"));
  const config = join(folder, "drill.yaml");
  await Deno.writeTextFile(config, CONFIG, { mode: 0o600 });
  await Deno.mkdir(paths.state, { mode: 0o700 });
  const endMs = clock.monotonicMs() + DRILL_MS;
  let last = "";
  let port: string | undefined;
  const service = start(["run", "--config", config, "--state", paths.state, "--run", paths.run], (line) => {
    last = line;
    port ??= /^READY .*"sensors":"[^"]*:(\d+)"/.exec(line)?.[1];
  });
  processes.push(service);
  let over: string | undefined;
  void service.exited.then(() => over = "the service has ended");
  const wait = async (what: string, look: () => boolean): Promise<string | undefined> => {
    while (!look()) {
      if (signal.aborted) return "it was interrupted";
      if (over !== undefined) return `${over}: ${last}`;
      if (clock.monotonicMs() > endMs) return `waited ${DRILL_MS / 1_000} s for ${what}: ${last}`;
      await clock.sleep(POLL_MS);
    }
    return undefined;
  };
  const level = () => levelOf(join(paths.simulatedLines, `${SIREN}.level`));

  const notReady = await wait("the service", () => port !== undefined && level() !== undefined);
  if (notReady !== undefined) return fail(notReady);
  if (level() === "1") return fail("its siren sounds without a fire");
  const readyMs = clock.monotonicMs();
  processes.push(
    start(
      [
        ...["simulate", "--to", `127.0.0.1:${port}`, "--loc", ZONE, "--kind", "linear"],
        ...["--fire-after", String(FIRE_AFTER_S)],
      ],
      () => {},
    ),
  );
  const silent = await wait("the siren", () => level() === "1");
  return silent === undefined ? ok(clock.monotonicMs() - readyMs) : fail(silent);
}

function start(args: readonly string[], onLine: (line: string) => void): Process {
  const command = selfCommand(args);
  // What systemd says to its own service is not for this one.
  return startProcess({
    path: command.executable,
    args: command.args,
    env: { NOTIFY_SOCKET: "", WATCHDOG_USEC: "", WATCHDOG_PID: "" },
  }, onLine);
}

function levelOf(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
