/**
 * The overview: the verdict first, alarms largest, then troubles, zones, cameras, the journal and the box itself.
 */
import type { Alarm } from "../../reading/alarm.ts";
import { alarmCard } from "./alarm_card.ts";
import { newSensors, outputPanel, rolePanel } from "./box_panels.ts";
import { cameraSection } from "./camera_card.ts";
import { icon } from "./icons.ts";
import { journal } from "./journal.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { allTroubles, fireAlarms, type PageState } from "./state.ts";
import { troubleList } from "./trouble_list.ts";
import { verdictOf } from "./verdict.ts";
import { zoneCard } from "./zone_card.ts";

/** The parts of the overview. */
export function overview(state: PageState): Child {
  const { site } = state;
  // Troubles come before the zones, unless there is a fire or they are over.
  const urgent = fireAlarms(site).length === 0 && allTroubles(state).some((trouble) => trouble.active);
  return [
    verdict(state),
    site !== undefined && alarms(state),
    urgent && troubleList(state),
    site !== undefined && [
      h(
        "section",
        { class: "zones", key: "zones", "aria-label": state.language.say("zone.list") },
        site.zones.map((zone) => zoneCard(state, site, zone)),
      ),
      cameraSection(state, site),
      newSensors(state, site),
    ],
    !urgent && troubleList(state),
    journal(state),
    site !== undefined && outputPanel(state, site),
    rolePanel(state),
  ];
}

function verdict(state: PageState): PageElement {
  const { kind, title, text } = verdictOf(state);
  return h(
    "section",
    { class: `verdict ${kind}`, key: "verdict" },
    icon(kind),
    // Only the heading is read out by itself: the sentence below ticks every second.
    h(
      "div",
      {},
      h("div", { role: "status", "aria-live": "assertive" }, h("h1", {}, title)),
      h("p", {}, text),
    ),
  );
}

function alarms(state: PageState): Child {
  const { site } = state;
  if (site === undefined || site.alarms.length === 0) return false;
  // A further fire that nobody has seen to stands above those that somebody has: its buttons must be on the first screen.
  const order = (alarm: { active: boolean; test: boolean; disabled: boolean; acknowledged: boolean }) =>
    (alarm.test || alarm.disabled ? 4 : 0) + (alarm.active ? 0 : 2) + (alarm.acknowledged ? 1 : 0);
  // What is one incident stands together, in the order in which it spread.
  const incident = ({ id, incident = id }: { id: string; incident?: string }) =>
    site.alarms.findIndex((other) => other.id === incident);
  const sorted = [...site.alarms].sort((a, b) =>
    order(a) - order(b) || incident(a) - incident(b) || a.raisedAtMs - b.raisedAtMs
  ) as readonly Alarm[];
  return h(
    "section",
    { class: "alarms", key: "alarms", "aria-label": state.language.say("alarm.list") },
    sorted.map((alarm) => alarmCard(state, site, alarm)),
  );
}
