/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Keeps the status page alive: takes what the box says and draws the page from it.
 */
import type { RoleStatus } from "../../bus/messages.ts";
import { page } from "../page/page.ts";
import { WANTED_MAX } from "../page/picture.ts";
import { fireAlarms, JOURNAL_LINES, type PageState, type Person, type SiteState } from "../page/state.ts";
import { titleOf, type View } from "../page/view.ts";
import { type VerdictKind, verdictOf } from "../page/verdict.ts";
import { AlarmSound } from "./alarm_sound.ts";
import { BoxTime, type BoxTimes } from "./box_time.ts";
import { CameraPictures } from "./camera_pictures.ts";
import { JournalLines } from "./journal_lines.ts";
import { Live } from "./live.ts";
import { Orders } from "./orders.ts";
import { pageLanguage } from "./page_language.ts";
import { patchChildren } from "./patch.ts";
import { inSight, Pictures } from "./pictures.ts";
import { keepFresh } from "./refresh.ts";
import { registerWorker } from "./worker_registration.ts";
import { Studies } from "./studies.ts";

/** Ages tick: the page is drawn at least this often. */
const DRAW_MS = 500;
/** While a person scrolls, the box is not asked for every picture that passes by. */
const SCROLL_MS = 250;
/** A journal that is not there by then is left out. */
const ANSWER_MS = 5_000;
/** The worker that keeps the shell can wait until the page works. */
const WORKER_MS = 3_000;
/** How often it is looked which camera's turn it is. */
const CAMERA_MS = 200;

const root = document.querySelector("#app")!;
const { dataset } = document.body;
/** The page was written in it; its messages are on their way since the first line of the document. */
const language = await pageLanguage();
const pictures = new Pictures();
const cameras = new CameraPictures(draw);
/** Which page this is. */
const view: View = JSON.parse(dataset.view ?? "");
const studies = new Studies({
  changed: draw,
  newest: (sensorId) => pictures.get(sensorId),
  times: () => timesNow(),
});
const sound = new AlarmSound();
const orders = new Orders(language, draw, (signedIn) => {
  person = signedIn;
  draw();
});

let person: Person | undefined = dataset.name === undefined
  ? undefined
  : { name: dataset.name, role: dataset.role as Person["role"] };
let client: string | undefined;
let timeZone = "UTC";
let told: Pick<SiteState, "connected" | "site" | "ownTroubles" | "evidence"> = {
  connected: false,
  site: undefined,
  ownTroubles: [],
  evidence: [],
};
let roles: RoleStatus[] | undefined;
let trends: Readonly<Record<string, readonly (number | null)[]>> = {};
const journal = new JournalLines(JOURNAL_LINES);
const boxTime = new BoxTime();
let asked = "";
let heardStatus = false;
/** Zones whose details the person has opened; perhaps before this script was there. */
const open = new Set(
  [...document.querySelectorAll<HTMLElement>("[data-details][open]")].map(({ dataset }) => dataset.details),
);
/** Heat is shown until the person takes it away. */
let heat = true;

/** A slow connection may bring a status before an older tick, but it is cut off when they are this far apart. */
const CLOCK_BACK_MS = 60_000;
/** The box's clock counts from its start: where it goes back, all that is known here is of before. */
let heardMs = -Infinity;

function hear(message: { nowMs: number; nowWallMs: number }): void {
  if (message.nowMs < heardMs - CLOCK_BACK_MS) return location.reload();
  heardMs = message.nowMs;
  boxTime.hear(message, performance.now());
}

const live = new Live({
  hello(message) {
    if (message.script !== dataset.script) return location.reload();
    client = message.client;
    timeZone = message.timeZone;
    boxTime.begin();
    asked = live.openedWith;
  },
  status(message) {
    hear(message);
    heardStatus = true;
    const { connected, site, ownTroubles, evidence } = message;
    told = { connected, site, ownTroubles, evidence };
    draw();
  },
  roles(message) {
    roles = message.roles ?? undefined;
    draw();
  },
  trends(message) {
    trends = message.zones;
    draw();
  },
  event(message) {
    const isOther = view.name === "zone" && message.zoneId !== view.zoneId ||
      view.name === "walk-test" && message.kind !== "test-end";
    journal.streamed(message, !isOther);
    draw();
  },
  picture(message) {
    pictures.put(message);
    draw();
  },
  sight(message) {
    cameras.putSight(message);
    draw();
  },
  tick(message) {
    hear(message);
  },
  gap() {
    void readJournal();
  },
}, wanted);

/** The page of a zone shows what happened there. */
const zoneQuery = view.name === "zone"
  ? `&zone=${encodeURIComponent(view.zoneId)}`
  : view.name === "walk-test"
  ? "&kind=test-end"
  : "";

/** The stream begins with the newest lines of all: a page of few of them asks for its own. */
let heardJournal = zoneQuery === "";
if (!heardJournal) void readJournal();

