/**
 * The verdict: what a person must know before anything else, in one heading and one sentence.
 */
import type { SiteView, ZoneView } from "../../bus/messages.ts";
import type { Alarm } from "../../reading/alarm.ts";
import { SIRENS_DEAF, type Trouble } from "../../reading/trouble.ts";
import { SEEN_SCORE } from "./camera_state.ts";
import { cameraSees } from "./sentences.ts";
import { troubleSentence } from "./told.ts";
import {
  allTroubles,
  fireAlarms,
  isBlind,
  momentOf,
  nameOf,
  outputName,
  parted,
  type SpokenState,
  zoneName,
} from "./state.ts";

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
export function verdictOf(state: SpokenState): Verdict {
  const { site, language: { say, list, capital } } = state;
  if (!state.connected || site === undefined) return unknown(state);
  const fires = fireAlarms(site);
  if (fires.length > 0) return fire(state, site, fires);
  const blind = site.zones.filter((zone) => isBlind(site, zone));
  if (site.zones.length === 0) {
    return { kind: "unprotected", title: say("verdict.nothing"), text: say("verdict.nothing.text") };
  }
  if (blind.length > 0) {
    return {
      kind: "unprotected",
      title: say("verdict.blind", { count: blind.length, zones: list(blind.map((zone) => zone.name)) }),
      text: say("verdict.blind.text"),
    };
  }
  const deaf = deafening(state);
  if (deaf !== undefined) {
    return {
      kind: "unprotected",
      title: say("verdict.deaf"),
      text: say("verdict.deaf.text", { why: troubleSentence(state, deaf) }),
    };
  }
  const warm = site.zones.filter((zone) => zone.state === "pre-alarm");
  if (warm.length > 0) {
    return {
      kind: "pre-alarm",
      title: say("verdict.pre-alarm", { zones: list(warm.map((zone) => zone.name)) }),
      text: say("verdict.pre-alarm.text", { why: warmSentence(state, site, warm) }),
    };
  }
  const hidden = site.alarms.filter((alarm) => alarm.disabled && alarm.active);
  if (hidden.length > 0) {
    return {
      kind: "trouble",
      title: say("verdict.hidden", { zones: zonesOf(state, site, hidden as readonly Alarm[]) }),
      text: say("verdict.hidden.text"),
    };
  }
  const troubles = allTroubles(state);
  const present = troubles.filter((trouble) => trouble.active);
  if (present.length > 0) {
    return {
      kind: "trouble",
      title: say("verdict.trouble", { count: present.length }),
      text: troubleSentence(state, present[0]),
    };
  }
  const testing = site.zones.filter((zone) => zone.state === "test");
  const disabled = outOfService(site);
  if (testing.length + disabled.length > 0) {
    const parts = [
      testing.length > 0 && say("verdict.testing", { zones: list(testing.map((zone) => zone.name)) }),
      disabled.length > 0 && say("verdict.disabled", { zones: list(disabled) }),
    ].filter((part) => part !== false);
    return {
      kind: "service",
      title: capital(parts.join("; ")),
      text: [
        testing.length > 0 && say("verdict.testing.text"),
        disabled.length > 0 && say("verdict.disabled.text"),
      ].filter((part) => part !== false).join(" "),
    };
  }
  const zoneIds = new Set(site.zones.map((zone) => zone.id));
  const fresh = parted(site, site.sensors.filter((sensor) => sensor.fresh && zoneIds.has(sensor.zoneId)));
  const watchers = [
    fresh.sensors.length > 0 && say("verdict.sensors", { count: fresh.sensors.length }),
    fresh.cameras.length > 0 && say("verdict.cameras", { count: fresh.cameras.length }),
  ].filter((part) => part !== false);
  return {
    kind: "normal",
    title: say("verdict.normal"),
    text: say("verdict.normal.text", { count: site.zones.length, watchers: list(watchers) }) +
      (troubles.length === 0 ? "" : ` ${say("verdict.came-and-went", { count: troubles.length })}`),
  };
}

/** What the zones in pre-alarm have shown: heat over its limit, else what a camera sees. */
function warmSentence(state: SpokenState, site: SiteView, warm: readonly ZoneView[]): string {
  const { say, degrees, capital } = state.language;
  const hot = warm.filter((zone) => zone.maxC >= zone.preAlarmC);
  if (hot.length > 0) {
    const hottest = hot.reduce((a, b) => a.maxC >= b.maxC ? a : b);
    return say("verdict.pre-alarm.heat", {
      temperature: degrees(hottest.maxC, 0),
      limit: degrees(hottest.preAlarmC, 0),
    });
  }
  const ids = new Set(warm.map((zone) => zone.id));
  const sights = site.sensors.filter((sensor) => ids.has(sensor.zoneId)).flatMap(({ id, inputs }) =>
    inputs.flatMap((input) =>
      input.input === "vision" && "value" in input ? [{ id, score: input.value, seen: input.seen }] : []
    )
  );
  const strongest = sights.reduce<typeof sights[number] | undefined>(
    (a, b) => a === undefined || b.score > a.score ? b : a,
    undefined,
  );
  if (strongest === undefined || strongest.score < SEEN_SCORE) return say("verdict.pre-alarm.first");
  return say("verdict.pre-alarm.camera", {
    sight: capital(cameraSees(state.language, nameOf(site, strongest.id), strongest.score, strongest.seen)),
  });
}

