/**
 * Forms that change the configuration: each field names the key it sets, and the box takes the change on trial.
 */
import { actForm } from "./act_form.ts";
import { type Child, h, type PageElement } from "./node.ts";
import type { PageState } from "./state.ts";

/** One change. */
export interface ConfigForm {
  readonly key: string;
  readonly label: string;
  /** Why, for the history of the configuration. */
  readonly reason: string;
  readonly fields: Child;
}

/** The name of a field that sets the key at `path`; ids never contain the sign between them. */
export function fieldOf(...path: string[]): string {
  return path.join("/");
}

/** The form. Only installers may send it; others see that. */
export function configForm(state: PageState, { key, label, reason, fields }: ConfigForm): PageElement {
  const { say } = state.language;
  const refusal = !state.connected
    ? say("act.lost")
    : state.person !== undefined && state.person.role !== "installer"
    ? say("config-form.installer")
    : undefined;
  return h(
    "div",
    { class: "config-form", key, "data-config-reason": reason },
    actForm(state, {
      action: "/api/v1/config",
      label,
      done: say("config-form.done"),
      refusal,
      fields,
    }),
    refusal !== undefined && h("p", { class: "soft" }, refusal),
  );
}
