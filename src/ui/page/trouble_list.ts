/**
 * Troubles: each with what it means and what to do about it.
 */
import { type Trouble, TROUBLES } from "../../reading/trouble.ts";
import { actForm, actionOf, generalRefusal } from "./act_form.ts";
import { icon } from "./icons.ts";
import { type Child, h, type PageElement } from "./node.ts";
import { capital } from "./sentences.ts";
import { allTroubles, nameOf, type PageState } from "./state.ts";
import { count, moment } from "./words.ts";

/** More than people read in one go; the API lists all. */
const SHOWN = 50;

/** The troubles still to be dealt with; nothing where there is none. */
export function troubleList(state: PageState): Child {
  const troubles = allTroubles(state);
  if (troubles.length === 0) return false;
  const present = troubles.filter((trouble) => trouble.active).length;
  return h(
    "section",
    { class: "panel troubles", key: "troubles", "aria-labelledby": "troubles-title" },
    h(
      "h2",
      { id: "troubles-title" },
      [
        present > 0 && count(present, "trouble"),
        present < troubles.length && `${troubles.length - present} over, not yet acknowledged`,
      ].filter((part) => part !== false).join("; "),
    ),
    h("ul", {}, troubles.slice(0, SHOWN).map((trouble) => item(state, trouble))),
    troubles.length > SHOWN && h("p", { class: "soft" }, `and ${troubles.length - SHOWN} more`),
  );
}

function item(state: PageState, trouble: Trouble): PageElement {
  const known: { meaning: string; remedy: string } | undefined = TROUBLES[trouble.code];
  const at = (wallMs: number) => moment(wallMs, state.nowWallMs, state.timeZone);
  const own = state.ownTroubles.includes(trouble);
  const when = trouble.active
    ? `since ${at(trouble.raisedAtWallMs)}`
    : `over${trouble.clearedAtWallMs === undefined ? "" : ` since ${at(trouble.clearedAtWallMs)}`}`;
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
        `${capital(trouble.code.replaceAll("-", " "))}: ${nameOf(state.site, trouble.subject)}`,
        h("span", { class: "soft" }, ` ${when}`, trouble.count > 1 && `, ${trouble.count} times`),
      ),
      h("p", {}, capital(trouble.detail)),
      trouble.active && known !== undefined && [
        h("p", { class: "soft" }, withCode(known.meaning)),
        h("p", { class: "remedy" }, h("b", {}, "What to do: "), withCode(known.remedy)),
      ],
    ),
    trouble.acknowledged ? h("span", { class: "soft" }, "Acknowledged") : !own && actForm(state, {
      action: actionOf("troubles", trouble.id, "acknowledge"),
      label: "Acknowledge",
      done: "Trouble acknowledged.",
      refusal: generalRefusal(state),
    }),
  );
}

/** Shows what stands between backticks as something to type. */
function withCode(text: string): Child {
  return text.split("`").map((part, index) => index % 2 === 1 ? h("code", {}, part) : part);
}
