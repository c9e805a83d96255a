/**
 * What two hours do to the page's role, in a minute: a thousand visits and a thousand walk tests, as fast as the box takes them. Judged by
 * what the role holds after them beside what it held when it was warm.
 *
 * Work is counted and not time, so that a slow machine judges the same; it finds what is kept of each visit and each act, and nothing that
 * only hours bring.
 */
import type { Clock } from "../../src/clock/clock.ts";
import { Random } from "../simulation/random.ts";
import { EventListener, nothingHeard } from "./event_listener.ts";
import { Fleet } from "./fleet.ts";
import { MeasuredService } from "./service.ts";
import { makeWalkTests, noActs } from "./walk_tests.ts";
import { WatchedPage } from "./watched_page.ts";

const SENSORS = 6;
/** Pages that stay, and pages that come and go. Together fewer than the box lets in. */
const STAYING = 8;
const VISITING = 6;
const STAY_MS = [5, 50] as const;
/** What is done before it counts as warm: code compiled, tables filled, and V8's heap as large as it will be. */
const WARM_ACTS = 400;
/** What is done then. As many as two hours of a busy day bring. */
const ACTS = 1_200;
const EVERY_MS = 10;
/** Looks beside which the least counts: garbage comes and goes. */
const LOOKS = 12;
const LOOK_MS = 250;
/** A machine on which it takes longer cannot judge it. */
const LIMIT_MS = 240_000;
/**
 * Rises of the least look that are no growth: V8's heap breathes by a half of what is alive, about 20 MB, and garbage was not collected to its
 * end. Before statements were kept, and with V8's own limit, it rose by 40 MB and more.
 */
const RISE_MB_MAX = 15;

/** Does it. */
export async function rushStream(clock: Clock) {
  await using service = await MeasuredService.start(SENSORS);
  const token = await service.token();
  const fleet = await Fleet.connect(service.sensors, SENSORS, clock);
  const watched = await WatchedPage.begin(service, clock);
  const [heard, acts, random] = [nothingHeard(), noActs(), new Random(20_261_126)];
  const page = () => new EventListener(service.ui, ["s0", "s1", "s2", "s3"], heard);
  const beganMs = clock.monotonicMs();
  let isDone = false;
  const isOver = () => isDone || clock.monotonicMs() - beganMs > LIMIT_MS;
  const work = [
    ...Array.from({ length: STAYING }, () => page().stay(isOver)),
    ...Array.from({ length: VISITING }, () => visit(page, random, isOver)),
    makeWalkTests({ ui: service.ui, token, zones: SENSORS, everyMs: EVERY_MS, acts }, clock, isOver),
    (async () => {
      while (!isOver()) {
        await fleet.stream({ framesPerSecond: SENSORS * 4, smallPerSecond: SENSORS * 4 }, 1_000);
      }
    })(),
  ];
  const warm = await least(watched, acts, WARM_ACTS, clock, isOver);
  const after = await least(watched, acts, WARM_ACTS + ACTS, clock, isOver);
  const isComplete = acts.done >= WARM_ACTS + ACTS;
  isDone = true;
  await Promise.all(work);
  fleet.close();
  return {
    seconds: Math.round((clock.monotonicMs() - beganMs) / 1_000),
    acts,
    heard,
    restartsAtMinutes: watched.restartsAtMinutes,
    memoryMb: { warm: warm.megabytes, after: after.megabytes },
    riseMb: isComplete
      ? Math.round((after.megabytes - warm.megabytes) * 10) / 10
      : "the machine was too slow",
    files: { warm: warm.files, after: after.files },
    target: { riseMbBelow: RISE_MB_MAX, restarts: 0, missed: 0, twice: 0, refused: 0 },
  };
}

/** The least of some looks once `count` acts are done. */
async function least(
  watched: WatchedPage,
  acts: { readonly done: number },
  count: number,
  clock: Clock,
  isOver: () => boolean,
): Promise<{ megabytes: number; files: number }> {
  while (acts.done < count && !isOver()) await clock.sleep(LOOK_MS);
  const before = watched.looks.length;
  for (let look = 0; look < LOOKS; look++, await clock.sleep(LOOK_MS)) await watched.look();
  const looks = watched.looks.slice(before);
  return {
    megabytes: Math.round(Math.min(...looks.map(({ megabytes }) => megabytes)) * 10) / 10,
    files: Math.min(...looks.map(({ files }) => files)),
  };
}

async function visit(page: () => EventListener, random: Random, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const visitor = page();
    if (await visitor.open()) await visitor.listen(random.between(...STAY_MS));
    visitor.leave();
  }
}
