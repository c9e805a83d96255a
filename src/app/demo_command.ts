/**
 * `embereye demo`: the whole appliance without hardware, in one folder of its own.
 */
import { join } from "node:path";
import { stringify } from "yaml";
import { systemClock } from "../clock/system_clock.ts";
import { checkConfig, describeFaults } from "../config/load.ts";
import { killGroup, startProcess } from "../watchdog/process_port.ts";
import { demoConfig } from "./demo_config.ts";
import { PortUnavailable, tryPort } from "./open_port.ts";
import { fitsSockets, pathsOf } from "./paths.ts";
import { selfCommand } from "./self.ts";
import { heardAgain, untilToldToStop } from "./signals.ts";
import type { Service } from "./service.ts";
import { startService } from "./supervise.ts";
import { issueToken } from "./token_store.ts";

/** They close a few connections: that takes milliseconds. A person who pressed Ctrl-C would wait this long once at most. */
const SIMULATION_GRACE_MS = 2_000;

/** What the command line says. */
export interface DemoCommandOptions {
  readonly uiPort: number;
  readonly sensorPort: number;
  readonly state?: string;
  readonly simulation: boolean;
  /** Seconds. */
  readonly fireAfter: number;
}

/** Runs the demo until SIGTERM or SIGINT. */
export async function demo(options: DemoCommandOptions): Promise<number> {
  const clock = systemClock();
  const checked = checkConfig(demoConfig({
    ...options,
    uiPort: freePort(options.uiPort, "page"),
    sensorPort: freePort(options.sensorPort, "sensor port"),
  }));
  if (!checked.ok) {
    throw new Error(`the demo's own configuration is refused: ${describeFaults(checked.fault)}`);
  }

  const state = options.state ?? await Deno.makeTempDir({ prefix: "embereye-demo-" });
  const run = join(state, "run");
  // A deep state folder leaves no room for the names of sockets.
  const shortRun = fitsSockets(run) ? undefined : await Deno.makeTempDir({ prefix: "embereye-run-" });
  const paths = pathsOf(state, shortRun ?? run);
  let service: Service | undefined;
  const interrupted = untilToldToStop(() => heardAgain(service !== undefined));
  let simulation: ReturnType<typeof startProcess> | undefined;
  try {
    let operatorToken = "";
    let installerToken = "";
    service = await startService({
      origin: { text: stringify(checked.value) },
      paths,
      clock,
      prepare: async () => {
        operatorToken = await issueToken(paths.tokens, "demo", "operator", clock.wallMs());
        installerToken = await issueToken(paths.tokens, "demo installer", "installer", clock.wallMs());
      },
    });
    const ports = await Promise.race([service.ready, interrupted]);
    if (ports === undefined) return 0;
    const sensors = `127.0.0.1:${ports.sensors}`;
    const ui = `http://127.0.0.1:${ports.ui}`;
    console.log(`READY ${JSON.stringify({ ui, sensors, operatorToken, installerToken })}`);
    if (options.simulation) {
      console.error(`A fire breaks out in the boiler room in ${options.fireAfter} s. Ctrl-C ends the demo.`);
      simulation = startSimulation(sensors, options.fireAfter);
    }
    await interrupted;
    return 0;
  } finally {
    if (simulation !== undefined) await endSimulation(simulation);
    await service?.stop();
    if (options.state === undefined) await Deno.remove(state, { recursive: true });
    if (shortRun !== undefined) await Deno.remove(shortRun, { recursive: true });
  }
}

/** `port`, or 0 for any where another program has it: who tries the product must not have to look for that first. */
function freePort(port: number, name: string): number {
  if (port === 0) return 0;
  const tried = tryPort("127.0.0.1", port);
  if (!(tried instanceof PortUnavailable)) {
    tried.close();
    return port;
  }
  console.error(`Port ${port} cannot be had (${tried.reason}): the ${name} gets another one, see READY.`);
  return 0;
}

/** The devices owe nobody an orderly end: they must not keep the service from its own. */
async function endSimulation({ pid, exited }: ReturnType<typeof startProcess>): Promise<void> {
  killGroup(pid, "SIGTERM");
  const timer = setTimeout(() => killGroup(pid, "SIGKILL"), SIMULATION_GRACE_MS);
  await exited;
  clearTimeout(timer);
}

/** The devices are a process of their own, as real ones are: nothing that happens to the service happens to them. */
function startSimulation(to: string, fireAfter: number): ReturnType<typeof startProcess> {
  const { executable, args } = selfCommand(["simulate-site", "--to", to, "--fire-after", String(fireAfter)]);
  return startProcess({ path: executable, args }, (line) => console.error(line));
}
