import assert from "node:assert/strict";
import { sceneSight } from "../fake_cameras.ts";
import { markup } from "./markup.ts";
import { page } from "./page.ts";
import { SCENE_NOW_MS as NOW_MS, scenePage } from "../fake_page.ts";

const html = (...scene: Parameters<typeof scenePage>): string =>
  page(scenePage(...scene)).map(markup).join("\n");

/** The part of the page that shows a camera in the section of all cameras. */
function card(text: string, cameraId: string): string {
  return new RegExp(`data-camera-card="${cameraId}".*?</article>`, "s").exec(text)?.[0] ?? "";
}

/** The same in the card of its zone. */
function line(text: string, cameraId: string): string {
  return new RegExp(`data-camera-line="${cameraId}".*?</li>`, "s").exec(text)?.[0] ?? "";
}

Deno.test("the page shows each camera in its zone and in a section of all, with its state, scores and figures", () => {
  const text = html("cameras");
  for (const cameraId of ["north", "gate", "yard"]) {
    for (const part of [card(text, cameraId), line(text, cameraId)]) {
      assert.match(part, new RegExp(`<canvas[^>]* data-view="${cameraId}"`));
      assert.match(part, />Live</);
      assert.match(part, />Fire 0\.02<.*>Smoke 0\.01</s);
    }
  }
  assert.match(text, />3 cameras</);
  assert.match(card(text, "yard"), /Live, 5\.0 pictures a second, rate reduced to 75 %\./);
  assert.match(card(text, "yard"), /Loading dock · 288,004 pictures · 3122 dropped \(1\.1 %\)/);
  assert.match(card(text, "gate"), /214 dropped \(under 0\.1 %\)/);
  assert.match(text, /2 sensors · 2 cameras · 0\.1 s ago/);
});

Deno.test("the page without cameras has no section of them and no switch", () => {
  const text = html("cameras", {}, (site) => site.cameras = []);
  assert.doesNotMatch(text, /class="panel cameras"|heat-switch|data-camera/);
});

