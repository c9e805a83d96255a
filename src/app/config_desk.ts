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
  /** A person has asked for a change, and this came of it: also where it came later than they have waited. Undefined: it is not known. */
  asked(actor: Actor, act: ConfigAct, answer: ConfigAnswer | undefined): void;
  /** @default {ANSWER_MS} */
  readonly answerMs?: number;
}

/** A request under way. */
interface Asked {
  readonly actor: Actor;
  readonly act: ConfigAct;
  answered(answer: ConfigAnswer): void;
  ended(reason: Error): void;
}

/** Requests whose answer may still come; of more, those that were asked first are forgotten. */
const ASKED_MAX = 64;

/** The desk. */
export class ConfigDesk implements ConfigDeps {
  /** The running configuration. */
  config: Config;
  readonly #parts: ConfigDeskParts;
  readonly #asked = new Map<number, Asked>();
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

  change(actor: Actor, act: ConfigAct): Promise<ConfigAnswer> {
    return this.#ask(actor, act);
  }

  async #ask(actor: Actor, act: ConfigAct): Promise<ConfigAnswer> {
    const { answerMs = ANSWER_MS, tell } = this.#parts;
    const request = ++this.#requestCount;
    const { name, via } = actor;
    const sent = tell({ kind: "configRequest", request, by: name, source: via, act });
    if (!sent) throw new Error("the supervisor cannot be reached");
    const answered = Promise.withResolvers<ConfigAnswer>();
    if (this.#asked.size >= ASKED_MAX) this.#asked.delete(this.#asked.keys().next().value!);
    this.#asked.set(request, { actor, act, answered: answered.resolve, ended: answered.reject });
    const timer = setTimeout(
      () => answered.reject(new Error(`the supervisor has not answered within ${answerMs / 1000} s`)),
      answerMs,
    );
    try {
      return await answered.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Takes a message of the supervisor. @returns whether it was one for the desk. */
  take(message: unknown): boolean {
    const answer = configAnswerMessage.safeParse(message);
    if (answer.success) {
      this.#answered(answer.data);
      return true;
    }
    const told = configStateMessage.safeParse(message);
    if (told.success) this.#state = told.data.state;
    return told.success;
  }

  /** The page ends, perhaps for a change that it has asked for: what is under way will be answered to nobody. */
  close(): void {
    for (const { actor, act, ended } of this.#asked.values()) {
      this.#parts.asked(actor, act, undefined);
      ended(new Error("the page ends before the supervisor has answered"));
    }
    this.#asked.clear();
  }

  #answered(answer: ConfigAnswer): void {
    const asked = this.#asked.get(answer.request);
    if (asked === undefined) return;
    this.#asked.delete(answer.request);
    this.#parts.asked(asked.actor, asked.act, answer);
    asked.answered(answer);
  }
}
