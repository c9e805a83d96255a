/**
 * Who may do what: one table that the routes, docs/rights.md and the tests are all made from.
 *
 * A route that is in no table is not served at all: see {@linkcode unlistedRoutes}.
 */
import { type Operation, OPERATIONS } from "./operations.ts";
import type { Right } from "./page/state.ts";

/** What a route asks of whoever uses it. */
export type Needs =
  /** Anybody whom the network gate lets through. */
  | "nobody"
  /** Anybody where the page is open to look at, else whoever is signed in. */
  | "look"
  /** Whoever is signed in, as this or as more. */
  | Right;

const RIGHTS: readonly Right[] = ["viewer", "operator", "installer"];

/** Whether `role` includes `needed`. */
export function mayAs(role: Right, needed: Right): boolean {
  return RIGHTS.indexOf(role) >= RIGHTS.indexOf(needed);
}

/** One route. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  /** As Hono takes it. */
  readonly path: string;
  readonly needs: Needs;
  readonly summary: string;
  /** People see it in their browser: who must sign in first is led to the sign-in. */
  readonly isDocument?: boolean;
}

/** Every route beside the API's operations. */
export const PAGES = {
  status: {
    method: "GET",
    path: "/",
    needs: "look",
    summary: "The status page",
    isDocument: true,
  },
  zone: {
    method: "GET",
    path: "/zones/:id",
    needs: "look",
    summary: "The page of a zone",
    isDocument: true,
  },
  audit: {
    method: "GET",
    path: "/audit",
    needs: "installer",
    summary: "Who did what",
    isDocument: true,
  },
  journal: { method: "GET", path: "/journal", needs: "look", summary: "The journal", isDocument: true },
  commissioning: {
    method: "GET",
    path: "/commissioning",
    needs: "look",
    summary: "New devices; taking them in needs an installer",
    isDocument: true,
  },
  walkTest: {
    method: "GET",
    path: "/walk-test",
    needs: "look",
    summary: "Walk tests; starting one needs an operator",
    isDocument: true,
  },
  report: {
    method: "GET",
    path: "/alarms/:id/report",
    needs: "look",
    summary: "The report of an alarm, to be printed",
    isDocument: true,
  },
  turnedAway: {
    method: "GET",
    path: "/turned-away",
    needs: "operator",
    summary: "Who was turned away; letting an address in needs an installer",
    isDocument: true,
  },
  baselines: {
    method: "GET",
    path: "/baselines",
    needs: "viewer",
    summary: "What sensors usually see, and what has changed; deciding needs an installer",
    isDocument: true,
  },
  people: {
    method: "GET",
    path: "/people",
    needs: "installer",
    summary: "Who may sign in; letting in, replacing and revoking",
    isDocument: true,
  },
  notifications: {
    method: "GET",
    path: "/notifications",
    needs: "operator",
    summary: "Who is told, whether it arrives, and a test of each",
    isDocument: true,
  },
  audits: {
    method: "GET",
    path: "/audits",
    needs: "operator",
    summary: "What the box found when it looked at itself: memory, accuracy, ports, dependencies",
    isDocument: true,
  },
  technician: {
    method: "GET",
    path: "/technician",
    needs: "look",
    summary: "The technician's page; logs and support bundle are for operators",
    isDocument: true,
  },
  signInPage: { method: "GET", path: "/login", needs: "nobody", summary: "The sign-in", isDocument: true },
  signIn: { method: "POST", path: "/login", needs: "nobody", summary: "Signs in, with token or PIN" },
  signOut: { method: "POST", path: "/logout", needs: "nobody", summary: "Ends one's own sessions" },
  language: {
    method: "POST",
    path: "/language",
    needs: "nobody",
    summary: "Chooses the language of the page",
  },
  manifest: {
    method: "GET",
    path: "/manifest.webmanifest",
    needs: "nobody",
    summary: "What a phone needs to install the page",
  },
  worker: {
    method: "GET",
    path: "/service-worker.js",
    needs: "nobody",
    summary: "Keeps the page's shell in the browser",
  },
  offline: {
    method: "GET",
    path: "/offline",
    needs: "nobody",
    summary: "What a browser shows where the box cannot be reached",
  },
  health: {
    method: "GET",
    path: "/healthz",
    needs: "nobody",
    summary: "Whether the box protects; the details are for those who may look",
  },
  metrics: { method: "GET", path: "/metrics", needs: "look", summary: "Figures for Prometheus" },
  assets: { method: "GET", path: "/assets/*", needs: "nobody", summary: "Styles, icons and scripts" },
} as const satisfies Record<string, Route>;

export type PageName = keyof typeof PAGES;

/** Whether people see what is at `path` in their browser. */
export function isDocumentPath(path: string): boolean {
  const asked = path.split("/");
  return Object.values<Route>(PAGES).some((page) => {
    const parts = page.path.split("/");
    return page.isDocument && parts.length === asked.length &&
      parts.every((part, index) => part.startsWith(":") || part === asked[index]);
  });
}

/** Where the API's operations live. */
export const API_PATH = "/api/v1";

/** Every route there is: pages first, then the API. */
export function routes(): readonly Route[] {
  return [
    ...Object.values(PAGES),
    ...Object.values<Operation>(OPERATIONS).map(({ method, path, needs, summary }) => ({
      method: method.toUpperCase() as Route["method"],
      path: API_PATH + path.replaceAll(/\{(\w+)\}/g, ":$1"),
      needs,
      summary,
    })),
  ];
}

/** Routes of an application that stand in no table. Middleware is none: it answers nothing by itself. */
export function unlistedRoutes(
  served: readonly { readonly method: string; readonly path: string }[],
): string[] {
  const listed = new Set(routes().map(({ method, path }) => `${method} ${path}`));
  return served
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path}`)
    .filter((route) => !listed.has(route));
}

const SAID: Readonly<Record<Needs, string>> = {
  nobody: "anybody",
  look: "may look",
  viewer: "viewer",
  operator: "operator",
  installer: "installer",
};

/** `docs/rights.md`: the table for people. */
export function rightsGuide(): string {
  const rows = routes().map(({ method, path, needs, summary }) =>
    `| ${SAID[needs]} | ${method} \`${path}\` | ${summary} |`
  );
  return [
    "# Who may do what",
    "",
    "Made from the code's table by `./denow task guide`; a route that is not in it is not served.",
    "",
    "*Anybody*: whoever the network gate lets through. *May look*: anybody where the configuration says",
    "`page.viewing: open`, otherwise whoever is signed in. An operator may all that a viewer may, an installer all that an",
    "operator may.",
    "",
    "| who | route | what |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
