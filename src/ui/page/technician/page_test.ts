import assert from "node:assert/strict";
import { sceneRoles } from "../../fake_scenes.ts";
import { SAMPLE_BOX, SAMPLE_LOGS, SAMPLE_STORY } from "../../fake_technician.ts";
import { SCENE_WALL_MS } from "../../fake_scenes.ts";
import { spoken } from "../../messages/spoken.ts";
import { markup } from "../markup.ts";
import { technicianPage } from "./page.ts";
import type { TechnicianState } from "./state.ts";

function drawn(more: Partial<TechnicianState> = {}): string {
  const state: TechnicianState = {
    language: spoken("en"),
    timeZone: "UTC",
    nowMs: 1_000_000,
    nowWallMs: SCENE_WALL_MS,
    lostForMs: undefined,
    person: { name: "Anna", role: "operator" },
    roles: sceneRoles(1_000_000),
    box: SAMPLE_BOX,
    story: SAMPLE_STORY,
    storyDays: 7,
    logs: SAMPLE_LOGS.records,
    series: [{ of: "fusion", name: "memory" }, { of: "box", name: "load" }],
    choice: { level: "info", about: "", follow: true, of: "fusion", figure: "" },
    ...more,
  };
  return technicianPage(state).map(markup).join("");
}

Deno.test("the technician's page tells machine, story and logs, and where figures are drawn", () => {
  const html = drawn();
  assert.match(html, /5\.2 GB of 8\.0 GB free/);
  assert.match(html, /As of 4\.0 s ago/);
  assert.match(html, /detect hung: 10\.2 s without progress/);
  assert.match(html, /data-chart="\/api\/v1\/metrics\/history\?of=fusion&amp;names=memory%7Ccpu"/);
  assert.match(html, /<\/time> <b>warning<\/b> <i>cameras<\/i> <span>yard: no picture for 12 s/);
});

Deno.test("the technician's page says what is not known instead of leaving it out", () => {
  const html = drawn({
    box: undefined,
    story: undefined,
    logs: "refused",
    series: [],
    lostForMs: 12_000,
    roles: undefined,
  });
  assert.match(html, /The supervisor has told nothing of the machine yet/);
  assert.match(html, /sign in as an operator to read them/);
  assert.match(html, /There is no history of this yet/);
  assert.match(html, /Shown is what it said 12 s ago/);
  assert.match(
    drawn({ box: { ...SAMPLE_BOX, temperatures: [], disk: undefined } }),
    /this machine tells none/,
  );
});

Deno.test("the technician's page writes what programs and devices said as text", () => {
  const html = drawn({ logs: [{ ...SAMPLE_LOGS.records[0]!, text: "<script>alert(1)</script>" }] });
  assert.doesNotMatch(html, /<script>/);
});
