/**
 * The walk test: an installer starts it for a zone, sets off each sensor, hears each siren, and signs off what was proved.
 */
import type { SiteView, ZoneView } from "../../../bus/messages.ts";
import { actForm, actionOf, generalRefusal } from "../act_form.ts";
import { icon } from "../icons.ts";
import { type Child, h, type PageElement } from "../node.ts";
import { nameOf, outputName, type PageState } from "../state.ts";
import { eventSentence } from "../told.ts";
import { zoneChip } from "../zone_chip.ts";
import { testDurations } from "../zone_service.ts";

/** The parts of the page. */
export function walkTestPage(state: PageState): Child {
  const { site } = state;
  const { say } = state.language;
  if (site === undefined) return h("p", { class: "panel" }, say("zone-page.not-yet"));
  return [
    h(
      "section",
      { class: "panel", key: "intro" },
      h("h1", {}, say("test.title")),
      h("p", {}, say("walk-test.intro")),
    ),
    site.zones.map((zone) => zoneTest(state, site, zone)),
  ];
}

function zoneTest(state: PageState, site: SiteView, zone: ZoneView): PageElement {
  const { chip } = zoneChip(state, site, zone);
  return h(
    "section",
    {
      class: "panel walk-test",
      key: `test of ${zone.id}`,
      "data-test-of": zone.id,
      "aria-label": zone.name,
    },
    h("header", {}, h("h2", {}, zone.name), chip),
    zone.test === undefined ? starting(state, zone) : running(state, site, zone, zone.test),
  );
}

function starting(state: PageState, zone: ZoneView): Child {
  const { say } = state.language;
  const refusal = generalRefusal(state) ??
    (zone.state === "alarm"
      ? say("test.start.in-alarm")
      : zone.disabled !== undefined
      ? say("walk-test.out-of-service")
      : undefined);
  return [
    actForm(state, {
      action: actionOf("zones", zone.id, "test"),
      label: say("test.start"),
      done: say("test.start.done", { zone: zone.name }),
      refusal,
      fields: testDurations(state.language),
    }),
    refusal !== undefined && h("p", { class: "soft" }, refusal),
    lastRecord(state, zone),
  ];
}

/** What the journal says of the zone's last test, where it is among the lines the page has. */
function lastRecord(state: PageState, zone: ZoneView): Child {
  const record = state.events?.find((event) => event.kind === "test-end" && event.zoneId === zone.id);
  if (record === undefined) return false;
  const { say, dateAndTime } = state.language;
  return h(
    "p",
    { class: "soft" },
    say("walk-test.record", {
      moment: dateAndTime(record.atWallMs, state.timeZone),
      text: eventSentence(state.language, record),
    }),
  );
}

function running(
  state: PageState,
  site: SiteView,
  zone: ZoneView,
  test: NonNullable<ZoneView["test"]>,
): Child {
  const { say, wholeDuration } = state.language;
  const proved = new Set(test.hits);
  const done = zone.sensorIds.filter((id) => proved.has(id)).length;
  const sirens = site.outputs.filter((output) => output.kind === "siren");
  return [
    h(
      "p",
      { role: "status" },
      h("b", {}, say("walk-test.progress", { proved: done, all: zone.sensorIds.length })),
      h(
        "span",
        { class: "soft" },
        ` ${say("walk-test.ends", { duration: wholeDuration(test.remainingMs) })}`,
      ),
    ),
    h("progress", { max: Math.max(1, zone.sensorIds.length), value: done, "aria-label": say("test.title") }),
    h("h3", {}, say("walk-test.sensors")),
    h(
      "ul",
      { class: "proofs" },
      zone.sensorIds.map((id) => {
        const name = nameOf(site, id);
        return h(
          "li",
          { key: id, class: proved.has(id) ? "proved" : undefined },
          icon(proved.has(id) ? "normal" : "lost"),
          " ",
          proved.has(id) ? say("test.proved", { sensor: name }) : say("test.not-yet", { sensor: name }),
        );
      }),
    ),
    actForm(state, {
      action: actionOf("zones", zone.id, "end-test"),
      label: say("walk-test.sign-off"),
      done: say("test.end.done", { zone: zone.name }),
      refusal: generalRefusal(state),
      strong: true,
      fields: [
        sirens.length > 0 && h(
          "fieldset",
          { class: "sirens" },
          h("legend", {}, say("walk-test.sirens")),
          sirens.map((siren) =>
            h(
              "label",
              { key: siren.id, class: "check" },
              h("input", { type: "checkbox", name: "sirensHeard", value: siren.id }),
              outputName(siren),
              h(
                "span",
                { class: siren.fault === undefined ? "soft" : "wrong" },
                siren.fault !== undefined
                  ? ` ${siren.fault}`
                  : siren.on
                  ? ` ${say("walk-test.sounding")}`
                  : "",
              ),
            )
          ),
        ),
        h(
          "label",
          {},
          h("span", {}, say("walk-test.remark")),
          h("input", { type: "text", name: "remark", maxlength: 300, autocomplete: "off" }),
        ),
      ],
    }),
  ];
}
