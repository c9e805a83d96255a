/**
 * Quiet hours: when a trouble may wake nobody. Alarms do not ask.
 */

/** A span of the day by the box's own clock, `HH:MM`; it may go over midnight. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

const DAY_MINUTES = 24 * 60;

/** When something that may wait is due: `nowWallMs`, or the end of the quiet hours it falls into. */
export function dueOutsideOf(quiet: QuietHours | undefined, nowWallMs: number): number {
  if (quiet === undefined) return nowWallMs;
  const now = new Date(nowWallMs);
  const minute = now.getHours() * 60 + now.getMinutes();
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const isQuiet = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return nowWallMs;
  const waitMinutes = (to - minute + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  // Through the calendar, so that the night on which clocks change ends at the hour people mean.
  const end = new Date(
    now.getFullYear(),
    now.getMonth(),
    now.getDate(),
    now.getHours(),
    now.getMinutes() + waitMinutes,
  );
  return end.getTime();
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
