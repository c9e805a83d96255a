/**
 * What the service tells systemd: that it is up, how it is in one sentence, that it lives, that it ends. Without systemd it does nothing.
 */
import type { RoleStatus } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import { NOTIFY_VARIABLES, openSdNotify, readSdEnvironment, type SdNotify } from "../watchdog/sd_notify.ts";
import { SdNotifyFeed } from "../watchdog/sd_notify_feed.ts";

/** The link to systemd. */
export class SystemdLink {
  readonly #clock: Clock;
  readonly #notify: SdNotify;
  readonly #feed: SdNotifyFeed | undefined;
  readonly #report: (text: string) => void;
  #roles: readonly Pick<RoleStatus, "role" | "state">[] = [];
  /** What systemd was told last; undefined: nothing yet. */
  #told: string | undefined;
  #isReady = false;
  #withheld = false;

  /**
   * Opens the link that the environment names and takes the names out of it, since the roles must not speak for the service.
   *
   * @param report Takes a sentence where something is wrong with it.
   */
  static open(clock: Clock, report: (text: string) => void): SystemdLink {
    const environment = readSdEnvironment((name) => Deno.env.get(name), Deno.pid);
    for (const name of NOTIFY_VARIABLES) Deno.env.delete(name);
    const opened = openSdNotify(environment.address);
    if (!opened.ok) {
      report(`systemd cannot be told anything: ${JSON.stringify(opened.fault)}`);
      throw new Error(`NOTIFY_SOCKET is refused: ${opened.fault.kind}`);
    }
    const feed = environment.watchdogMs === undefined
      ? undefined
      : new SdNotifyFeed(environment.watchdogMs, clock.monotonicMs());
    return new SystemdLink(clock, opened.value, feed, report);
  }

  private constructor(
    clock: Clock,
    notify: SdNotify,
    feed: SdNotifyFeed | undefined,
    report: (text: string) => void,
  ) {
    this.#clock = clock;
    this.#notify = notify;
    this.#feed = feed;
    this.#report = report;
  }

  /** All roles of the fire path are ready. */
  ready(): void {
    this.#isReady = true;
    this.#tell();
  }

  /** How the roles are now. */
  heard(roles: readonly Pick<RoleStatus, "role" | "state">[]): void {
    this.#roles = roles;
    this.#feed?.heard(roles, this.#clock.monotonicMs());
  }

  /** Once a second: the sentence where it has changed, and the sign of life where the fire path lives. */
  step(): void {
    if (!this.#notify.active) return;
    this.#tell();
    const decision = this.#feed?.decide(this.#clock.monotonicMs());
    if (decision?.kind === "feed") this.#notify.feed();
    if (decision?.kind === "withhold" && !this.#withheld) {
      this.#report(`systemd is no longer told that the service lives: ${decision.reason}`);
    }
    if (decision !== undefined && decision.kind !== "wait") this.#withheld = decision.kind === "withhold";
  }

  /** The service is on its way down. */
  stopping(): void {
    this.#notify.stopping("Stopping: sirens keep their last state until the end.");
  }

  close(): void {
    this.#notify.close();
  }

  /** Tells again what systemd did not take: READY above all, since `systemctl start` waits for it. */
  #tell(): void {
    const sentence = this.#sentence();
    if (sentence === this.#told) return;
    const sent = this.#isReady && this.#told === undefined
      ? this.#notify.ready(sentence)
      : this.#isReady
      ? this.#notify.status(sentence)
      : undefined;
    if (sent?.ok) this.#told = sentence;
  }

  #sentence(): string {
    const down = this.#roles.filter(({ state }) => state !== "ready").map(({ role }) => role);
    return down.length === 0 ? "Protecting; all roles are ready." : `Not ready: ${down.join(", ")}.`;
  }
}
