/**
 * Whether the kernel's firewall, where a site uses it, is what the configuration says.
 */
import { unreachable } from "../../reading/result.ts";
import { type Check, checksOf } from "./check.ts";

/** How the kernel's ruleset was found. */
export type FirewallState =
  | { readonly kind: "as-configured" }
  /** In force, and not as the configuration says. */
  | { readonly kind: "different" }
  | { readonly kind: "absent" }
  /** The configuration lets the system choose its ports, which the kernel cannot guard. */
  | { readonly kind: "chosen-ports" }
  | { readonly kind: "unseen"; readonly detail: string };

const { fine, warning } = checksOf("firewall");

/** Judges the firewall. That there is none is a site's own choice: the service's gate decides about every connection. */
export function checkFirewall(state: FirewallState): Check[] {
  switch (state.kind) {
    case "as-configured":
      return [fine("The kernel's firewall is in force and as the configuration says.")];
    case "different":
      return [warning(
        "The kernel's firewall is in force, and not as the configuration says.",
        "embereye firewall apply",
      )];
    case "absent":
      return [fine("The kernel's firewall is not used: the service's own gate decides who may connect.")];
    case "chosen-ports":
      return [fine("The ports are chosen at the start: the kernel's firewall cannot guard them.")];
    case "unseen":
      return [fine(`The kernel's firewall was not looked at: ${state.detail}.`)];
    default:
      return unreachable(state);
  }
}
