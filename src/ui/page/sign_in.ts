/**
 * Signing in: by the token that the box printed or an installer made.
 */
import { h, type PageElement } from "./node.ts";

/** Asks for the token; the browser opens it when somebody acts without being signed in. */
export function signIn(): PageElement {
  return h(
    "dialog",
    { key: "sign-in", id: "sign-in", "aria-labelledby": "sign-in-title" },
    h("h2", { id: "sign-in-title" }, "Sign in to act"),
    signInForm(true),
  );
}

/** The form of the sign-in, in the dialog and on its own page. */
export function signInForm(cancel: boolean): PageElement {
  return h(
    "form",
    { class: "sign-in", method: "post", action: "/login" },
    // Lets a password manager keep the token.
    h("input", { type: "text", name: "username", value: "EmberEye", autocomplete: "username", hidden: true }),
    h(
      "label",
      {},
      "Operator token",
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
      "The box printed one when it first started. This browser then stays signed in.",
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
