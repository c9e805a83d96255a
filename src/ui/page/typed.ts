/**
 * Sentences that hold something to type.
 */
import { type Child, h } from "./node.ts";

/** Shows what stands between backticks as something to type. */
export function withCode(text: string): Child {
  return text.split("`").map((part, index) => index % 2 === 1 ? h("code", {}, part) : part);
}
