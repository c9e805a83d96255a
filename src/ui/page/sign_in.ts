/**
 * Signing in: by the token that the box printed or an installer made, or by name and PIN.
 */
import type { Language } from "../messages/language.ts";
import { h, type PageElement } from "./node.ts";

/** Asks who acts; the browser opens it when somebody acts without being signed in. */
export function signIn(language: Language): PageElement {
  return h(
    "dialog",
    { key: "sign-in", id: "sign-in", "aria-labelledby": "sign-in-title" },
    h("h2", { id: "sign-in-title" }, language.say("sign-in.to-act")),
    signInForm(language, { cancel: true }),
  );
}

/** Where the form stands. */
export interface SignInPlace {
  /** In a dialog that can be left. */
  readonly cancel: boolean;
  /** Where a browser without scripts goes on to. */
  readonly next?: string | undefined;
}

/** The form of the sign-in, in the dialog and on its own page. */
export function signInForm({ say }: Language, { cancel, next }: SignInPlace): PageElement {
  return h(
    "form",
    { class: "sign-in", method: "post", action: "/login" },
    next !== undefined && h("input", { type: "hidden", name: "next", value: next }),
    h(
      "label",
      {},
      say("sign-in.name"),
      // Lets a password manager keep what belongs to it, too.
      h("input", {
        type: "text",
        name: "name",
        maxlength: 60,
        autocomplete: "username",
        autocapitalize: "off",
        spellcheck: "false",
        placeholder: say("sign-in.with-pin"),
      }),
    ),
    h(
      "label",
      {},
      say("sign-in.token"),
      h("input", {
        type: "password",
        name: "token",
        required: true,
        maxlength: 200,
        autocomplete: "current-password",
        autocapitalize: "off",
        spellcheck: "false",
      }),
    ),
    h("p", { class: "soft" }, say("sign-in.hint")),
    h("p", { class: "sign-in-error", role: "alert", "data-own-content": true }),
    h(
      "div",
      { class: "row" },
      cancel && h("button", { type: "button", class: "plain", "data-close": true }, say("sign-in.cancel")),
      h("button", { type: "submit", class: "main" }, say("sign-in.do")),
    ),
  );
}
