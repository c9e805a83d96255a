/**
 * Sensors with each of their inputs and ages, and taking one out of service.
 */
import type { SensorView, SiteView } from "../../bus/messages.ts";
import { actForm, actionOf, generalRefusal } from "./act_form.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { INPUT_NAMES, inputValue } from "./sentences.ts";
import { ageNow, nameOf, type PageState } from "./state.ts";
import { duration, known } from "./words.ts";

/** The sensors of a zone, one below the other. */
export function sensorTable(state: PageState, site: SiteView, sensors: readonly SensorView[]): PageElement {
  return h("ul", { class: "sensors" }, sensors.map((sensor) => sensorRow(state, site, sensor)));
}

function sensorRow(state: PageState, site: SiteView, sensor: SensorView): PageElement {
  const device = site.devices.find((other) => other.sensorId === sensor.id);
  const ageMs = ageNow(state, sensor.ageMs);
  const heard = known(ageMs) ? `heard ${duration(ageMs)} ago` : "never heard";
  return h(
    "li",
    { key: `sensor ${sensor.id}`, class: sensor.fresh ? undefined : "absent" },
    h(
      "p",
      {},
      h("b", {}, nameOf(site, sensor.id)),
      h("span", { class: "soft" }, ` ${sensor.disabled ? "out of service" : heard}`),
      sensor.admitted && h("span", { class: "chip new" }, "new"),
    ),
    h(
      "p",
      { class: "soft" },
      sensor.inputs.map((input) => `${INPUT_NAMES[input.input]} ${inputValue(input)}`).join(", "),
    ),
    device !== undefined && h(
      "p",
      { class: "soft" },
      `${device.address}, ${
        device.framesPerSecond.toFixed(1)
      } pictures a second, calibration ${device.calibration}`,
    ),
    service(state, sensor, nameOf(site, sensor.id)),
  );
}

function service(state: PageState, sensor: SensorView, name: string): Child {
  const refusal = generalRefusal(state);
  if (sensor.disabled) {
    return actForm(state, {
      action: actionOf("sensors", sensor.id, "enable"),
      label: "Put back into service",
      done: `${name}: back in service.`,
      refusal,
    });
  }
  return h(
    "details",
    { class: "service" },
    h("summary", {}, `Take ${name} out of service`),
    actForm(state, {
      action: actionOf("sensors", sensor.id, "disable"),
      label: "Take out of service",
      done: `${name}: out of service.`,
      refusal,
      fields: disableFields(),
    }),
  );
}

/** Why and for how long something goes out of service. */
export function disableFields(): Child {
  return [
    h(
      "label",
      {},
      "Why ",
      h("input", {
        type: "text",
        name: "reason",
        required: true,
        maxlength: 200,
        placeholder: "welding at the door",
        autocomplete: "off",
      }),
    ),
    h(
      "label",
      {},
      "For ",
      h(
        "select",
        { name: "forMinutes" },
        h("option", { value: 60 }, "1 hour"),
        h("option", { value: 240, selected: true }, "4 hours"),
        h("option", { value: 480 }, "8 hours"),
        h("option", { value: 1440 }, "1 day"),
        h("option", { value: "" }, "until put back"),
      ),
    ),
  ];
}
