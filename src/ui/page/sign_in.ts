/**
 * Signing in: by the token that the box printed or an installer made, or by name and PIN.
 */
import { h, type PageElement } from "./node.ts";

/** Asks who acts; the browser opens it when somebody acts without being signed in. */
export function signIn(): PageElement {
  return h(
    "dialog",
    { key: "sign-in", id: "sign-in", "aria-labelledby": "sign-in-title" },
    h("h2", { id: "sign-in-title" }, "Sign in to act"),
    signInForm({ cancel: true }),
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
export function signInForm({ cancel, next }: SignInPlace): PageElement {
  return h(
    "form",
    { class: "sign-in", method: "post", action: "/login" },
    next !== undefined && h("input", { type: "hidden", name: "next", value: next }),
    h(
      "label",
      {},
      "Name",
      // Lets a password manager keep what belongs to it, too.
      h("input", {
        type: "text",
        name: "name",
        maxlength: 60,
        autocomplete: "username",
        autocapitalize: "off",
        spellcheck: "false",
        placeholder: "with a PIN only",
      }),
    ),
    h(
      "label",
      {},
      "PIN or token",
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
    h(
      "p",
      { class: "soft" },
      "An installer gives you a PIN or a token. This browser then stays signed in.",
    ),
    h("p", { class: "sign-in-error", role: "alert", "data-own-content": true }),
    h(
      "div",
      { class: "row" },
      cancel && h("button", { type: "button", class: "plain", "data-close": true }, "Cancel"),
      h("button", { type: "submit", class: "main" }, "Sign in"),
    ),
  );
}
