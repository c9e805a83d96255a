/**
 * Hours of the event stream with pages that stay, come and go, fall asleep and come back: the page's role must not grow by it.
 *
 * The lines of the journal that the pages take in come from walk tests that begin and end; a line that never arrives is as much a fault
 * as a byte that never goes.
 */
import type { Clock } from "../../src/clock/clock.ts";
import { Random } from "../simulation/random.ts";
import { EventListener, type Heard, nothingHeard } from "./event_listener.ts";
import { Fleet } from "./fleet.ts";
import { MeasuredService } from "./service.ts";
import { slopePerHour } from "./statistics.ts";
import { type Acts, makeWalkTests, noActs } from "./walk_tests.ts";
import { type Look, WatchedPage } from "./watched_page.ts";

const SENSORS = 6;
const RATES = { framesPerSecond: SENSORS * 4, smallPerSecond: SENSORS * 4 };
/** Pages of each kind. Together fewer than the box lets in, so that no refusal hides a fault. */
const STAYING = 8;
const COMING_AND_GOING = 12;
const SLEEPING = 6;
const STUCK = 3;
const EVENT_EVERY_MS = 1_500;
const LOOK_MS = 5_000;
/** Progress is told every ten minutes. */
const PROGRESS_LOOKS = 120;
/** The fleet's rates are kept up in pieces of this length. */
const PIECE_MS = 10_000;
/**
 * What is loaded and filled once is not growth: SQLite keeps up to 2 MB of each of five databases, V8 lets its heap grow to twice of what is
 * alive. Measured in two hours: 19 MB in the first, 4 in its next half hour, none in the last.
 */
const WARM_UP = 0.5;
/** Thermal pictures are kept for three hours, up to 20,000 of them, each with about this much (measured): growth that ends by itself. */
const KEPT_PICTURE_BYTES = 1_550;
/** A calm sensor keeps one in ten seconds. */
const KEPT_PICTURES_PER_HOUR = SENSORS * 360;

/** Listens for `seconds`. */
export async function soakStream(clock: Clock, seconds: number) {
  await using service = await MeasuredService.start(SENSORS);
  const token = await service.token();
  const fleet = await Fleet.connect(service.sensors, SENSORS, clock);
  await fleet.stream(RATES, PIECE_MS);
  const heard = nothingHeard();
  const acts = noActs();
  const watched = await WatchedPage.begin(service, clock);
  const endMs = clock.monotonicMs() + seconds * 1_000;
  const isOver = () => clock.monotonicMs() >= endMs;
  const random = new Random(20_261_125);
  const page = () => new EventListener(service.ui, sensorsOf(random), heard);
  const many = (count: number, run: () => Promise<void>) => Array.from({ length: count }, run);
  const work: Promise<void>[] = [
    ...many(STAYING, () => page().stay(isOver)),
    ...many(COMING_AND_GOING, () => comeAndGo(page, random, clock, isOver)),
    ...many(SLEEPING, () => sleepAndResume(page(), random, clock, isOver)),
    ...many(STUCK, () => getStuck(page, clock, isOver)),
    makeWalkTests({ ui: service.ui, token, zones: SENSORS, everyMs: EVENT_EVERY_MS, acts }, clock, isOver),
    (async () => {
      for (let turn = 1; !isOver(); turn++, await clock.sleep(LOOK_MS)) {
        await watched.look();
        if (turn % PROGRESS_LOOKS === 0) console.error(`bench: stream-soak: ${progressOf(watched, heard)}`);
      }
    })(),
  ];
  while (!isOver()) await fleet.stream(RATES, Math.min(PIECE_MS, Math.max(0, endMs - clock.monotonicMs())));
  await Promise.all(work);
  fleet.close();
  // What left must be gone from the box too.
  await clock.sleep(2_000);
  await watched.look();
  return resultOf(watched, heard, acts, seconds);
}