Deno.test("the page marks the place of a fire in the shape of the picture, and draws the heat until it is switched off", () => {
  const north = card(html("seen"), "north");
  assert.match(north, /<canvas[^>]* data-heat="north"/);
  assert.match(north, /viewBox="0 0 32 18\.000"/);
  assert.match(north, /<circle class="fire" cx="21\.76" cy="12\.24"/);
  assert.match(north, /<text class="fire"[^>]*>fire 0\.92<\/text>/);
  assert.match(north, /class="chip alarm".*Sees fire/);
  const off = html("seen", { heat: false });
  assert.doesNotMatch(off, /data-heat="/);
  assert.match(card(off, "north"), /<circle class="fire"/, "the mark stays");
  assert.match(off, /aria-pressed="false"/);
  assert.match(html("seen"), /aria-pressed="true"/);
  // What is not seen has no mark.
  assert.doesNotMatch(card(html("cameras"), "north"), /<circle/);
});

Deno.test("what a camera alone sees is no alarm, but cannot be overlooked", () => {
  const text = html("seen", {}, (site) => {
    site.alarms = [];
    site.zones[0].state = "pre-alarm";
  });
  assert.match(card(text, "north"), /class="chip pre-alarm".*Sees fire/);
});

Deno.test("the page covers the picture of a camera that is not live, whatever it has of it", () => {
  const text = html("blinded");
  for (
    const [cameraId, veil] of [
      ["north", "no fresh picture for 12 s"],
      ["gate", "no fresh picture for 47 s"],
      ["yard", "no picture yet"],
    ]
  ) {
    for (const part of [card(text, cameraId), line(text, cameraId)]) {
      assert.match(part, new RegExp(`class="map camera stale[^>]*>.*<p class="veil">${veil}</p>`, "s"));
      assert.match(part, />Not live</);
      assert.doesNotMatch(part, />Live<|data-heat=|<circle|Fire 0/);
    }
  }
  assert.match(text, />1 of 4 cameras live</);
  assert.match(
    card(text, "north"),
    /No fresh picture for 12 s: the camera refuses the connection: check its port/,
  );
  assert.match(line(text, "north"), />The camera refuses the connection</);
  assert.match(card(text, "gate"), /Camera frozen/);
  assert.match(card(text, "rack"), /class="chip trouble".*Trouble.*Camera dark/s);
  assert.match(text, /Camera silent: North/, "troubles call it by its name");
});

Deno.test("the page covers a picture that grows old though its camera is said to be live", () => {
  const old = () => ({ atMs: NOW_MS - 7_000, width: 640, height: 480 });
  const north = card(html("seen", { cameraPicture: old }), "north");
  assert.match(north, /class="map camera stale.*no fresh picture for 7 s/s);
  assert.match(north, />No picture</);
  assert.doesNotMatch(north, />Live<|Sees fire/);
  assert.doesNotMatch(north, /data-heat=|<circle/);
});

Deno.test("the page waits for a first picture, and draws no heat of long ago over one of now", () => {
  assert.match(
    card(html("cameras", { cameraPicture: () => undefined }), "north"),
    /none.*waiting for a picture/s,
  );
  const late = (cameraId: string) => sceneSight("seen", cameraId, NOW_MS - 12_000);
  const north = card(html("seen", { sight: late }), "north");
  assert.doesNotMatch(north, /data-heat=|<circle|Sees fire/);
  assert.match(north, />The detector has not looked for 12 s</);
  assert.match(
    card(html("cameras", { sight: () => undefined }), "gate"),
    />Nothing from the detector yet</,
  );
});

Deno.test("the page claims nothing of cameras while the fire logic is away", () => {
  const text = html("seen", { connected: false });
  assert.match(card(text, "north"), /Not known/);
  assert.match(card(text, "north"), /State not known: the fire logic cannot be reached\./);
  assert.doesNotMatch(text, />Live<|Sees fire|data-heat=/);
  assert.match(text, />3 cameras</);
});

Deno.test("a camera out of service is told as such", () => {
  const text = html("cameras", {}, (site) => {
    for (const sensor of site.sensors) if (sensor.id === "gate") sensor.disabled = true;
  });
  assert.match(card(text, "gate"), /class="chip service".*Out of service/);
});

Deno.test("an alarm shows the camera that sees it, and the pictures before, at and after it", () => {
  const text = html("seen");
  const incident = /<article[^>]*data-alarm="alarm-1".*?<\/article>/s.exec(text)?.[0] ?? "";
  assert.match(incident, /<canvas[^>]* data-view="north"/);
  assert.match(incident, /<text class="fire"[^>]*>fire 0\.92<\/text>/);
  assert.match(
    incident,
    /Camera North sees fire, 0\.92; 71\u00a0°C, rising 12\u00a0°C a minute, since 03:12:08/,
  );
  assert.match(incident, /Seen by 1 sensor: boiler-1; 1 camera: North\./);
  assert.match(incident, /Camera North sees fire now, 0\.92\./);
  const pictures = [...incident.matchAll(/<a href="([^"]+)".*?alt="([^"]+)".*?<b>(\w+)<\/b> ([\d:]+)/gs)];
  assert.deepEqual(pictures.map(([, href, alt, what, at]) => [href.split("/").at(-1), alt, what, at]), [
    ["north-before.jpg", "Camera North, Before, 03:12:04", "Before", "03:12:04"],
    ["north-at.jpg", "Camera North, Alarm, 03:12:08", "Alarm", "03:12:08"],
    ["north-after.jpg", "Camera North, After, 03:12:12", "After", "03:12:12"],
  ]);
  assert.equal(pictures[0][1], "/api/v1/alarms/alarm-1/evidence/north-before.jpg");
  const without = html("seen", { evidence: [] }, (site) => site.cameras = []);
  assert.doesNotMatch(without, /class="evidence"|data-view=/);
});

Deno.test("the page of the box asks for pictures as a browser without scripts can, and for none of the past", () => {
  const box = { live: false, cameraPicture: () => undefined };
  const text = html("cameras", box);
  assert.match(card(text, "north"), /<img[^>]* src="\/api\/v1\/cameras\/north\/picture\.jpg"/);
  assert.doesNotMatch(text, /heat-switch|<canvas/);
  assert.doesNotMatch(card(text, "north") + line(text, "north"), /waiting for a picture/);
  const blinded = html("blinded", box);
  assert.doesNotMatch(card(blinded, "north"), /<img/);
  assert.match(card(blinded, "rack"), /<img/);
});

Deno.test("the page offers to accept the view of a camera that looks elsewhere than it was set up, and of no other", () => {
  const text = html("blinded", {}, (site) => {
    const [like] = site.troubles;
    site.troubles.push({ ...like, id: "camera-moved:rack", code: "camera-moved", subject: "rack" });
  });
  assert.match(card(text, "rack"), /action="\/api\/v1\/cameras\/rack\/accept-view".*Accept this view/s);
  assert.equal(text.match(/ action="[^"]*accept-view"/g)?.length, 1);
});

Deno.test("names and reasons of cameras are text on the page, never markup, and need no style of their own", () => {
  const text = html("blinded", {}, (site) => {
    site.cameras[0].name = `<img src=x onerror=alert(1)>`;
    site.cameras[0].fault = `"><script>alert(1)</script>`;
    site.cameras[3].cameraId = `../x"y`;
  });
  assert.doesNotMatch(text, /<img src=x|<script>alert/);
  for (const scene of ["cameras", "seen", "blinded"] as const) {
    assert.doesNotMatch(html(scene), /\sstyle=|\son\w+=|<script|javascript:|undefined|NaN/);
  }
});

Deno.test("cameras tell in words what is masked, in the section of all and beside an alarm; the wall in its drawing alone", () => {
  const masked = (view: "overview" | "wall") =>
    html("seen", { view: { name: view } }, (site) => {
      for (const camera of site.cameras) camera.masks = [{ x: 0, y: 0, width: 0.2, height: 0.2 }];
    });
  const words = ">1 part of the picture is masked: fire there is not seen.<";
  const north = card(masked("overview"), "north");
  assert(north.includes(words));
  assert(north.indexOf('class="masked"') < north.indexOf("<circle"), "no mask darkens the mark of a fire");
  assert(/class="views".*?class="legend"/s.exec(masked("overview"))?.[0].includes(words));
  assert(!masked("wall").includes(words));
  assert.match(masked("wall"), /class="masked"/);
});
