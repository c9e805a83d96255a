/**
 * The page: everything a person sees, for the box and for the browser alike.
 */
import { frame } from "./frame.ts";
import type { Child, PageElement } from "./node.ts";
import { commissioningPage } from "./installer/commissioning_page.ts";
import { walkTestPage } from "./installer/walk_test_page.ts";
import { overview } from "./overview.ts";
import type { PageState } from "./state.ts";
import { wall } from "./wall.ts";
import { zonePage } from "./zone/zone_page.ts";

/** The page's parts. */
export function page(state: PageState): readonly PageElement[] {
  if (state.view.name === "wall") return wall(state);
  return frame(state, contentOf(state));
}

function contentOf(state: PageState): Child {
  const { view } = state;
  switch (view.name) {
    case "overview":
    case "wall":
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
