/**
 * What audits say, in words: their results are kept without, and so can be read in every language.
 */
import type { AuditCode, AuditSentence } from "../../reading/audit.ts";
import type { English } from "./english.ts";
import type { Language } from "./language.ts";

/** That there is a message for each code is held by the type checker. */
type Said = `audits.said.${AuditCode}` extends keyof English ? `audits.said.${AuditCode}` : never;

/** Digits behind the point that a figure is shown with at the most. */
const DIGITS_MAX = 2;

/** A sentence of an audit in words. */
export function auditWords({ code, values }: AuditSentence, language: Language): string {
  const key: Said = `audits.said.${code}`;
  const shown = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "number" ? figureText(value, language) : value,
    ]),
  );
  return language.sayIfKnown(key, shown) ?? code;
}

/** A figure with as many digits as it has, up to two. */
export function figureText(value: number, language: Language): string {
  const digits = [0, 1, DIGITS_MAX].find((count) => Number(value.toFixed(count)) === value) ?? DIGITS_MAX;
  return language.number(value, digits);
}
