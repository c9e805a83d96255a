/**
 * Cameras on the page: all of them in a section of their own, and as lines in the card of their zone.
 */
import type { Camera, SiteView } from "../../bus/messages.ts";
import { cameraWords, isOutOfService, oldPictureMs, seenBy, sightParts, whyNotLive } from "./camera_state.ts";
import { actForm, actionOf, generalRefusal } from "./act_form.ts";
import { cameraView, heatSwitch } from "./camera_view.ts";
import { icon } from "./icons.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { allTroubles, type PageState, zoneName } from "./state.ts";
import { troubleTitle } from "./told.ts";
import type { VerdictKind } from "./verdict.ts";

/** The section of all cameras; nothing where there is none. */
export function cameraSection(state: PageState, site: SiteView): Child {
  if (site.cameras.length === 0) return false;
  const { say } = state.language;
  const live = site.cameras.filter((camera) => camera.isLive).length;
  const all = site.cameras.length;
  const title = !state.connected || live === all
    ? say("camera.count", { count: all })
    : say("camera.live-count", { live, all });
  return h(
    "section",
    { class: "panel cameras", key: "cameras", "aria-labelledby": "cameras-title" },
    h("div", { class: "panel-head" }, h("h2", { id: "cameras-title" }, title), heatSwitch(state)),
    h("div", { class: "camera-grid" }, site.cameras.map((camera) => cameraCard(state, site, camera))),
  );
}

function cameraCard(state: PageState, site: SiteView, camera: Camera): PageElement {
  const { frames, dropped } = camera;
  const { say, capital, number } = state.language;
  return h(
    "article",
    { key: `camera ${camera.cameraId}`, class: "camera-card", "data-camera-card": camera.cameraId },
    h("header", {}, h("h3", {}, camera.name), cameraChip(state, site, camera)),
    cameraView(state, camera, true),
    h("p", {}, `${capital(cameraWords(state, camera))}.`),
    troubles(state, camera),
    acceptView(state, camera),
    h("p", {}, scores(state, camera)),
    h(
      "p",
      { class: "soft small" },
      [
        zoneName(site, camera.zoneId),
        say("camera.pictures", { count: frames }),
        dropped === 0 ? say("camera.none-dropped") : say("camera.dropped", {
          dropped: number(dropped),
          share: share(state, dropped, frames),
        }),
      ].join(" · "),
    ),
  );
}

/** Where the camera was turned or focused anew on purpose, that is no fault any more. */
function acceptView(state: PageState, camera: Camera): Child {
  const isStrange = troublesOf(state, camera).some(({ code }) =>
    code === "camera-moved" || code === "camera-defocused"
  );
  if (!isStrange) return false;
  const { say } = state.language;
  return actForm(state, {
    action: actionOf("cameras", camera.cameraId, "accept-view"),
    label: say("camera.accept-view"),
    done: say("camera.accept-view.done"),
    refusal: generalRefusal(state),
  });
}

/** The cameras of a zone, each in a line: its picture, its state, and what is seen. */
export function cameraLines(state: PageState, site: SiteView, cameras: readonly Camera[]): Child {
  if (cameras.length === 0) return false;
  return h(
    "ul",
    { class: "camera-lines" },
    cameras.map((camera) =>
      h(
        "li",
        { key: `line ${camera.cameraId}`, "data-camera-line": camera.cameraId },
        cameraView(state, camera, false),
        h(
          "div",
          {},
          h("p", { class: "name" }, h("b", {}, camera.name), cameraChip(state, site, camera)),
          h("p", { class: "soft small" }, shortWords(state, camera)),
        ),
      )
    ),
  );
}

/** What the picture and the chip beside it do not tell yet. */
function shortWords(state: PageState, camera: Camera): Child {
  if (!state.connected) return false;
  const { say, capital, number } = state.language;
  // The remedy follows the reason; it stands where there is room for it.
  if (!camera.isLive) return capital(whyNotLive(state, camera).split(": ")[0]);
  return [
    scores(state, camera),
    camera.factor < 1 &&
    h("span", { class: "whole" }, say("camera.rate", { percent: number(camera.factor * 100) })),
  ];
}

/** The state of a camera in a word. */
function cameraChip(state: PageState, site: SiteView, camera: Camera): PageElement {
  const [kind, word] = chipOf(state, site, camera);
  return h("span", { class: `chip ${kind}` }, icon(kind), word);
}

function chipOf(state: PageState, site: SiteView, camera: Camera): readonly [VerdictKind, string] {
  const { say } = state.language;
  if (!state.connected) return ["unknown", say("camera.not-known")];
  if (!camera.isLive) return ["trouble", say("camera.not-live")];
  // The camera delivers, but what it delivers does not arrive here.
  if (oldPictureMs(state, camera) !== undefined) return ["unknown", say("camera.no-picture")];
  const seen = seenBy(state, camera);
  if (seen !== undefined) {
    const zone = site.zones.find((other) => other.id === camera.zoneId);
    return [zone?.state === "alarm" ? "alarm" : "pre-alarm", say(`camera.sees-${seen.what}`)];
  }
  if (isOutOfService(site, camera)) return ["service", say("zone.disabled")];
  return troublesOf(state, camera).length > 0
    ? ["trouble", say("zone.trouble")]
    : ["normal", say("camera.live")];
}

/** What is wrong with what the camera shows, beside that it delivers nothing, which is said anyway. */
function troublesOf(state: PageState, camera: Camera) {
  return allTroubles(state).filter((trouble) =>
    trouble.active && trouble.subject === camera.cameraId && trouble.code !== "camera-silent"
  );
}

function troubles(state: PageState, camera: Camera): Child {
  return troublesOf(state, camera).map((trouble) =>
    h("p", { key: trouble.id, class: "wrong" }, troubleTitle(state.language, trouble.code))
  );
}

/** What is seen, in parts that are not torn apart. */
function scores(state: PageState, camera: Camera): Child {
  if (!camera.isLive) return false;
  return sightParts(state, camera, state.sight(camera.cameraId)).map((part) =>
    h("span", { class: "whole" }, state.language.capital(part))
  );
}

function share(state: PageState, part: number, whole: number): string {
  const { say, number } = state.language;
  const percent = whole > 0 ? part / whole * 100 : 0;
  return percent < 0.1
    ? say("camera.share-small", { percent: number(0.1, 1) })
    : say("words.percent", { value: number(percent, 1) });
}
