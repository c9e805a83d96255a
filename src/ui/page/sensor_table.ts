/**
 * Sensors with each of their inputs and ages, and taking one out of service.
 */
import type { SensorView, SiteView } from "../../bus/messages.ts";
import { actForm, actionOf, generalRefusal } from "./act_form.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { inputValue } from "./sentences.ts";
import { ageNow, nameOf, type PageState } from "./state.ts";
import { known, type Language } from "../messages/language.ts";

/** The sensors of a zone, one below the other. */
export function sensorTable(state: PageState, site: SiteView, sensors: readonly SensorView[]): PageElement {
  return h("ul", { class: "sensors" }, sensors.map((sensor) => sensorRow(state, site, sensor)));
}

function sensorRow(state: PageState, site: SiteView, sensor: SensorView): PageElement {
  const device = site.devices.find((other) => other.sensorId === sensor.id);
  const { say, duration, number } = state.language;
  const ageMs = ageNow(state, sensor.ageMs);
  const heard = known(ageMs) ? say("sensor.heard", { duration: duration(ageMs) }) : say("sensor.never-heard");
  return h(
    "li",
    { key: `sensor ${sensor.id}`, class: sensor.fresh ? undefined : "absent" },
    h(
      "p",
      {},
      h("b", {}, nameOf(site, sensor.id)),
      // What the device itself, the configuration and the logs call it.
      sensor.name !== undefined && h("span", { class: "soft" }, ` ${sensor.id} ·`),
      h("span", { class: "soft" }, ` ${sensor.disabled ? say("sensor.out-of-service") : heard}`),
      sensor.admitted && h("span", { class: "chip new" }, say("sensor.new")),
    ),
    h(
      "p",
      { class: "soft" },
      sensor.inputs.map((input) => `${say(`input.${input.input}`)} ${inputValue(state.language, input)}`)
        .join(", "),
    ),
    device !== undefined && h(
      "p",
      { class: "soft" },
      say("sensor.device", {
        address: device.address,
        rate: number(device.framesPerSecond, 1),
        calibration: say(`sensor.calibration.${device.calibration}`),
      }),
    ),
    service(state, sensor, nameOf(site, sensor.id)),
  );
}

function service(state: PageState, sensor: SensorView, name: string): Child {
  const { say } = state.language;
  const refusal = generalRefusal(state);
  if (sensor.disabled) {
    return actForm(state, {
      action: actionOf("sensors", sensor.id, "enable"),
      label: say("service.back"),
      done: say("service.back.done", { name }),
      refusal,
    });
  }
  return h(
    "details",
    { class: "service" },
    h("summary", {}, say("service.out.of", { name })),
    actForm(state, {
      action: actionOf("sensors", sensor.id, "disable"),
      label: say("service.out"),
      done: say("service.out.done", { name }),
      refusal,
      fields: disableFields(state.language),
    }),
  );
}

/** Why and for how long something goes out of service. */
export function disableFields({ say }: Language): Child {
  return [
    h(
      "label",
      {},
      `${say("service.why")} `,
      h("input", {
        type: "text",
        name: "reason",
        required: true,
        maxlength: 200,
        placeholder: say("service.why.example"),
        autocomplete: "off",
      }),
    ),
    h(
      "label",
      {},
      `${say("service.for")} `,
      h(
        "select",
        { name: "forMinutes" },
        h("option", { value: 60 }, say("words.one-hour")),
        h("option", { value: 240, selected: true }, say("words.hours-long", { count: 4 })),
        h("option", { value: 480 }, say("words.hours-long", { count: 8 })),
        h("option", { value: 1440 }, say("words.one-day")),
        h("option", { value: 10_080 }, say("words.days-long", { count: 7 })),
      ),
    ),
  ];
}
