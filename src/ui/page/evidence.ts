/**
 * Pictures of how it looked before, at and after an alarm: of the past, and told as such.
 */
import type { SiteView } from "../../bus/messages.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { cameraCalled } from "./sentences.ts";
import { type EvidencePicture, momentOf, nameOf, type PageState } from "./state.ts";

/** Cameras whose pictures one alarm shows; the API lists all. */
const CAMERAS_SHOWN = 4;

/** The pictures of one alarm; nothing where none is kept. */
export function evidence(state: PageState, site: SiteView, alarmId: string): Child {
  const kept = state.evidence.filter((picture) => picture.alarmId === alarmId);
  const cameraIds = [...new Set(kept.map((picture) => picture.cameraId))];
  if (cameraIds.length === 0) return false;
  return h(
    "section",
    { class: "evidence", key: "evidence", "aria-label": state.language.say("evidence.title") },
    cameraIds.slice(0, CAMERAS_SHOWN).map((cameraId) => {
      const name = state.language.capital(cameraCalled(state.language, nameOf(site, cameraId)));
      const pictures = kept.filter((picture) => picture.cameraId === cameraId)
        .sort((a, b) => a.atWallMs - b.atWallMs);
      return h(
        "div",
        { key: `evidence ${cameraId}` },
        h("h3", {}, name),
        h("ul", {}, pictures.map((picture) => thumbnail(state, alarmId, picture, name))),
      );
    }),
  );
}

function thumbnail(state: PageState, alarmId: string, picture: EvidencePicture, name: string): PageElement {
  const address = `/api/v1/alarms/${encodeURIComponent(alarmId)}/evidence/${
    encodeURIComponent(picture.name)
  }`;
  const at = momentOf(state, picture.atWallMs);
  const what = state.language.say(`evidence.${picture.moment}`);
  return h(
    "li",
    { key: picture.name, "data-evidence": picture.moment },
    h(
      "a",
      { href: address, target: "_blank", rel: "noopener" },
      h("img", { src: address, alt: `${name}, ${what}, ${at}`, loading: "lazy" }),
      h("span", {}, h("b", {}, what), ` ${at}`),
    ),
  );
}
