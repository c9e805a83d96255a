/**
 * Buttons that order something: plain forms, which work without scripts too.
 */
import { type Child, h, type PageElement } from "./node.ts";
import type { PageState } from "./state.ts";

/** What one button does. */
export interface ActForm {
  /** Where the order goes, e.g. `/api/v1/alarms/a1/silence`. */
  readonly action: string;
  readonly label: string;
  /** What the page says when it is done. */
  readonly done: string;
  /** Why it cannot be pressed now. */
  readonly refusal?: string;
  readonly strong?: boolean;
  /** Fields that the person fills in first. */
  readonly fields?: Child;
  /** The id of the element that tells why it cannot be pressed. */
  readonly describedBy?: string;
}

/** The form of one order. */
export function actForm(state: PageState, form: ActForm): PageElement {
  const busy = state.busy(form.action);
  return h(
    "form",
    { key: form.action, class: "act", method: "post", action: form.action, "data-done": form.done },
    form.fields,
    h(
      "button",
      {
        type: "submit",
        class: form.strong ? "main" : undefined,
        disabled: busy || form.refusal !== undefined,
        title: form.refusal,
        "aria-describedby": form.describedBy,
        "aria-busy": busy ? "true" : undefined,
      },
      form.label,
    ),
  );
}

/** Why nobody can order anything now; undefined where one may. Who is not signed in is asked to when pressing. */
export function generalRefusal(state: PageState): string | undefined {
  const { say } = state.language;
  if (!state.connected) return say("act.lost");
  if (state.person?.role === "viewer") return say("act.viewer");
  return undefined;
}

/** The address of an order. Ids may hold blanks and any letter. */
export function actionOf(
  what: "alarms" | "troubles" | "zones" | "sensors" | "cameras",
  id: string,
  act: string,
): string {
  return `/api/v1/${what}/${encodeURIComponent(id)}/${act}`;
}
