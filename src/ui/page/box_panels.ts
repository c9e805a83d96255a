/**
 * The box itself on the page: outputs, the parts of the service, and sensors nobody has named yet.
 */
import type { RoleStatus, SiteView } from "../../bus/messages.ts";
import { roleOf } from "../../reading/ids.ts";
import { heatMap } from "./heat_map.ts";
import { icon } from "./icons.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { sensorTable } from "./sensor_table.ts";
import { isThermal, outputName, type PageState, zoneName } from "./state.ts";

/** Sirens and relays with what they do. */
export function outputPanel(state: PageState, site: SiteView): PageElement {
  const { say } = state.language;
  return h(
    "section",
    { class: "panel outputs", key: "outputs", "aria-labelledby": "outputs-title" },
    h("h2", { id: "outputs-title" }, say("output.title")),
    site.outputs.length === 0 &&
      h("p", { class: "soft" }, say("output.none")),
    h(
      "ul",
      { class: "chips" },
      site.outputs.map((output) => {
        const does = output.kind === "relay"
          ? say(output.on ? "output.on" : "output.off")
          : output.on
          ? say("output.sounding", { pattern: output.pattern })
          : say("output.silent");
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
          h("b", { title: output.id }, outputName(output)),
          ` ${say(`output.${output.kind}`)} `,
          h(
            "span",
            {},
            output.fault === undefined ? does : say("output.fault", { state: does, fault: output.fault }),
          ),
        );
      }),
    ),
  );
}

/** Lines of each part that are shown: the last ones tell why it ended. */
const LINES_SHOWN = 12;

/** The parts of the service with their restarts. */
export function rolePanel(
  { language, roles, nowMs }: Pick<PageState, "language" | "roles" | "nowMs">,
): PageElement {
  const { say } = language;
  return h(
    "section",
    { class: "panel roles", key: "roles", "aria-labelledby": "roles-title" },
    h("h2", { id: "roles-title" }, say("role.title")),
    roles === undefined
      ? h("p", { class: "soft" }, say("role.lost"))
      : h("ul", {}, roles.map((role, index) => roleItem({ language, nowMs }, role, index))),
  );
}

function roleItem(
  state: Pick<PageState, "language" | "nowMs">,
  role: RoleStatus,
  index: number,
): PageElement {
  const { say, wholeDuration, megabytes, number, capital } = state.language;
  const good = role.state === "ready";
  const queues = role.queues.filter((queue) => queue.depth > 0)
    .map(({ name, depth, max }) => say("role.queue", { name, depth, max }));
  const facts = [
    say("role.for", { duration: wholeDuration(state.nowMs - role.sinceMs) }),
    role.restarts === 0 ? say("role.never-restarted") : say("role.restarted", { count: role.restarts }),
    role.residentBytes === undefined ? "" : megabytes(role.residentBytes),
    role.cpuPercent === undefined ? "" : say("role.cpu", { percent: number(role.cpuPercent) }),
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
        h("span", { class: "soft task" }, say(`role.task.${roleOf(role.role)}`)),
        h(
          "span",
          { class: `chip ${good ? "normal" : "trouble"}` },
          icon(good ? "normal" : "trouble"),
          say(`role.${role.state}`),
        ),
        h("span", { class: "soft facts" }, facts.filter((fact) => fact !== "").join(", ")),
      ),
      role.lastEnd !== undefined && h("p", {}, say("role.last-end", { why: role.lastEnd })),
      role.lines.length === 0
        ? h("p", { class: "soft" }, say("role.silent"))
        : h("pre", { tabindex: 0 }, role.lines.slice(-LINES_SHOWN).join("\n")),
    ),
    !good && role.lastEnd !== undefined && h("p", { class: "soft" }, capital(role.lastEnd)),
  );
}

/** More new sensors than this are listed without their pictures. */
const NEW_PICTURES = 12;

/** Sensors that have connected without being in the configuration. */
export function newSensors(state: PageState, site: SiteView): Child {
  const { say } = state.language;
  const strangers = site.sensors.filter((sensor) =>
    sensor.admitted || !site.zones.some((zone) => zone.id === sensor.zoneId)
  );
  if (strangers.length === 0) return false;
  return h(
    "section",
    { class: "panel new-sensors", key: "new-sensors", "aria-labelledby": "new-sensors-title" },
    h("h2", { id: "new-sensors-title" }, say("new.count", { count: strangers.length })),
    h(
      "p",
      { class: "soft" },
      say("new.hint"),
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
              ? say("new.no-zone")
              : say("new.watches", { zone: zoneName(site, sensor.zoneId) }),
          ),
        );
      }),
    ),
  );
}
