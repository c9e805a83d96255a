/**
 * The status page: everything a person sees, for the box and for the browser alike.
 */
import { alarmCard } from "./alarm_card.ts";
import { newSensors, outputPanel, rolePanel } from "./box_panels.ts";
import { cameraSection } from "./camera_card.ts";
import { languageChoice } from "./language_choice.ts";
import { cover } from "./cover.ts";
import { icon } from "./icons.ts";
import { journal } from "./journal.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { allTroubles, fireAlarms, type PageState } from "./state.ts";
import type { Alarm } from "../../reading/alarm.ts";
import { troubleList } from "./trouble_list.ts";
import { signIn } from "./sign_in.ts";
import { verdictOf } from "./verdict.ts";
import { zoneCard } from "./zone_card.ts";

/** The page's parts. */
export function page(state: PageState): readonly PageElement[] {
  const { site } = state;
  const lost = state.lostForMs !== undefined;
  // Troubles come before the zones, unless there is a fire or they are over.
  const urgent = fireAlarms(site).length === 0 && allTroubles(state).some((trouble) => trouble.active);
  return [
    h(
      "div",
      { key: "content", id: "content", inert: lost },
      head(state),
      h(
        "main",
        { class: state.connected ? "" : "old" },
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
      ),
      foot(state),
    ),
    signIn(state.language),
    h("div", { key: "notice", class: "notice-place", role: "status", "aria-live": "polite" }, notice(state)),
    cover(state),
  ];
}

function head(state: PageState): PageElement {
  return h(
    "header",
    { class: "top", key: "top" },
    h("span", { class: "brand" }, icon("flame"), h("b", {}, "EmberEye")),
    h("span", { class: "site-name" }, state.site?.siteName ?? ""),
    h("span", { class: "grow" }),
    h("time", { class: "clock" }, state.language.timeOfDay(state.nowWallMs, state.timeZone)),
    liveness(state),
    person(state),
  );
}

/** Whether what is shown is the present. */
function liveness(state: PageState): PageElement {
  const { say } = state.language;
  if (!state.live) return h("span", { class: "live" }, say("frame.as-of-then"));
  return h(
    "span",
    { class: state.connected ? "live" : "live old" },
    h("i", { class: "pulse" }),
    say(state.connected ? "frame.live" : "frame.not-live"),
  );
}

function person(state: PageState): PageElement {
  const { say } = state.language;
  if (state.person === undefined) return h("a", { class: "sign", href: "/login" }, say("sign-in.do"));
  return h(
    "form",
    { class: "sign", method: "post", action: "/logout" },
    h("span", { class: "soft" }, state.person.name),
    h("button", { type: "submit", class: "plain" }, say("sign-in.out")),
  );
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
  const order = (alarm: { active: boolean; test: boolean; disabled: boolean }) =>
    (alarm.test || alarm.disabled ? 2 : 0) + (alarm.active ? 0 : 1);
  const sorted = [...site.alarms].sort((a, b) => order(a) - order(b)) as readonly Alarm[];
  return h(
    "section",
    { class: "alarms", key: "alarms", "aria-label": state.language.say("alarm.list") },
    sorted.map((alarm) => alarmCard(state, site, alarm)),
  );
}

function foot(state: PageState): PageElement {
  const { say } = state.language;
  return h(
    "footer",
    { key: "foot" },
    h("span", {}, `EmberEye ${state.version}`),
    h("a", { href: "/healthz" }, say("frame.health")),
    h("a", { href: "/metrics" }, say("frame.metrics")),
    h("a", { href: "/api/v1/openapi.json" }, "API"),
    h("a", { href: "/api/v1/config" }, say("frame.configuration")),
    languageChoice(state.language, "/"),
  );
}

function notice(state: PageState): Child {
  if (state.notice === undefined) return false;
  return h("p", { class: `notice ${state.notice.good ? "good" : "bad"}` }, state.notice.text);
}
