/**
 * Pictures of how it looked before, at and after an alarm: of the past, and told as such.
 */
import type { SiteView } from "../../bus/messages.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { cameraCalled, capital } from "./sentences.ts";
import { type EvidencePicture, nameOf, type PageState } from "./state.ts";
import { moment } from "./words.ts";

/** Cameras whose pictures one alarm shows; the API lists all. */
const CAMERAS_SHOWN = 4;

const MOMENTS: Readonly<Record<EvidencePicture["moment"], string>> = {
  before: "Before",
  at: "Alarm",
  after: "After",
};

/** The pictures of one alarm; nothing where none is kept. */
export function evidence(state: PageState, site: SiteView, alarmId: string): Child {
  const kept = state.evidence.filter((picture) => picture.alarmId === alarmId);
  const cameraIds = [...new Set(kept.map((picture) => picture.cameraId))];
  if (cameraIds.length === 0) return false;
  return h(
    "section",
    { class: "evidence", key: "evidence", "aria-label": "Evidence" },
    cameraIds.slice(0, CAMERAS_SHOWN).map((cameraId) => {
      const name = capital(cameraCalled(nameOf(site, cameraId)));
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
  const at = moment(picture.atWallMs, state.nowWallMs, state.timeZone);
  const what = MOMENTS[picture.moment];
  return h(
    "li",
    { key: picture.name, "data-evidence": picture.moment },
    h(
      "a",
      { href: address, target: "_blank", rel: "noopener" },
      h("img", { src: address, alt: `${name}, ${what.toLowerCase()}, ${at}`, loading: "lazy" }),
      h("span", {}, h("b", {}, what), ` ${at}`),
    ),
  );
}
