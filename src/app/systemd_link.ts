/**
 * What the service tells systemd: that it is up, how it is in one sentence, that it lives, that it ends. Without systemd it does nothing.
 */
import type { RoleStatus } from "../bus/messages.ts";
import type { Clock } from "../clock/clock.ts";
import type { ProcessName } from "../reading/ids.ts";
import {
  NOTIFY_VARIABLES,
  openSdNotify,
  readSdEnvironment,
  type SdNotify,
  silentNotify,
} from "../watchdog/sd_notify.ts";
import { FED_BY, SdNotifyFeed } from "../watchdog/sd_notify_feed.ts";
import { serviceSentence, type Situation } from "./service_sentence.ts";

/** What fusion has not repeated for so long may no longer be so. */
const SITUATION_FRESH_MS = 5_000;

/** The link to systemd. */
export class SystemdLink {
  readonly #clock: Clock;
  readonly #notify: SdNotify;
  readonly #feed: SdNotifyFeed | undefined;
  readonly #report: (text: string) => void;
  #roles: readonly Pick<RoleStatus, "role" | "state">[] = [];
  #situation: { readonly told: Situation; readonly atMs: number } | undefined;
  #isReloading = false;
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
      // Whoever cannot be told may end the service for its silence; until then it protects.
      report(`systemd cannot be told anything: ${JSON.stringify(opened.fault)}`);
      return new SystemdLink(clock, silentNotify(), undefined, report);
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

  /**
   * How the roles are now. The service is up once all are ready that sound sirens: systemd ends what is not up in time, and must not do
   * that to sirens for a page that cannot be started.
   */
  heard(roles: readonly Pick<RoleStatus, "role" | "state">[]): void {
    this.#roles = roles;
    this.#feed?.heard(roles, this.#clock.monotonicMs());
    if (this.#isReady || !FED_BY.every((name) => isReady(roles, name))) return;
    this.#isReady = true;
    this.#tell();
  }

  /** What fusion says, once a second. */
  situation(told: Situation): void {
    this.#situation = { told, atMs: this.#clock.monotonicMs() };
  }

  /** A changed configuration is being put in force, until {@linkcode reloaded}. What it takes is not a failure. */
  reloading(): void {
    if (!this.#isReady || this.#isReloading) return;
    this.#isReloading = true;
    this.#notify.reloading(this.#clock.monotonicMs());
  }

  /** The changed configuration is in force, or the one before is again. */
  reloaded(): void {
    if (!this.#isReloading) return;
    this.#isReloading = false;
    // Only another READY ends the reload.
    this.#told = undefined;
    this.#tell();
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
    if (sentence === this.#told || this.#isReloading) return;
    const sent = this.#isReady && this.#told === undefined
      ? this.#notify.ready(sentence)
      : this.#isReady
      ? this.#notify.status(sentence)
      : undefined;
    if (sent?.ok) this.#told = sentence;
  }

  #sentence(): string {
    const { told, atMs } = this.#situation ?? { told: undefined, atMs: 0 };
    const isFresh = told !== undefined && this.#clock.monotonicMs() - atMs <= SITUATION_FRESH_MS;
    return serviceSentence(this.#roles, isFresh ? told : undefined);
  }
}

function isReady(roles: readonly Pick<RoleStatus, "role" | "state">[], name: ProcessName): boolean {
  return roles.some(({ role, state }) => role === name && state === "ready");
}
