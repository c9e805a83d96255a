import assert from "node:assert/strict";
import type { SiteView } from "../../bus/messages.ts";
import { SCENE_WALL_MS, sceneRoles } from "../fake_scenes.ts";
import { markup } from "./markup.ts";
import { page } from "./page.ts";
import { SCENE_NOW_MS as NOW_MS, scenePage } from "../fake_page.ts";

const html = (...scene: Parameters<typeof scenePage>): string =>
  page(scenePage(...scene)).map(markup).join("\n");

/** The button of the form that goes to `action`. */
function button(text: string, action: string): string {
  const found = new RegExp(`action="${action}"[^>]*>(?:(?!</form>).)*?(<button[^>]*>[^<]*)</button>`).exec(
    text,
  );
  assert.ok(found, `no form goes to ${action}`);
  return found[1];
}

Deno.test("the page shows a fire first, with its three buttons, reset barred with its reason", () => {
  const text = html("alarm");
  assert.ok(text.indexOf('class="incident') < text.indexOf('class="zones"'));
  assert.doesNotMatch(button(text, "/api/v1/alarms/alarm-1/acknowledge"), /disabled/);
  assert.doesNotMatch(button(text, "/api/v1/alarms/alarm-1/silence"), /disabled/);
  assert.match(
    button(text, "/api/v1/alarms/alarm-1/reset"),
    /disabled title="Reset is possible once the cause has gone/,
  );
  assert.match(text, /<text class="hot"[^>]*>74\.2 °C<\/text>/);
});

Deno.test("the page calls a sensor as the installer has called it, and tells its id where a technician looks", () => {
  const name = (site: SiteView) => site.sensors[0].name = "Burner left";
  const text = html("alarm", { isOpen: () => true }, name);
  assert.match(text, /Seen by 1 sensor: Burner left\./);
  assert.match(text, /<b>Burner left<\/b><span class="soft"> boiler-1 ·<\/span>/);
  assert.match(text, /aria-label="[^"]*Burner left[^"]*"/);
  const tested = html("normal", { isOpen: () => true }, (site) => {
    name(site);
    site.zones[0].test = { remainingMs: 60_000, hits: [] };
  });
  assert.match(tested, /○ [^<]*Burner left/);
});

Deno.test("the page calls a siren as the installer has called it: in the verdict, among the outputs and in the walk test", () => {
  const name = (site: SiteView) => Object.assign(site.outputs[0], { id: "s1", name: "Hall siren" });
  const text = html("alarm", {}, name);
  assert.match(text, /Sirens Hall siren and Yard are sounding\./);
  assert.match(text, /<b title="s1">Hall siren<\/b>/);
  const walk = html("service", { view: { name: "walk-test", title: "Walk test" } }, name);
  assert.match(walk, /name="sirensHeard" value="s1">Hall siren/);
});

Deno.test("the commissioning page offers the resistance in clean air that a device measures now, not what one measured that is gone", () => {
  const measured = (connected: boolean) =>
    html("normal", { view: { name: "commissioning", title: "Commissioning" } }, (site) => {
      Object.assign(site.devices[3], { connected, cleanAirOhm: 41_200 });
    });
  assert.match(measured(true), /name="sensors\/dock-2\/gas\/cleanAirOhm" value="41200"/);
  assert.doesNotMatch(measured(false), /cleanAirOhm/);
});

Deno.test("the page marks what has been done to an alarm and by whom", () => {
  const deed = { by: "Ben", atWallMs: SCENE_WALL_MS - 5_000 };
  const text = html("alarm", {}, (site) => {
    Object.assign(site.alarms[0], {
      active: false,
      acknowledged: true,
      acknowledgedBy: deed,
      silenced: true,
      silencedBy: deed,
    });
  });
  assert.match(text, /Acknowledged by Ben at 03:12:36\./);
  assert.match(text, /Silenced by Ben at 03:12:36\./);
  assert.match(button(text, "/api/v1/alarms/alarm-1/acknowledge"), /disabled.*>Acknowledged$/);
  assert.doesNotMatch(button(text, "/api/v1/alarms/alarm-1/reset"), /disabled/);
});

