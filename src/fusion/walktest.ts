/**
 * The walk test: a person sets off each sensor of a zone, the sirens chirp, nothing is latched, and it ends by itself.
 *
 * When it ends, for whatever reason, the zone's sensors start anew: what still burns or smokes then must be confirmed
 * again, and alarms. Other zones alarm normally all the while, and an alarm in one ends every test. A restart ends it too.
 */
import { spanInEnglish } from "../reading/in_english.ts";
import { joined, type Part, type Saying, saying } from "../reading/saying.ts";
import { describeObservations } from "./describe.ts";
import type { Outcome } from "./effect.ts";
import { EVIDENCE, releaseAll } from "./evidence.ts";
import { observationsFor } from "./rules.ts";
import type { Sensor } from "./sensor.ts";
import { type FusionState, journal } from "./state.ts";
import type { WalkTest, Zone } from "./zone.ts";

/** How long the sirens chirp for a hit: at least one chirp of a pattern that repeats every few seconds is heard. */
export const CHIRP_MS = 5_000;
/** Sensors named in the record that were not hit; the number tells of the others. */
const MISSED_SAID_MAX = 20;
/** Evidence that only supports a camera is no proof that a sensor would alarm. */
const NO_HIT = 1 << EVIDENCE.smokeSupport | 1 << EVIDENCE.gasSupport | 1 << EVIDENCE.visionOnHeat;

/** Starts a walk test, or its time anew. */
export function startTest(
  state: FusionState,
  zoneId: string,
  durationMs: number | undefined,
  by: string,
): Outcome {
  const zone = state.zones.get(zoneId);
  if (zone === undefined || zone.retired) {
    return { ok: false, refusal: "unknown-zone", text: `There is no zone ${zoneId}.` };
  }
  const most = state.settings.walkTestMaxMs;
  const ms = durationMs ?? most;
  if (!(ms > 0 && ms <= most)) {
    const text = `A walk test lasts more than 0 s and at most ${spanInEnglish(most)}.`;
    return { ok: false, refusal: "bad-duration", text };
  }
  if (zone.alarm !== undefined) {
    return {
      ok: false,
      refusal: "alarm-stands",
      text: `${zone.name}: an alarm stands; reset it before the test.`,
    };
  }
  if (zone.disablement !== undefined) {
    return { ok: false, refusal: "out-of-service", text: `${zone.name} is out of service.` };
  }
  if (zone.test === undefined) { for (const sensor of zone.sensors) sensor.testHits = 0; }
  zone.preAlarm = false;
  zone.preAlarmDueMs = NaN;
  zone.preAlarmOverMs = NaN;
  zone.test = {
    by,
    startedAtWallMs: state.wallMs,
    endsAtMs: state.nowMs + ms,
    chirpUntilMs: zone.test?.chirpUntilMs ?? -Infinity,
  };
  const started = saying("said.test-start", { zone: zone.name, person: by, duration: { ms } });
  return { ok: true, text: journal(state, "test-start", started, { zoneId, by }) };
}

/** What the person vouches for who ends a test. */
export interface SignOff {
  readonly sirensHeard?: readonly string[];
  readonly remark?: string;
}

/** A person ends the test, and with it signs off what was proved: the journal's line is the record. */
export function stopTest(
  state: FusionState,
  zoneId: string,
  by: string,
  { sirensHeard, remark }: SignOff = {},
): Outcome {
  const zone = state.zones.get(zoneId);
  if (zone === undefined) return { ok: false, refusal: "unknown-zone", text: `There is no zone ${zoneId}.` };
  if (zone.test === undefined) return { ok: true, text: `${zone.name} is not under test.` };
  const vouched = [
    sirensHeard !== undefined &&
    (sirensHeard.length === 0
      ? saying("said.test-no-siren")
      : saying("said.test-sirens", { names: sirensHeard.join(", ") })),
    remark !== undefined && remark !== "" && saying("said.test-remark", { remark }),
  ].filter((part) => part !== false);
  endTest(state, zone, by, vouched, by);
  return { ok: true, text: `${zone.name}: the walk test has ended.` };
}

/** A sensor was set off. */
export function hit(state: FusionState, zone: Zone, test: WalkTest, sensor: Sensor, gained: number): void {
  if ((gained & ~NO_HIT) === 0) return;
  sensor.testHits++;
  test.chirpUntilMs = state.nowMs + CHIRP_MS;
  state.orderDue = true;
  const own = observationsFor(zone, gained & ~NO_HIT, sensor, state.nowMs).slice(0, 1);
  journal(
    state,
    "test-hit",
    saying("said.test-hit", { zone: zone.name, seen: describeObservations(state, own) }),
    {
      zoneId: zone.id,
      sensorId: sensor.id,
    },
  );
}

/** Ends the test whose time has come, and the chirp whose time has come. Called for each zone each tick. */
export function checkTest(state: FusionState, zone: Zone, test: WalkTest): void {
  if (state.nowMs >= test.endsAtMs) return endTest(state, zone, saying("said.ended-by-time"));
  if (test.chirpUntilMs !== -Infinity && state.nowMs >= test.chirpUntilMs) {
    test.chirpUntilMs = -Infinity;
    state.orderDue = true;
  }
}

/** Ends the tests of all zones. */
export function endAllTests(state: FusionState, reason: Saying): void {
  for (const zone of state.zones.values()) if (zone.test !== undefined) endTest(state, zone, reason);
}

/** Ends the test of a zone. */
export function endTest(
  state: FusionState,
  zone: Zone,
  ender: Saying | string,
  vouched: readonly Saying[] = [],
  by?: string,
): void {
  zone.test = undefined;
  state.orderDue = true;
  let hits = 0;
  const missed: string[] = [];
  for (const sensor of zone.sensors) {
    if (sensor.testHits > 0) hits++;
    else missed.push(sensor.name);
    releaseAll(sensor);
  }
  const parts = [
    saying("said.test-end", { zone: zone.name, ender, hits, sensors: zone.sensors.size }),
    ...(missed.length > 0 ? [saying("said.test-missed", { names: named(missed) })] : []),
    ...vouched,
  ];
  journal(state, "test-end", saying("said.whole", { sentence: joined("said.then", parts) }), {
    zoneId: zone.id,
    ...(by === undefined ? {} : { by }),
  });
}

/** The first names, and how many more there are. */
function named(names: readonly string[]): Part {
  const said = names.slice(0, MISSED_SAID_MAX).join(", ");
  const more = names.length - MISSED_SAID_MAX;
  return more > 0 ? joined("said.and", [said, saying("said.more", { count: more })]) : said;
}
