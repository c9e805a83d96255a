/**
 * Troubles: each with what it means and what to do about it.
 */
import type { Trouble } from "../../reading/trouble.ts";
import { actForm, actionOf, generalRefusal } from "./act_form.ts";
import { icon } from "./icons.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { allTroubles, momentOf, type PageState } from "./state.ts";
import { detailOf, inEnglish, troubleHeading } from "./told.ts";
import { withCode } from "./typed.ts";

/** More than people read in one go; the API lists all. */
const SHOWN = 50;

/** The troubles still to be dealt with; nothing where there is none. */
export function troubleList(state: PageState): Child {
  const troubles = allTroubles(state);
  if (troubles.length === 0) return false;
  const { say } = state.language;
  const present = troubles.filter((trouble) => trouble.active).length;
  return h(
    "section",
    { class: "panel troubles", key: "troubles", "aria-labelledby": "troubles-title" },
    h(
      "h2",
      { id: "troubles-title" },
      [
        present > 0 && say("trouble.count", { count: present }),
        present < troubles.length && say("trouble.over", { count: troubles.length - present }),
      ].filter((part) => part !== false).join("; "),
    ),
    h("ul", {}, troubles.slice(0, SHOWN).map((trouble) => item(state, trouble))),
    troubles.length > SHOWN &&
      h("p", { class: "soft" }, say("trouble.more", { count: troubles.length - SHOWN })),
  );
}

function item(state: PageState, trouble: Trouble): PageElement {
  const { language } = state;
  const { say, sayIfKnown } = language;
  const meaning = sayIfKnown(`trouble.meaning.${trouble.code}`);
  const remedy = sayIfKnown(`trouble.remedy.${trouble.code}`);
  const detail = detailOf(language, trouble);
  const own = state.ownTroubles.includes(trouble);
  const when = trouble.active
    ? say("trouble.since", { moment: momentOf(state, trouble.raisedAtWallMs) })
    : trouble.clearedAtWallMs === undefined
    ? say("trouble.is-over")
    : say("trouble.over-since", { moment: momentOf(state, trouble.clearedAtWallMs) });
  return h(
    "li",
    {
      key: trouble.id,
      class: trouble.active ? undefined : "over",
      "data-trouble": trouble.id,
      id: `trouble-${trouble.id}`,
    },
    icon("trouble"),
    h(
      "div",
      {},
      h(
        "h3",
        {},
        troubleHeading(state, trouble),
        h(
          "span",
          { class: "soft" },
          ` ${when}`,
          trouble.count > 1 && `, ${say("trouble.times", { count: trouble.count })}`,
        ),
      ),
      detail !== undefined && h("p", {}, detail),
      trouble.active && meaning !== undefined &&
        h("p", { class: detail === undefined ? undefined : "soft" }, withCode(meaning)),
      trouble.active && remedy !== undefined &&
        h("p", { class: "remedy" }, h("b", {}, say("trouble.remedy")), " ", withCode(remedy)),
      // What a person understands comes first; the values that led to it help whoever is called.
      detail === undefined &&
        h("p", { class: "soft" }, inEnglish(language, language.capital(trouble.detail))),
    ),
    trouble.acknowledged ? h("span", { class: "soft" }, say("alarm.acknowledged")) : !own && actForm(state, {
      action: actionOf("troubles", trouble.id, "acknowledge"),
      label: say("alarm.acknowledge"),
      done: say("trouble.acknowledge.done"),
      refusal: generalRefusal(state),
    }),
  );
}
