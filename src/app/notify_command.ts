/**
 * `embereye notify`: whether people away from the box can be told.
 */
import type { NotifyAnswer, NotifyTargetState } from "../bus/messages.ts";
import { userName } from "./audit.ts";
import { Failure } from "./failure.ts";
import { stampOf } from "./journal_layout.ts";
import { askNotifiers, type NotifyQuestion } from "./notify_client.ts";
import { print, printJson, remark, standardScreen } from "./terminal.ts";
import { type Cell, table } from "./text_layout.ts";
import { locate, type WhereOptions } from "./where.ts";

/** What the command line says. */
export interface NotifyOptions extends WhereOptions {
  readonly json?: boolean;
}

/** Shows each target. Exit code 1 where one is not reached. */
export async function notifyStatus(options: NotifyOptions): Promise<number> {
  const { targets } = await ask(options, { kind: "notifyAsk" });
  if (options.json) printJson(targets);
  else {
    const { columns, colours } = standardScreen();
    const head = ["target", "kind", "waiting", "last reached", "wrong"].map((text): Cell => ({
      text,
      colour: "dim",
    }));
    print(table([head, ...targets.map(row)], { width: columns, colours }));
  }
  return targets.some(({ fault }) => fault !== undefined) ? 1 : 0;
}

/** Sends a test. Exit code 1 where one has not arrived. */
export async function notifyTest(target: string | undefined, options: NotifyOptions): Promise<number> {
  const { targets } = await ask(options, { kind: "notifyAsk" });
  const wanted = target === undefined ? targets.map(({ id }) => id) : [target];
  const outcomes: { target: string; ok: boolean; message: string }[] = [];
  for (const id of wanted) {
    const { ok, message } = await ask(options, { kind: "notifyTest", target: id, by: userName() });
    outcomes.push({ target: id, ok, message });
    if (!options.json) (ok ? (text: string) => print([text]) : remark)(message);
  }
  if (options.json) printJson(outcomes);
  return outcomes.every(({ ok }) => ok) ? 0 : 1;
}

async function ask(options: NotifyOptions, question: NotifyQuestion): Promise<NotifyAnswer> {
  const paths = await locate(options);
  try {
    return await askNotifiers(paths, question);
  } catch (error) {
    throw new Failure((error as Error).message);
  }
}

function row({ id, kind, waiting, lastSentAtWallMs, fault }: NotifyTargetState): Cell[] {
  return [
    id,
    kind,
    String(waiting),
    lastSentAtWallMs === undefined ? "not since the start" : stampOf(lastSentAtWallMs),
    fault === undefined ? "" : { text: fault, colour: "red" },
  ];
}
