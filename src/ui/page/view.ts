/**
 * The pages there are: each document shows one of these views between the same head and foot.
 */
import type { SiteView } from "../../bus/messages.ts";
import type { MessageKey } from "../messages/english.ts";
import type { Child } from "./node.ts";
import { zoneName } from "./state.ts";

/** Where technicians look. */
export const TECHNICIAN_PATH = "/technician";

/** What a browser asks for that wants the content of a `still` view anew, as a tree in JSON: HTML would have to be parsed, which nothing here may. */
export const CONTENT_TYPE = "application/vnd.embereye.content+json";

/** The overview for a display on a wall. */
export const WALL_PATH = "/?display=wall";

/** What the address of a page has that a browser without scripts loads anew: that is nobody's doing. */
export const AGAIN = "again";

/** What a document shows. */
export type View =
  | { readonly name: "overview" }
  /** The same for a display on a wall. */
  | { readonly name: "wall" }
  | { readonly name: "walk-test" | "commissioning"; readonly title: string }
  | { readonly name: "zone"; readonly zoneId: string }
  /** Written by the box alone: the browser keeps the frame around it alive and leaves it as it is. */
  | {
    readonly name: "still";
    /** Where it stands in the navigation. */
    readonly path: string;
    readonly title: string;
    /** How often the browser asks for it again; absent: what it tells of is over and does not change. */
    readonly refreshSeconds?: number;
    /** Absent in the browser. */
    readonly content?: Child;
  };

/** The links at the head of every page, in the order in which people need them. */
export const PLACES = [
  { path: "/", name: "place.overview" },
  { path: "/journal", name: "place.journal" },
  { path: "/walk-test", name: "place.walk-test" },
  { path: "/commissioning", name: "place.commissioning" },
  { path: TECHNICIAN_PATH, name: "tech.title" },
] as const satisfies readonly { path: string; name: MessageKey }[];

/** The address of a zone's page. */
export function zonePath(zoneId: string): string {
  return `/zones/${encodeURIComponent(zoneId)}`;
}

/** The address of a view. */
export function pathOf(view: View): string {
  switch (view.name) {
    case "overview":
      return "/";
    case "wall":
      return WALL_PATH;
    case "zone":
      return zonePath(view.zoneId);
    case "walk-test":
    case "commissioning":
      return `/${view.name}`;
    case "still":
      return view.path;
  }
}

/** The address of a view for a browser that loads it anew by itself. */
export function pathAgain(view: View): string {
  const path = pathOf(view);
  return `${path}${path.includes("?") ? "&" : "?"}${AGAIN}`;
}

/** What a view is called; empty for the overview, which is called by its verdict. */
export function titleOf(view: View, site: SiteView | undefined): string {
  switch (view.name) {
    case "overview":
    case "wall":
      return "";
    case "zone":
      return zoneName(site, view.zoneId);
    case "walk-test":
    case "commissioning":
    case "still":
      return view.title;
  }
}
