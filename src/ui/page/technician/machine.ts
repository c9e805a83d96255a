/**
 * The machine on the technician's page: what it has left, how warm it is, how its clock is watched.
 */
import { type Child, h, type PageElement } from "../node.ts";
import type { TechnicianState } from "./state.ts";

/** The panel. */
export function machinePanel(state: TechnicianState): PageElement {
  const { language, box } = state;
  const { say } = language;
  return h(
    "section",
    { class: "panel machine", key: "machine", "aria-labelledby": "machine-title" },
    h("h2", { id: "machine-title" }, say("tech.machine")),
    box === undefined ? h("p", { class: "soft" }, say("tech.machine-unknown")) : facts(state, box),
  );
}

function facts(state: TechnicianState, box: NonNullable<TechnicianState["box"]>): Child {
  const { say, duration, degrees, number, list } = state.language;
  const amount = (bytes: number) =>
    bytes >= 1e9 ? `${number(bytes / 1e9, 1)} GB` : `${number(bytes / 1e6)} MB`;
  const free = (facts: { free: number; total: number } | undefined) =>
    facts && say("tech.free", { free: amount(facts.free), total: amount(facts.total) });
  const written = Object.entries(box.writtenBytes).map(([role, bytes]) =>
    say("tech.written-by", { role, amount: amount(bytes) })
  );
  const rows: [string, string | undefined][] = [
    [say("tech.disk"), free(box.disk && { free: box.disk.freeBytes, total: box.disk.totalBytes })],
    [
      say("tech.memory"),
      free(box.memory && { free: box.memory.availableBytes, total: box.memory.totalBytes }),
    ],
    [say("tech.load"), box.load === undefined ? undefined : number(box.load, 2)],
    [say("tech.up"), box.uptimeSeconds === undefined ? undefined : duration(box.uptimeSeconds * 1_000)],
    [
      say("tech.temperatures"),
      box.temperatures.length === 0
        ? say("tech.no-temperatures")
        : list(box.temperatures.map(({ name, celsius }) => `${name} ${degrees(celsius)}`), 8),
    ],
    [say("tech.clock"), box.time ?? say("tech.clock-unwatched")],
    [say("tech.written"), written.length === 0 ? undefined : list(written, 8)],
  ];
  return [
    h(
      "dl",
      { class: "facts-table" },
      rows.flatMap(([name, value]) => value === undefined ? [] : [h("dt", {}, name), h("dd", {}, value)]),
    ),
    h(
      "p",
      { class: "soft" },
      say("tech.facts-age", { age: duration(Math.max(0, state.nowWallMs - box.atWallMs)) }),
    ),
  ];
}
