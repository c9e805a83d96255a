/**
 * Choosing the language: a plain form, which works without scripts too. The choice stays with this browser.
 */
import type { Language } from "../messages/language.ts";
import { LANGUAGE_TAGS, LANGUAGES } from "../messages/languages.ts";
import { h, type PageElement } from "./node.ts";

/** @param back Path of the page to come back to. */
export function languageChoice({ tag, say }: Language, back: string): PageElement {
  return h(
    "form",
    { class: "language", method: "post", action: "/language" },
    h("input", { type: "hidden", name: "back", value: back }),
    h(
      "label",
      {},
      `${say("frame.language")} `,
      h(
        "select",
        { name: "language", "data-submit-on-change": true },
        LANGUAGE_TAGS.map((other) =>
          h("option", { value: other, lang: other, selected: other === tag }, LANGUAGES[other].name)
        ),
      ),
    ),
    h("button", { type: "submit", class: "plain" }, say("frame.change")),
  );
}
