/**
 * The way from the box to people, and those at its end: while it is down nothing arrives, and what arrives is noted.
 */
import type { Sender } from "../../../src/outputs/notify/courier.ts";
import type { Notification } from "../../../src/reading/notification.ts";
import { fail, ok } from "../../../src/reading/result.ts";

/** The network with its receivers. */
export class SeasonNetwork {
  up = true;
  /** What each target has taken, in the order in which it came. */
  readonly taken = new Map<string, Notification[]>();
  failedCount = 0;

  /** The way to `target`. */
  senderOf(target: string): Sender {
    return {
      send: (notification) => {
        if (!this.up) {
          this.failedCount++;
          return Promise.resolve(fail({ permanent: false, detail: "network is unreachable" }));
        }
        const list = this.taken.get(target) ?? [];
        list.push(notification);
        this.taken.set(target, list);
        return Promise.resolve(ok(undefined));
      },
      close: () => Promise.resolve(),
    };
  }
}
