import assert from "node:assert/strict";
import type { SiteView } from "../../bus/messages.ts";
import { type Scene, SCENE_WALL_MS, sceneSite } from "../fake_scenes.ts";
import { ENGLISH } from "../messages/spoken.ts";
import type { SiteState } from "./state.ts";
import { verdictOf } from "./verdict.ts";

const NOW_MS = 1_000_000;

function verdict(scene: Scene, change: (site: SiteView) => void = () => {}, more: Partial<SiteState> = {}) {
  const site = sceneSite(scene, NOW_MS, SCENE_WALL_MS);
  change(site);
  return verdictOf({
    nowMs: NOW_MS,
    nowWallMs: SCENE_WALL_MS,
    timeZone: "UTC",
    connected: true,
    site,
    ownTroubles: [],
    evidence: [],
    language: ENGLISH,
    ...more,
  });
}

Deno.test("verdictOf a calm site says how much is watched", () => {
  assert.deepEqual(verdict("normal"), {
    kind: "normal",
    title: "All normal",
    text: "4 zones watched by 6 sensors.",
  });
});

Deno.test("verdictOf tells cameras from sensors, and counts those that deliver", () => {
  assert.equal(verdict("cameras").text, "4 zones watched by 6 sensors and 3 cameras.");
  const gone = verdict("cameras", (site) => site.sensors.at(-1)!.fresh = false);
  assert.equal(gone.text, "4 zones watched by 6 sensors and 2 cameras.");
});

Deno.test("verdictOf a pre-alarm says what shows it: heat over its limit, else a camera", () => {
  const warm = (change: (site: SiteView) => void = () => {}) =>
    verdict("cameras", (site) => {
      site.zones[0].state = "pre-alarm";
      change(site);
    }).text;
  const see = (site: SiteView, value: number) => {
    const north = site.sensors.find((sensor) => sensor.id === "north")!;
    north.inputs = [{ input: "vision", value, unit: "score", ageMs: 100, seen: "fire" }];
  };
  assert.equal(
    warm((site) => see(site, 0.71)),
    "Camera North sees fire, 0.71; no other sensor confirms it yet. Go and look. Sirens are silent.",
  );
  assert.match(
    warm((site) => (see(site, 0.71), site.zones[0].maxC = 46)),
    /^46 °C where 40 °C is the limit\./,
  );
  assert.match(
    warm((site) => (see(site, 0.2), site.zones[0].maxC = NaN)),
    /^First signs of fire\. Go and look/,
  );
});

Deno.test("verdictOf a fire says where, since when, what the sirens do and who has seen it", () => {
  assert.deepEqual(verdict("alarm"), {
    kind: "alarm",
    title: "Fire alarm in Boiler room",
    text: "Since 03:12:08 (33 s). Sirens Hall B and Yard are sounding. Nobody has acknowledged.",
  });
  const silenced = verdict("alarm", (site) => {
    Object.assign(site.alarms[0], { active: false, acknowledged: true });
    for (const output of site.outputs) output.on = false;
  });
  assert.equal(
    silenced.text,
    "Since 03:12:08 (33 s). Sirens are silent. The cause has gone; the alarm waits for a reset. Acknowledged.",
  );
});

Deno.test("verdictOf several fires names the zones and counts from the first", () => {
  const { title, text } = verdict("alarm", (site) => {
    const [first] = site.alarms;
    site.alarms.unshift({ ...first, id: "b", zoneId: "dock", raisedAtWallMs: first.raisedAtWallMs + 20_000 });
    site.alarms.push({ ...first, id: "c", acknowledged: true });
  });
  assert.equal(title, "Fire alarm in Loading dock and Boiler room");
  assert.match(text, /^Since 03:12:08 .* Nobody has acknowledged\.$/);
});

Deno.test("verdictOf one fire that has spread to a neighbouring zone says so, and where it began", () => {
  const spread = (incident: string | undefined) =>
    verdict("alarm", (site) => {
      const [first] = site.alarms;
      site.alarms.unshift({
        ...first,
        id: "b",
        zoneId: "dock",
        raisedAtWallMs: first.raisedAtWallMs + 20_000,
        incident,
      });
    }).text;
  assert.match(
    spread("alarm-1"),
    /^Since 03:12:08 \(33 s\)\. One fire in 2 zones: it began in Boiler room\. /,
  );
  assert.doesNotMatch(spread(undefined), /One fire/);
});

Deno.test("verdictOf a fire outweighs everything else, also while fusion is away", () => {
  const all = (site: SiteView) => {
    site.sensors.filter((sensor) => sensor.zoneId === "dock").forEach((sensor) => sensor.fresh = false);
    site.zones[2].state = "pre-alarm";
  };
  assert.equal(verdict("alarm", all).kind, "alarm");
  const lost = verdict("alarm", all, { connected: false });
  assert.deepEqual([lost.kind, lost.title], ["alarm", "Fire alarm in Boiler room"]);
  assert.match(lost.text, /^Last known at 03:12:41: the fire logic cannot be reached/);
});

