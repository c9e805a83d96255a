/**
 * Where the supervisor writes: its log, and the watchdogs' story, which stands in a file of its own and in the log.
 */
import { getLogger, type Logger } from "@logtape/logtape";
import type { Clock } from "../clock/clock.ts";
import type { Config } from "../config/schema.ts";
import { configureLogging, errorConsole } from "../ops/log.ts";
import { realDisk } from "../ops/log_disk.ts";
import { openLogFile } from "../ops/log_file.ts";
import { Story } from "../watchdog/story.ts";
import type { Paths } from "./paths.ts";

/** The supervisor's log and story. */
export interface SupervisorLogs {
  readonly log: Logger;
  readonly logging: ReturnType<typeof configureLogging>;
  readonly story: Story;
  readonly storyFile: ReturnType<typeof openLogFile>;
}

/** Opens them; nothing else of the process may be logged before. */
export function openSupervisorLogs(config: Config, paths: Paths, clock: Clock): SupervisorLogs {
  const logging = configureLogging({
    role: "supervisor",
    level: config.log.level,
    dir: paths.logs,
    console: errorConsole(),
    clock,
  });
  const log = getLogger(["embereye", "supervisor"]);
  const storyFile = openLogFile({ clock, disk: realDisk, dir: paths.logs, name: "watchdog" });
  const story = new Story(clock, (line) => {
    storyFile.push(line);
    const { level, text } = JSON.parse(line) as { level: "info" | "warning" | "error"; text: string };
    log[level]("{text}", { text });
  });
  return { log, logging, story, storyFile };
}
