/**
 * What `embereye update` sees of the running service: the same as a person at its page.
 */
import type { Clock } from "../../clock/clock.ts";
import type { Sight } from "../../ops/slot_proof.ts";
import { statusAnswer } from "../../ui/schemas.ts";
import { healthAnswer } from "../box_report.ts";
import { describePageFault, PageClient } from "../page_client.ts";
import type { Paths } from "../paths.ts";
import { addToken, revoke } from "../token_store.ts";
import { pageAddress } from "../where.ts";

/** Who looks: a viewer with a token of its own, where looking needs one. */
const VIEWER = "embereye update";
/** Longer than any proof takes; a token that a power cut leaves behind ends by itself. */
const TOKEN_LIFE_MS = 30 * 60_000;

/** What is seen of the service at one moment. */
export interface ServiceSight extends Sight {
  /** Alarms that are not reset: the box must not be restarted now. Undefined where that cannot be seen. */
  readonly alarms: number | undefined;
}

/** Looks at one box. */
export class Watcher implements AsyncDisposable {
  readonly #paths: Paths;
  readonly #clock: Clock;
  #token: string | undefined;

  constructor(paths: Paths, clock: Clock) {
    this.#paths = paths;
    this.#clock = clock;
  }

  /** Looks once. Never throws for a service that does not answer: that is what it then says. */
  async look(): Promise<ServiceSight> {
    const seen = await this.#ask();
    return {
      atMs: this.#clock.monotonicMs(),
      wallMs: this.#clock.wallMs(),
      faults: [],
      restarts: 0,
      fresh: [],
      alarms: undefined,
      ...seen,
    };
  }

  async #ask(): Promise<Partial<ServiceSight>> {
    const address = await pageAddress(this.#paths);
    if (!address.ok) return { faults: [address.fault] };
    this.#token ??= await this.#newToken();
    const client = new PageClient(address.value, this.#token);
    const [health, status] = await Promise.all([
      client.json("/healthz", healthAnswer, 503),
      client.json("/api/v1/status", statusAnswer),
    ]);
    if (!health.ok) return { faults: [describePageFault(health.fault)] };
    if (!status.ok) return { faults: [describePageFault(status.fault)] };
    const { site, roles } = status.value;
    if (site === null || roles === null) return { faults: ["the page does not know how the service is"] };
    const notReady = roles.filter(({ state }) => state !== "ready").map(({ role, state }) =>
      `${role} is ${state}`
    );
    return {
      // What a site lacked before the update (`expected` of the proof) is not the new version's fault: a blind zone is none here.
      faults: [
        ...notReady,
        ...health.value.reasons.filter(({ code }) => code !== "zone-blind").map(({ detail }) => detail),
      ],
      restarts: roles.reduce((sum, { restarts }) => sum + restarts, 0),
      fresh: site.sensors.filter(({ fresh }) => fresh).map(({ id }) => id),
      alarms: site.alarms.length,
    };
  }

  /** The service makes its first token itself, at its first start: until there is one, this must not be the first. */
  async #newToken(): Promise<string | undefined> {
    const made = await addToken(
      this.#paths.tokens,
      { name: VIEWER, role: "viewer", replace: true, lifeMs: TOKEN_LIFE_MS },
      this.#clock.wallMs(),
    );
    return made?.token;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#token !== undefined) await revoke(this.#paths.tokens, VIEWER);
  }
}