Deno.test("verdictOf never calls the box normal when it is blind or unknown", () => {
  assert.equal(verdict("normal", undefined, { connected: false }).kind, "unknown");
  assert.equal(verdict("normal", undefined, { site: undefined }).kind, "unknown");
  assert.equal(verdict("normal", (site) => site.zones = []).kind, "unprotected");
  const blind = verdict("normal", (site) => site.sensors[4].fresh = false);
  assert.deepEqual([blind.kind, blind.title], ["unprotected", "Paint store is not protected"]);
  const disabled = verdict("normal", (site) => site.sensors[4].disabled = true);
  assert.equal(disabled.kind, "unprotected");
});

function trouble(code: string, subject: string): SiteView["troubles"][number] {
  return {
    id: `${code}:${subject}`,
    code,
    subject,
    active: true,
    acknowledged: true,
    detail: `${subject} has said nothing for 4 s`,
    raisedAtMs: NOW_MS,
    raisedAtWallMs: SCENE_WALL_MS,
    count: 1,
  };
}

Deno.test("verdictOf a zone that cameras alone watch, which may raise no alarm alone, does not call it protected", () => {
  const { kind, title } = verdict("cameras", (site) => {
    for (const sensor of site.sensors) if (sensor.id.startsWith("boiler")) sensor.fresh = false;
    site.troubles.push(trouble("zone-blind", "boiler"));
  });
  assert.deepEqual([kind, title], ["unprotected", "Boiler room is not protected"]);
});

Deno.test("verdictOf a box whose sirens may stay silent never calls it protected", () => {
  for (const code of ["outputs-lost", "orders-refused"]) {
    const { kind, title, text } = verdict("normal", (site) => {
      site.zones[0].state = "pre-alarm";
      site.troubles.push(trouble(code, "outputs"));
    });
    assert.deepEqual([kind, title], ["unprotected", "The sirens cannot be relied on"]);
    assert.equal(
      text,
      "Outputs has said nothing for 4 s. A new alarm may sound nothing. Keep watch in person until this is over.",
    );
  }
});

Deno.test("verdictOf a fire says that sirens sound only of those that are known to", () => {
  const said = (change: (site: SiteView) => void) => verdict("alarm", change).text;
  const [hall, yard] = [/Siren Yard is sounding\./, /Sirens Hall B and Yard are sounding\./];
  assert.match(said(() => {}), yard);
  assert.match(said((site) => site.outputs[0].fault = "its line is held by another program"), hall);
  const deaf = /\(33 s\)\. The sirens cannot be relied on\. Nobody has acknowledged\.$/;
  assert.match(said((site) => site.outputs.forEach((output) => output.fault = "the role is away")), deaf);
  assert.match(said((site) => site.troubles.push(trouble("outputs-lost", "outputs"))), deaf);
  assert.match(said((site) => site.outputs.forEach((output) => output.on = false)), /Sirens are silent\./);
});

Deno.test("verdictOf a sensor out of service says so: its zone is watched by the others alone", () => {
  const { kind, title } = verdict("normal", (site) => {
    Object.assign(site.sensors[0], { name: "Burner left", disabled: true, fresh: false });
  });
  assert.deepEqual([kind, title], ["service", "Burner left out of service"]);
});

Deno.test("verdictOf trouble, pre-alarm, service and signs of fire where none may sound", () => {
  assert.deepEqual(
    [verdict("trouble").kind, verdict("trouble").title],
    ["trouble", "Protected, with one trouble"],
  );
  const seen = verdict("trouble", (site) => site.troubles[0].acknowledged = true);
  assert.equal(seen.kind, "trouble", "an acknowledged trouble that is present is still one");
  const over = verdict(
    "trouble",
    (site) => Object.assign(site.troubles[0], { acknowledged: true, active: false }),
  );
  assert.deepEqual([over.kind, over.text], ["normal", "4 zones watched by 5 sensors."]);
  const unseen = verdict("trouble", (site) => site.troubles[0].active = false);
  assert.deepEqual([unseen.kind, unseen.text], [
    "normal",
    "4 zones watched by 5 sensors. 1 trouble came and went: see below.",
  ]);
  const warm = verdict("normal", (site) => Object.assign(site.zones[0], { state: "pre-alarm", maxC: 46.4 }));
  assert.deepEqual([warm.kind, warm.title], ["pre-alarm", "Pre-alarm in Boiler room"]);
  assert.match(warm.text, /^46 °C where 40 °C is the limit/);
  const service = verdict("service");
  assert.deepEqual([service.kind, service.title], [
    "service",
    "Walk test in Server closet; Paint store out of service",
  ]);
  const hidden = verdict("alarm", (site) => {
    site.alarms[0].disabled = true;
    site.zones[0].disabled = { reason: "x", by: "Anna" };
  });
  assert.deepEqual([hidden.kind, hidden.title], [
    "trouble",
    "Signs of fire in Boiler room, which is out of service",
  ]);
});

Deno.test("verdictOf a walk test's alarm is not a fire", () => {
  assert.equal(verdict("alarm", (site) => site.alarms[0].test = true).kind, "normal");
});
