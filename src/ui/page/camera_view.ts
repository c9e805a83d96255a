/**
 * A camera's picture on the page with the heat of fire and smoke over it, or why there is none of now.
 */
import type { Camera } from "../../bus/messages.ts";
import {
  type CameraFacts,
  cameraWords,
  freshSight,
  oldPictureMs,
  type Seen,
  seenIn,
  sightWords,
  silenceWords,
} from "./camera_state.ts";
import { mark } from "./heat_map.ts";
import { cameraShapes, maskDrawing, maskLayer, maskNote, maskWords } from "./masks.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { cameraCalled } from "./sentences.ts";
import type { PageState } from "./state.ts";

/** The address of a camera's picture. */
export function cameraAddress(cameraId: string): string {
  return `/api/v1/cameras/${encodeURIComponent(cameraId)}/picture.jpg`;
}

/**
 * The picture of one camera; a large one tells the score at its mark.
 *
 * @param drawable Installers draw masks over it, with the controls below.
 */
export function cameraView(state: PageState, camera: Camera, large: boolean, drawable = false): PageElement {
  const facts = state.cameraPicture(camera.cameraId);
  const veil = veilOf(state, camera);
  const sight = veil === undefined ? freshSight(state, camera, state.sight(camera.cameraId)) : undefined;
  // The box asks no camera for a picture to write the page: a browser without scripts asks for it by itself.
  const waiting = state.live && facts === undefined && veil === undefined;
  const { language } = state;
  const masks = camera.masks ?? [];
  const words = language.say("camera.label", {
    camera: cameraCalled(language, camera.name),
    state: cameraWords(state, camera),
    sight: sightWords(state, camera, state.sight(camera.cameraId)),
  });
  const label = masks.length > 0 ? `${words}. ${maskWords(state, masks.length, "camera")}` : words;
  return h(
    "figure",
    {
      class: `map camera${veil === undefined ? "" : " stale"}${waiting ? " none" : ""}${
        large ? " large" : ""
      }`,
      "data-camera": camera.cameraId,
    },
    h(
      "div",
      { class: "frame" },
      facts !== undefined && h("canvas", {
        key: `view ${camera.cameraId}`,
        class: "pixels",
        ...canvasSize(facts, large ? LARGE_WIDTH : SMALL_WIDTH),
        "data-view": camera.cameraId,
        role: "img",
        "aria-label": label,
      }),
      facts !== undefined && state.heat && sight?.grid !== undefined && h("canvas", {
        key: `heat ${camera.cameraId}`,
        class: "heat",
        ...canvasSize(facts, large ? HEAT_WIDTH : SMALL_WIDTH),
        "data-heat": camera.cameraId,
        "aria-hidden": "true",
      }),
      !state.live && veil === undefined && h("img", {
        key: `image ${camera.cameraId}`,
        class: "pixels",
        src: cameraAddress(camera.cameraId),
        alt: label,
        loading: "lazy",
      }),
      facts !== undefined &&
        maskDrawing(cameraShapes(masks, drawingOf(facts)), MARK_WIDTH, drawingOf(facts).height),
      // Over the masks: a fire at the edge of one is not to be darkened.
      sight !== undefined && facts !== undefined &&
        marks(state, seenIn(sight), sight.x, sight.y, facts.width, facts.height, large),
      facts !== undefined && drawable && maskLayer(state, { of: "camera", id: camera.cameraId, masks }),
      veil !== undefined && h("p", { class: "veil" }, veil),
      waiting && h("p", { class: "veil" }, language.say("map.waiting")),
    ),
    // A small one has its words in its label; on the wall nobody could read them.
    large && !drawable && state.view.name !== "wall" && maskNote(state, masks.length, "camera"),
  );
}

/** Points of a canvas from left to right, at most. More than a screen shows there only makes phones warm. */
const LARGE_WIDTH = 960;
const SMALL_WIDTH = 256;
/** Heat has few cells: its stripes are the finest of it. */
const HEAT_WIDTH = 320;

/** Size of a canvas in the shape of the picture. */
function canvasSize(facts: CameraFacts, most: number): { readonly width: number; readonly height: number } {
  const width = Math.min(facts.width, most);
  return { width, height: Math.round(width * facts.height / facts.width) };
}

/** What covers a picture that is not of now; undefined where it is. */
function veilOf(state: PageState, camera: Camera): string | undefined {
  if (state.connected && !camera.isLive) return silenceWords(state, camera);
  const ageMs = oldPictureMs(state, camera);
  const { say, wholeDuration } = state.language;
  return ageMs === undefined ? undefined : say("map.stale", { duration: wholeDuration(ageMs) });
}

/** Width of the drawing that marks are made in: the same as of a heat map, so that they look alike. */
const MARK_WIDTH = 32;

/** Its size for a picture of this shape. */
function drawingOf({ width, height }: CameraFacts): { readonly width: number; readonly height: number } {
  return { width: MARK_WIDTH, height: Math.round(MARK_WIDTH * height / width * 1_000) / 1_000 };
}

function marks(
  state: PageState,
  seen: Seen | undefined,
  x: number,
  y: number,
  width: number,
  height: number,
  large: boolean,
): Child {
  if (seen === undefined) return false;
  const { say, number } = state.language;
  const rows = MARK_WIDTH * height / width;
  return h(
    "svg",
    { class: "marks", viewBox: `0 0 ${MARK_WIDTH} ${rows.toFixed(3)}`, "aria-hidden": "true" },
    mark({
      x: x * MARK_WIDTH,
      y: y * rows,
      radius: large ? 2 : 2.6,
      columns: MARK_WIDTH,
      rows,
      name: seen.what,
      text: large ? `${say(`camera.${seen.what}`)} ${number(seen.score, 2)}` : "",
    }),
  );
}

/** What the colours of the heat mean, and the switch that takes them away. */
export function heatSwitch(state: PageState): Child {
  if (!state.live) return false;
  const { say } = state.language;
  return h(
    "button",
    {
      type: "button",
      class: "heat-switch",
      "data-heat-switch": true,
      "aria-pressed": state.heat ? "true" : "false",
      title: say("camera.heat-hint"),
    },
    h("i", { class: "tick" }),
    `${say("camera.show")} `,
    h("i", { class: "swatch fire" }),
    `${say("camera.fire")} `,
    h("i", { class: "swatch smoke" }),
    say("camera.smoke"),
  );
}
