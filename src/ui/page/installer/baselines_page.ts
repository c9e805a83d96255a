/**
 * The review of what sensors usually see: what has changed for one, before and now, and a person's decision whether that is right.
 */
import type { BaselineView } from "../../baseline_api.ts";
import { type Child, h, type PageElement } from "../node.ts";
import { momentOf, nameOf, type Person, type SpokenState } from "../state.ts";
import { type Celsius, stillMaps } from "./still_map.ts";

/** Who looks, and when. */
export interface ReviewState extends SpokenState {
  readonly person: Person | undefined;
}

/** One sensor, with the mean pictures of a day before and now where something waits. */
export interface Reviewed extends BaselineView {
  readonly pictures?: { readonly before: Celsius; readonly after: Celsius };
}

/** A camera that looks elsewhere than it did, or no longer sees sharply. */
export interface StrangeView {
  readonly cameraId: string;
  readonly name: string;
  readonly detail: string;
  /** When the picture of its right view was taken; absent where none is kept. */
  readonly atWallMs?: number;
}

/** The parts of the page: what waits for a person first. */
export function baselinesPage(
  state: ReviewState,
  sensors: readonly Reviewed[],
  cameras: readonly StrangeView[],
): Child {
  const { say } = state.language;
  const waiting = sensors.filter(({ candidate }) => candidate !== undefined);
  return [
    h(
      "section",
      { class: "panel", "aria-labelledby": "review-title" },
      h("h1", { id: "review-title" }, say("review.title")),
      h("p", { class: "soft" }, say("review.hint")),
      sensors.length === 0 && h("p", {}, say("review.no-sensors")),
      sensors.length > 0 && waiting.length + cameras.length === 0 && h("p", {}, say("review.none")),
    ),
    cameras.map((camera) => strangeView(state, camera)),
    waiting.map((sensor) => waitingItem(state, sensor)),
    sensors.length > 0 && h(
      "section",
      { class: "panel", "aria-labelledby": "review-known" },
      h("h2", { id: "review-known" }, say("review.known")),
      h("ol", { class: "timeline" }, sensors.map((sensor) => knownItem(state, sensor))),
    ),
  ];
}

function waitingItem(state: ReviewState, { sensorId, candidate, pictures }: Reviewed): Child {
  const { say } = state.language;
  if (candidate === undefined) return undefined;
  const { id, kind, detail, raisedAtWallMs } = candidate;
  return h(
    "article",
    // With keys, what is typed about one stays with it where another is decided meanwhile.
    { class: "panel", key: `sensor ${sensorId}` },
    h("h2", {}, nameOf(state.site, sensorId)),
    h("p", {}, h("b", {}, say(`review.kind.${kind}`))),
    // The log's own sentence, in English: it is what is searched for.
    h("p", { class: "soft", lang: "en" }, detail),
    h("p", { class: "soft" }, say("review.since", { time: momentOf(state, raisedAtWallMs) })),
    pictures !== undefined && h(
      "div",
      { class: "side-by-side" },
      stillMaps(state.language, [
        { title: say("review.before"), celsius: pictures.before },
        { title: say("review.after"), celsius: pictures.after },
      ]),
    ),
    decision(state, sensorId, "approve", [hidden("candidateId", id)]),
    decision(state, sensorId, "reject", [hidden("candidateId", id)]),
  );
}

function strangeView(state: ReviewState, { cameraId, name, detail, atWallMs }: StrangeView): PageElement {
  const { say } = state.language;
  const path = `/api/v1/cameras/${encodeURIComponent(cameraId)}`;
  const mayNot = state.person?.role === "viewer";
  const picture = (file: string, title: string) =>
    h(
      "figure",
      {},
      h("img", { src: `${path}/${file}`, alt: `${name}: ${title}`, loading: "lazy" }),
      h("figcaption", { class: "soft" }, title),
    );
  return h(
    "article",
    { class: "panel", key: `camera ${cameraId}`, "data-camera-view": cameraId },
    h("h2", {}, name),
    h("p", { class: "soft", lang: "en" }, detail),
    h(
      "div",
      { class: "side-by-side" },
      atWallMs !== undefined &&
        picture("reference.jpg", `${say("review.before")} · ${momentOf(state, atWallMs)}`),
      // Another address each time: browsers fetch an image again for nothing else, and it was of when the page was opened.
      picture(`picture.jpg?at=${Math.round(state.nowMs)}`, say("review.after")),
    ),
    h(
      "form",
      {
        class: "act",
        method: "post",
        action: `${path}/accept-view`,
        "data-done": say("camera.accept-view.done"),
      },
      h(
        "button",
        { type: "submit", disabled: mayNot, title: mayNot ? say("act.viewer") : undefined },
        say("camera.accept-view"),
      ),
    ),
  );
}

function knownItem(state: ReviewState, { sensorId, daysLearned, references }: Reviewed): PageElement {
  const { say } = state.language;
  const newest = references.at(-1);
  const earlier = references.at(-2);
  return h(
    "li",
    {},
    h("p", {}, h("b", {}, nameOf(state.site, sensorId)), ` · ${say("review.days", { count: daysLearned })}`),
    newest !== undefined && h(
      "p",
      { class: "soft" },
      say("review.reference", {
        version: String(newest.version),
        by: newest.by,
        time: momentOf(state, newest.atWallMs),
      }),
      " ",
      h("span", {}, newest.reason),
    ),
    earlier !== undefined &&
      decision(state, sensorId, "revert", [hidden("version", String(earlier.version))]),
  );
}

/** The form of one decision. Only installers may send it; others see that. */
function decision(
  { language: { say }, person }: ReviewState,
  sensorId: string,
  act: "approve" | "reject" | "revert",
  fields: Child,
): PageElement {
  const mayNot = person !== undefined && person.role !== "installer";
  return h(
    "form",
    {
      class: "act",
      method: "post",
      action: `/api/v1/baselines/${encodeURIComponent(sensorId)}/${act}`,
      "data-done": say(`review.done.${act}`),
    },
    fields,
    h(
      "label",
      {},
      h("span", {}, say("review.reason")),
      h("input", {
        type: "text",
        name: "reason",
        required: true,
        maxlength: 500,
        autocomplete: "off",
        disabled: mayNot,
      }),
    ),
    h(
      "button",
      { type: "submit", disabled: mayNot, title: mayNot ? say("config-form.installer") : undefined },
      say(`review.${act}`),
    ),
  );
}

function hidden(name: string, value: string): PageElement {
  return h("input", { type: "hidden", name, value });
}
