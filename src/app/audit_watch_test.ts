import assert from "node:assert/strict";
import { FakeClock } from "../clock/fake_clock.ts";
import { type AuditResult, said } from "../reading/audit.ts";
import { keepResult, resultsFile } from "../store/audit_results.ts";
import { type AuditTrouble, AuditWatch } from "./audit_watch.ts";

const DAY_MS = 86_400_000;

async function withWatch(
  run: (box: {
    folder: string;
    clock: FakeClock;
    told: AuditTrouble[];
    watch: () => AuditWatch;
    keep: (more: Partial<AuditResult>) => void;
  }) => void,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "embereye-test-" });
  const clock = new FakeClock();
  clock.stepWall(Date.UTC(2026, 10, 25) - clock.wallMs());
  const told: AuditTrouble[] = [];
  const watches: AuditWatch[] = [];
  try {
    run({
      folder,
      clock,
      told,
      watch: () => {
        const watch = new AuditWatch({
          folder,
          clock,
          fault: (trouble) => told.push(trouble),
          note: (text) => assert.fail(text),
        });
        watches.push(watch);
        return watch;
      },
      keep: (more) =>
        void keepResult(folder, "ports", {
          atWallMs: clock.wallMs(),
          verdict: "passed",
          findings: [],
          notes: [],
          figures: {},
          ...more,
        }),
    });
  } finally {
    for (const watch of watches) watch.close();
    await Deno.remove(folder, { recursive: true });
  }
}

const briefly = (told: AuditTrouble[]) =>
  told.splice(0).map(({ code, subject, active }) => [code, subject, active]);

Deno.test("a finding is a trouble with its words, told once, told again to a new fusion, and over when it is looked at again", () =>
  withWatch(({ told, watch, keep }) => {
    const audits = watch();
    assert.equal(told.length, 0, "a new box has no trouble");
    keep({ verdict: "found", findings: [said("port-unnamed", { address: "0.0.0.0", port: 4444 })] });
    audits.look();
    assert.match(told[0].detail, /ports: The service listens on 0\.0\.0\.0, port 4444/);
    assert.deepEqual(briefly(told), [["audit-found", "ports", true]]);
    audits.look();
    assert.equal(told.length, 0);
    audits.connected();
    assert.deepEqual(briefly(told), [["audit-found", "ports", true]]);
    keep({});
    audits.look();
    assert.deepEqual(briefly(told), [["audit-found", "ports", false]]);
  }));

Deno.test("audits that nobody makes become overdue, also over restarts of the page; one that is made is not", () =>
  withWatch(({ clock, told, watch, keep }) => {
    watch();
    clock.stepWall(20 * DAY_MS);
    keep({});
    clock.stepWall(20 * DAY_MS);
    const later = watch();
    assert.deepEqual(briefly(told), [
      ["audit-overdue", "memory", true],
      ["audit-overdue", "accuracy", true],
    ]);
    clock.stepWall(10 * DAY_MS);
    later.look();
    assert.deepEqual(briefly(told), [
      ["audit-overdue", "dependencies", true],
    ]);
    assert.deepEqual(later.list().map(({ kind, isOverdue }) => [kind, isOverdue]), [
      ["memory", true],
      ["accuracy", true],
      ["ports", false],
      ["dependencies", true],
    ]);
  }));

Deno.test("a clock that was never set makes nothing overdue, and results that cannot be read are a trouble", () =>
  withWatch(({ folder, clock, told, watch }) => {
    const now = clock.wallMs();
    clock.stepWall(-now);
    const audits = watch();
    clock.stepWall(now);
    audits.look();
    assert.equal(told.length, 0, "due is counted from when the clock is right");
    Deno.writeTextFileSync(resultsFile(folder, "memory"), "{");
    audits.look();
    assert.deepEqual(briefly(told), [["audit-not-possible", "memory", true]]);
    assert.match(audits.list()[0].fault!, /memory\.json/);
  }));
