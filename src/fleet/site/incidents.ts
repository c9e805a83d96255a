/**
 * Makes one incident of the alarms that are one fire: pure, from all alarms that are known to the fires of the site.
 *
 * Neighbouring zones see the same fire. Alarms of zones that are neighbours, raised within a time of one another, belong together; what
 * belongs together by way of a third does, too. Nothing but the alarms decides, whatever order they came in: two that watch
 * the same site come to the same incidents.
 */

/** One alarm of one box. Times are the servers': the boxes' own clocks may differ. */
export interface SiteAlarm {
  readonly box: string;
  readonly alarmId: string;
  readonly zoneId: string;
  readonly zoneName: string;
  /** Milliseconds since 1970 by the NATS servers' clock. */
  readonly raisedAtMs: number;
  readonly active: boolean;
  readonly acknowledged: boolean;
  readonly silenced: boolean;
  readonly rules: readonly string[];
  /** One sentence of the box's journal, once it has come. */
  readonly text?: string;
  /** It has been reset: it holds together what still stands. */
  readonly ended: boolean;
}

/** One fire. */
export interface Incident {
  /** `box/alarm` of its first alarm. */
  readonly id: string;
  readonly raisedAtMs: number;
  /** First first; at least one stands. */
  readonly alarms: readonly SiteAlarm[];
  readonly boxes: readonly string[];
  /** Evidence is present somewhere. */
  readonly active: boolean;
  /** Everywhere. */
  readonly acknowledged: boolean;
}

/** Which zones see the same places: lists of `box/zone`. */
export interface Neighbours {
  has(one: string, other: string): boolean;
}

/** Neighbours as the configuration lists them. */
export function neighboursOf(groups: readonly (readonly string[])[]): Neighbours {
  const byZone = new Map<string, Set<number>>();
  groups.forEach((group, i) => {
    for (const zone of group) (byZone.get(zone) ?? byZone.set(zone, new Set()).get(zone)!).add(i);
  });
  return {
    has: (one, other) => {
      const groupsOfOne = byZone.get(one);
      const groupsOfOther = byZone.get(other);
      return groupsOfOne !== undefined && groupsOfOther !== undefined &&
        !groupsOfOne.isDisjointFrom(groupsOfOther);
    },
  };
}

/** More alarms than this are each an incident of their own: nobody reads more, and each is compared with each. */
export const MERGED_MAX = 500;

/** The fires, the latest first. */
export function incidentsOf(
  alarms: readonly SiteAlarm[],
  neighbours: Neighbours,
  windowMs: number,
): Incident[] {
  const sorted = [...alarms].sort(byTime);
  const parents = sorted.map((_, i) => i);
  const rootOf = (i: number): number => parents[i] === i ? i : parents[i] = rootOf(parents[i]);
  const merged = Math.min(sorted.length, MERGED_MAX);
  for (let i = 0; i < merged; i++) {
    for (let j = i + 1; j < merged && sorted[j].raisedAtMs - sorted[i].raisedAtMs <= windowMs; j++) {
      if (!belongTogether(sorted[i], sorted[j], neighbours)) continue;
      const [a, b] = [rootOf(i), rootOf(j)];
      parents[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const groups = new Map<number, SiteAlarm[]>();
  sorted.forEach((alarm, i) => {
    const root = rootOf(i);
    (groups.get(root) ?? groups.set(root, []).get(root)!).push(alarm);
  });
  return [...groups.values()].filter((group) => group.some(({ ended }) => !ended)).map(incidentOf)
    .sort((a, b) => b.raisedAtMs - a.raisedAtMs || (a.id < b.id ? -1 : 1));
}

/** The alarms worth remembering: those that stand, and those that belong to an incident that does. */
export function worthKeeping(incidents: readonly Incident[]): ReadonlySet<string> {
  return new Set(incidents.flatMap(({ alarms }) => alarms.map(keyOf)));
}

/** What an alarm is called in the whole site. */
export function keyOf({ box, alarmId }: Pick<SiteAlarm, "box" | "alarmId">): string {
  return `${box}/${alarmId}`;
}

function belongTogether(one: SiteAlarm, other: SiteAlarm, neighbours: Neighbours): boolean {
  const [a, b] = [`${one.box}/${one.zoneId}`, `${other.box}/${other.zoneId}`];
  // Two alarms of one zone are two only after a memory was lost.
  return a === b || neighbours.has(a, b);
}

function incidentOf(group: readonly SiteAlarm[]): Incident {
  const standing = group.filter(({ ended }) => !ended);
  return {
    id: keyOf(group[0]),
    raisedAtMs: group[0].raisedAtMs,
    alarms: group,
    boxes: [...new Set(group.map(({ box }) => box))],
    active: standing.some(({ active }) => active),
    acknowledged: standing.every(({ acknowledged }) => acknowledged),
  };
}

function byTime(a: SiteAlarm, b: SiteAlarm): number {
  return a.raisedAtMs - b.raisedAtMs || (keyOf(a) < keyOf(b) ? -1 : 1);
}
