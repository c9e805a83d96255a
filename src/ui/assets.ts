/**
 * What browsers load once: script, style and icons, in a fixed table under names that change with their content.
 */
import { createHash } from "node:crypto";
import { shipped } from "../reading/shipped.ts";
import { CATALOG } from "./messages/catalog.ts";
import type { Messages } from "./messages/english.ts";
import { LANGUAGE_TAGS, type LanguageTag } from "./messages/languages.ts";
import { appIcon, iconDocument } from "./page/icons.ts";
import { markup } from "./page/markup.ts";

/** One file for browsers. */
export interface Asset {
  /** Where the page finds it. */
  readonly path: string;
  readonly type: string;
  readonly etag: string;
  readonly text: string;
}

/** Names by which the page asks for them. */
export type AssetName =
  | "app.js"
  | "app.svg"
  | "chart.js"
  | "masks.js"
  | "technician.js"
  | "app.css"
  | "wall.css"
  | "normal.svg"
  | "alarm.svg"
  | "trouble.svg"
  | MessagesName;
type MessagesName = `messages.${LanguageTag}.json`;

/** Reads the files of `assets`, in the source tree and in the executable alike. */
export function loadAssets(): Readonly<Record<AssetName, Asset>> {
  const read = (name: string) => Deno.readTextFileSync(shipped(`src/ui/assets/${name}`));
  const messages = Object.fromEntries(LANGUAGE_TAGS.map((tag) => {
    const name: MessagesName = `messages.${tag}.json`;
    return [name, asset(name, "application/json", JSON.stringify(ofBrowsers(CATALOG[tag])))];
  })) as Record<MessagesName, Asset>;
  return {
    ...messages,
    "app.js": asset("app.js", "text/javascript; charset=utf-8", read("app.js")),
    "chart.js": asset("chart.js", "text/javascript; charset=utf-8", read("chart.js")),
    "masks.js": asset("masks.js", "text/javascript; charset=utf-8", read("masks.js")),
    "technician.js": asset("technician.js", "text/javascript; charset=utf-8", read("technician.js")),
    "app.css": asset(
      "app.css",
      "text/css; charset=utf-8",
      STYLES.map((name) => read(`styles/${name}.css`)).join("\n"),
    ),
    "wall.css": asset("wall.css", "text/css; charset=utf-8", read("styles/wall.css")),
    "app.svg": asset("app.svg", SVG, markup(appIcon())),
    "normal.svg": asset("normal.svg", SVG, markup(iconDocument("normal", "#0f7b57", "#fff"))),
    "alarm.svg": asset("alarm.svg", SVG, markup(iconDocument("alarm", "#d61f26", "#fff"))),
    "trouble.svg": asset("trouble.svg", SVG, markup(iconDocument("trouble", "#f2b134", "#231a00"))),
  };
}

/** What audits have found is written by the box alone: browsers need not carry its words. */
function ofBrowsers(messages: Messages): Partial<Messages> {
  return Object.fromEntries(
    Object.entries(messages).filter(([key]) => key === "audits.title" || !key.startsWith("audits.")),
  );
}

/** The worker's script; the box writes in front of it what it keeps. */
export function loadWorker(): string {
  return Deno.readTextFileSync(shipped("src/ui/assets/service_worker.js"));
}

/** Sheets in the order in which they must stand: later ones change what earlier ones say. */
const STYLES = [
  "base",
  "frame",
  "overview",
  "pictures",
  "zones",
  "panels",
  "people",
  "zone_page",
  "masks",
  "journal",
  "charts",
  "technician",
  "audits",
  "contrast",
  "wide",
  "motion",
  "narrow",
] as const;

const SVG = "image/svg+xml";

function asset(name: string, type: string, text: string): Asset {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return { path: `/assets/${hash}/${name}`, type, etag: `"${hash}"`, text };
}
