/**
 * What the journal and the troubles say, in the reader's language. What nobody can translate stays English, marked as such for those
 * who hear the page.
 */
import type { StoredEvent } from "../../bus/messages.ts";
import type { Trouble, TroubleCode } from "../../reading/trouble.ts";
import type { Language } from "../messages/language.ts";
import { type Child, h } from "./node.ts";
import { nameOf, outputName, type SpokenState, zoneName } from "./state.ts";

/** What a trouble is called. */
export function troubleTitle(language: Language, code: string): string {
  return language.sayIfKnown(`trouble.title.${code}`) ?? language.capital(code.replaceAll("-", " "));
}

/** What a trouble is called, and where it is. */
export function troubleHeading(state: SpokenState, trouble: Pick<Trouble, "code" | "subject">): string {
  return `${troubleTitle(state.language, trouble.code)}: ${subjectOf(state, trouble)}`;
}

/** Troubles that are about a zone. */
const OF_ZONES: readonly string[] = ["zone-blind", "alarm-memory"] satisfies TroubleCode[];
/** Troubles that are about an output. */
const OF_OUTPUTS: readonly string[] = [
  "output-fault",
  "siren-unconfirmed",
  "siren-stuck",
] satisfies TroubleCode[];

/** What people call what a trouble is about: a part of the service by its task, since nobody on site knows `fusion`. */
function subjectOf(
  { language, site }: SpokenState,
  { code, subject }: Pick<Trouble, "code" | "subject">,
): string {
  if (subject === "box") return language.say("trouble.box");
  // `cameras-2` is one of the processes of `cameras`.
  const task = code.startsWith("role-") && language.sayIfKnown(`role.task.${subject.replace(/-\d+$/, "")}`);
  if (task) return `${subject} (${task})`;
  // A sensor may be called by the id of its zone, or a siren.
  if (OF_ZONES.includes(code)) return zoneName(site, subject);
  const output = OF_OUTPUTS.includes(code) ? site?.outputs.find(({ id }) => id === subject) : undefined;
  return output === undefined ? nameOf(site, subject) : outputName(output);
}

/** Its detail in the reader's language; undefined where it is known in English alone. */
export function detailOf(
  language: Language,
  { detail, said }: Pick<Trouble, "detail" | "said">,
): string | undefined {
  const own = language.tag === "en" ? detail : said && language.sentence(said);
  return own && language.capital(own);
}

/** One sentence of a trouble: its detail, else where it is and what it means. */
export function troubleSentence(state: SpokenState, trouble: Trouble): string {
  const own = detailOf(state.language, trouble);
  if (own !== undefined) return `${own.replace(/[.।]$/, "")}${state.language.say("words.stop")}`;
  const meaning = state.language.sayIfKnown(`trouble.meaning.${trouble.code}`);
  return [troubleHeading(state, trouble) + state.language.say("words.stop"), meaning].join(" ").trim();
}

/** A text that is English, whatever the reader's language. */
export function inEnglish(language: Language, text: string): Child {
  return language.tag === "en" ? text : h("span", { lang: "en" }, text);
}

/** The sentence of a line of the journal, for a place within another sentence: English where nobody can translate it. */
export function eventSentence(
  language: Language,
  { text, said }: Pick<StoredEvent, "text" | "said">,
): string {
  return language.tag === "en" ? text : (said && language.sentence(said)) ?? text;
}

/** What a line of the journal says. */
export function eventText(state: SpokenState, event: StoredEvent): Child {
  const { language } = state;
  const own = language.tag === "en" ? event.text : event.said && language.sentence(event.said);
  if (own !== undefined) return own;
  // `code:subject`: older lines have no more than that.
  const [code, ...subject] = event.troubleId?.split(":") ?? [];
  if (code === undefined || subject.length === 0) return inEnglish(language, event.text);
  const heading = troubleHeading(state, { code: code as Trouble["code"], subject: subject.join(":") });
  return [`${heading}${language.say("words.stop")} `, inEnglish(language, event.text)];
}
