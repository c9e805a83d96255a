/**
 * Walk test and service of a zone.
 */
import type { ZoneView } from "../../bus/messages.ts";
import type { Language } from "../messages/language.ts";
import { actForm, actionOf, generalRefusal } from "./act_form.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { disableFields } from "./sensor_table.ts";
import { nameOf, type PageState } from "./state.ts";

/** What an operator may do with the zone as a whole. */
export function zoneService(state: PageState, zone: ZoneView): PageElement {
  return h("div", { class: "zone-service" }, test(state, zone), disable(state, zone));
}

function test(state: PageState, zone: ZoneView): Child {
  const { say } = state.language;
  const refusal = generalRefusal(state);
  if (zone.test !== undefined) {
    const proved = new Set(zone.test.hits);
    return [
      h(
        "ul",
        { class: "proofs" },
        zone.sensorIds.map((sensorId) => {
          const sensor = nameOf(state.site, sensorId);
          return h(
            "li",
            { key: sensorId, class: proved.has(sensorId) ? "proved" : undefined },
            proved.has(sensorId)
              ? `✓ ${say("test.proved", { sensor })}`
              : `○ ${say("test.not-yet", { sensor })}`,
          );
        }),
      ),
      actForm(state, {
        action: actionOf("zones", zone.id, "end-test"),
        label: say("test.end"),
        done: say("test.end.done", { zone: zone.name }),
        refusal,
      }),
    ];
  }
  return h(
    "details",
    { class: "service", key: "test" },
    h("summary", {}, say("test.title")),
    h("p", { class: "soft" }, say("test.hint")),
    actForm(state, {
      action: actionOf("zones", zone.id, "test"),
      label: say("test.start"),
      done: say("test.start.done", { zone: zone.name }),
      refusal: refusal ?? (zone.state === "alarm" ? say("test.start.in-alarm") : undefined),
      fields: testDurations(state.language),
    }),
  );
}

function disable(state: PageState, zone: ZoneView): Child {
  const { say } = state.language;
  const refusal = generalRefusal(state);
  if (zone.disabled !== undefined) {
    return actForm(state, {
      action: actionOf("zones", zone.id, "enable"),
      label: say("service.zone-back"),
      done: say("service.back.done", { name: zone.name }),
      refusal,
      strong: true,
    });
  }
  return h(
    "details",
    { class: "service", key: "disable" },
    h("summary", {}, say("service.zone-out")),
    h("p", { class: "soft" }, say("service.zone-out.hint")),
    actForm(state, {
      action: actionOf("zones", zone.id, "disable"),
      label: say("service.zone-out"),
      done: say("service.out.done", { name: zone.name }),
      refusal,
      fields: disableFields(state.language),
    }),
  );
}

/** How long a walk test may take. */
export function testDurations({ say }: Language): Child {
  return h(
    "label",
    {},
    `${say("service.for")} `,
    h(
      "select",
      { name: "forMinutes" },
      h("option", { value: 10 }, say("words.minutes-long", { count: 10 })),
      h("option", { value: 20 }, say("words.minutes-long", { count: 20 })),
      // Fusion allows no longer one: whoever forgets it leaves a zone without latching alarms.
      h("option", { value: 30, selected: true }, say("words.minutes-long", { count: 30 })),
    ),
  );
}
