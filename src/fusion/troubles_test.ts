import assert from "node:assert/strict";
import { SENSORS_MAX } from "./settings.ts";
import { Bed, siteSettings } from "./testbed.ts";
import { CONFIRM_MS, TROUBLES_MAX } from "./troubles.ts";

function fault(bed: Bed, active: boolean, subject = "store", detail = "The disk is full.") {
  return bed.feed({ kind: "fault", code: "store-failed", subject, active, detail });
}

/** A site whose sensors nobody misses. */
function healthy(): Bed {
  const bed = new Bed();
  bed.quiet(1_000, "b1", "b2", "h1");
  bed.clear();
  return bed;
}

Deno.test("a trouble stays listed until its cause is gone and a person has seen it, in either order", () => {
  for (const seenFirst of [true, false]) {
    const bed = healthy();
    fault(bed, true);
    const id = "store-failed:store";
    const acts = [
      () => bed.act({ act: "acknowledgeTrouble", troubleId: id }),
      () => fault(bed, false),
    ];
    if (!seenFirst) acts.reverse();
    acts[0]();
    assert.equal(bed.view.troubles.length, 1);
    acts[1]();
    assert.equal(bed.view.troubles.length, 0);
    const saved = bed.effects.filter((effect) => effect.kind === "trouble");
    assert.deepEqual(saved.map((effect) => effect.ended), [false, false, true]);
  }
});

Deno.test("the trouble relay is on exactly while a trouble is active, seen or not", () => {
  const bed = healthy();
  fault(bed, true);
  assert.deepEqual(bed.state.order?.relays, { trouble: true });
  bed.act({ act: "acknowledgeTrouble", troubleId: "store-failed:store" });
  assert.deepEqual(bed.state.order?.relays, { trouble: true });
  fault(bed, false);
  assert.deepEqual(bed.state.order?.relays, {});
});

Deno.test("a trouble that is raised again while active changes its detail and journals nothing", () => {
  const bed = healthy();
  fault(bed, true);
  bed.clear();
  fault(bed, true, "store", "The disk is gone.");
  assert.deepEqual(bed.effects, []);
  assert.equal(bed.view.troubles[0].detail, "The disk is gone.");
  assert.equal(bed.view.troubles[0].count, 1);
});

Deno.test("a trouble that comes back counts, and has to be seen again", () => {
  const bed = healthy();
  fault(bed, true);
  fault(bed, false);
  assert.equal(typeof bed.view.troubles[0].clearedAtWallMs, "number");
  fault(bed, true);
  const [trouble] = bed.view.troubles;
  assert.deepEqual([trouble.active, trouble.acknowledged, trouble.count], [true, false, 2]);
  assert.equal(trouble.clearedAtWallMs, undefined);
});

Deno.test("clearing what is not listed does nothing; seeing it is refused; seeing twice is answered", () => {
  const bed = healthy();
  assert.deepEqual(fault(bed, false), []);
  const unknown = bed.act({ act: "acknowledgeTrouble", troubleId: "store-failed:store" });
  assert.equal(unknown.ok === false && unknown.refusal, "unknown-trouble");
  fault(bed, true);
  bed.act({ act: "acknowledgeTrouble", troubleId: "store-failed:store" });
  assert.equal(bed.act({ act: "acknowledgeTrouble", troubleId: "store-failed:store" }).ok, true);
});

Deno.test("a full list refuses and counts, keeps room for faults of the box, and lets go of what is over", () => {
  const bed = new Bed(siteSettings({ admitToZoneId: "boiler" }));
  for (let i = 0; i < SENSORS_MAX; i++) bed.level("smoke", `stranger-${i}`, 1);
  bed.advance(16_000);
  assert.ok(bed.state.counts.troublesRefused > 0);
  assert.ok(bed.view.troubles.length < TROUBLES_MAX);
  fault(bed, true);
  assert.ok(bed.troubles.includes("store-failed:store"));
  for (let i = 0; i < TROUBLES_MAX; i++) fault(bed, true, `disk-${i}`);
  assert.equal(bed.view.troubles.length, TROUBLES_MAX);
  fault(bed, false, "store");
  fault(bed, true, "late");
  assert.ok(bed.troubles.includes("store-failed:late"));
  assert.equal(bed.view.troubles.length, TROUBLES_MAX);
});

Deno.test("a trouble is never an alarm and an alarm never a trouble", () => {
  const bed = healthy();
  fault(bed, true);
  assert.deepEqual(bed.alarms, []);
  assert.deepEqual(bed.sirens, {});
  const other = healthy();
  other.smokeAlarm("b1");
  assert.deepEqual(other.troubles, []);
  assert.deepEqual(other.state.order?.relays, { fire: true });
});

Deno.test("what a process told of is over unless it finds it again after it has started anew; others' troubles stand", () => {
  const bed = healthy();
  const tell = (subject: string, owner?: string) =>
    bed.feed({
      kind: "fault",
      code: "device-missing",
      subject,
      active: true,
      detail: `${subject} is not there.`,
      ...(owner === undefined ? {} : { owner }),
    });
  tell("lid", "sensors");
  tell("door", "sensors");
  tell("bell", "outputs");
  tell("watchdog");
  bed.feed({ kind: "ownerStarted", owner: "sensors" });
  tell("door", "sensors");
  const active = () => bed.view.troubles.filter((trouble) => trouble.active).map(({ subject }) => subject);
  bed.quiet(CONFIRM_MS - 1_000, "b1", "b2", "h1");
  assert.deepEqual(active(), ["lid", "door", "bell", "watchdog"], "it has its time to look");
  bed.quiet(2_000, "b1", "b2", "h1");
  assert.deepEqual(active(), ["door", "bell", "watchdog"]);
});
