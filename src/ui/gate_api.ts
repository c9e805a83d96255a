/**
 * Who was turned away, over the API and as a page, and letting an address in.
 */
import type { Context } from "hono";
import { z } from "zod";
import { turnedAwaySchema } from "../bus/messages.ts";
import { formatAddress, parseAddress } from "../reading/address.ts";
import type { Access, UiEnv } from "./access.ts";
import { bodyOf, isForm } from "./body.ts";
import { changeConfig } from "./config_api.ts";
import type { UiDeps } from "./deps.ts";
import { languageOf } from "./language_request.ts";
import type { OperationName } from "./operations.ts";
import { turnedAwayPage } from "./page/gate/turned_away_page.ts";
import type { View } from "./page/view.ts";
import { Refused } from "./problem.ts";
import type { Situation } from "./situation.ts";

/** `GET /turned-away`: the latest first. */
export const turnedAwayAnswer = z.object({
  rows: z.array(
    turnedAwaySchema.omit({ firstWallMs: true, lastWallMs: true })
      .extend({ first: z.iso.datetime(), last: z.iso.datetime() }),
  ),
  /** Refusals that have no row any more. */
  others: z.number().int(),
});

/** `POST /turned-away/allow`: the address joins the list of that listener. */
export const allowBody = z.object({
  listener: z.enum(["sensors", "page", "metrics"]),
  address: z.string().max(80),
});

/** Where the configuration keeps the list of each listener. */
const SECTIONS = { sensors: "sensorPort", page: "page", metrics: "metrics" } as const;

type GateOperation = Extract<OperationName, "turnedAway" | "allowAddress">;

/** The handlers. */
export function gateHandlers(
  { deps, access }: { readonly deps: UiDeps; readonly access: Access },
): Record<GateOperation, (c: Context<UiEnv>) => Response | Promise<Response>> {
  return {
    turnedAway: (c) => {
      const { rows, others } = deps.turnedAway() ?? { rows: [], others: 0 };
      return c.json({
        rows: rows.map(({ firstWallMs, lastWallMs, ...row }) => ({
          ...row,
          first: new Date(firstWallMs).toISOString(),
          last: new Date(lastWallMs).toISOString(),
        })),
        others,
      });
    },
    allowAddress: async (c) => {
      const { listener, address: text } = await bodyOf(c, allowBody);
      const parsed = parseAddress(text);
      if (parsed === undefined) throw new Refused("wrong-input", `address: '${text}' is no address`);
      const address = formatAddress(parsed);
      const section = SECTIONS[listener];
      const allow = deps.config.allowed(section);
      if (!allow.includes(address)) {
        await changeConfig(deps, access.actor(c), {
          act: "apply",
          patch: { [section]: { allow: [...allow, address] } },
          reason: `${address} was turned away at ${section} and is let in`,
          mustConfirm: false,
          dryRun: false,
        });
      }
      return isForm(c) ? c.redirect("/turned-away", 303) : c.json({ ok: true });
    },
  };
}

/** The page. */
export function turnedAwayView(
  { deps, situation }: { readonly deps: UiDeps; readonly situation: Situation },
  c: Context<UiEnv>,
): View {
  const language = languageOf(c);
  return {
    name: "still",
    path: "/turned-away",
    title: language.say("gate.title"),
    refreshSeconds: 5,
    content: turnedAwayPage({ ...situation.now(), language, person: c.get("person") }, deps.turnedAway()),
  };
}
