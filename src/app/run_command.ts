/**
 * `embereye run`: the service with a configuration.
 */
import { systemClock } from "../clock/system_clock.ts";
import { addToAuditLog, byBox } from "../store/audit_log.ts";
import { describeStoreFault } from "../store/store_fault.ts";
import { type Paths, pathsOf } from "./paths.ts";
import { startService } from "./supervise.ts";
import { loadTls } from "./tls_files.ts";
import { heardAgain, untilToldToStop } from "./signals.ts";
import { issueToken, readTokens } from "./token_store.ts";

/** What the command line says. */
export interface RunOptions {
  readonly config: string;
  readonly state: string;
  readonly run: string;
}

/** Runs the service until SIGTERM or SIGINT. */
export async function run(options: RunOptions): Promise<number> {
  const clock = systemClock();
  const paths = pathsOf(options.state, options.run);
  let hasStarted = false;
  const interrupted = untilToldToStop(() => heardAgain(hasStarted));
  const service = await startService({
    origin: { file: options.config },
    paths,
    clock,
    prepare: () => makeFirstToken(paths, clock.wallMs()),
  });
  hasStarted = true;
  const { config } = service;
  const announce = service.ready.then((ports) => {
    const { page, sensorPort } = config;
    // For whoever stands before a browser's warning, or sets a sensor up: the two must be the same.
    for (const [name, { tls }] of [["Page", page], ["Sensor port", sensorPort]] as const) {
      const shown = tls === "off" ? undefined : loadTls(tls, paths);
      if (shown?.ok) console.log(`${name} certificate, SHA-256: ${shown.value.fingerprint}`);
    }
    console.log(
      `READY ${
        JSON.stringify({
          // A port that cannot be had yet is left out: why, the log has said.
          ...(ports.ui !== undefined && {
            ui: `${page.tls === "off" ? "http" : "https"}://${addressOf(page.host)}:${ports.ui}`,
          }),
          ...(ports.sensors !== undefined && { sensors: `${addressOf(sensorPort.host)}:${ports.sensors}` }),
        })
      }`,
    );
  }, () => undefined);
  await interrupted;
  await service.stop();
  await announce;
  return 0;
}

/**
 * Makes the installer's token of a new box, and shows it. Never rejects: a file of tokens that the disk does not give or take costs people
 * their sign-in, and nobody the sirens.
 */
export async function makeFirstToken(
  paths: Pick<Paths, "tokens" | "auditDatabase">,
  nowWallMs: number,
): Promise<void> {
  try {
    const { tokens } = await readTokens(paths.tokens);
    if (tokens.length > 0) return;
    const token = await issueToken(paths.tokens, "installer", "installer", nowWallMs);
    const act = byBox(nowWallMs, "token-new", { person: "installer", role: "installer" });
    const audited = addToAuditLog(paths.auditDatabase, act);
    if (!audited.ok) console.error(`embereye: ${describeStoreFault(audited.fault)}`);
    // The console of systemd is its journal: it stands there, and nowhere else.
    console.log(`Installer token, shown this once: ${token}`);
  } catch (error) {
    console.error(
      `embereye: nobody may be able to sign in: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** An address that can be typed into a browser on this machine. */
export function addressOf(host: string): string {
  return host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
}
