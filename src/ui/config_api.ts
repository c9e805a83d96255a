/**
 * The configuration over the API: what runs, what ran, and how to change it. The supervisor decides; this only asks.
 */
import type { Context } from "hono";
import { z } from "zod";
import {
  type ConfigAct,
  configActSchema,
  type ConfigAnswer,
  configAnswerMessage,
  configChangeSchema,
  type ConfigState,
  configStateSchema,
} from "../bus/messages.ts";
import { type ConfigChange } from "../config/diff.ts";
import { configJsonSchema } from "../config/json_schema.ts";
import type { ConfigVersion } from "../store/config_store.ts";
import type { Access, UiEnv } from "./access.ts";
import { bodyOf, isForm, parsed } from "./body.ts";
import type { Actor, UiDeps } from "./deps.ts";
import type { OperationName } from "./operations.ts";
import { Refused } from "./problem.ts";

/** What the page needs of the change path. */
export interface ConfigDeps {
  /** The running configuration as YAML, its secrets replaced. */
  text(): string;
  /** Networks that a listener lets in, as they stand in the configuration. */
  allowed(section: "sensorPort" | "page" | "metrics"): readonly string[];
  /** What runs; undefined while the supervisor is not connected. */
  state(): ConfigState | undefined;
  /** Asks the supervisor. A rejection means that it cannot be asked. */
  change(by: Actor, act: ConfigAct): Promise<ConfigAnswer>;
  /** Versions, the oldest first. */
  history(): readonly ConfigVersion[];
  /** What going from what runs to `version` would change. */
  compare(by: Actor, version: ConfigVersion): Promise<readonly ConfigChange[]>;
}

const apply = configActSchema.options[0].omit({ act: true });

/** The body of `PUT /config`: the whole configuration as `text` (YAML) or as `config` (an object). */
export const putConfigBody = apply.omit({ patch: true }).extend({ config: z.looseObject({}).optional() });
/** The body of `PATCH /config`: a merge patch in which lists may be addressed by the ids of their entries. */
export const patchConfigBody = apply.omit({ text: true }).extend({ patch: z.looseObject({}) });
/** The body of `POST /config/rollback`. */
export const rollbackBody = z.object({
  to: z.coerce.number().int().min(1).optional(),
  reason: z.string().trim().min(1).max(2_000),
});
export const configAnswer = configAnswerMessage.omit({ kind: true, request: true });
export const configStateAnswer = configStateSchema;
export const historyEntry = z.object({
  version: z.number().int(),
  at: z.iso.datetime(),
  author: z.string(),
  source: z.string(),
  reason: z.string(),
  /** `trial`, `good`, `rolled-back` or `replaced`. */
  outcome: z.string(),
  outcomeAt: z.iso.datetime(),
  outcomeText: z.string(),
});
export const configHistoryAnswer = z.array(historyEntry);
export const configVersionAnswer = historyEntry.extend({ changes: z.array(configChangeSchema) });
export const versionParam = z.coerce.number().int().min(1);

type ConfigOperation = Extract<
  OperationName,
  | "config"
  | "configState"
  | "configHistory"
  | "configVersion"
  | "configSchema"
  | "putConfig"
  | "patchConfig"
  | "confirmConfig"
  | "rollbackConfig"
>;

/** Asks the supervisor for a change in somebody's name; whoever passes it on puts it into the audit log. Throws {@linkcode Refused}. */
export async function changeConfig(
  deps: UiDeps,
  actor: Actor,
  act: ConfigAct,
): Promise<ConfigAnswer> {
  const answer = await deps.config.change(actor, act).catch((error) => {
    throw new Refused(
      "config-lost",
      `the change did not arrive: ${error instanceof Error ? error.message : error}`,
    );
  });
  if (!answer.ok) {
    const code = answer.code ?? "config-refused";
    const status = code === "config-refused"
      ? 422
      : code === "unknown-version"
      ? 404
      : code === "busy"
      ? 503
      : 409;
    throw new Refused("config-refused", answer.message, {}, { code, status });
  }
  return answer;
}

/** The handlers. */
export function configHandlers(
  { deps, access }: { readonly deps: UiDeps; readonly access: Access },
): Record<ConfigOperation, (c: Context<UiEnv>) => Response | Promise<Response>> {
  const change = async (c: Context<UiEnv>, act: ConfigAct): Promise<Response> => {
    const answer = await changeConfig(deps, access.actor(c), act);
    return isForm(c) ? c.redirect("/", 303) : c.json({ ...answer, kind: undefined, request: undefined });
  };
  const state = () => {
    const known = deps.config.state();
    if (known === undefined) throw new Refused("config-lost", "the supervisor has not said what runs");
    return known;
  };
  return {
    config: () =>
      new Response(deps.config.text(), { headers: { "content-type": "application/yaml; charset=utf-8" } }),
    configState: (c) => c.json(state()),
    configHistory: (c) => c.json(deps.config.history().map(entryOf).reverse()),
    configVersion: async (c) => {
      const wanted = parsed(versionParam, c.req.param("id"));
      const version = deps.config.history().find((one) => one.version === wanted);
      if (version === undefined) throw new Refused("unknown-version", `there is no version ${wanted}`);
      const changes = await deps.config.compare(access.actor(c), version).catch((error) => {
        throw new Refused("config-lost", error instanceof Error ? error.message : String(error));
      });
      return c.json({ ...entryOf(version), changes });
    },
    configSchema: (c) => c.json(configJsonSchema(), 200, { "content-type": "application/schema+json" }),
    putConfig: async (c) => {
      const { config, text, ...rest } = await bodyOf(c, putConfigBody);
      if ((config === undefined) === (text === undefined)) {
        throw new Refused("wrong-input", "the configuration is either `text` or `config`");
      }
      return await change(c, { act: "apply", ...rest, text: text ?? JSON.stringify(config) });
    },
    patchConfig: async (c) => change(c, { act: "apply", ...await bodyOf(c, patchConfigBody) }),
    confirmConfig: (c) => change(c, { act: "confirm" }),
    rollbackConfig: async (c) => change(c, { act: "rollback", ...await bodyOf(c, rollbackBody) }),
  };
}

function entryOf(version: ConfigVersion): z.infer<typeof historyEntry> {
  const { atWallMs, outcomeAtWallMs, text: _, ...rest } = version;
  return {
    ...rest,
    at: new Date(atWallMs).toISOString(),
    outcomeAt: new Date(outcomeAtWallMs).toISOString(),
  };
}
