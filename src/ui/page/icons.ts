/**
 * The icons: every state has a shape of its own, so that nobody needs to see colours.
 */
import { h, type PageElement } from "./node.ts";
import type { VerdictKind } from "./verdict.ts";

type IconName = VerdictKind | "flame" | "lost" | "siren";

const PATHS: Readonly<Record<IconName, readonly string[]>> = {
  alarm: [
    "M8 1.5h8L22.5 8v8L16 22.5H8L1.5 16V8z",
    "M12.3 4.8c.4 2.6 3.9 4.2 3.9 8.2a4.2 4.2 0 0 1-8.4 0c0-1.7.7-3 1.7-4 .2 1.3.7 2 1.4 2.3-.2-2.3.2-4.6 1.4-6.5z",
  ],
  unknown: ["M3 3h18v18H3z", "M9.2 9.3a2.9 2.9 0 1 1 4.3 2.5c-.9.5-1.5 1-1.5 2.1", "M12 17v.4"],
  unprotected: ["M12 2.5l10.5 18.5h-21z", "M12 9v6", "M12 17.8v.4"],
  "pre-alarm": ["M12 1.5L22.5 12 12 22.5 1.5 12z", "M12 7v6", "M12 16.3v.4"],
  trouble: ["M12 2.5l10.5 18.5h-21z", "M12 9v6", "M12 17.8v.4"],
  service: ["M2.5 6.5h19v11h-19z", "M7 12h10"],
  normal: ["M12 1.8a10.2 10.2 0 1 0 0 20.4 10.2 10.2 0 0 0 0-20.4z", "M7.2 12.4l3.3 3.3 6.3-7"],
  flame: [
    "M12.6 1.5c.7 4.5 6.4 7.2 6.4 13.2a7 7 0 0 1-14 0c0-2.9 1.2-5 2.9-6.6.3 2.1 1.2 3.4 2.3 3.8-.4-3.9.3-7.5 2.4-10.4z",
  ],
  lost: ["M2 8.5a15 15 0 0 1 20 0", "M5.5 12.5a10 10 0 0 1 13 0", "M9 16.3a5 5 0 0 1 6 0", "M3 21L21 3"],
  siren: ["M6 18v-5a6 6 0 0 1 12 0v5z", "M4 21h16", "M12 2v2", "M4.5 5l1.4 1.4", "M19.5 5l-1.4 1.4"],
};

/** An icon that says nothing to a screen reader: the word beside it does. */
export function icon(name: IconName): PageElement {
  return h(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    PATHS[name].map((path, index) => h("path", { d: path, class: index === 0 ? "shape" : "sign" })),
  );
}

/** The same as a document of its own, for the browser's tab. */
export function iconDocument(name: IconName, shape: string, sign: string): PageElement {
  const [first, ...others] = PATHS[name];
  return h(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", viewBox: "0 0 24 24" },
    h("path", { d: first, fill: shape }),
    others.map((path) =>
      h("path", {
        d: path,
        fill: name === "alarm" ? sign : "none",
        stroke: name === "alarm" ? "none" : sign,
        "stroke-width": 2.4,
        "stroke-linecap": "round",
      })
    ),
  );
}

/** The app's own icon: the flame on a dark ground, with room around it for whatever shape a phone cuts out. */
export function appIcon(): PageElement {
  return h(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", viewBox: "-12 -12 48 48" },
    h("rect", { x: -12, y: -12, width: 48, height: 48, fill: "#0e1216" }),
    h("path", { d: PATHS.flame[0], fill: "#ff6b3d" }),
  );
}
