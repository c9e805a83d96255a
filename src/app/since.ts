/**
 * From when on a person wants to see what happened.
 */

/** A span before now, the beginning of today, or a moment. */
export type Since =
  | { readonly kind: "ago"; readonly ms: number }
  | { readonly kind: "today" }
  | { readonly kind: "at"; readonly wallMs: number };

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `30m`, `2h`, `7d`, `1h30m`, `today`, `2026-11-23`, `2026-11-23 18:00` (the box's time), ISO 8601; else undefined. */
export function parseSince(text: string): Since | undefined {
  const trimmed = text.trim();
  if (trimmed === "today") return { kind: "today" };
  if (/^(\d+(\.\d+)?[smhd])+$/.test(trimmed)) {
    const parts = trimmed.match(/\d+(\.\d+)?[smhd]/g)!;
    return {
      kind: "ago",
      ms: parts.reduce((sum, part) => sum + parseFloat(part) * UNITS_MS[part.at(-1)!], 0),
    };
  }
  const time = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/
    .exec(trimmed);
  if (time === null) return undefined;
  // A date alone would be read as UTC; people mean the box's own day.
  const wallMs = Date.parse(`${time[1]}T${time[2] ?? "00:00"}${time[3] ?? ""}`);
  return Number.isNaN(wallMs) ? undefined : { kind: "at", wallMs };
}

/** The moment that `since` means at `nowWallMs`, on the wall clock. */
export function sinceWallMs(since: Since, nowWallMs: number): number {
  switch (since.kind) {
    case "ago":
      return nowWallMs - since.ms;
    case "today":
      return new Date(nowWallMs).setHours(0, 0, 0, 0);
    case "at":
      return since.wallMs;
  }
}
