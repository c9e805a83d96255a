/**
 * What the page's role tells a technician: from the log files, and from what the supervisor says of the machine.
 */
import type { BoxFacts } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import type { TechnicianDeps } from "../ui/technician_api.ts";
import type { LogsAnswer, LogsQuery, WatchdogAnswer } from "../ui/technician_schemas.ts";
import { bundleName, type LivePart, makeBundle } from "./bundle_parts.ts";
import { LogDesk } from "./log_desk.ts";
import type { Paths } from "./paths.ts";
import { readTimeline } from "./read_timeline.ts";
import { outageSummary, timelineRecord } from "./watchdog_report.ts";

/** Lines of the story in one answer; the newest. */
const STORY_MAX = 500;

/** What the desk needs. */
export interface TechnicianDeskOptions {
  readonly paths: Paths;
  readonly clock: Clock;
  box(): BoxFacts | undefined;
  /** What only the running page knows. */
  readonly live: readonly LivePart[];
}

/** Answers a technician. */
export class TechnicianDesk implements TechnicianDeps {
  readonly #options: TechnicianDeskOptions;
  readonly #logs: LogDesk;
  #making = false;

  constructor(options: TechnicianDeskOptions) {
    this.#options = options;
    this.#logs = new LogDesk(options.paths.logs, options.clock);
  }

  box(): BoxFacts | undefined {
    return this.#options.box();
  }

  async watchdog(sinceWallMs: number): Promise<WatchdogAnswer> {
    const { paths, clock } = this.#options;
    const { items } = await readTimeline(paths.logs);
    const wanted = items.filter(({ atWallMs }) => atWallMs >= sinceWallMs);
    return {
      summary: outageSummary(wanted),
      items: wanted.slice(-STORY_MAX).map((item) => {
        const { atWallMs, text, colour } = timelineRecord(item, clock.wallMs());
        return {
          at: new Date(atWallMs).toISOString(),
          atWallMs,
          kind: item.kind,
          level: colour === "red" ? "error" : colour === "yellow" ? "warning" : "info",
          text,
        };
      }),
    };
  }

  logs(query: LogsQuery): Promise<LogsAnswer> {
    return this.#logs.read(query);
  }

  async bundle(): ReturnType<TechnicianDeps["bundle"]> {
    if (this.#making) return undefined;
    this.#making = true;
    try {
      const { paths, clock, live } = this.#options;
      return {
        name: bundleName(clock.wallMs()),
        bytes: await makeBundle({ paths, clock, madeBy: "page", live }),
      };
    } finally {
      this.#making = false;
    }
  }

  /** Lets go of the logs that it follows. */
  close(): void {
    this.#logs.close();
  }
}
