/**
 * The verdict: what a person must know before anything else, in one heading and one sentence.
 */
import type { SiteView, ZoneView } from "../../bus/messages.ts";
import type { Alarm } from "../../reading/alarm.ts";
import { SEEN_SCORE } from "./camera_state.ts";
import { allTroubles, fireAlarms, nameOf, parted, type SiteState, zoneName } from "./state.ts";
import { cameraSees, capital } from "./sentences.ts";
import { count, degrees, list, moment, wholeDuration } from "./words.ts";

/** From worst to best. */
export type VerdictKind =
  | "alarm"
  | "unknown"
  | "unprotected"
  | "pre-alarm"
  | "trouble"
  | "service"
  | "normal";

/** What the page says first. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly title: string;
  readonly text: string;
}

/** Judges the whole site. */
export function verdictOf(state: SiteState): Verdict {
  const { site } = state;
  if (!state.connected || site === undefined) return unknown(state);
  const fires = fireAlarms(site);
  if (fires.length > 0) return fire(state, site, fires);
  const blind = site.zones.filter((zone) => !anyFresh(site, zone.id) && zone.disabled === undefined);
  if (site.zones.length === 0) {
    return { kind: "unprotected", title: "Nothing is watched yet", text: "No zone is configured." };
  }
  if (blind.length > 0) {
    return {
      kind: "unprotected",
      title: `${list(blind.map((zone) => zone.name))} ${blind.length === 1 ? "is" : "are"} not protected`,
      text: "No sensor there delivers fresh data. Keep watch in person until one is back.",
    };
  }
  const warm = site.zones.filter((zone) => zone.state === "pre-alarm");
  if (warm.length > 0) {
    return {
      kind: "pre-alarm",
      title: `Pre-alarm in ${list(warm.map((zone) => zone.name))}`,
      text: `${warmSentence(site, warm)} Go and look. Sirens are silent.`,
    };
  }
  const hidden = site.alarms.filter((alarm) => alarm.disabled && alarm.active);
  if (hidden.length > 0) {
    return {
      kind: "trouble",
      title: `Signs of fire in ${zonesOf(site, hidden as readonly Alarm[])}, which is out of service`,
      text: "No siren sounds for it. Go and look.",
    };
  }
  const troubles = allTroubles(state);
  const present = troubles.filter((trouble) => trouble.active);
  if (present.length > 0) {
    return {
      kind: "trouble",
      title: present.length === 1
        ? "Protected, with one trouble"
        : `Protected, with ${present.length} troubles`,
      text: `${capital(present[0].detail).replace(/\.$/, "")}.`,
    };
  }
  const testing = site.zones.filter((zone) => zone.state === "test");
  const disabled = site.zones.filter((zone) => zone.state === "disabled");
  if (testing.length + disabled.length > 0) {
    const parts = [
      testing.length > 0 && `walk test in ${list(testing.map((zone) => zone.name))}`,
      disabled.length > 0 && `${list(disabled.map((zone) => zone.name))} out of service`,
    ].filter((part) => part !== false);
    return {
      kind: "service",
      title: capital(parts.join("; ")),
      text: [
        testing.length > 0 && "Sensors under test only chirp.",
        disabled.length > 0 && "No alarm sounds from what is out of service.",
      ].filter((part) => part !== false).join(" "),
    };
  }
  const zoneIds = new Set(site.zones.map((zone) => zone.id));
  const fresh = parted(site, site.sensors.filter((sensor) => sensor.fresh && zoneIds.has(sensor.zoneId)));
  const watchers = [
    fresh.sensors.length > 0 && count(fresh.sensors.length, "sensor"),
    fresh.cameras.length > 0 && count(fresh.cameras.length, "camera"),
  ].filter((part) => part !== false);
  return {
    kind: "normal",
    title: "All normal",
    text: `${count(site.zones.length, "zone")} watched by ${list(watchers)}.` +
      (troubles.length === 0 ? "" : ` ${count(troubles.length, "trouble")} came and went: see below.`),
  };
}

