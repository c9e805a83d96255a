/**
 * `embereye top`: the roles with what they use, refreshed on a terminal until it is interrupted, once elsewhere.
 */
import type { Clock } from "../clock/clock.ts";
import { systemClock } from "../clock/system_clock.ts";
import { statusAnswer } from "../ui/schemas.ts";
import { rolesOf, rolesOfFiles } from "./box_report.ts";
import { Failure } from "./failure.ts";
import { describePageFault, PageClient } from "./page_client.ts";
import type { Paths } from "./paths.ts";
import type { RoleRow } from "./role_rows.ts";
import { loud } from "./report_verdict.ts";
import { print, printJson, type Screen, standardScreen, write } from "./terminal.ts";
import { cpuSince, topLines, type TopView } from "./top_view.ts";
import { locate, pageAddress, type WhereOptions } from "./where.ts";

/** What the command line says. */
export interface TopOptions extends WhereOptions {
  readonly url?: string;
  readonly token?: string;
  readonly json?: boolean;
}

/** The page's own figures are renewed once a second. */
const REFRESH_MS = 1_000;
/** Without the page, processor use is measured over this time where there is only one look. */
const MEASURE_MS = 500;

/** Shows the roles. */
export async function top(options: TopOptions): Promise<number> {
  const clock = systemClock();
  const paths = options.url === undefined ? await locate(options) : undefined;
  const look = async (before: TopView | undefined) => cpuSince(before, await viewOf(options, paths, clock));
  const terminal = Deno.stdout.isTerminal() && !options.json;
  let view = await look(undefined);
  if (!terminal) {
    if (view.reason !== undefined) {
      await clock.sleep(MEASURE_MS);
      view = await look(view);
    }
    if (options.json) printJson(view);
    else print(topLines(view, standardScreen()));
    return 0;
  }
  for (;;) {
    refresh(topLines(view, standardScreen()), standardScreen());
    await clock.sleep(REFRESH_MS);
    view = await look(view);
  }
}

/** Draws from the top left, each line to its end and then to the end of the screen: without a flicker. */
function refresh(lines: readonly string[], { colours }: Screen): void {
  // A terminal that knows no colours knows no cursor either.
  write(
    colours ? `\x1b[H${lines.map((line) => `${line}\x1b[K\n`).join("")}\x1b[J` : `${lines.join("\n")}\n\n`,
  );
}

async function viewOf(options: TopOptions, paths: Paths | undefined, clock: Clock): Promise<TopView> {
  const atMs = clock.monotonicMs();
  const address = paths === undefined ? undefined : await pageAddress(paths);
  let reason: string;
  if (address?.ok !== false) {
    const client = new PageClient(options.url ?? address!.value, options.token);
    const asked = await client.json("/api/v1/status", statusAnswer);
    if (asked.ok) {
      const { verdict, roles } = asked.value;
      const rows = await rolesOf(asked.value, paths, clock);
      return {
        atMs,
        atWallMs: clock.wallMs(),
        title: loud(verdict.title),
        rows,
        ...(roles === null && { reason: "the page does not hear the supervisor" }),
      };
    }
    reason = describePageFault(asked.fault);
  } else reason = address.fault;
  if (paths === undefined) throw new Failure(reason);
  const rows: RoleRow[] = await rolesOfFiles(paths, clock);
  return { atMs, atWallMs: clock.wallMs(), rows, reason };
}
