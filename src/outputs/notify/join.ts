/**
 * Joins news of the same topic that still wait into one sentence, so that an unsteady cable makes one message and not a hundred.
 */
import type { Notification } from "../../reading/notification.ts";

const TEXT_CHARS_MAX = 1_500;

/** `waiting` and what came after it, as one. It keeps the id of what waited. */
export function joined(waiting: Notification, next: Notification): Notification {
  const count = (waiting.count ?? 1) + (next.count ?? 1);
  return {
    ...next,
    id: waiting.id,
    kind: "summary",
    severity: waiting.severity,
    atWallMs: next.atWallMs,
    count,
    text: `${count} times; last: ${next.text}`.slice(0, TEXT_CHARS_MAX),
  };
}
