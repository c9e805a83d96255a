/**
 * The journal of a box, read beside its writer or after it has gone.
 */
import type { StoredEvent } from "../store/event_batch.ts";
import { type EventQuery, EventReader, EVENTS_PAGE_MAX } from "../store/event_reader.ts";
import { describeStoreFault } from "../store/store_fault.ts";
import { Failure } from "./failure.ts";

/** The newest `limit` events that fit, oldest first. Throws a {@linkcode Failure} where the journal cannot be read. */
export function readEvents(
  path: string,
  query: EventQuery,
  limit: number,
): { readonly found: StoredEvent[]; readonly more: boolean } {
  const reader = new EventReader(path);
  const found: StoredEvent[] = [];
  try {
    for (;;) {
      const page = reader.page({
        ...query,
        limit: Math.min(limit - found.length, EVENTS_PAGE_MAX),
        ...(found.length > 0 && { beforeSeq: found.at(-1)!.seq }),
      });
      if (!page.ok) throw new Failure(describeStoreFault(page.fault));
      found.push(...page.value.events);
      if (!page.value.more || found.length >= limit) {
        return { found: found.reverse(), more: page.value.more };
      }
    }
  } finally {
    reader.close();
  }
}