/** What the zones in pre-alarm have shown: heat over its limit, else what a camera sees. */
function warmSentence(site: SiteView, warm: readonly ZoneView[]): string {
  const hot = warm.filter((zone) => zone.maxC >= zone.preAlarmC);
  if (hot.length > 0) {
    const hottest = hot.reduce((a, b) => a.maxC >= b.maxC ? a : b);
    return `${degrees(hottest.maxC, 0)} where ${degrees(hottest.preAlarmC, 0)} is the limit.`;
  }
  const ids = new Set(warm.map((zone) => zone.id));
  const sights = site.sensors.filter((sensor) => ids.has(sensor.zoneId)).flatMap(({ id, inputs }) =>
    inputs.flatMap((input) =>
      input.input === "vision" && "value" in input ? [{ id, score: input.value }] : []
    )
  );
  const strongest = sights.reduce<typeof sights[number] | undefined>(
    (a, b) => a === undefined || b.score > a.score ? b : a,
    undefined,
  );
  if (strongest === undefined || strongest.score < SEEN_SCORE) return "First signs of fire.";
  return `${
    capital(cameraSees(nameOf(site, strongest.id), strongest.score))
  }; no other sensor confirms it yet.`;
}

function fire(state: SiteState, site: SiteView, fires: readonly Alarm[]): Verdict {
  const first = fires.reduce((a, b) => a.raisedAtWallMs <= b.raisedAtWallMs ? a : b);
  const since = moment(first.raisedAtWallMs, state.nowWallMs, state.timeZone);
  const active = fires.some((alarm) => alarm.active);
  const unseen = fires.filter((alarm) => !alarm.acknowledged).length;
  const parts = [
    `Since ${since} (${wholeDuration(state.nowWallMs - first.raisedAtWallMs)}).`,
    sirenSentence(site),
    active ? "" : "The cause has gone; the alarm waits for a reset.",
    unseen === 0 ? "Acknowledged." : "Nobody has acknowledged.",
  ];
  return {
    kind: "alarm",
    title: `Fire alarm in ${zonesOf(site, fires)}`,
    text: parts.filter((part) => part !== "").join(" "),
  };
}

/** What the sirens do. */
export function sirenSentence(site: SiteView): string {
  const sirens = site.outputs.filter((output) => output.kind === "siren");
  if (sirens.length === 0) return "No siren is configured.";
  const sounding = sirens.filter((output) => output.on);
  if (sounding.length === 0) return "Sirens are silent.";
  const names = list(sounding.map((output) => output.id));
  return sounding.length === 1 ? `Siren ${names} is sounding.` : `Sirens ${names} are sounding.`;
}

function unknown(state: SiteState): Verdict {
  const { site } = state;
  if (site === undefined) {
    return {
      kind: "unknown",
      title: "State unknown",
      text: "The fire logic has not answered yet. Sirens keep their state.",
    };
  }
  const fires = fireAlarms(site);
  const lastWord = moment(site.atWallMs, state.nowWallMs, state.timeZone);
  if (fires.length > 0) {
    // A fire does not go out because a part of the box restarts.
    return {
      kind: "alarm",
      title: `Fire alarm in ${zonesOf(site, fires)}`,
      text: `Last known at ${lastWord}: the fire logic cannot be reached. Sirens keep their last state.`,
    };
  }
  return {
    kind: "unknown",
    title: "The fire logic cannot be reached",
    text: `Last word at ${lastWord}: no alarm. Sirens keep their last state. Keep watch in person.`,
  };
}

function zonesOf(site: SiteView, alarms: readonly Alarm[]): string {
  return list([...new Set(alarms.map((alarm) => zoneName(site, alarm.zoneId)))]);
}

function anyFresh(site: SiteView, zoneId: string): boolean {
  return site.sensors.some((sensor) => sensor.zoneId === zoneId && sensor.fresh && !sensor.disabled);
}
