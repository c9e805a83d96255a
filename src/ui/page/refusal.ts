/**
 * Why an order was refused or a page cannot be shown, in the reader's language.
 */
import type { Language } from "../messages/language.ts";
import { type Child, h } from "./node.ts";

/** What a refusal says of itself; see `Problem`. */
interface Refusal {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
}

/**
 * The box explains refusals in English, with the values that led to them. Other languages have a sentence for each code that
 * people meet; where there is none, English says more than nothing.
 */
export function refusalWords(language: Language, { code, title, detail }: Refusal): string | undefined {
  const own = language.tag === "en" ? undefined : language.sayIfKnown(`problem.${code}`);
  const words = own ?? detail ?? title;
  return words === undefined ? undefined : language.capital(words);
}

/**
 * What a person sees in place of the page that was asked for, or after an order that the box has not taken.
 *
 * It is not red: red is what burns.
 */
export function refusalPage(language: Language, refusal: Refusal, isOrder: boolean): Child {
  const { say } = language;
  const own = language.sayIfKnown(`problem.${refusal.code}`);
  const { detail = "" } = refusal;
  return h(
    "section",
    { class: "panel" },
    h("h1", {}, say(isOrder ? "refusal.order" : "refusal.page")),
    h("p", { class: "notice bad", role: "alert" }, own ?? language.capital(detail)),
    own !== undefined && detail !== "" && h("p", { class: "soft", lang: "en" }, language.capital(detail)),
    h("p", {}, h("a", { href: "/" }, say("frame.back"))),
  );
}
