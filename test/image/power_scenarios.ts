/**
 * The power goes at moments that nobody has chosen: in a start, in an alarm, in an update. The box must come back protecting, with all
 * that it had told.
 */
import assert from "node:assert/strict";
import { BOOT_MS, type Box, type JournalEvent } from "./box.ts";
import { imageTest } from "./image_test_case.ts";
import { inService } from "./in_service.ts";
import { burn, playFire, reset } from "./site.ts";
import { beginInstall, proved, seconds, slotOf, status } from "./update_steps.ts";

/** Another seed, other moments; the one of a failure is in its message. */
const SEED = Number(Deno.env.get("EMBEREYE_SEED") ?? "1");
/** Each can be run alone. All begin with a box in service, with a seed of their own. */
const PARTS = 4;
const CUTS_OF_PART = 5;
/**
 * What is going on, and within how long the power goes: from the firmware to a siren that sounds; while a fire goes on; from the
 * first look at an update until it is installed.
 */
const SPAN_MS = { boot: 70_000, run: 20_000, update: 120_000 };
const KINDS = ["boot", "run", "update"] as const;
const LOOK_EVERY_MS = 1_000;

/** Registers the tests. */
export function powerScenarios(): void {
  for (let part = 1; part <= PARTS; part++) {
    const seed = SEED * 1_000 + part;
    imageTest(
      `loses power at ${CUTS_OF_PART} random moments, part ${part} of ${PARTS} (seed ${seed})`,
      async (image) => {
        const random = generator(seed);
        const { box, update } = await inService(image);
        await using _ = box;
        await box.boot();
        await box.guest.rebooted("");
        const alarm = await burn(box);
        let known = await box.storedEvents();
        for (let cut = 1; cut <= CUTS_OF_PART; cut++) {
          const kind = KINDS[(part + cut) % KINDS.length];
          const afterMs = Math.round(random() * SPAN_MS[kind]);
          const what = `cut ${cut}, ${afterMs} ms into ${kind}`;
          try {
            known = await cutPower(box, { kind, afterMs, update, known });
            const startMs = performance.now();
            await box.powerOn();
            // The alarm that stands is on the disk alone: a siren that sounds again has been through all that protects.
            await box.eventually("the siren", async () => await box.siren() === 1, BOOT_MS);
            const sirenS = seconds(startMs);
            const now = await box.remembers(known, () => box.storedEvents());
            console.log(
              `${what}: slot ${await slotOf(
                box,
              )}, siren ${sirenS} s after the power came back, all ${known.length} events`,
            );
            known = now;
          } catch (error) {
            throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
          }
        }
        await box.answering();
        await box.remembers(known);
        const alarms: { id: string }[] = await box.eventually("the alarm", () => box.get("/api/v1/alarms"));
        assert.deepEqual(alarms.map(({ id }) => id), [alarm], "the alarm keeps its name");
        await reset(box, alarm);
        await reset(box, await burn(box));
      },
    );
  }
}

/** Where the box is when the power goes. */
interface Moment {
  readonly kind: typeof KINDS[number];
  readonly afterMs: number;
  /** Path of an update in the box. */
  readonly update: string;
  readonly known: readonly JournalEvent[];
}

/** Takes the power away, `afterMs` into what is to go on then. @returns what the journal held last */
async function cutPower(
  box: Box,
  { kind, afterMs, update, known }: Moment,
): Promise<readonly JournalEvent[]> {
  if (kind === "boot") {
    await box.cutPower();
    await box.powerOn();
  } else if (kind === "update") {
    // What has yet to prove itself is not left for an update; what has done so in an earlier start need not do it again.
    const { slots } = await box.eventually("the slots", () => status(box));
    if (!slots.some((one) => one.booted && one.proved)) await proved(box, await slotOf(box));
    await beginInstall(box, update);
  }
  const endMs = performance.now() + afterMs;
  const left = () => Math.max(0, endMs - performance.now());
  const over = new AbortController();
  const fire = kind === "run" ? playFire(box, over.signal) : Promise.resolve();
  let held = known;
  while (left() > 0) {
    // A box that starts tells nothing yet.
    held = await box.storedEvents(left()).catch(() => held);
    await new Promise((resolve) => setTimeout(resolve, Math.min(LOOK_EVERY_MS, left())));
  }
  await box.cutPower();
  over.abort();
  await fire;
  return held;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6D2B79F5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
