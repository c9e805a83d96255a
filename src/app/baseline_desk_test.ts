import assert from "node:assert/strict";
import { eventually } from "../../test/eventually.ts";
import type { SiteView } from "../bus/messages.ts";
import { BaselineDesk } from "./baseline_desk.ts";
import { baselineFile, decodeBaseline } from "./baseline_files.ts";

const MINUTE_MS = 60_000;

/** A desk under a clock of its own, fed with a picture every two minutes. */
class Rig {
  passedMs = 0;
  /** Read thousands of times and waited for by nobody. */
  readonly clock = {
    monotonicMs: () => this.passedMs,
    wallMs: () => new Date(2026, 0, 1).getTime() + this.passedMs,
  };
  readonly told: string[] = [];
  readonly notes: string[] = [];
  readonly desk: BaselineDesk;

  constructor(readonly folder: string) {
    this.desk = new BaselineDesk({
      folder,
      clock: this.clock,
      tell: ({ kind }, active) => this.told.push(`${kind} ${active ? "on" : "off"}`),
      note: (text) => this.notes.push(text),
    });
  }

  async load(): Promise<void> {
    this.picture(0);
    await eventually("what the disk holds", () => this.desk.list().length > 0);
  }

  picture(shiftC: number): void {
    const celsius = Float32Array.from(
      { length: 768 },
      (_, i) => 20 + shiftC + (i % 32 > 20 ? 4 : 0) + (i % 7) * 0.05,
    );
    this.desk.picture({ sensorId: "s 1", atMs: this.clock.monotonicMs(), celsius, taC: 25, vddV: 3.3 });
  }

  days(count: number, shiftC: number): void {
    for (let n = 0; n < count * 24 * 30; n++) {
      this.passedMs += 2 * MINUTE_MS;
      this.picture(shiftC);
    }
  }
}

function site(state: "normal" | "alarm"): SiteView {
  return {
    zones: [{ id: "z", state }],
    sensors: [{ id: "s 1", zoneId: "z", disabled: false }],
  } as unknown as SiteView;
}

Deno.test("BaselineDesk learns over restarts, tells of a change, and takes a person's decision", async () => {
  const folder = await Deno.makeTempDir();
  const first = new Rig(folder);
  await first.load();
  first.days(9, 0);
  assert.equal(first.desk.list()[0].references.length, 1, first.notes.join());
  first.days(4, 7);
  assert.deepEqual(first.told, ["drift on"]);
  await first.desk.close();
  const bytes = await Deno.readFile(baselineFile(folder, "s 1"));
  assert.equal(decodeBaseline(bytes, "s 1")?.review.candidate?.kind, "drift");
  assert.equal(decodeBaseline(bytes.slice(0, -4), "s 1"), undefined, "a file cut short is not believed");

  const second = new Rig(folder);
  await second.load();
  const [{ candidate, daysLearned }] = second.desk.list();
  assert(daysLearned >= 12);
  assert.deepEqual(second.told.splice(0), ["drift on"]);
  second.desk.connected();
  assert.deepEqual(second.told, ["drift on"], "a new fusion is told what waits");
  const reason = "the heating was repaired";
  assert.equal(second.desk.act("s 1", { act: "approve", candidateId: "other", reason }, "anna"), false);
  assert(second.desk.act("s 1", { act: "approve", candidateId: candidate!.id, reason }, "anna"));
  assert.deepEqual(second.told, ["drift on", "drift off"]);
  second.desk.connected();
  assert.equal(second.told.length, 2, "what is decided waits no longer");
  assert.deepEqual(second.desk.list()[0].references.map(({ by }) => by), ["box", "anna"]);
  await second.desk.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("BaselineDesk learns nothing while an alarm stands in the zone", async () => {
  const folder = await Deno.makeTempDir();
  const rig = new Rig(folder);
  rig.desk.site(site("alarm"));
  await rig.load();
  rig.days(2, 200);
  assert.equal(rig.desk.list()[0].daysLearned, 0);
  rig.desk.site(site("normal"));
  rig.days(2, 0);
  assert(rig.desk.list()[0].daysLearned >= 1);
  await rig.desk.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("BaselineDesk waits for a disk that does not give what was learned, and does not begin anew over it", async () => {
  const folder = await Deno.makeTempDir();
  const first = new Rig(folder);
  await first.load();
  first.days(9, 0);
  await first.desk.close();
  const file = baselineFile(folder, "s 1");
  await Deno.rename(file, `${file}.away`);
  // A link to itself: ELOOP, which nobody can take for a file that is not there.
  await Deno.symlink(file, file);

  const second = new Rig(folder);
  second.picture(0);
  await eventually("the fault", () => second.notes.length > 0);
  assert.match(second.notes[0], /the baseline of s 1 cannot be read, it is tried again/);
  second.picture(0);
  await Deno.remove(file);
  await Deno.rename(`${file}.away`, file);
  second.passedMs += MINUTE_MS;
  await second.load();
  assert.equal(second.desk.list()[0].references.length, 1, "what was approved is known again");
  assert.equal(second.notes.length, 1);
  await second.desk.close();
  await Deno.remove(folder, { recursive: true });
});
