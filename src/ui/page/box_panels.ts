/**
 * The box itself on the page: outputs, the parts of the service, and sensors nobody has named yet.
 */
import type { RoleState, RoleStatus, SiteView } from "../../bus/messages.ts";
import { heatMap } from "./heat_map.ts";
import { icon } from "./icons.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { capital } from "./sentences.ts";
import { sensorTable } from "./sensor_table.ts";
import { isThermal, type PageState, zoneName } from "./state.ts";
import { count, megabytes, wholeDuration } from "./words.ts";

/** Sirens and relays with what they do. */
export function outputPanel(site: SiteView): PageElement {
  return h(
    "section",
    { class: "panel outputs", key: "outputs", "aria-labelledby": "outputs-title" },
    h("h2", { id: "outputs-title" }, "Sirens and relays"),
    site.outputs.length === 0 &&
      h("p", { class: "soft" }, "None is configured or the outputs have not reported."),
    h(
      "ul",
      { class: "chips" },
      site.outputs.map((output) => {
        const does = output.kind === "relay"
          ? (output.on ? "on" : "off")
          : output.on
          ? `sounding, ${output.pattern}`
          : "silent";
        return h(
          "li",
          {
            key: output.id,
            class: `output ${
              output.fault !== undefined ? "faulty" : output.on && output.kind !== "relay" ? "on" : ""
            }`,
            "data-output": output.id,
          },
          output.kind !== "relay" && icon("siren"),
          h("b", {}, output.id),
          ` ${output.kind} `,
          h("span", {}, output.fault === undefined ? does : `${does}; fault: ${output.fault}`),
        );
      }),
    ),
  );
}

const ROLE_WORDS: Readonly<Record<RoleState, string>> = {
  starting: "starting",
  ready: "working",
  "backing-off": "failed, restarting",
  "given-up": "keeps failing",
  stopping: "stopping",
  stopped: "stopped",
};

const ROLE_TASKS: Readonly<Record<RoleStatus["role"], string>> = {
  outputs: "sirens and relays",
  fusion: "the fire logic",
  sensors: "listens to the sensors",
  detect: "looks at the pictures",
  cameras: "listens to the cameras",
  ui: "this page",
};

/** Lines of each part that are shown: the last ones tell why it ended. */
const LINES_SHOWN = 12;

/** The parts of the service with their restarts. */
export function rolePanel(state: PageState): PageElement {
  const { roles } = state;
  return h(
    "section",
    { class: "panel roles", key: "roles", "aria-labelledby": "roles-title" },
    h("h2", { id: "roles-title" }, "Service"),
    roles === undefined
      ? h("p", { class: "soft" }, "The supervisor cannot be reached: nothing is known of the other parts.")
      : h("ul", {}, roles.map((role, index) => roleItem(state, role, index))),
  );
}

function roleItem(state: PageState, role: RoleStatus, index: number): PageElement {
  const good = role.state === "ready";
  const queues = role.queues.filter((queue) => queue.depth > 0)
    .map((queue) => `${queue.name} ${queue.depth} of ${queue.max}`);
  const facts = [
    `for ${wholeDuration(state.nowMs - role.sinceMs)}`,
    role.restarts === 0 ? "never restarted" : `restarted ${count(role.restarts, "time")}`,
    role.residentBytes === undefined ? "" : megabytes(role.residentBytes),
    role.cpuPercent === undefined ? "" : `${role.cpuPercent.toFixed(0)} % of a core`,
    ...queues,
  ];
  return h(
    "li",
    { key: `role ${role.role} ${index}`, class: good ? undefined : "down", "data-role-name": role.role },
    h(
      "details",
      { class: "role" },
      h(
        "summary",
        {},
        h("b", {}, role.role),
        h("span", { class: "soft task" }, ROLE_TASKS[role.role]),
        h(
          "span",
          { class: `chip ${good ? "normal" : "trouble"}` },
          icon(good ? "normal" : "trouble"),
          ROLE_WORDS[role.state],
        ),
        h("span", { class: "soft facts" }, facts.filter((fact) => fact !== "").join(", ")),
      ),
      role.lastEnd !== undefined && h("p", {}, `Last ended: ${role.lastEnd}`),
      role.lines.length === 0
        ? h("p", { class: "soft" }, "It has said nothing yet.")
        : h("pre", { tabindex: 0 }, role.lines.slice(-LINES_SHOWN).join("\n")),
    ),
    !good && role.lastEnd !== undefined && h("p", { class: "soft" }, capital(role.lastEnd)),
  );
}

/** More new sensors than this are listed without their pictures. */
const NEW_PICTURES = 12;

/** Sensors that have connected without being in the configuration. */
export function newSensors(state: PageState, site: SiteView): Child {
  const strangers = site.sensors.filter((sensor) =>
    sensor.admitted || !site.zones.some((zone) => zone.id === sensor.zoneId)
  );
  if (strangers.length === 0) return false;
  return h(
    "section",
    { class: "panel new-sensors", key: "new-sensors", "aria-labelledby": "new-sensors-title" },
    h("h2", { id: "new-sensors-title" }, count(strangers.length, "new sensor")),
    h(
      "p",
      { class: "soft" },
      "Connected, but not in the configuration. Name new sensors there to give them a zone.",
    ),
    h(
      "div",
      { class: "new-grid" },
      strangers.map((sensor, index) => {
        const zone = site.zones.find((other) => other.id === sensor.zoneId);
        return h(
          "article",
          { key: `new ${sensor.id}`, "data-new-sensor": sensor.id },
          isThermal(sensor) && index < NEW_PICTURES && heatMap(state, {
            sensorId: sensor.id,
            preAlarmC: zone?.preAlarmC ?? 40,
            criticalC: zone?.criticalC ?? 60,
            large: false,
          }),
          sensorTable(state, site, [sensor]),
          h(
            "p",
            { class: "soft" },
            zone === undefined
              ? "In no zone: it cannot raise an alarm."
              : `Watches ${zoneName(site, sensor.zoneId)}.`,
          ),
        );
      }),
    ),
  );
}