async function readJournal(): Promise<void> {
  try {
    const answer = await fetch(`/api/v1/events?limit=${JOURNAL_LINES}${zoneQuery}`, {
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (answer.ok) journal.add(await answer.json());
  } catch {
    // The stream will notice that the box is gone.
  }
  heardJournal = true;
  draw();
}

function timesNow(): BoxTimes {
  return boxTime.at(performance.now());
}

function stateNow(): PageState {
  return {
    ...timesNow(),
    view,
    timeZone,
    version: dataset.version ?? "",
    ...told,
    language,
    roles,
    events: journal.newest,
    person,
    live: true,
    isVerdictAbove: isVerdictAbove(),
    lostForMs: live.lostForMs(),
    notice: orders.notice,
    heat,
    sound: sound.isOn,
    picture: (sensorId) => pictures.get(sensorId),
    cameraPicture: (cameraId) => cameras.get(cameraId),
    sight: (cameraId) => cameras.sight(cameraId),
    study: (sensorId) => studies.get(sensorId),
    pastMoments: (sensorId) => studies.moments(sensorId),
    trend: (zoneId) => trends[zoneId],
    isOpen: (zoneId) => open.has(zoneId),
    busy: (action) => orders.busy(action),
  };
}

function isVerdictAbove(): boolean {
  const verdict = document.querySelector(".verdict");
  // The head lies over the first of it.
  const hiddenPx = document.querySelector(".top")?.clientHeight ?? 0;
  return verdict !== null && verdict.getBoundingClientRect().bottom < hiddenPx;
}

let drawing = false;

/** Draws the page with the next frame. */
function draw(): void {
  if (drawing) return;
  drawing = true;
  const step = () => {
    drawing = false;
    drawNow();
  };
  // A hidden tab gets no frames and few timers, but its title must tell of an alarm, and it must sound.
  if (document.hidden) step();
  else requestAnimationFrame(step);
}

function drawNow(): void {
  // What the box has written stands until there is something newer, or until it is clear that nothing will come.
  if (!(heardStatus && heardJournal) && live.lostForMs() === undefined) return;
  const state = stateNow();
  const { kind, title: verdict } = verdictOf(state);
  const own = titleOf(view, state.site);
  const title = own === "" || kind === "alarm" ? verdict : own;
  document.title = `${
    state.lostForMs === undefined ? title : language.say("frame.no-connection")
  } · EmberEye`;
  showIcon(state.lostForMs === undefined ? kind : "trouble");
  // A hidden page sounds too: that is what it is for.
  sound.show(fireAlarms(state.site).some((alarm) => !alarm.acknowledged));
  if (document.hidden) return;
  patchChildren(root, page(state));
  pictures.paint((sensorId) => studies.get(sensorId)?.facts);
  cameras.paint();
  askForPictures();
}

function showIcon(kind: VerdictKind): void {
  const link = document.querySelector<HTMLLinkElement>("link#icon");
  const icons = { normal: dataset.iconNormal, service: dataset.iconNormal, alarm: dataset.iconAlarm };
  const wanted = (kind in icons ? icons[kind as keyof typeof icons] : dataset.iconTrouble) ?? "";
  if (link !== null && link.getAttribute("href") !== wanted) link.setAttribute("href", wanted);
}

/** The sensors and cameras in sight, with commas between. */
function wanted(): string {
  return [...inSight("sensor"), ...inSight("camera")].slice(0, WANTED_MAX).join();
}

/** Tells the box whose pictures and sights this page shows, where that has changed. */
function askForPictures(): void {
  if (client === undefined || wanted() === asked) return;
  asked = wanted();
  fetch(`/api/v1/stream/${client}/pictures`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ sensorIds: asked === "" ? [] : asked.split(",") }),
  }).then((answer) => {
    if (!answer.ok) asked = "";
  }).catch(() => {
    asked = "";
  });
}

let scrolling = 0;
addEventListener("scroll", () => {
  clearTimeout(scrolling);
  scrolling = setTimeout(askForPictures, SCROLL_MS);
}, { passive: true });
document.addEventListener("visibilitychange", () => {
  askForPictures();
  draw();
});
document.addEventListener("click", (event) => {
  const target = event.target as Element;
  if (target.closest("[data-print]") !== null) print();
  if (target.closest("[data-sound]") !== null) {
    sound.toggle();
    draw();
  }
  if (target.closest("[data-heat-switch]") === null) return;
  heat = !heat;
  draw();
});
// It does not bubble.
document.addEventListener("toggle", (event) => {
  const details = event.target as HTMLDetailsElement;
  const zoneId = details.dataset.details;
  if (zoneId === undefined) return;
  if (details.open) open.add(zoneId);
  else open.delete(zoneId);
  draw();
}, true);
document.addEventListener("change", (event) => {
  const field = event.target as HTMLSelectElement;
  if ("submitOnChange" in field.dataset) field.form?.requestSubmit();
});
setInterval(draw, DRAW_MS);
setInterval(() => {
  if (live.lostForMs() !== undefined) return cameras.want([]);
  const isLive = new Map(told.site?.cameras.map((camera) => [camera.cameraId, camera.isLive]));
  // Who is known to deliver nothing is not asked.
  cameras.want(inSight("camera").filter((cameraId) => !told.connected || isLive.get(cameraId) === true));
}, CAMERA_MS);

if (view.name === "still" && view.refreshSeconds !== undefined) {
  keepFresh(view.refreshSeconds, () => live.lostForMs() !== undefined);
}
setTimeout(() => void registerWorker(), WORKER_MS);
