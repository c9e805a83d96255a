/**
 * The way back to an earlier configuration: which one it is, and what of it may be put in force while an alarm stands.
 */
import type { ConfigAnswer, ConfigState } from "../bus/messages.ts";
import type { Config } from "../config/schema.ts";
import type { Vitals } from "../config/trial_state.ts";
import { fail, ok, type Result } from "../reading/result.ts";
import type { ConfigVersion } from "../store/config_store.ts";
import { checkAll } from "./config_check.ts";
import { type Done, outputsHeld, refusedFor, unknownVersion } from "./config_words.ts";

/** A configuration as text, and as it is understood. */
export interface CheckedText {
  readonly text: string;
  readonly config: Config;
}

/**
 * The version to go back to. A fault is the answer to whoever has asked.
 *
 * @param versions All that are known, the oldest first.
 * @param to Its number; where absent, the last good one before `running`.
 */
export function wayBack(
  versions: readonly ConfigVersion[],
  running: number,
  to: number | undefined,
): Result<CheckedText & { readonly version: number }, Done> {
  const target = to === undefined
    ? versions.findLast(({ version, outcome }) => outcome === "good" && version < running)
    : versions.find(({ version }) => version === to);
  if (target === undefined) {
    if (to !== undefined) return fail(unknownVersion(to));
    return fail({ ok: false, code: "unknown-version", message: "there is no earlier good version" });
  }
  const { version, text } = target;
  const checked = checkAll(text);
  return checked.ok ? ok({ version, text, config: checked.value }) : fail(refusedFor(checked.fault));
}

/** `after` with the outputs of `before`, where an alarm may be sounding them; undefined where `after` can be taken as it is. */
export function withOutputsHeld(
  before: Config,
  after: Config,
  vitals: Vitals | undefined,
): CheckedText | undefined {
  if (outputsHeld(before, after, vitals) === undefined) return undefined;
  const text = JSON.stringify({ ...after, outputs: before.outputs });
  const kept = checkAll(text);
  return kept.ok ? { text, config: kept.value } : undefined;
}

/** What somebody who has asked for something is answered. */
export function answerOf(request: number, state: ConfigState, done: Done): ConfigAnswer {
  const { ok, code, message, changes = [], faults = [] } = done;
  return {
    kind: "configAnswer",
    request,
    ok,
    ...(code === undefined ? {} : { code }),
    message: message.slice(0, 8_000),
    state,
    changes: [...changes],
    faults: [...faults],
  };
}