function fire(state: SpokenState, site: SiteView, fires: readonly Alarm[]): Verdict {
  const first = fires.reduce((a, b) => a.raisedAtWallMs <= b.raisedAtWallMs ? a : b);
  const { say, wholeDuration } = state.language;
  const moment = momentOf(state, first.raisedAtWallMs);
  const active = fires.some((alarm) => alarm.active);
  const unseen = fires.filter((alarm) => !alarm.acknowledged).length;
  const parts = [
    say("verdict.alarm.since", { moment, duration: wholeDuration(state.nowWallMs - first.raisedAtWallMs) }),
    spreadSentence(state, site, fires),
    sirenSentence(state, site),
    active ? "" : say("verdict.alarm.gone"),
    say(unseen === 0 ? "verdict.alarm.acknowledged" : "verdict.alarm.unseen"),
  ];
  return {
    kind: "alarm",
    title: say("verdict.alarm", { zones: zonesOf(state, site, fires) }),
    text: parts.filter((part) => part !== "").join(" "),
  };
}

/** That the fires of several zones are one, where they are: people go to where it began. */
function spreadSentence({ language: { say } }: SpokenState, site: SiteView, fires: readonly Alarm[]): string {
  const first = fires.find((alarm) => alarm.incident === undefined);
  const zones = new Set(fires.map((alarm) => alarm.zoneId));
  const incidents = new Set(fires.map(({ id, incident }) => incident ?? id));
  if (first === undefined || zones.size < 2 || incidents.size > 1) return "";
  return say("verdict.alarm.spread", { count: zones.size, zone: zoneName(site, first.zoneId) });
}

/** What the sirens do, as far as it is known: one that did not do as told, or is not heard of, may be silent. */
function sirenSentence(state: SpokenState, site: SiteView): string {
  const { say, list } = state.language;
  const sirens = site.outputs.filter((output) => output.kind === "siren");
  if (sirens.length === 0) return say("verdict.no-siren");
  const isDeaf = deafening(state) !== undefined;
  const sounding = sirens.filter((output) => output.on && output.fault === undefined);
  if (sounding.length > 0 && !isDeaf) {
    return say("verdict.sounding", { count: sounding.length, sirens: list(sounding.map(outputName)) });
  }
  const isDoubtful = isDeaf || sirens.some((output) => output.on);
  return isDoubtful ? `${say("verdict.deaf")}${say("words.stop")}` : say("verdict.silent");
}

/** The trouble with which the sirens may not do as they are told. */
function deafening(state: SpokenState): Trouble | undefined {
  return allTroubles(state).find(({ code, active }) => active && SIRENS_DEAF.includes(code));
}

function unknown(state: SpokenState): Verdict {
  const { site, language: { say } } = state;
  if (site === undefined) {
    return {
      kind: "unknown",
      title: say("verdict.unknown"),
      text: say("verdict.unknown.text"),
    };
  }
  const fires = fireAlarms(site);
  const moment = momentOf(state, site.atWallMs);
  if (fires.length > 0) {
    // A fire does not go out because a part of the box restarts.
    return {
      kind: "alarm",
      title: say("verdict.alarm", { zones: zonesOf(state, site, fires) }),
      text: say("verdict.lost.alarm", { moment }),
    };
  }
  return {
    kind: "unknown",
    title: say("verdict.lost"),
    text: say("verdict.lost.text", { moment }),
  };
}

function zonesOf(state: SpokenState, site: SiteView, alarms: readonly Alarm[]): string {
  return state.language.list([...new Set(alarms.map((alarm) => zoneName(site, alarm.zoneId)))]);
}

/** What people call the zones and, elsewhere, the sensors and cameras that are out of service. */
function outOfService(site: SiteView): string[] {
  const zones = site.zones.filter((zone) => zone.disabled !== undefined || zone.state === "disabled");
  const ids = new Set(zones.map(({ id }) => id));
  const sensors = site.sensors.filter(({ disabled, zoneId }) => disabled && !ids.has(zoneId));
  return [...zones.map(({ name }) => name), ...sensors.map(({ id }) => nameOf(site, id))];
}
