/**
 * What happens on a site within ninety days, and when: drawn from a seed.
 */
import type { Random } from "../random.ts";
import { BAD_CHANGES, ZONES } from "./configuration.ts";

/** Something that happens. */
export type Happening =
  | { readonly kind: "outage" | "full-disk"; readonly minutes: number }
  | { readonly kind: "fire"; readonly zoneId: string; readonly minutes: number; readonly isIgnored: boolean }
  | { readonly kind: "bad-change"; readonly index: number }
  | { readonly kind: "good-change" | "broken-file" | "power-cut" | "new-thing" };

export const DAYS = 90;
const DAY_MINUTES = 24 * 60;

/** Happenings by the minute since the beginning. Changes have hours of their own: a fire in a trial is another story. */
export function drawCalendar(random: Random): Map<number, Happening[]> {
  const calendar = new Map<number, Happening[]>();
  const whole = (from: number, to: number) => Math.floor(random.between(from, to));
  const put = (minute: number, happening: Happening) => {
    calendar.set(minute, [...calendar.get(minute) ?? [], happening]);
    return minute;
  };
  const at = (day: number, hour: number) => day * DAY_MINUTES + hour * 60 + whole(0, 60);

  const outages: number[] = [];
  for (let week = 0; week * 7 < DAYS - 1; week++) {
    const day = Math.min(DAYS - 2, week * 7 + whole(0, 7));
    outages.push(put(at(day, whole(15, 22)), { kind: "outage", minutes: 60 }));
  }
  const full = [12, 33, 54, 74].map((day) =>
    put(at(day + whole(0, 6), whole(7, 11)), { kind: "full-disk", minutes: whole(40, 90) })
  );
  BAD_CHANGES.forEach(({ hour }, index) => {
    put(at([16, 42, 66][index] + whole(0, 4), hour), { kind: "bad-change", index });
  });
  put(at(28 + whole(0, 3), 13), { kind: "good-change" });
  put(at(50 + whole(0, 3), 13), { kind: "broken-file" });
  put(at(60, 14), { kind: "new-thing" });

  const fire = (isIgnored: boolean): Happening => ({
    kind: "fire",
    zoneId: random.pick(ZONES),
    minutes: whole(5, 13),
    isIgnored,
  });
  const burning = [
    put(at(whole(20, 26), whole(1, 4)), fire(true)),
    // While nobody can be reached, and while nothing can be written.
    put(outages[whole(4, 11)] + whole(5, 40), fire(false)),
    put(full[whole(1, 4)] + whole(5, 30), fire(false)),
  ];
  // Two on a quiet night, one while a siren sounds, one while people cannot be reached.
  put(at(10, 2), { kind: "power-cut" });
  put(burning[0] + 3, { kind: "power-cut" });
  put(outages[3] + 20, { kind: "power-cut" });
  return calendar;
}
