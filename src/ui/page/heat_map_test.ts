import assert from "node:assert/strict";
import type { SiteView } from "../../bus/messages.ts";
import { scenePage } from "../fake_page.ts";
import { markup } from "./markup.ts";
import { page } from "./page.ts";
import { PIXELS } from "./picture.ts";

const STOVE = { column: 24, row: 16, columns: 8, rows: 8 };
/** Hottest on the stove; the hottest of the rest is in the upper left corner. */
const pixels = new Uint8Array(PIXELS).fill(1);
pixels[20 * 32 + 28] = 255;
pixels[0] = 128;
const facts = { atMs: 999_800, minC: 20, maxC: 274, hotIndex: 20 * 32 + 28, coldIndex: 40, pixels };
const WORDS = "1 part of the picture is masked: heat there raises no alarm.";

/** The figures that show boiler-1 on this page, with a mask on its stove. */
function mapsOn(view: Parameters<typeof scenePage>[1] & object, masks = [STOVE]): string[] {
  const mask = (site: SiteView) => {
    const sensor = site.sensors.find(({ id }) => id === "boiler-1")!;
    Object.assign(sensor, { masks, admitted: view.view?.name === "commissioning" });
  };
  const person = { name: "Ivo", role: "installer" } as const;
  const html = page(scenePage("alarm", { picture: () => facts, person, ...view }, mask)).map(markup).join("");
  return [...html.matchAll(/<figure[^>]*data-sensor="boiler-1"[\s\S]*?<\/figure>/g)].map(([figure]) =>
    figure
  );
}

const VIEWS = [
  { name: "overview" },
  { name: "wall" },
  { name: "commissioning", title: "" },
  { name: "zone", zoneId: "boiler" },
] as const;
for (const view of VIEWS) {
  Deno.test(`heatMap: on the ${view.name} page what is masked is drawn and told, and no ring lies on a masked stove`, () => {
    const maps = mapsOn({ view });
    assert(maps.length > 0);
    for (const map of maps) {
      assert.match(map, /class="masked"/);
      assert.match(map, /class="hot" cx="0.5" cy="0.5"/);
      assert.match(map, /hottest 147\.0 °C.*?coldest 20\.0 °C\. 1 part of the picture is masked/);
      assert.doesNotMatch(map, /274\.0/);
    }
  });
}

Deno.test("heatMap: maps tell in words what is masked, small ones in few, the wall in its drawing alone", () => {
  const { small, large } = Object.groupBy(
    mapsOn({ view: { name: "overview" } }),
    (map) => map.includes('class="map large"') ? "large" : "small",
  );
  assert(small?.every((map) => map.includes(">1 part masked<")));
  assert(large?.every((map) => map.includes(`>${WORDS}<`)));
  assert(mapsOn({ view: { name: "wall" } }).every((map) => !map.includes(`>${WORDS}<`)));
});

Deno.test("heatMap: masks are drawn only over the map that stands above their controls, also beside an alarm's map", () => {
  const layers = (view: typeof VIEWS[number]) =>
    mapsOn({ view }).filter((map) => map.includes("data-mask-layer")).length;
  assert.deepEqual(VIEWS.map(layers), [0, 0, 0, 1]);
  assert(mapsOn({ view: VIEWS[3] }).length > 1, "the alarm has a map as well");
});

Deno.test("heatMap: the lines at the limits lie where they lie without masks", () => {
  const lines = (masks: typeof STOVE[]) =>
    [...mapsOn({ view: VIEWS[3] }, masks).at(-1)!.matchAll(/class="isotherm[^>]*/g)].map(([line]) => line);
  assert(lines([]).length > 0);
  assert.deepEqual(lines([STOVE]), lines([]));
});
