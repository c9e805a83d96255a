/**
 * One picture of `embereye top`.
 */
import { stampOf } from "./journal_layout.ts";
import { ROLE_HEAD, ROLE_RIGHT, roleCells, type RoleRow } from "./role_rows.ts";
import { COLUMNS_DEFAULT, type Screen } from "./terminal.ts";
import { type Cell, paint, table, wrap } from "./text_layout.ts";

/** The roles at one moment. */
export interface TopView {
  /** Monotonic. */
  readonly atMs: number;
  readonly atWallMs: number;
  /** The page's verdict. */
  readonly title?: string;
  readonly rows: readonly RoleRow[];
  /** Why the figures come from the processes themselves. */
  readonly reason?: string;
}

/** `view` with the processor use of each process since `before`, where the page does not tell it. */
export function cpuSince(before: TopView | undefined, view: TopView): TopView {
  const passedMs = before === undefined ? 0 : view.atMs - before.atMs;
  if (passedMs <= 0) return view;
  return {
    ...view,
    rows: view.rows.map((row) => {
      const earlier = before!.rows.find(({ role, pid }) => role === row.role && pid === row.pid);
      if (row.cpuPercent !== undefined || row.cpuMs === undefined || earlier?.cpuMs === undefined) return row;
      return { ...row, cpuPercent: 100 * Math.max(0, row.cpuMs - earlier.cpuMs) / passedMs };
    }),
  };
}

/** The lines of the picture. */
export function topLines(view: TopView, screen: Screen): string[] {
  const { colours } = screen;
  const width = screen.columns ?? COLUMNS_DEFAULT;
  const { rows, title, reason, atWallMs } = view;
  const head = ROLE_HEAD.map((text): Cell => ({ text, colour: "dim" }));
  const bytes = rows.reduce((sum, { residentBytes }) => sum + (residentBytes ?? 0), 0);
  const cpu = rows.reduce((sum, { cpuPercent }) => sum + (cpuPercent ?? 0), 0);
  return [
    ...wrap(`${stampOf(atWallMs)}  ${title ?? "State unknown"}`, width).map((line) =>
      paint(line, "bold", colours)
    ),
    ...(reason === undefined
      ? []
      : wrap(`From the processes themselves, because ${reason}.`, width).map((line) =>
        paint(line, "dim", colours)
      )),
    "",
    ...(rows.length === 0 ? ["  No role is known."] : table([head, ...rows.map(roleCells)], {
      width,
      colours,
      right: ROLE_RIGHT,
    })),
    "",
    `  ${rows.length} roles, ${(bytes / 1e6).toFixed(0)} MB resident (shared pages counted in each), ` +
    `${cpu.toFixed(1)} % of a core`,
  ];
}
