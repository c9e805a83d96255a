/**
 * `embereye site`: watches all boxes of a site from one place. It only shows: whatever happens to it, the boxes protect as before.
 */
import { systemClock } from "../clock/system_clock.ts";
import { describeFileFaults } from "../config/load.ts";
import { parseSiteConfig, type SiteConfig } from "../config/site_schema.ts";
import { addressOf } from "./run_command.ts";
import { untilInterrupted } from "./signals.ts";
import { startSite } from "./site_service.ts";
import { readConfigFile } from "./config_file.ts";
import { UsageError } from "./usage_error.ts";

/** What the command line says. */
export interface SiteOptions {
  readonly config: string;
  readonly state: string;
}

/** Watches until SIGTERM or SIGINT. */
export async function site(options: SiteOptions): Promise<number> {
  const clock = systemClock();
  const interrupted = untilInterrupted();
  const config = await readSiteConfig(options.config);
  const service = await startSite(config, options.state, clock);
  console.log(`READY ${JSON.stringify({ site: `http://${addressOf(config.page.host)}:${service.port}` })}`);
  await interrupted;
  await service.stop();
  return 0;
}

/** The watcher's configuration. Throws a {@linkcode UsageError} that says all that is wrong with it. */
export async function readSiteConfig(file: string): Promise<SiteConfig> {
  const parsed = parseSiteConfig(await readConfigFile(file));
  if (!parsed.ok) throw new UsageError(`${file} is refused:\n${describeFileFaults(parsed.fault)}`);
  return parsed.value;
}
