/**
 * The doctor's report as lines of text.
 */
import { type Check, countVerdicts, TOPICS, type Verdict } from "../../ops/doctor/check.ts";
import { ENGLISH } from "../../ui/messages/spoken.ts";
import { COLUMNS_DEFAULT, type Screen } from "../terminal.ts";
import { type Colour, hanging, paint } from "../text_layout.ts";

/** The words are the sign; the colours only help. All are equally long, so that what follows stands in one column. */
const WORDS: Readonly<Record<Verdict, { readonly word: string; readonly colour: Colour }>> = {
  ok: { word: "ok     ", colour: "green" },
  warning: { word: "warning", colour: "yellow" },
  failed: { word: "FAILED ", colour: "red" },
};
const INDENT = "  ";
/** Where the sentences begin. */
const COLUMN = INDENT.length + WORDS.ok.word.length + 2;

/** All checks by topic, then what they come to. */
export function doctorLines(checks: readonly Check[], screen: Screen): string[] {
  const width = screen.columns ?? COLUMNS_DEFAULT;
  const lines: string[] = [];
  for (const topic of TOPICS) {
    const own = checks.filter((check) => check.topic === topic);
    if (own.length === 0) continue;
    lines.push(paint(topic, "bold", screen.colours));
    for (const check of own) lines.push(...checkLines(check, width, screen.colours));
  }
  return [...lines, "", verdictLine(checks)];
}

function checkLines(check: Check, width: number, colours: boolean): string[] {
  const { word, colour } = WORDS[check.verdict];
  const [first, ...more] = hanging(check.found, width, COLUMN);
  const lines = [`${INDENT}${paint(word, colour, colours)}  ${first}`, ...more];
  if (check.verdict === "ok") return lines;
  const [remedy, ...rest] = hanging(`-> ${check.remedy}`, width, COLUMN + 3);
  return [...lines, " ".repeat(COLUMN) + remedy, ...rest];
}

/** `2 failed, 1 warning, 20 ok.` */
export function verdictLine(checks: readonly Check[]): string {
  const { ok, warning, failed } = countVerdicts(checks);
  const parts = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(warning > 0 ? [warning === 1 ? "1 warning" : `${warning} warnings`] : []),
    `${ok} ok`,
  ];
  return `${ENGLISH.list(parts)}.`;
}
