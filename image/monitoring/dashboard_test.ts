import assert from "node:assert/strict";
import { dashboard, dashboardText, type Panel } from "./dashboard.ts";

Deno.test("dashboard.json is what the list of panels makes: run './denow task dashboard'", async () => {
  assert.equal(await Deno.readTextFile(new URL("dashboard.json", import.meta.url)), dashboardText());
});

Deno.test("dashboard: no panel lies on another or beyond the grid, also after a short row", () => {
  const panel = (kind: Panel["kind"]): Panel => ({
    title: kind,
    unit: "none",
    kind,
    queries: [["up", "up"]],
  });
  const kinds: Panel["kind"][] = ["stat", "timeseries", "stat", "stat", "stat", "stat", "stat", "timeseries"];
  const places = dashboard(kinds.map(panel)).panels.map(({ gridPos }) => gridPos);
  const taken = new Set<string>();
  for (const { x, y, w, h } of places) {
    assert(x + w <= 24, `${x} + ${w}`);
    for (let column = x; column < x + w; column++) {
      for (let row = y; row < y + h; row++) {
        const cell = `${column},${row}`;
        assert(!taken.has(cell), `two panels at ${cell}`);
        taken.add(cell);
      }
    }
  }
});
