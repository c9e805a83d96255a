/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Keeps the technician's page alive: asks the box for what it shows, and draws it.
 */
import type { Person } from "../page/state.ts";
import { technicianPage } from "../page/technician/page.ts";
import type { Level, TechnicianChoice, TechnicianState } from "../page/technician/state.ts";
import type { LogsAnswer } from "../technician_schemas.ts";
import { pageLanguage } from "./page_language.ts";
import { patchChildren } from "./patch.ts";

/** How often each thing is asked for: as often as it changes for people. */
const EVERY_MS = { status: 2_000, box: 10_000, watchdog: 15_000, series: 60_000, logs: 2_000 };
/** Ages tick. */
const DRAW_MS = 1_000;
/** After this long without an answer a person is told. */
const LOST_MS = 6_000;
/** Log lines that the page holds. */
const LINES_MAX = 1_000;
const STORY_DAYS = 7;

const root = document.querySelector("#technician")!;
const { dataset } = document.body;
const language = await pageLanguage();
const person: Person | undefined = dataset.name === undefined
  ? undefined
  : { name: dataset.name, role: dataset.role as Person["role"] };

type Told = Pick<TechnicianState, "roles" | "box" | "story" | "logs" | "series">;
let told: Told = {
  roles: undefined,
  box: undefined,
  story: undefined,
  logs: person === undefined || person.role === "viewer" ? "refused" : undefined,
  series: undefined,
};
let choice: TechnicianChoice = { level: "info", about: "", follow: true, of: "box", figure: "" };
let cursor: string | undefined;
let heardAt = performance.now();
/** The box's monotonic and wall clock less this browser's own. */
let monotonicOffsetMs = 0;
let wallOffsetMs = 0;

/** What `path` answers; undefined where it does not. */
async function ask<T>(path: string): Promise<T | undefined> {
  try {
    const answer = await fetch(`/api/v1${path}`, { signal: AbortSignal.timeout(8_000) });
    if (answer.status === 401) location.reload();
    if (!answer.ok) return undefined;
    heardAt = performance.now();
    return await answer.json() as T;
  } catch {
    // What is shown says by itself that it is old.
    return undefined;
  }
}

const askers: Readonly<Record<keyof typeof EVERY_MS, () => Promise<void>>> = {
  async status() {
    const status = await ask<
      { at: string; siteAgeMs: number | null; site: { atMs: number } | null; roles: Told["roles"] | null }
    >(
      "/status",
    );
    if (status === undefined) return;
    wallOffsetMs = Date.parse(status.at) - performance.now();
    if (status.site !== null) {
      monotonicOffsetMs = status.site.atMs + (status.siteAgeMs ?? 0) - performance.now();
    }
    told = { ...told, roles: status.roles ?? undefined };
  },
  async box() {
    const answer = await ask<{ box: Told["box"] | null }>("/box");
    if (answer !== undefined) told = { ...told, box: answer.box ?? undefined };
  },
  async watchdog() {
    const story = await ask<NonNullable<Told["story"]>>(`/watchdog?hours=${STORY_DAYS * 24}`);
    if (story !== undefined) told = { ...told, story };
  },
  async series() {
    const series = await ask<NonNullable<Told["series"]>>("/metrics/series");
    if (series !== undefined) told = { ...told, series };
  },
  async logs() {
    if (told.logs === "refused" || (told.logs !== undefined && !choice.follow)) return;
    const asked = choice;
    const query = new URLSearchParams({ level: choice.level, limit: "300" });
    if (choice.about !== "") query.set("role", choice.about);
    if (cursor !== undefined) query.set("after", cursor);
    const answer = await ask<LogsAnswer>(`/logs?${query}`);
    // What was asked for before a choice is not shown after it.
    if (answer === undefined || asked !== choice) return;
    const before = cursor === undefined ? [] : told.logs ?? [];
    const [first, ...rest] = answer.records;
    const added = first === undefined ? [] : [{ ...first, gapBefore: answer.gap }, ...rest];
    cursor = answer.cursor;
    told = { ...told, logs: [...before, ...added].slice(-LINES_MAX) };
  },
};

const askedAt = new Map<string, number>();
const asking = new Set<string>();

function step(): void {
  const nowMs = performance.now();
  for (const name of Object.keys(askers) as (keyof typeof askers)[]) {
    if (asking.has(name) || document.hidden || nowMs - (askedAt.get(name) ?? -Infinity) < EVERY_MS[name]) {
      continue;
    }
    askedAt.set(name, nowMs);
    asking.add(name);
    void askers[name]().finally(() => {
      asking.delete(name);
      draw();
    });
  }
}

function stateNow(): TechnicianState {
  const nowMs = performance.now();
  const lostForMs = nowMs - heardAt;
  return {
    language,
    timeZone: dataset.timeZone ?? "UTC",
    nowMs: nowMs + monotonicOffsetMs,
    nowWallMs: nowMs + wallOffsetMs,
    lostForMs: lostForMs > LOST_MS ? lostForMs : undefined,
    person,
    storyDays: STORY_DAYS,
    choice,
    ...told,
  };
}

function draw(): void {
  // Until the box has told its time, nothing can be said of ages.
  if (wallOffsetMs === 0) return;
  const lines = document.querySelector("[data-log-lines]");
  // Whoever has scrolled up reads there.
  const atEnd = lines === null || lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40;
  patchChildren(root, technicianPage(stateNow()));
  const drawn = document.querySelector("[data-log-lines]");
  if (atEnd && choice.follow && drawn !== null) drawn.scrollTop = drawn.scrollHeight;
}

document.addEventListener("change", (event) => {
  const target = event.target as HTMLSelectElement | HTMLInputElement;
  const name = target.dataset.choice as keyof TechnicianChoice | undefined;
  if (name === undefined) return;
  const value = target instanceof HTMLInputElement ? target.checked : target.value;
  choice = { ...choice, [name]: value, ...(name === "of" && { figure: "" }) } as TechnicianChoice & {
    level: Level;
  };
  if (name === "level" || name === "about") {
    cursor = undefined;
    told = { ...told, logs: undefined };
  }
  askedAt.delete("logs");
  step();
  draw();
});
document.addEventListener("submit", (event) => {
  if ((event.target as HTMLElement).classList.contains("choices")) event.preventDefault();
});
document.addEventListener("visibilitychange", step);
setInterval(step, 250);
setInterval(draw, DRAW_MS);
step();