function resultOf({ looks: all, restartsAtMinutes }: WatchedPage, heard: Heard, acts: Acts, seconds: number) {
  const [looks, after] = [all.slice(0, -1), all.at(-1)];
  const settled = looks.slice(Math.floor(looks.length * WARM_UP));
  const kept = KEPT_PICTURES_PER_HOUR * KEPT_PICTURE_BYTES / 1e6;
  const slope = slopePerHour(leastOfEachMinute(settled));
  return {
    minutes: Math.round(seconds / 6) / 10,
    looks: looks.length,
    /** Growth is judged by what came after the last one. */
    restartsAtMinutes,
    heard,
    acts,
    memoryMb: {
      atFirst: round(settled[0]?.megabytes ?? NaN),
      atLast: round(settled.at(-1)?.megabytes ?? NaN),
      least: round(Math.min(...settled.map(({ megabytes }) => megabytes))),
      most: round(Math.max(...settled.map(({ megabytes }) => megabytes))),
      afterAllLeft: round(after?.megabytes ?? NaN),
    },
    slopeMbPerHour: round(slope),
    ofTheseKeptPictures: round(kept),
    files: {
      atFirst: settled[0]?.files,
      atLast: settled.at(-1)?.files,
      most: Math.max(...settled.map(({ files }) => files)),
      afterAllLeft: after?.files,
    },
    target: { slopeMbPerHourBelow: round(kept + 1), restarts: 0, missed: 0, twice: 0, refused: 0 },
  };
}

/** Garbage comes and goes: what is left at the best moment of each minute is what is held. */
function leastOfEachMinute(looks: readonly Look[]): { atMs: number; value: number }[] {
  const least = new Map<number, { atMs: number; value: number }>();
  for (const { atMs, megabytes } of looks) {
    const minute = Math.floor(atMs / 60_000);
    const found = least.get(minute);
    if (found === undefined || megabytes < found.value) least.set(minute, { atMs, value: megabytes });
  }
  return [...least.values()];
}

/** A new page each time. */
async function comeAndGo(
  page: () => EventListener,
  random: Random,
  clock: Clock,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    const visitor = page();
    if (await visitor.open()) await visitor.listen(random.between(200, 15_000));
    visitor.leave();
    await clock.sleep(random.between(0, 3_000));
  }
}

/** Reads, sleeps with the connection open, wakes up and reads; or leaves and comes back with the number of its last line. */
async function sleepAndResume(
  page: EventListener,
  random: Random,
  clock: Clock,
  isOver: () => boolean,
): Promise<void> {
  let isOpen = await page.open();
  while (!isOver()) {
    if (isOpen) isOpen = await page.listen(random.between(500, 5_000));
    await clock.sleep(random.between(500, 25_000));
    if (isOpen && random.chance(0.5)) continue;
    page.leave();
    isOpen = await page.open();
  }
  page.leave();
}

/** Takes nothing any more, until the box has cut it off or two minutes have passed. */
async function getStuck(page: () => EventListener, clock: Clock, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const visitor = page();
    if (await visitor.open()) await visitor.listen(500);
    for (let waitedMs = 0; waitedMs < 120_000 && !isOver(); waitedMs += 1_000) await clock.sleep(1_000);
    visitor.leave();
  }
}

function progressOf(watched: WatchedPage, { opened, resumed, missed }: Heard): string {
  const { megabytes = NaN, files } = watched.looks.at(-1) ?? {};
  return `${watched.minutes.toFixed(0)} min, ${megabytes.toFixed(1)} MB, ${files} files, ` +
    `${opened} opened, ${resumed} resumed, ${missed} lines missed, ${watched.restartsAtMinutes.length} restarts`;
}

function sensorsOf(random: Random): string[] {
  const first = Math.floor(random.between(0, SENSORS));
  return Array.from({ length: 4 }, (_, index) => `s${(first + index) % SENSORS}`);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
