/**
 * The page: everything a person sees, for the box and for the browser alike.
 */
import { frame } from "./frame.ts";
import type { Child, PageElement } from "./node.ts";
import { commissioningPage } from "./installer/commissioning_page.ts";
import { walkTestPage } from "./installer/walk_test_page.ts";
import { overview } from "./overview.ts";
import type { PageState } from "./state.ts";
import type { View } from "./view.ts";
import { wall } from "./wall.ts";
import { zonePage } from "./zone/zone_page.ts";

/** The page's parts. */
export function page(state: PageState): readonly PageElement[] {
  const { view } = state;
  return view.name === "wall" ? wall(state) : frame(state, contentOf(state, view));
}

function contentOf(state: PageState, view: Exclude<View, { readonly name: "wall" }>): Child {
  switch (view.name) {
    case "overview":
      return overview(state);
    case "zone":
      return zonePage(state, view.zoneId);
    case "walk-test":
      return walkTestPage(state);
    case "commissioning":
      return commissioningPage(state);
    case "still":
      return view.content;
  }
}
