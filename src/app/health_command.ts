/**
 * `embereye health`: one line and an exit code, for a container's health check and for scripts.
 */
import { type HealthAnswer, healthAnswer } from "./box_report.ts";
import { describePageFault, PageClient } from "./page_client.ts";
import { print, printJson } from "./terminal.ts";
import { plain } from "./text_layout.ts";
import { locate, pageAddress, type WhereOptions } from "./where.ts";

/** What the command line says. */
export interface HealthOptions extends WhereOptions {
  readonly url?: string;
  readonly token?: string;
  readonly json?: boolean;
}

/** Exit code 0 where the box protects, troubles or not; 1 where it does not, or does not answer. */
export async function health(options: HealthOptions): Promise<number> {
  const asked = await ask(options);
  if (typeof asked === "string") {
    if (options.json) printJson({ ready: false, reason: asked });
    else print([`not ready: ${asked}`]);
    return 1;
  }
  if (options.json) printJson(asked);
  else print([plain(healthLine(asked))]);
  return asked.ready ? 0 : 1;
}

/** The answer of the page, or why there is none. */
async function ask(options: HealthOptions): Promise<HealthAnswer | string> {
  const address = options.url === undefined ? await pageAddress(await locate(options)) : undefined;
  if (address?.ok === false) return address.fault;
  const url = options.url ?? address!.value;
  let answer = await new PageClient(url, options.token).json("/healthz", healthAnswer, 503);
  if (!answer.ok && answer.fault.kind === "refused" && options.token !== undefined) {
    // A token that has run out must not make a box look dead: whether it is ready, everybody may know.
    answer = await new PageClient(url, undefined).json("/healthz", healthAnswer, 503);
  }
  return answer.ok ? answer.value : describePageFault(answer.fault);
}

/** `ready`, `ready, with trouble: ...`, `not ready: ...`. */
export function healthLine({ ready, status, reasons, troubles }: HealthAnswer): string {
  const why = ready
    ? troubles.filter(({ active }) => active).map(({ detail }) => detail)
    : reasons.map(({ detail }) => detail);
  const state = !ready ? "not ready" : status === "trouble" ? "ready, with trouble" : "ready";
  return why.length === 0 ? state : `${state}: ${why.join("; ")}`;
}
