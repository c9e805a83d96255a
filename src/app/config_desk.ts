/**
 * The page's side of the change path: knows what runs, asks the supervisor for changes, and waits for its answers.
 */
import { stringify } from "yaml";
import {
  type ConfigAct,
  type ConfigAnswer,
  configAnswerMessage,
  type ConfigState,
  configStateMessage,
} from "../bus/messages.ts";
import { type ConfigChange, withoutSecretValues } from "../config/diff.ts";
import type { Config } from "../config/schema.ts";
import { type ConfigVersion, readConfigHistory } from "../store/config_store.ts";
import { describeStoreFault } from "../store/store_fault.ts";
import type { ConfigDeps } from "../ui/config_api.ts";
import type { Actor } from "../ui/deps.ts";
import { withoutSecrets } from "./camera_sources.ts";

/** Roles are restarted one after the other, each within 30 s; a person rather asks again than waits for longer. */
const ANSWER_MS = 120_000;

/** What it is made of. */
export interface ConfigDeskParts {
  readonly config: Config;
  /** Where the versions are. */
  readonly database: string;
  /** Sends to the supervisor; false where it is not there. */
  tell(message: unknown): boolean;
  /** A person has asked for a change, and this came of it. */
  asked(actor: Actor, act: ConfigAct, answer: ConfigAnswer): void;
}

/** The desk. */
export class ConfigDesk implements ConfigDeps {
  /** The running configuration. */
  config: Config;
  readonly #parts: ConfigDeskParts;
  readonly #waiting = new Map<number, (answer: ConfigAnswer) => void>();
  #state: ConfigState | undefined;
  #requestCount = 0;

  constructor(parts: ConfigDeskParts) {
    this.#parts = parts;
    this.config = parts.config;
  }

  allowed(section: "sensorPort" | "page" | "metrics"): readonly string[] {
    return this.config[section].allow;
  }

  text(): string {
    return stringify(withoutSecretValues(withoutSecrets(this.config)));
  }

  state(): ConfigState | undefined {
    return this.#state;
  }

  history(): readonly ConfigVersion[] {
    const history = readConfigHistory(this.#parts.database);
    if (!history.ok) throw new Error(describeStoreFault(history.fault));
    return history.value.versions;
  }

  /** Asked of the supervisor: reading YAML looks into the environment, and this role has given up the right to do so. */
  async compare(actor: Actor, { version }: ConfigVersion): Promise<readonly ConfigChange[]> {
    const { ok, message, changes, faults } = await this.#ask(actor, { act: "compare", version });
    if (ok) return changes.map(({ path, before, after }) => ({ path, before, after }));
    if (faults.length === 0) throw new Error(message);
    return faults.map((fault) => ({ path: fault.path, after: `refused by this version: ${fault.message}` }));
  }

  async change(actor: Actor, act: ConfigAct): Promise<ConfigAnswer> {
    const answer = await this.#ask(actor, act);
    this.#parts.asked(actor, act, answer);
    return answer;
  }

  async #ask(actor: Actor, act: ConfigAct): Promise<ConfigAnswer> {
    const request = ++this.#requestCount;
    const answered = Promise.withResolvers<ConfigAnswer>();
    this.#waiting.set(request, answered.resolve);
    const timer = setTimeout(
      () => answered.reject(new Error(`the supervisor has not answered within ${ANSWER_MS / 1000} s`)),
      ANSWER_MS,
    );
    try {
      const { name, via } = actor;
      const sent = this.#parts.tell({ kind: "configRequest", request, by: name, source: via, act });
      if (!sent) throw new Error("the supervisor cannot be reached");
      return await answered.promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(request);
    }
  }

  /** Takes a message of the supervisor. @returns whether it was one for the desk. */
  take(message: unknown): boolean {
    const answer = configAnswerMessage.safeParse(message);
    if (answer.success) {
      this.#waiting.get(answer.data.request)?.(answer.data);
      return true;
    }
    const told = configStateMessage.safeParse(message);
    if (told.success) this.#state = told.data.state;
    return told.success;
  }
}
