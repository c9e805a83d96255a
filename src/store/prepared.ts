/**
 * Statements of an open database, each prepared once.
 *
 * A statement takes about 3 kB outside of V8's heap, which Deno gives back only when V8 collects its object, and V8, which sees a few bytes
 * of it, is in no hurry: a thread that does little but write gathered megabytes an hour with a new one for each question.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";

/**
 * Statements kept of one database. Each store has about ten; questions of the journal and charts are put together from conditions, so that
 * there are more of them. Smaller, and people who look at different pages would have them made anew each time; larger only costs memory.
 */
export const PREPARED_MAX = 64;

const byDatabase = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/**
 * The statement of `sql`, made at its first use. Whoever has been given it is to be done with it before the next use: a statement
 * has one place in its answer. It ends with its database.
 *
 * @param sql values belong into its parameters: each text is a statement of its own.
 */
export function prepared(db: DatabaseSync, sql: string): StatementSync {
  let statements = byDatabase.get(db);
  if (statements === undefined) byDatabase.set(db, statements = new Map());
  const known = statements.get(sql);
  // Whatever was used last stands last.
  if (known !== undefined) statements.delete(sql);
  else if (statements.size >= PREPARED_MAX) statements.delete(statements.keys().next().value!);
  const statement = known ?? db.prepare(sql);
  statements.set(sql, statement);
  return statement;
}
