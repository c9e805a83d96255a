/**
 * What a language says of each trouble, and how that becomes messages with names.
 */
import type { TroubleCode } from "../../../reading/trouble.ts";

/** What is said of one trouble. What stands between backticks is typed as it is, in every language. */
export interface TroubleWords {
  /** What it is called, in two or three words. */
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
}

/** One language: the type checker refuses one that lacks a trouble. */
export type TroubleTable = Readonly<Record<TroubleCode, TroubleWords>>;

/** The messages of all troubles, by name. */
export type TroubleMessages = { readonly [Key in `trouble.${keyof TroubleWords}.${TroubleCode}`]: string };

/** The messages of one language. */
export function troubleMessages(table: TroubleTable): TroubleMessages {
  return Object.fromEntries(
    Object.entries(table).flatMap(([code, { title, meaning, remedy }]) => [
      [`trouble.title.${code}`, title],
      [`trouble.meaning.${code}`, meaning],
      [`trouble.remedy.${code}`, remedy],
    ]),
  ) as TroubleMessages;
}
