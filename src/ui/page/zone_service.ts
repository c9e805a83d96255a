/**
 * Walk test and service of a zone.
 */
import type { ZoneView } from "../../bus/messages.ts";
import { actForm, actionOf, generalRefusal } from "./act_form.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { disableFields } from "./sensor_table.ts";
import type { PageState } from "./state.ts";

/** What an operator may do with the zone as a whole. */
export function zoneService(state: PageState, zone: ZoneView): PageElement {
  return h("div", { class: "zone-service" }, test(state, zone), disable(state, zone));
}

function test(state: PageState, zone: ZoneView): Child {
  const refusal = generalRefusal(state);
  if (zone.test !== undefined) {
    const proved = new Set(zone.test.hits);
    return [
      h(
        "ul",
        { class: "proofs" },
        zone.sensorIds.map((sensorId) =>
          h(
            "li",
            { key: sensorId, class: proved.has(sensorId) ? "proved" : undefined },
            `${proved.has(sensorId) ? "✓" : "○"} ${sensorId}${proved.has(sensorId) ? " proved" : " not yet"}`,
          )
        ),
      ),
      actForm(state, {
        action: actionOf("zones", zone.id, "end-test"),
        label: "End walk test",
        done: `${zone.name}: walk test ended.`,
        refusal,
      }),
    ];
  }
  return h(
    "details",
    { class: "service", key: "test" },
    h("summary", {}, "Walk test"),
    h("p", { class: "soft" }, "Sirens only chirp, nothing is latched. It ends by itself."),
    actForm(state, {
      action: actionOf("zones", zone.id, "test"),
      label: "Start walk test",
      done: `${zone.name}: walk test started.`,
      refusal: refusal ?? (zone.state === "alarm" ? "The zone is in alarm." : undefined),
      fields: h(
        "label",
        {},
        "For ",
        h(
          "select",
          { name: "forMinutes" },
          h("option", { value: 10 }, "10 minutes"),
          h("option", { value: 30, selected: true }, "30 minutes"),
          h("option", { value: 60 }, "1 hour"),
        ),
      ),
    }),
  );
}

function disable(state: PageState, zone: ZoneView): Child {
  const refusal = generalRefusal(state);
  if (zone.disabled !== undefined) {
    return actForm(state, {
      action: actionOf("zones", zone.id, "enable"),
      label: "Put zone back into service",
      done: `${zone.name}: back in service.`,
      refusal,
      strong: true,
    });
  }
  return h(
    "details",
    { class: "service", key: "disable" },
    h("summary", {}, "Take zone out of service"),
    h("p", { class: "soft" }, "No alarm sounds from a zone out of service. Keep watch in person."),
    actForm(state, {
      action: actionOf("zones", zone.id, "disable"),
      label: "Take zone out of service",
      done: `${zone.name}: out of service.`,
      refusal,
      fields: disableFields(),
    }),
  );
}