Deno.test("the page lets a viewer and nobody press in vain", () => {
  const viewer = html("alarm", { person: { name: "Vera", role: "viewer" } });
  assert.match(button(viewer, "/api/v1/alarms/alarm-1/silence"), /disabled title="You may look, not act/);
  const lost = html("alarm", { connected: false });
  assert.match(
    button(lost, "/api/v1/alarms/alarm-1/silence"),
    /disabled title="The fire logic cannot be reached/,
  );
  // Who is not signed in may press, and is asked then.
  const stranger = html("alarm", { person: undefined });
  assert.doesNotMatch(button(stranger, "/api/v1/alarms/alarm-1/silence"), /disabled/);
  const busy = html("alarm", { busy: (action) => action.endsWith("/silence") });
  assert.match(button(busy, "/api/v1/alarms/alarm-1/silence"), /disabled aria-busy="true"/);
});

Deno.test("the page gives every trouble its meaning and its remedy", () => {
  const text = html("trouble");
  assert.match(text, /Sensor silent: dock-2<span class="soft"> since 03:10:31, 2 times/);
  assert.match(text, /its zone is watched by the other sensors alone/);
  assert.match(
    text,
    /What to do:<\/b> Check the sensor&#39;s power and network cable; <code>embereye status<\/code>/,
  );
  assert.doesNotMatch(button(text, "/api/v1/troubles/sensor-silent%3Adock-2/acknowledge"), /disabled/);
});

Deno.test("the page shows new sensors and says that one without a zone cannot raise an alarm", () => {
  const text = html("trouble");
  assert.match(text, /1 new sensor/);
  assert.match(text, /data-new-sensor="loc-207".*In no zone: it cannot raise an alarm\./s);
});

Deno.test("the page greys an old picture and tells its age; a picture that never came is awaited", () => {
  const old = { atMs: NOW_MS - 12_000, minC: 20, maxC: 25, hotIndex: 0, coldIndex: 1 };
  assert.match(html("normal", { picture: () => old }), /class="map stale".*no fresh picture for 12 s/s);
  assert.match(html("normal", { picture: () => undefined }), /class="map none".*waiting for a picture/s);
  assert.doesNotMatch(html("normal"), /no fresh picture/);
});

Deno.test("the page never shows a missing temperature as a number, and calls a blind zone unprotected", () => {
  const text = html("normal", { isOpen: () => true }, (site) => {
    site.zones[2].maxC = NaN;
    site.sensors[4].fresh = false;
    site.sensors[4].inputs = [{ input: "thermal", reason: "disconnected", ageMs: NaN }];
  });
  const card = /data-zone="paint".*?<\/article>/s.exec(text)?.[0] ?? "";
  assert.match(card, /– °C/);
  assert.match(card, /Not protected/);
  assert.match(card, /heat disconnected/);
  assert.doesNotMatch(card, /NaN|null|undefined/);
});

Deno.test("the page shows who took a zone out of service, and how far a walk test has come", () => {
  const text = html("service", { isOpen: () => true });
  assert.match(text, /Out of service by Anna: welding at the door; back in 2 h 10 min\./);
  assert.match(text, /Walk test: 0 of 1 sensors proved, ends in 26 min\./);
  assert.doesNotMatch(button(text, "/api/v1/zones/paint/enable"), /disabled/);
  assert.doesNotMatch(button(text, "/api/v1/zones/server/end-test"), /disabled/);
});

Deno.test("a card that nobody has opened has no forms, and leads to the page of its zone", () => {
  const card = /data-zone="paint".*?<\/article>/s.exec(html("normal"))?.[0] ?? "";
  assert.match(card, /<summary>Details<\/summary>.*href="\/zones\/paint"/s);
  assert.doesNotMatch(card, /<form|<input/);
});

Deno.test("the page tells of each role its state, restarts, last end and last lines", () => {
  const roles = sceneRoles(NOW_MS).map((role) =>
    role.role === "sensors" ? { ...role, state: "backing-off" as const, lastEnd: "killed by signal 9" } : role
  );
  const text = html("normal", { roles });
  assert.match(text, /restarted once, 71 MB, 3 % of a core/);
  assert.match(text, /Last ended: hung for 10\.2 s without progress and was killed/);
  assert.match(text, /failed, restarting/);
  assert.match(text, /02:47:10 info connected to outputs/);
});

Deno.test("the page is covered while nothing is heard, with what was known last", () => {
  const text = html("alarm", { lostForMs: 12_400 });
  assert.match(text, /id="content" inert/);
  assert.match(text, /for 12 s, since 03:12:28\. Trying again\./);
  assert.match(text, /Last known: Fire alarm in Boiler room/);
  assert.match(html("alarm"), /class="cover" hidden/);
});

Deno.test("the page needs no inline style or script, whatever it shows", () => {
  for (const scene of ["normal", "alarm", "trouble", "service"] as const) {
    assert.doesNotMatch(html(scene), /\sstyle=|\son\w+=|<script|javascript:/);
  }
});

Deno.test("the overview tells of a fire also where its verdict is scrolled away, and of nothing else there", () => {
  const banner = (...scene: Parameters<typeof html>) =>
    /banner-place above.*?<\/div>/s.exec(html(...scene))?.[0];
  assert.match(
    banner("alarm", { isVerdictAbove: true }) ?? "",
    /href="#content">.*Fire alarm in Boiler room/s,
  );
  assert.equal(banner("alarm"), undefined);
  assert.equal(banner("trouble", { isVerdictAbove: true }), undefined);
});

Deno.test("a further fire that nobody has acknowledged stands above those that somebody has, on the wall too", () => {
  const change: Parameters<typeof scenePage>[2] = (site) => {
    const [first] = site.alarms;
    for (const zoneId of ["dock", "paint"]) {
      const raisedAtMs = first.raisedAtMs + 1_000;
      site.alarms.push({ ...first, id: `alarm-${zoneId}`, zoneId, raisedAtMs });
    }
    site.alarms[0].acknowledged = true;
    site.alarms[1].acknowledged = true;
  };
  const order = (name: "overview" | "wall") =>
    [...html("alarm", { view: { name } }, change).matchAll(/data-alarm="([^"]+)"/g)].map(([, id]) => id);
  assert.deepEqual(order("overview"), ["alarm-paint", "alarm-1", "alarm-dock"]);
  assert.equal(order("wall")[0], "alarm-paint");
});
