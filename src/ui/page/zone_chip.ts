/**
 * The state of a zone in a word, a shape and a colour.
 */
import type { SiteView, ZoneState, ZoneView } from "../../bus/messages.ts";
import { icon } from "./icons.ts";
import { h, type PageElement } from "./node.ts";
import { isBlind, type PageState } from "./state.ts";
import type { VerdictKind } from "./verdict.ts";

const KINDS: Readonly<Record<ZoneState, VerdictKind>> = {
  normal: "normal",
  "pre-alarm": "pre-alarm",
  alarm: "alarm",
  trouble: "trouble",
  disabled: "service",
  test: "service",
};

/** The state of `zone`. A zone that nothing watches is not protected, whatever else is said of it. */
export function zoneChip(
  state: PageState,
  site: SiteView,
  zone: ZoneView,
): { readonly kind: VerdictKind; readonly chip: PageElement } {
  const [kind, word]: readonly [VerdictKind, string] = isBlind(site, zone) && zone.state !== "alarm"
    ? ["unprotected", state.language.say("zone.not-protected")]
    : [KINDS[zone.state], state.language.say(`zone.${zone.state}`)];
  return { kind, chip: h("span", { class: `chip ${kind}` }, icon(kind), word) };
}
